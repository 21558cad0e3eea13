#!/usr/bin/env node
// `wrong-number`: the program that a shell starts. program.ts does the work.

import { main } from './program.ts';
import { processTerminal } from './terminal.ts';

const IMPOSSIBLE = 2;
let failed = false;

// A reader that goes away (`| head`) changes nothing: the status still tells what was found. What cannot be
// written for another reason, a full disk say, must not look like a result.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || failed) return;
  failed = true;
  process.exitCode = IMPOSSIBLE;
  process.stderr.write(`wrong-number: cannot write the output: ${error.message}\n`);
});
process.stderr.on('error', () => undefined);

// Node's own status for a program that breaks is 1, which here means a hazard.
const status = await main(process.argv.slice(2), processTerminal).catch((error: unknown) => {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`wrong-number: this should not happen: ${what}\n`);
  return IMPOSSIBLE;
});
process.exitCode = failed ? IMPOSSIBLE : status;
