// The committed parser is the one that the grammar makes. To write it anew after a change:
// npx lezer-generator --typeScript --noTerms src/race/race.grammar -o src/race/parser.gen.ts

import { readFileSync } from 'node:fs';
import { buildParserFile } from '@lezer/generator';
import { describe, expect, it } from 'vitest';

describe('the parser', () => {
  it('is generated from the grammar', () => {
    const path = (name: string) => new URL(name, import.meta.url);
    const grammar = readFileSync(path('race.grammar'), 'utf8');
    const { parser } = buildParserFile(grammar, { typeScript: true, includeNames: false });
    expect(readFileSync(path('parser.gen.ts'), 'utf8')).toBe(parser);
  });
});
