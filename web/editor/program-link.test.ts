// A program as a link: what goes in comes out, and what is damaged is refused.

import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { IDS, sourceOf } from '../../src/catalogue/index.ts';
import { parseRoute } from '../shell/route.ts';
import {
  LONGEST_LINK,
  packProgram,
  readProgramLink,
  unpackProgram,
  writeProgramLink,
} from './program-link.ts';

const read = (hash: string) => readProgramLink(parseRoute(hash), IDS);

describe('a program in a link', () => {
  it.each(IDS)('carries %s whole, in a link short enough', id => {
    const program = sourceOf(id) ?? '';
    const hash = writeProgramLink({ origin: id, program, schedule: 'a.b', at: 2 });
    expect(read(hash)).toEqual({ origin: id, program, schedule: 'a.b', at: 2, notice: undefined });
    expect(hash.length).toBeLessThan(LONGEST_LINK);
  });

  it('carries any text whatever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), text => {
        fc.pre(!text.includes('\ufffd'));
        expect(unpackProgram(packProgram(text))).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused when damaged, with a sentence and no exception', () => {
    const packed = packProgram(sourceOf('stale-pidfile') ?? '');
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.string({ maxLength: 3 }), (at, piece) => {
        const damaged = packed.slice(0, at) + piece;
        const { program, notice } = read(`#/edit?p=${encodeURIComponent(damaged)}`);
        expect(program === undefined).toBe(notice !== undefined);
      }),
      { numRuns: 60 },
    );
    expect(read('#/edit?p=%%%').notice).toMatch(/damaged/);
    expect(unpackProgram(packed.slice(0, -8))).toBeUndefined();
  });

  it('is refused when it grows beyond any program', () => {
    const bomb = deflateSync(strToU8('a'.repeat(5_000_000)));
    const text = btoa(String.fromCharCode(...bomb))
      .replaceAll('+', '-')
      .replaceAll('/', '_');
    expect(unpackProgram(text.replace(/=+$/, ''))).toBeUndefined();
  });
});

describe('the address', () => {
  it('of an untouched copy names the scenario alone', () => {
    const hash = writeProgramLink({
      origin: 'too-late',
      program: undefined,
      schedule: undefined,
      at: 0,
    });
    expect(hash).toBe('#/edit/too-late');
    expect(read(hash)).toMatchObject({ origin: 'too-late', program: undefined, notice: undefined });
  });

  it('says what it cannot do', () => {
    expect(read('#/edit/foo').notice).toMatch(/no scenario named “foo”/);
    expect(read('#/edit?v=9&p=abc').notice).toMatch(/another version/);
    expect(read('#/edit?at=-3').at).toBe(0);
  });
});
