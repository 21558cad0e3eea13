#!/usr/bin/env node
// `wrong-number`: the program that a shell starts. program.ts does the work.

import { main } from './program.ts';
import { processTerminal } from './terminal.ts';

// A reader that goes away (`| head`) ends us quietly.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await main(process.argv.slice(2), processTerminal);
