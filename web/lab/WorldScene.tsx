// One world's picture for the window at hand: lays out the view, finds what moved, and draws it.

import { verdictWords } from '../../src/explain/verdict.ts';
import { ordinal, signalName } from '../../src/explain/words.ts';
import { changesBetween } from '../../src/machine/diff.ts';
import type { WorldView } from '../../src/machine/view.ts';
import type { Race } from '../../src/race/program.ts';
import { CodePanel } from './CodePanels.tsx';
import { Changed } from './scene/Changed.tsx';
import { sceneOf } from './scene/layout.ts';
import { RingScene } from './scene/RingScene.tsx';
import { leadingCard } from './scene/ring.ts';
import { StripScene } from './scene/StripScene.tsx';
import { scoreOf } from './scene/score.ts';
import { COMPACT, STRIP, WIDE } from './scene/spec.ts';
import { stripCaption, stripOf } from './scene/strip.ts';
import { callOf, worldName } from './select.ts';
import { pictureText, worldTables } from './tables.ts';
import { WorldPanel } from './WorldPanel.tsx';

interface WorldSceneProps {
  readonly view: WorldView;
  /** The moment before, when the way from there is to be shown. */
  readonly before: WorldView | undefined;
  /** Outline what has changed instead of moving it. */
  readonly outlined: boolean;
  readonly index: number;
  readonly race: Race;
  /** Changes with everything that is done: a new step replaces whatever still moves. */
  readonly turn: number;
  readonly xray: boolean;
  readonly kind: 'wide' | 'compact' | 'strip';
  /** Numbers that are somebody's at some time in this order. */
  readonly keep?: ReadonlySet<number>;
  /** Lines of code and the last call under a picture whose card has no room for them. */
  readonly lines?: number;
}

export function WorldScene(props: WorldSceneProps) {
  const { view, before, index, race, turn, kind, keep } = props;
  const spec = kind === 'strip' ? STRIP : kind === 'wide' ? WIDE : COMPACT;
  const holding = view.holder?.by ?? 'number';
  const draw = (v: WorldView) =>
    kind === 'strip' ? stripOf(v, holding, keep) : sceneOf(v, spec, holding, keep);
  const scene = draw(view);
  const was = before === undefined || props.outlined ? undefined : draw(before);
  const changed = before !== undefined && props.outlined ? changesBetween(before, view) : undefined;
  const verdict = verdictWords(view.verdict);
  const score = scene === undefined ? undefined : scoreOf(was, scene);
  const tag = worldName(race, view.variant);
  const call = callOf(view);
  const harm = view.last?.hit?.outcome === 'wrong';
  return (
    <WorldPanel
      index={index}
      tag={tag}
      kind={holding}
      holds={holdsOf(view)}
      verdict={verdict}
      earlier={was === undefined || before === undefined ? undefined : verdictWords(before.verdict)}
      description={pictureText(view, tag)}
      tables={worldTables(view, tag)}
      strip={kind === 'strip'}
      caption={{ text: stripCaption(view), tone: verdict.tone, call: call?.text }}
      size={scene?.spec ?? spec}
      below={
        props.lines === undefined ? undefined : (
          <div className="world-code">
            <CodePanel view={view} rows={props.lines} columns={44} />
            <code className="call">{call === undefined ? '' : `${call.who}: ${call.text}`}</code>
          </div>
        )
      }
      verdictDelay={score?.hitAt ?? 0}
    >
      {scene === undefined ? undefined : kind === 'strip' ? (
        <StripScene
          key={turn}
          scene={scene}
          before={was}
          score={score}
          signalTitle={titleOf(view)}
          holding={holding}
          xray={props.xray}
        />
      ) : (
        <RingScene
          key={turn}
          scene={scene}
          before={was}
          score={score}
          active={view.last?.pid === scene.card?.pid ? 'last' : 'next'}
          wrong={harm}
          signalTitle={titleOf(view)}
          call={call}
          lapText={[`${ordinal(scene.lap - 1)} lap`, 'of the PID clock']}
          xray={props.xray}
        />
      )}
      {changed === undefined || scene === undefined ? undefined : (
        <Changed
          key={`changed ${turn}`}
          scene={scene}
          changes={changed}
          written={newNotes(before, view)}
        />
      )}
    </WorldPanel>
  );
}

function holdsOf(view: WorldView) {
  const { holder } = view;
  if (holder === undefined) return undefined;
  const what = holder.by === 'number' ? 'a number' : 'a reference';
  const goesOn = leadingCard(view)?.lines.some(line => line.at === 'next') ?? false;
  const verb = holder.has ? 'holds' : goesOn ? 'will hold' : 'held';
  return { who: holder.name, verb, what };
}

/** What stands over a letter: the signal; signal 0 only asks. */
function titleOf({ last }: WorldView): string {
  const signal = last?.hit?.signal ?? 0;
  return signal === 0 ? 'anyone?' : signalName(signal);
}

function newNotes(before: WorldView | undefined, now: WorldView): readonly string[] {
  const old = new Set(before?.notes.map(n => n.key));
  return now.notes.filter(n => !old.has(n.key)).map(n => n.key);
}
