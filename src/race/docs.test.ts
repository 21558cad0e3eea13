// The reference page is true: every example compiles, and the table of calls is the compiler's own.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { explore } from '../explore/explore.ts';
import { searchModel } from '../machine/search.ts';
import { compile } from './compile.ts';
import { versionText } from './constants.ts';
import { diagnosticText } from './diagnostic.ts';
import { format } from './format.ts';
import { prototype, SIGNATURES } from './signatures.ts';

const page = readFileSync(new URL('../../docs/race-language.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```race\n([\s\S]*?)```/g)].map(match => match[1] ?? '');

describe('the reference page', () => {
  it('has an example for every construct', () => {
    expect(examples.length).toBeGreaterThan(20);
  });

  it.each(examples.map((source, i) => [/race "(.*)"/.exec(source)?.[1] ?? `${i}`, source]))(
    'compiles: %s',
    (_, source) => {
      const { diagnostics } = compile(source);
      expect(diagnostics.map(d => diagnosticText(d, 'example'))).toEqual([]);
      expect(format(format(source))).toBe(format(source));
    },
  );

  it.each(examples.map((source, i) => [/race "(.*)"/.exec(source)?.[1] ?? `${i}`, source]))(
    'runs to the end of every order: %s',
    (_, source) => {
      const race = ensure(compile(source).race, 'race');
      for (const variant of race.variants.keys()) {
        const report = explore(searchModel(race, variant));
        expect(report.complete).toBe(true);
        expect(report.invariant).toBeUndefined();
        for (const e of race.expectations.filter(x => x.variant === variant))
          expect(report.claims[e.claim]?.verdict).toBe(e.verdict);
      }
    },
  );

  it('lists every call with its parameters, version and result', () => {
    const missing = [...SIGNATURES.values()]
      .map(s => {
        const version = s.since === 0 ? '' : versionText(s.since);
        return `| \`${prototype(s)}\` | ${version} | ${s.returns} |`;
      })
      .filter(row => !page.includes(row));
    expect(missing).toEqual([]);
  });
});
