import { defineConfig } from 'vite';

// The command line in one file that needs no package: `wrong-number` runs where it is installed.
export default defineConfig({
  build: { ssr: 'src/cli/main.ts', outDir: 'dist-cli', copyPublicDir: false, target: 'node20' },
  ssr: { noExternal: true },
});
