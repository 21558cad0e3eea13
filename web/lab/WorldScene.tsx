// One world's picture for the window at hand: lays out the view, finds what moved, and draws it.

import type { WorldView } from '../../src/machine/view.ts';
import type { Race } from '../../src/race/program.ts';
import { sceneOf } from './scene/layout.ts';
import { RingScene } from './scene/RingScene.tsx';
import { scoreOf } from './scene/score.ts';
import { COMPACT, WIDE } from './scene/spec.ts';
import { worldName } from './select.ts';
import { pictureText, worldTables } from './tables.ts';
import { WorldPanel } from './WorldPanel.tsx';
import { lapText, signalTitle, verdictRow } from './words.ts';

interface WorldSceneProps {
  readonly view: WorldView;
  /** The moment before, when the way from there is to be shown. */
  readonly before: WorldView | undefined;
  readonly index: number;
  readonly race: Race;
  /** Changes with everything that is done: a new step replaces whatever still moves. */
  readonly turn: number;
  readonly xray: boolean;
  readonly kind: 'wide' | 'compact' | 'strip';
}

export function WorldScene(props: WorldSceneProps) {
  const { view, before, index, race, turn, kind } = props;
  const spec = kind === 'wide' ? WIDE : COMPACT;
  const holding = view.holder?.by ?? 'number';
  const scene = sceneOf(view, spec, holding);
  const was = before === undefined ? undefined : sceneOf(before, spec, holding);
  const score = scene === undefined ? undefined : scoreOf(was, scene);
  const tag = worldName(race, view.variant);
  const low = view.rings[0]?.low[0];
  const lowTile = view.tiles.find(t => t.pid === low?.pid);
  const harm = view.last?.hit?.outcome === 'wrong';
  return (
    <WorldPanel
      index={index}
      tag={tag}
      kind={holding}
      holds={holdsOf(view)}
      verdict={verdictRow(view.verdict)}
      description={pictureText(view, tag)}
      tables={worldTables(view, tag)}
      strip={kind === 'strip'}
      caption={undefined}
      viewBox={`0 0 ${spec.width} ${spec.height}`}
      verdictDelay={score?.hitAt ?? 0}
    >
      {scene === undefined ? undefined : (
        <RingScene
          key={turn}
          scene={scene}
          before={was}
          score={score}
          active={view.last?.pid === scene.card?.pid ? 'last' : 'next'}
          wrong={harm}
          signalTitle={signalTitle(view.last?.hit)}
          lapText={lapText(scene.lap)}
          xray={props.xray}
          low={lowTile === undefined || low === undefined ? undefined : { ...lowTile, nr: low.nr }}
        />
      )}
    </WorldPanel>
  );
}

function holdsOf({ holder }: WorldView) {
  if (holder === undefined) return undefined;
  const what = holder.by === 'number' ? 'a number' : 'a reference';
  return { who: holder.name, verb: holder.has ? 'holds' : 'will hold', what };
}
