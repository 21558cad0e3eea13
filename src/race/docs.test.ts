// The reference page is true: every example compiles, and the table of calls is the compiler's own.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
