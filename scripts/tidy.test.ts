// Style that is executed: sizes and banned words, over every file that git knows.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter(name => /\.(ts|tsx|mjs|css|c|h)$/.test(name) && !name.endsWith('.gen.ts'));

const lines = (name: string) => readFileSync(name, 'utf8').trimEnd().split('\n');
/** Tests, tables of data and style sheets may be longer. */
const limit = (name: string) => {
  if (/\.(c|h)$/.test(name)) return 600;
  return /\.(test|bench|spec)\.ts$|\.css$|table|constants|\/test\//.test(name) ? 400 : 250;
};

describe('every file', () => {
  it('is of a size one can read', () => {
    const long = tracked
      .map(name => ({ name, lines: lines(name).length }))
      .filter(file => file.lines > limit(file.name))
      .map(file => `${file.name}: ${file.lines} lines, limit ${limit(file.name)}`);
    expect(long).toEqual([]);
  });

  it('begins by saying what it is about, in the core, the site and the probe', () => {
    const silent = tracked
      .filter(name => /^(src|web|probe|scripts)\/.*\.(ts|tsx|mjs|c|h)$/.test(name))
      .filter(name => !/\.(test|spec)\.ts$/.test(name))
      .filter(name => !/^(\/\/|\/\*|#!)/.test(lines(name)[0] ?? ''));
    expect(silent).toEqual([]);
  });

  it('has no unfinished business in it', () => {
    const marks = tracked
      .filter(name => !name.endsWith('tidy.test.ts'))
      .flatMap(name =>
        lines(name)
          .map((text, i) => ({ text, at: `${name}:${i + 1}` }))
          .filter(line => /\b(TODO|FIXME|XXX|HACK)\b/.test(line.text))
          .map(line => line.at),
      );
    expect(marks).toEqual([]);
  });
});
