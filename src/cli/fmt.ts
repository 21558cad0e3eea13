// `wrong-number fmt`: one layout for every race.

import { writeFileSync } from 'node:fs';
import { diagnosticText, reporter } from '../race/diagnostic.ts';
import { format } from '../race/format.ts';
import { parser } from '../race/parser.gen.ts';
import { syntaxErrors } from '../race/syntax.ts';
import type { Command } from './command.ts';
import { InputError, readOptions, UsageError } from './options.ts';
import { readSource, shownName } from './race-file.ts';
import type { Terminal } from './terminal.ts';

export const fmt: Command = {
  name: 'fmt',
  usage: 'fmt FILE... [--check | --write]',
  summary: 'write races in the one layout',
  help: [
    'Prints each FILE in the common layout; `-` is standard input. Comments stay.',
    '',
    '  --check   print nothing but the names of files that would change; status 1 if there are any',
    '  --write   change the files',
    '',
    'A file with syntax errors is left as it is, and they are listed. Only the layout is looked at:',
    '`wrong-number check` finds the other mistakes.',
    '',
    'Examples:',
    '  wrong-number fmt my.race',
    '  wrong-number fmt --write races/*.race',
    '  wrong-number fmt - < my.race',
    '',
    'Status: 0 done, 1 with --check: a file would change, 2 a file has syntax errors or is not there.',
  ].join('\n'),
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readOptions(args, [], ['--check', '--write']);
  const { flags, rest } = options;
  if (rest.length === 0) throw new UsageError('at least one FILE is wanted');
  if (flags.has('--check') && flags.has('--write')) {
    throw new UsageError('--check and --write exclude each other');
  }
  if (flags.has('--write') && rest.includes('-')) {
    throw new UsageError('standard input cannot be written to');
  }
  const statuses = rest.map(path => {
    try {
      return formatOne(path, flags, terminal);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      terminal.err(`wrong-number fmt: ${error.message}\n`);
      return 2;
    }
  });
  return Math.max(...statuses);
}

function formatOne(path: string, flags: ReadonlySet<string>, terminal: Terminal): number {
  const source = readSource(path, terminal);
  if (complain(path, source, terminal)) return 2;
  const formatted = format(source);
  const changes = formatted !== source;
  if (flags.has('--check')) {
    if (changes) terminal.out(`${shownName(path)}\n`);
    return changes ? 1 : 0;
  }
  if (!flags.has('--write')) terminal.out(formatted);
  else if (changes) write(path, formatted);
  return 0;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Lists syntax errors. Returns whether there are any. */
function complain(path: string, source: string, terminal: Terminal): boolean {
  const report = reporter(source);
  syntaxErrors(source, parser.parse(source).topNode, report);
  const errors = report.diagnostics.filter(d => d.severity === 'error');
  for (const d of errors) terminal.err(`${diagnosticText(d, shownName(path))}\n`);
  return errors.length > 0;
}
