import { describe, expect, it } from 'vitest';
import { parser } from './parser.gen.ts';
import { callHelp, callNames, constantsOn, INNER_WORDS, OUTER_WORDS } from './vocabulary.ts';

describe('the vocabulary', () => {
  it('helps with every call', () => {
    const mute = callNames().filter(name => (callHelp(name, 6018)?.purpose ?? '') === '');
    expect(mute).toEqual([]);
    expect(callHelp('nonsense', 6018)).toBeUndefined();
  });

  it('names the errors of the chosen kernel', () => {
    const errors = (version: number) =>
      callHelp('pidfd_open', version)?.errors.map(e => e.errno) ?? [];
    expect(errors(6018)).toContain('ENOENT');
    expect(errors(6015)).not.toContain('ENOENT');
    expect(callHelp('pidfd_open', 5002)).toMatchObject({ there: false, since: '5.3' });
  });

  it('offers the constants of the chosen kernel', () => {
    const names = (version: number) => constantsOn(version).map(c => c.name);
    expect(names(5001)).not.toContain('CLONE_PIDFD');
    expect(names(5002)).toContain('CLONE_PIDFD');
  });

  it('knows the words of the grammar', () => {
    const nodes = new Set(parser.nodeSet.types.map(type => type.name));
    expect([...OUTER_WORDS, ...INNER_WORDS].filter(word => !nodes.has(word))).toEqual([]);
  });
});
