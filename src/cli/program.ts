// The command line as a function: arguments and a terminal in, exit status out. Exit status: 0 holds
// or clean, 1 broken or a hazard or a difference found, 2 bad input or usage, 3 not decided, or this
// machine cannot do it.

import { nearest } from '../race/suggest.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { InputError, UsageError } from './options.ts';
import { version } from './package-root.ts';
import type { Terminal } from './terminal.ts';

function overview(): string {
  const width = Math.max(...COMMANDS.map(c => c.name.length));
  const lines = COMMANDS.map(c => `  ${c.name.padEnd(width)}  ${c.summary}`);
  return [
    'usage: wrong-number COMMAND ...',
    '',
    ...lines,
    '',
    '`wrong-number COMMAND --help` tells more, with examples; --version the version.',
    'Status: 0 holds or clean, 1 broken or a hazard found, 2 bad input or usage, 3 not decided or',
    'not possible here.',
  ].join('\n');
}

/** Runs one command. Never throws for what a person did wrong. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    terminal.err(`${overview()}\n`);
    return 2;
  }
  if (name === '--version' || name === '-V') {
    terminal.out(`wrong-number ${version()}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h') {
    terminal.out(`${overview()}\n`);
    return 0;
  }
  if (name === 'help') return help(rest[0], terminal);
  const command = COMMANDS.find(c => c.name === name);
  if (command === undefined) return unknown(name, terminal);
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (own.includes('--help') || own.includes('-h')) return tell(command, terminal);
  return attempt(command, rest, terminal);
}

function help(name: string | undefined, terminal: Terminal): number {
  if (name === undefined) {
    terminal.out(`${overview()}\n`);
    return 0;
  }
  const command = COMMANDS.find(c => c.name === name);
  return command === undefined ? unknown(name, terminal) : tell(command, terminal);
}

function tell(command: Command, terminal: Terminal): number {
  terminal.out(`usage: wrong-number ${command.usage}\n\n${command.help}\n`);
  return 0;
}

function unknown(name: string, terminal: Terminal): number {
  const names = COMMANDS.map(c => c.name);
  const meant = nearest(name, names);
  const hint =
    meant === undefined ? `the commands are ${names.join(', ')}` : `did you mean '${meant}'?`;
  terminal.err(`wrong-number: no command '${name}': ${hint}\n`);
  return 2;
}

async function attempt(command: Command, args: readonly string[], terminal: Terminal) {
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (error instanceof InputError) {
      terminal.err(`wrong-number ${command.name}: ${error.message}\n`);
      return 2;
    }
    if (!(error instanceof UsageError)) throw error;
    terminal.err(
      `wrong-number ${command.name}: ${error.message}\nusage: wrong-number ${command.usage}\n`,
    );
    return 2;
  }
}
