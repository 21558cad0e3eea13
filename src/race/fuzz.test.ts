// Whatever is typed, the compiler answers: it neither throws nor hangs, its diagnostics point into
// the source, and the formatter changes nothing but the layout.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.ts';
import { format } from './format.ts';

const page = readFileSync(new URL('../../docs/race-language.md', import.meta.url), 'utf8');
const good = [...page.matchAll(/```race\n([\s\S]*?)```/g)].map(match => match[1] ?? '');
const words = [...new Set(good.join(' ').match(/"[^"\n]*"|\w+|[^\s\w]/g) ?? [])];

const wordSoup = fc
  .array(fc.constantFrom(...words, '\n', '/* c */', '// c\n'), { maxLength: 120 })
  .map(list => list.join(' '));

/** A good source with some stretches cut out, doubled, or replaced by other words. */
const mutated = fc
  .tuple(
    fc.constantFrom(...good),
    fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.constantFrom('', ...words)), { maxLength: 4 }),
  )
  .map(([source, cuts]) =>
    cuts.reduce((text, [at, length, word]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + word + text.slice(from + length);
    }, source),
  );

const anything = fc.oneof(fc.string({ maxLength: 300, unit: 'binary' }), wordSoup, mutated);

/** What a source says, without its layout: lexemes, less the semicolons that may be left out. */
const gist = (source: string) =>
  (source.match(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|[\w]+|[^\s\w;]/g) ?? [])
    .map(text => text.trimEnd())
    .join('');

const withoutSpans = (value: unknown) =>
  JSON.stringify(value, (key, v) =>
    key === 'span' || key === 'source' || (key === 'text' && typeof v === 'string') ? undefined : v,
  );

describe('any source', () => {
  it('gives a race or an error, whose place is in the source', () => {
    fc.assert(
      fc.property(anything, source => {
        const { race, diagnostics } = compile(source);
        expect(race === undefined).toBe(diagnostics.some(d => d.severity === 'error'));
        for (const d of diagnostics) {
          expect(d.from).toBeLessThanOrEqual(d.to);
          expect(d.to).toBeLessThanOrEqual(source.length);
          const lines = source.split('\n');
          expect(d.column - 1).toBeLessThanOrEqual(lines[d.line - 1]?.length ?? -1);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('is formatted once and for all, with every word and comment kept', () => {
    fc.assert(
      fc.property(anything, source => {
        const once = format(source);
        expect(format(once)).toBe(once);
        expect(gist(once)).toBe(gist(source));
      }),
      { numRuns: 1500 },
    );
  });

  it('means the same when formatted', () => {
    fc.assert(
      fc.property(mutated, source => {
        const before = compile(source).race;
        if (before === undefined) return;
        expect(withoutSpans(compile(format(source)).race)).toBe(withoutSpans(before));
      }),
      { numRuns: 500 },
    );
  });
});

describe('deep nesting', () => {
  it('is an answer, not a stack overflow', () => {
    const deep = (n: number) =>
      `race "t"\nprocess p 300 { x = ${'('.repeat(n)}1${')'.repeat(n)}; }`;
    expect(compile(deep(200)).race).toBeDefined();
    expect(() => compile(deep(50_000))).not.toThrow();
    expect(() => compile(`race "t"\nprocess p 300 { x = ${'-'.repeat(50_000)}1; }`)).not.toThrow();
    expect(() => format(deep(50_000))).not.toThrow();
  });
});
