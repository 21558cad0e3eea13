// The PID clock of one world, wide or compact: all parts in their order of depth. The caller gives
// it a new key for every step, so that a new step simply replaces whatever was still moving.

import { Cell, Cursor } from './Cells.tsx';
import { breakLine } from './code.ts';
import { Cable, Card, Note } from './Held.tsx';
import { Inner } from './Inner.tsx';
import { LinkLine, Parcels } from './Links.tsx';
import { Signal } from './Signal.tsx';
import { Slots } from './Slots.tsx';
import type { Scene } from './scene.ts';
import type { Score } from './score.ts';
import { n2 } from './spec.ts';
import { Tile } from './Tiles.tsx';
import { GoneToken, Token } from './Tokens.tsx';
import { Bell, WaitPill } from './Waits.tsx';

export interface RingSceneProps {
  readonly scene: Scene;
  readonly before: Scene | undefined;
  readonly score: Score | undefined;
  /** Which line of the card's program is pointed at. */
  readonly active: 'last' | 'next';
  readonly wrong: boolean;
  readonly signalTitle: string;
  readonly lapText: readonly [string, string];
  readonly call: { readonly who: string; readonly text: string } | undefined;
  readonly xray: boolean;
}

export function RingScene(props: RingSceneProps) {
  const { scene, before, score } = props;
  const { spec, card } = scene;
  const word = spec.kind === 'wide' && hasRoom(scene);
  return (
    <g className={`ring-scene ${spec.kind}`}>
      <circle className="dial" cx={spec.c.x} cy={spec.c.y} r={spec.inner - 2} />
      {scene.cells.map(cell => (
        <Cell key={cell.nr} cell={cell} spec={spec} score={score} />
      ))}
      {scene.inner.map(row => (
        <Inner key={row.ns} row={row} />
      ))}
      {scene.middle === 'empty' && hasLap(scene) ? (
        <Lap scene={scene} text={props.lapText} />
      ) : undefined}
      {scene.cursor === undefined ? undefined : (
        <Cursor cursor={scene.cursor} spec={spec} score={score} word={word} />
      )}
      {props.call === undefined || spec.kind !== 'wide' ? undefined : (
        <LastCall
          {...props.call}
          columns={scene.tiles.some(t => t.at === spec.asideBottom) ? 26 : 32}
        />
      )}
      {scene.low.map(tile => (
        <Tile key={tile.pid} tile={tile} spec={spec} score={score} low />
      ))}
      {card === undefined ? undefined : (
        <Card card={card} scene={scene} active={props.active} wrong={props.wrong} />
      )}
      {card === undefined || card.slots.length === 0 ? undefined : (
        <Slots card={card} spec={spec} />
      )}
      {scene.links.map(row => (
        <LinkLine key={row.key} row={row} k={spec.kind === 'wide' ? 1 : 0.72} />
      ))}
      {scene.tiles.map(tile => (
        <Tile key={tile.pid} tile={tile} spec={spec} score={score} />
      ))}
      {scene.tokens
        .filter(t => !t.floating)
        .map(token => (
          <Token key={token.pid} token={token} spec={spec} score={score} />
        ))}
      {score?.gone.map(token => (
        <GoneToken key={token.pid} token={token} />
      ))}
      {scene.tokens
        .filter(t => t.floating)
        .map(token => (
          <Token key={token.pid} token={token} spec={spec} score={score} />
        ))}
      {scene.cables.map(cable => (
        <Cable
          key={cable.key}
          cable={cable}
          before={before?.cables.find(c => c.key === cable.key)}
          spec={spec}
          score={score}
        />
      ))}
      <Parcels scene={scene} />
      {scene.bells.map(bell => (
        <Bell key={bell.key} bell={bell} k={spec.kind === 'wide' ? 1 : 0.8} />
      ))}
      {card === undefined || scene.waiting === undefined ? undefined : (
        <WaitPill spec={spec} text={scene.waiting} />
      )}
      {card?.notes.map(note => (
        <Note key={note.key} note={note} score={score} xray={props.xray} />
      ))}
      {scene.signal === undefined ? undefined : (
        <Signal signal={scene.signal} scene={scene} score={score} title={props.signalTitle} />
      )}
    </g>
  );
}

/** The words over a letter take that much room. */
const TITLE = 36;

/** Whether the word at the cursor stays clear of what stands in the middle. */
function hasRoom(scene: Scene): boolean {
  const { cursor, tokens, signal } = scene;
  if (cursor === undefined) return false;
  if (scene.inner.length > 0) return false;
  const { x, y } = cursor.word;
  const letter = signal?.via === 'nr' ? signal.letter : undefined;
  const onLetter =
    letter !== undefined &&
    Math.abs(x - letter.x - letter.w / 2) < letter.w / 2 + 20 &&
    y > letter.y - TITLE &&
    y < letter.y + letter.h + 12;
  return (
    !onLetter && tokens.every(t => !t.floating || Math.hypot(t.at.x - x, t.at.y - y) > t.r + 18)
  );
}

/** Whether the middle has room for words. */
const hasLap = ({ inner, deeper, spec }: Scene): boolean =>
  inner.length === 0 || deeper > 0 || spec.kind === 'wide';

/** Which time round; two short lines, smaller where inner rings leave little room. */
function Lap({ scene, text }: { readonly scene: Scene; readonly text: readonly [string, string] }) {
  const { c, kind } = scene.spec;
  if (scene.deeper > 0) {
    return (
      <g className="lap">
        <text x={c.x} y={c.y - 1} fontSize={10.5} className="count">
          +{scene.deeper}
        </text>
        <text x={c.x} y={c.y + 10} fontSize={10.5}>
          deeper
        </text>
      </g>
    );
  }
  if (scene.inner.some(row => row.level > 2)) return undefined;
  const size = scene.inner.length > 0 ? 11.5 : kind === 'wide' ? 15 : 11.5;
  const second = scene.inner.length > 0 ? undefined : text[1];
  return (
    <g className="lap">
      <text x={c.x} y={c.y + (second === undefined ? 4 : -2)} fontSize={size} className="count">
        {text[0]}
      </text>
      {second === undefined ? undefined : (
        <text x={c.x} y={c.y - 2 + size * 1.35} fontSize={size}>
          {second}
        </text>
      )}
    </g>
  );
}

/** Who called what, and the answer: below the card. */
function LastCall(props: {
  readonly who: string;
  readonly text: string;
  readonly columns: number;
}) {
  const { who, text, columns } = props;
  const usual = breakLine(text, columns);
  // A long call is set smaller, so that it stays within the picture.
  const long = usual.length > 3;
  const lines = long ? breakLine(text, columns + 7) : usual;
  const pitch = long ? 13.4 : 16;
  return (
    <g className={long ? 'last-call long' : 'last-call'}>
      <text x={20} y={432} className="who">
        {who}
      </text>
      {lines.map((line, i) => (
        <text key={line} x={20} y={n2(449 + i * pitch)} className="mono" xmlSpace="preserve">
          {line}
        </text>
      ))}
    </g>
  );
}
