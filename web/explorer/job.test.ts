import { describe, expect, it } from 'vitest';
import { raceOf } from '../../src/catalogue/index.ts';
import type { Progress } from '../../src/explore/explore.ts';
import { type Driver, type Job, orderTo, runJob } from './job.ts';

const race = raceOf('stale-pidfile');
const job: Job = { race, variant: 0, version: race.version, cap: 200_000, seconds: 60 };

/** A clock that moves by so much at each look. */
function driver(tick: number, cancelAfter = Number.POSITIVE_INFINITY) {
  let now = 0;
  let pauses = 0;
  const told: Progress[] = [];
  const made: Driver = {
    now: () => {
      now += tick;
      return now;
    },
    pause: () => {
      pauses += 1;
      return Promise.resolve();
    },
    cancelled: () => pauses >= cancelAfter,
    tell: progress => told.push(progress),
  };
  return { ...made, told };
}

describe('a search job', () => {
  it('finds the shortest wrong order with a row for each step', async () => {
    const found = await runJob(job, driver(1));
    const [shown] = found.shown;
    expect(found.report).toMatchObject({ complete: true, orders: 78n });
    expect(shown?.rows.length).toBe(7);
    expect(shown?.rows.at(-1)).toMatchObject({ name: 'watchdog', verb: 'kill', harm: true });
    expect(shown?.rows.at(-1)?.effect).toBe('postgres is killed');
    expect(shown?.rows.map(row => row.band).at(-2)).toBe('other');
  });

  it('draws every state or folds it into an outcome', async () => {
    const { graph, layout } = await runJob(job, driver(1));
    const drawn = layout.states.length + layout.folded.into.filter(end => end >= 0).length;
    expect(drawn).toBe(graph?.states);
  });

  it('shows the way to any state of the graph', async () => {
    const { graph } = await runJob(job, driver(1));
    for (let state = 1; graph !== undefined && state < graph.states; state += 7) {
      const way = orderTo(job, graph, state);
      expect(way?.states.at(-1)).toBe(state);
      expect(way?.rows.length).toBe(way?.order.length);
    }
  });

  it('keeps what it found when it is cancelled, and says that it is a part', async () => {
    const slow = driver(20, 1);
    const found = await runJob({ ...job, race: raceOf('peer-credentials') }, slow);
    expect(found).toMatchObject({ cancelled: true, report: { complete: false } });
    expect(found.report.claims.map(claim => claim.verdict)).not.toContain('holds');
  });

  it('stops when its time is up', async () => {
    const found = await runJob({ ...job, seconds: 0.001 }, driver(1));
    expect(found.report).toMatchObject({ complete: false, stoppedBy: 'time' });
  });

  it('looks for a verdict beyond the states that it counts', async () => {
    const found = await runJob({ ...job, variant: 1, cap: 20 }, driver(1));
    expect(found.report).toMatchObject({ complete: true, orders: undefined });
    expect(found.report.claims[0]?.verdict).toBe('holds');
  });
});
