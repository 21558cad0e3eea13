// Links to moments of the lab, both ways, and what becomes of links that cannot be had.

import { describe, expect, it } from 'vitest';
import { AS_WRITTEN } from '../../src/machine/what-if.ts';
import { parseRoute } from '../shell/route.ts';
import { follow, openRace } from './follow.ts';
import { FIRST_SCENARIO, readLink, writeLink } from './lab-link.ts';

const read = (hash: string) => readLink(parseRoute(hash));

describe('a link to the lab', () => {
  it('holds scenario, order, position and X-ray', () => {
    const moment = { id: FIRST_SCENARIO, schedule: '1.wxicci', at: 5, xray: true };
    const hash = writeLink(moment);
    expect(hash).toBe('#/lab/stale-pidfile?v=1&s=1.wxicci&at=5&x=1');
    expect(read(hash)).toEqual({ ...moment, whatIf: AS_WRITTEN, notice: undefined });
  });

  it('holds how the scenario was changed', () => {
    const whatIf = { ...AS_WRITTEN, forks: 3, late: true, version: 5004 };
    const hash = writeLink({ id: FIRST_SCENARIO, whatIf, schedule: '1.w', at: 0, xray: false });
    expect(hash).toBe('#/lab/stale-pidfile?v=1&s=1.w&at=0&forks=3&pidfd=late&kernel=5.4');
    expect(read(hash)).toMatchObject({ whatIf, notice: undefined });
    expect(read('#/lab/stale-pidfile?forks=99').notice).toContain('could not be used');
  });

  it('starts at the first scenario when none is named', () => {
    expect(read('#/').id).toBe(FIRST_SCENARIO);
    expect(read('#/lab').notice).toBeUndefined();
  });

  it('says when the scenario is unknown', () => {
    expect(read('#/lab/foo?at=3')).toMatchObject({ id: FIRST_SCENARIO, at: 0 });
    expect(read('#/lab/foo').notice).toContain('foo');
  });

  it('says when the position is no number', () => {
    for (const at of ['-1', 'x', '1.5', 'Infinity']) {
      expect(read(`#/lab/stale-pidfile?at=${at}`)).toMatchObject({ at: 0 });
      expect(read(`#/lab/stale-pidfile?at=${at}`).notice).toContain(at);
    }
  });

  it('ignores unknown keys', () => {
    expect(read('#/lab/stale-pidfile?v=1&at=2&zz=9').notice).toBeUndefined();
  });
});

describe('following a link', () => {
  const { race, timeline } = openRace(FIRST_SCENARIO);

  it('stays on the script when the order is the script’s', () => {
    const followed = follow(race, timeline, undefined, 4);
    expect(followed).toMatchObject({ notice: undefined });
    expect(followed.timeline).toMatchObject({ current: 0, at: 4 });
  });

  it('keeps the script beside another order', () => {
    const { timeline: other, notice } = follow(race, timeline, 'cron watchdog', 1);
    expect(notice).toBeUndefined();
    expect(other.branches.map(b => b.kind)).toEqual(['script', 'yours']);
    expect(other.at).toBe(1);
  });

  it('takes the order itself as the script of a changed scenario, and tells it anew', () => {
    const changed = openRace(FIRST_SCENARIO, { ...AS_WRITTEN, forks: 3 }, 'cron cron cron');
    expect(changed.race.beats).toEqual([]);
    const followed = follow(changed.race, changed.timeline, 'cron cron cron', 3);
    expect(followed.notice).toBeUndefined();
    expect(followed.timeline).toMatchObject({ current: 0, at: 3 });
  });

  it('stops at the nearest step when the order is not possible', () => {
    const { timeline: cut, notice } = follow(race, timeline, 'watchdog worker worker init', 4);
    expect(notice).toContain('Step 3');
    expect(cut.at).toBe(2);
  });

  it('shows the last step when the position is beyond it', () => {
    const { timeline: end, notice } = follow(race, timeline, undefined, 99);
    expect(end.at).toBe(7);
    expect(notice).toContain('7 steps');
  });
});
