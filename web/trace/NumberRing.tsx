// The table of numbers at the cursor: the lab's clock where the recording saw few numbers, a thin ring
// where it saw many.

import { ordinal } from '../../src/explain/trace.ts';
import { labelOf } from '../../src/trace/incarnation.ts';
import type { Handouts, Numbers } from '../../src/trace/numbers.ts';
import { RingScene } from '../lab/scene/RingScene.tsx';
import { CLOCK, clockOf } from './clock.ts';
import { LargeRing } from './LargeRing.tsx';
import { selectLife } from './lives.ts';
import type { Moment } from './moments.ts';
import type { Loaded } from './trace-store.ts';
import { lifeOfPid } from './world.ts';

interface Props {
  readonly loaded: Loaded;
  readonly handouts: Handouts;
  readonly numbers: Numbers;
  readonly moment: Moment;
  readonly life: number;
}

export function NumberRing(props: Props) {
  const { loaded, handouts, numbers, moment } = props;
  const scene = clockOf(loaded, handouts, numbers, moment);
  return (
    // Whatever can be clicked here is in the tree below as well, for the keyboard.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree is the keyboard's way
    <svg
      className="scene number-ring"
      viewBox={`0 0 ${CLOCK.width} ${CLOCK.height}`}
      role="img"
      aria-label={ringText(props)}
      onClick={event => {
        const part = event.target instanceof Element ? event.target.closest('[data-pid]') : null;
        if (part !== null) selectLife(lifeOfPid(Number(part.getAttribute('data-pid'))));
      }}
    >
      {scene === undefined ? (
        <>
          <LargeRing {...props} />
          <Middle numbers={numbers} handouts={handouts} />
        </>
      ) : (
        <RingScene
          scene={scene}
          before={undefined}
          score={undefined}
          active="next"
          wrong={false}
          signalTitle=""
          lapText={[`${ordinal(numbers.lap - 1)} lap`, 'of the PID clock']}
          call={undefined}
          xray={false}
        />
      )}
    </svg>
  );
}

function Middle({ numbers, handouts }: { readonly numbers: Numbers; readonly handouts: Handouts }) {
  const { x, y } = CLOCK.c;
  const { held, last, lap } = numbers;
  return (
    <g className="lap">
      <text className="count" x={x} y={y - 20} fontSize={26}>
        {held.length}
      </text>
      <text x={x} y={y - 1} fontSize={13.5}>
        {held.length === 1 ? 'number held' : 'numbers held'}
      </text>
      {last === undefined ? undefined : (
        <text x={x} y={y + 22} fontSize={13.5}>
          {ordinal(lap - 1)} lap
        </text>
      )}
      {handouts.end === undefined ? undefined : (
        <text className="pid-max" x={x} y={y + 42} fontSize={12}>
          pid_max {handouts.end}
        </text>
      )}
    </g>
  );
}

/** The picture in words. */
function ringText({ loaded, handouts, numbers }: Props): string {
  const { held, last, lap } = numbers;
  const zombies = held.filter(entry => entry.zombie);
  const list = held.slice(0, 12).map(({ life, zombie }) => {
    const found = loaded.trace.lives.at(life);
    return `${found === undefined ? '?' : labelOf(found)}${zombie ? ', a zombie' : ''}`;
  });
  const more = held.length > list.length ? ` and ${held.length - list.length} more` : '';
  const out = last === undefined ? 'None handed out yet.' : `Last handed out: ${last.nr}.`;
  return (
    `${held.length} of ${handouts.seen.length} numbers that this recording saw are held` +
    `${zombies.length > 0 ? `, ${zombies.length} by zombies` : ''}. ${out} Lap ${lap}. ` +
    `${list.join('; ')}${more}.`
  );
}
