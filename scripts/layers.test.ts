// The layer check must be able to fail: a checker that sees no modules finds no fault either.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { wrongImports } from './layers.mjs';

const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'web'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter(name => /\.tsx?$/.test(name));

describe('the layer check', () => {
  it('sees every module of the project and finds no wrong import', async () => {
    const { lines, modules } = await wrongImports();
    expect(lines).toEqual([]);
    expect(modules).toBeGreaterThanOrEqual(sources.length);
  }, 60_000);

  it('names an import from the kernel into the race language', async () => {
    const { lines } = await wrongImports('scripts/bad-layers/');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('src/kernel/index.ts -> scripts/bad-layers/src/race/index.ts');
  });
});
