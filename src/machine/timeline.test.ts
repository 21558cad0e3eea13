import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import type { ActorRef } from './schedule.ts';
import {
  type Advance,
  before,
  branchOf,
  done,
  MAX_BRANCHES,
  now,
  onScript,
  redo,
  rejoin,
  seek,
  startTimeline,
  suggested,
  switchTo,
  type Timeline,
  take,
  undo,
} from './timeline.ts';

// A toy: the state is the word of letters so far; c is never possible twice in a row.
const ref = (letter: string): ActorRef => ({ process: letter.charCodeAt(0) - 97, instance: 0 });
const refs = (word: string) => [...word].map(ref);
const advance: Advance<string> = (state, who) => {
  const letter = String.fromCharCode(97 + who.process);
  return letter === 'c' && state.endsWith('c') ? undefined : state + letter;
};
const start = (script: string) => startTimeline('', refs(script), advance).timeline;
const go = (t: Timeline<string>, word: string) =>
  refs(word).reduce((at, who) => ensure(take(at, who, advance), 'a possible step'), t);

describe('a timeline', () => {
  it('has every state of the script ready', () => {
    const t = start('abc');
    expect(branchOf(t).states).toEqual(['', 'a', 'ab', 'abc']);
    expect(now(t)).toBe('');
    expect(before(t)).toBeUndefined();
    expect(suggested(t)).toEqual(ref('a'));
  });

  it('cuts a script that does not fit and says where', () => {
    const { timeline, stoppedAt } = startTimeline('', refs('abccab'), advance);
    expect(stoppedAt).toBe(3);
    expect(branchOf(timeline).steps).toEqual(refs('abc'));
  });

  it('goes along the script without making a branch', () => {
    const t = go(start('abc'), 'ab');
    expect(t.branches.length).toBe(1);
    expect(now(t)).toBe('ab');
    expect(onScript(t)).toBe(true);
  });

  it('opens a branch for another order and keeps the script', () => {
    const t = go(start('abc'), 'aab');
    expect(now(t)).toBe('aab');
    expect(t.branches.map(b => b.steps.length)).toEqual([3, 3]);
    expect(branchOf(t).from).toEqual({ branch: 0, at: 1 });
    expect(onScript(t)).toBe(false);
    expect(now(seek(switchTo(t, 0), 3))).toBe('abc');
  });

  it('rejoins the script at the last step that both have', () => {
    const t = rejoin(go(start('abc'), 'abab'));
    expect(t.current).toBe(0);
    expect(now(t)).toBe('ab');
  });

  it('finds a branch that already goes that way', () => {
    const first = go(start('abc'), 'aab');
    const second = go(seek(first, 1), 'a');
    expect(second.branches.length).toBe(2);
    expect(second.current).toBe(first.current);
    expect(go(rejoin(first), 'ab').current).toBe(first.current);
  });

  it('refuses a step that is not possible', () => {
    expect(take(go(start('c'), 'c'), ref('c'), advance)).toBeUndefined();
  });

  it('keeps twelve branches, the script among them, and drops the oldest', () => {
    let t = start('abcabc');
    for (let i = 0; i < 30; i++) t = go(seek(rejoin(t), 0), 'b'.repeat(i + 1).concat('a'));
    expect(t.branches.length).toBeLessThanOrEqual(MAX_BRANCHES);
    expect(t.branches[0]?.kind).toBe('script');
    for (const b of t.branches) {
      if (b.from) expect(t.branches.some(other => other.id === b.from?.branch)).toBe(true);
    }
  });
});

describe('time travel', () => {
  const moves = fc.array(fc.constantFrom('a', 'b', 'c', '<', '>', 'r', '0', '2'), {
    maxLength: 40,
  });

  it('shows after any moves the state that its steps lead to', () => {
    fc.assert(
      fc.property(moves, list => {
        let t = start('abcab');
        for (const move of list) t = moved(t, move);
        const word = done(t).map(r => String.fromCharCode(97 + r.process));
        expect(now(t)).toBe(word.join(''));
      }),
    );
  });

  it('comes back to the same state by undo and redo', () => {
    fc.assert(
      fc.property(moves, list => {
        let t = start('abcab');
        for (const move of list) t = moved(t, move);
        if (t.at > 0) expect(now(redo(undo(t)))).toBe(now(t));
        expect(now(undo(seek(t, 0)))).toBe('');
      }),
    );
  });
});

function moved(t: Timeline<string>, move: string): Timeline<string> {
  if (move === '<') return undo(t);
  if (move === '>') return redo(t);
  if (move === 'r') return rejoin(t);
  if (move === '0' || move === '2') return seek(t, Number(move));
  return take(t, ref(move), advance) ?? t;
}
