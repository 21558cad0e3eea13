// `npm start`: installs and builds what is missing or stale, then serves the built site on loopback.
// PORT names the port (default 4173); the next free one is taken if it is in use.

import { buildSite, ensurePackages, fail, requireNode, root } from './setup.mjs';

requireNode();
const port = Number(process.env.PORT ?? 4173);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  fail(`PORT must be a whole number from 1 to 65535, not '${process.env.PORT}'.`);
}
ensurePackages();
buildSite();

const { preview } = await import('vite');
const server = await preview({
  root,
  logLevel: 'error',
  preview: { host: '127.0.0.1', port, strictPort: false, open: false },
});
console.log(`\nWrong Number is at ${server.resolvedUrls?.local[0]}\nCtrl-C ends it.`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await server.close();
    process.exit(0);
  });
}
