// The strip of one world on a phone: the parts of the clock on a straight row.

import * as m from 'framer-motion/m';
import { GlyphMark } from '../../glyphs/Glyph.tsx';
import { Cell } from './Cells.tsx';
import type { CardRow, HoldingKind } from './card.ts';
import { Cable, Note } from './Held.tsx';
import { Inner } from './Inner.tsx';
import { LinkLine, Parcels } from './Links.tsx';
import { Signal } from './Signal.tsx';
import { Slots } from './Slots.tsx';
import type { Scene } from './scene.ts';
import type { Score } from './score.ts';
import { n2, ROW } from './spec.ts';
import { Tile } from './Tiles.tsx';
import { GoneToken, Token } from './Tokens.tsx';
import { Bell, Hourglass, WaitLineText } from './Waits.tsx';

interface StripSceneProps {
  readonly scene: Scene;
  readonly before: Scene | undefined;
  readonly score: Score | undefined;
  readonly signalTitle: string;
  readonly holding: HoldingKind;
  readonly xray: boolean;
}

export function StripScene({ scene, before, score, signalTitle, holding, xray }: StripSceneProps) {
  const { spec, card, tokens } = scene;
  const owner = scene.cells.find(c => c.nr === scene.dial.cardNr);
  return (
    <g className="strip-scene">
      {card === undefined || owner === undefined ? undefined : (
        <path className="owner-stem" d={ownerStem(card, owner.label.x)} />
      )}
      {scene.cells.map(cell => (
        <Cell key={cell.nr} cell={cell} spec={spec} score={score} />
      ))}
      {card === undefined ? undefined : (
        <StripCard card={card} holding={holding} waiting={scene.waiting} />
      )}
      {card === undefined || card.slots.length === 0 ? undefined : (
        <Slots card={card} spec={spec} />
      )}
      {scene.links.map(row => (
        <LinkLine key={row.key} row={row} k={0.72} />
      ))}
      {scene.tiles.map(tile => (
        <Tile key={tile.pid} tile={tile} spec={spec} score={score} />
      ))}
      {scene.inner.map(row => (
        <Inner key={row.ns} row={row} />
      ))}
      {scene.low.map(tile => (
        <Tile key={tile.pid} tile={tile} spec={spec} score={score} low />
      ))}
      {tokens
        .filter(t => t.nr !== scene.dial.cardNr || t.floating)
        .map(token => (
          <Token key={token.pid} token={token} spec={spec} score={score} />
        ))}
      {score?.gone.map(token => (
        <GoneToken key={token.pid} token={token} />
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
        <Bell key={bell.key} bell={bell} k={0.74} />
      ))}
      {card?.notes.map(note => (
        <Note key={note.key} note={note} score={score} xray={xray} />
      ))}
      {scene.signal === undefined ? undefined : (
        <Signal signal={scene.signal} scene={scene} score={score} title={signalTitle} />
      )}
      <Pointer scene={scene} before={before} />
      {scene.waits === undefined ? undefined : <WaitLineText line={scene.waits} />}
    </g>
  );
}

/** From the card down to its owner's number, around a corner where that lies beside the card. */
function ownerStem({ box }: CardRow, x: number): string {
  const bottom = box.y + box.h;
  if (x >= box.x && x <= box.x + box.w) return `M${n2(x)} ${bottom}V${ROW.top}`;
  return `M${n2(box.x + 18)} ${bottom}v6H${n2(x)}V${ROW.top}`;
}

function StripCard(props: {
  readonly card: CardRow;
  readonly holding: HoldingKind;
  readonly waiting: string | undefined;
}) {
  const { card, holding, waiting } = props;
  const { x, y, w, h } = card.box;
  const keeps = holding === 'number' ? 'a number' : 'a reference';
  return (
    <g className={card.alive ? 'holder' : 'holder dead'} data-pid={card.pid}>
      <rect className="sheet" x={x} y={y} width={w} height={h} rx={10} />
      <text className="title" x={x + w - 38} y={y + 24} textAnchor="end" fontSize={15}>
        {card.name}
      </text>
      <GlyphMark name={card.name} glyph={card.glyph} x={x + w - 21} y={y + 19} size={20} />
      <text className="keeps" x={x + w - 13} y={y + 46} textAnchor="end">
        {waiting ?? keeps}
      </text>
      {waiting === undefined ? undefined : (
        <Hourglass at={{ x: x + w - 4, y: y + h - 2 }} k={0.9} />
      )}
    </g>
  );
}

/** The triangle under the number that will be handed out next. */
function Pointer({ scene, before }: { readonly scene: Scene; readonly before: Scene | undefined }) {
  if (scene.pointer === undefined) return undefined;
  const { x } = scene.pointer;
  const y = ROW.top + ROW.height + 5;
  const shift = (before?.pointer?.x ?? x) - x;
  const right = x < 300;
  return (
    <m.g
      className="cursor"
      initial={shift === 0 ? false : { x: shift }}
      animate={{ x: 0 }}
      transition={{ duration: 0.3, delay: 0.1, ease: 'easeInOut' }}
    >
      <path className="tab" d={`M${n2(x)} ${y}l8.5 13h-17z`} />
      <text
        className="next"
        style={{ textAnchor: right ? 'start' : 'end' }}
        x={n2(x + (right ? 14 : -14))}
        y={y + 12}
      >
        next
      </text>
    </m.g>
  );
}
