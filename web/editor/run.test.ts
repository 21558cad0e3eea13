// From text to run: broken text leaves the run alone, a changed one resumes where it was.

import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../src/catalogue/index.ts';
import { lookAll } from '../../src/machine/look.ts';
import { now, seek } from '../../src/machine/timeline.ts';
import { format } from '../../src/race/format.ts';
import { attempt, lineMarks, type Run, runAt, smallestChange } from './run.ts';
import { TEMPLATE } from './template.ts';

const text = sourceOf('stale-pidfile') ?? '';
const first = attempt(text, undefined).run;

function at(steps: number): Run {
  if (first === undefined) throw new Error('it compiles');
  return { ...first, timeline: seek(first.timeline, steps) };
}

describe('an attempt', () => {
  it('compiles and starts the template', () => {
    const { run, diagnostics } = attempt(TEMPLATE, undefined);
    expect(diagnostics).toEqual([]);
    expect(run?.race.variants).toEqual(['pid', 'pidfd']);
    expect(run?.stoppedAt).toBeUndefined();
    const end = seek(run?.timeline ?? at(0).timeline, 7);
    expect(lookAll(now(end)).map(view => view.verdict.kind)).toEqual(['wrongTarget', 'noHarm']);
  });

  it('leaves the template as the formatter would', () => {
    expect(format(TEMPLATE)).toBe(TEMPLATE);
  });

  it('at a broken text gives diagnostics and no run', () => {
    const { run, diagnostics } = attempt(text.replace('kill(pid', 'kil(pid'), at(3));
    expect(run).toBeUndefined();
    expect(diagnostics[0]?.message).toMatch(/kil/);
  });

  it('at a changed text goes on where the run before stood', () => {
    const changed = text.replace('SIGKILL);', 'SIGTERM);');
    const run = attempt(changed, at(3)).run;
    expect(run?.timeline.at).toBe(3);
    expect(run?.timeline.current).toBe(0);
  });

  it('stops where a step no longer fits', () => {
    const changed = text.replace('wait4(-1);', 'pause();');
    expect(attempt(changed, at(3)).run?.timeline.at).toBe(2);
  });

  it('comes to the place that a link names', () => {
    expect(runAt(at(0), undefined, 4).timeline.at).toBe(4);
    expect(runAt(at(0), 'not an order', 4).timeline.at).toBe(0);
  });
});

describe('marks', () => {
  it('stand on the current line of every process, and on the last step', () => {
    const marks = lineMarks(lookAll(now(at(2).timeline)));
    const lines = text.split('\n');
    const told = marks.map(m => `${m.who.join()} ${m.at}: ${lines[m.line - 1]?.trim()}`);
    expect(told).toContain('worker last: after noted exit(0);');
    expect(told).toContain('init next: wait4(-1);');
    expect(told).toContain('watchdog next: kill(pid, SIGKILL);');
    expect(told).toContain('watchdog next: pidfd_send_signal(fd, SIGKILL, NULL, 0);');
  });
});

describe('the smallest change', () => {
  it('turns one text into the other', () => {
    for (const [a, b] of [
      ['abc', 'abXc'],
      ['aaa', 'aa'],
      ['', 'x'],
      ['same', 'same'],
      ['abab', 'ab'],
    ] as const) {
      const { from, to, insert } = smallestChange(a, b);
      expect(a.slice(0, from) + insert + a.slice(to)).toBe(b);
    }
  });
});
