// The embedded sources are the .race files. To write them anew after a change:
// npx vitest run src/catalogue/sources.test.ts -u

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const HERE = new URL('.', import.meta.url);

function embedded(): string {
  const files = readdirSync(HERE).filter(name => name.endsWith('.race'));
  const entries = files.sort().map(name => {
    const text = readFileSync(new URL(name, HERE), 'utf8');
    const quoted = text.replace(/[\\`]|\$\{/g, found => `\\${found}`);
    return `  '${name.replace('.race', '')}': \`${quoted}\`,\n`;
  });
  const head =
    '// Generated from the .race files beside it by sources.test.ts -u. The files are the source.\n\n';
  return `${head}export const SOURCES: Readonly<Record<string, string>> = {\n${entries.join('')}};\n`;
}

describe('embedded sources', () => {
  it('are the files', async () => {
    await expect(embedded()).toMatchFileSnapshot('./sources.gen.ts');
  });
});
