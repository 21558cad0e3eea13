// A few hundred of the inputs of scripts/trace-fuzz.mjs, always the same ones.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spoilt } from '../trace/testing/mutate.ts';
import { harmless } from './terminal.ts';
import { wrongNumber } from './testing/capture.ts';
import { survive } from './testing/survive.ts';

const corpus = ['public/traces', 'src/trace/testing']
  .flatMap(folder => readdirSync(folder).map(name => join(folder, name)))
  .filter(name => /\.(ndjson|strace)$/.test(name))
  .map(name => readFileSync(name, 'utf8').split('\n'));

describe('spoilt recordings', () => {
  it('are read, judged and written out without a fault, their bad lines counted', () => {
    let bad = 0;
    for (let seed = 0; seed < 200; seed++) bad += survive(spoilt(corpus, seed), seed % 4 === 0);
    expect(bad).toBeGreaterThan(50);
  });

  it('command no terminal: what could is shown as an escape', async () => {
    const trace = [
      '10 execve("/bin/a", ["a"], 0x7 /* 1 var */) = 0',
      '10 prctl(PR_SET_NAME, "\u001b[2J\u202eevil") = 0',
      '10 kill(77, SIGTERM) = 0',
      '10 \u001b]0;title\u0007(',
    ].join('\n');
    const { out, err } = await wrongNumber(['trace', '-', '--all'], trace);
    expect(`${out}${err}`).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(out).toContain('\\u001b[2J\\u202eevil');
    expect(harmless('a\u0007\n')).toBe('a\\u0007\n');
  });
});
