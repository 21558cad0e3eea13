// `wrong-number trace`: who held which number when in a recording, and what was dangerous in it.

import { writeFileSync } from 'node:fs';
import { flawText } from '../explain/trace-flaw.ts';
import { GROUPS, type Group, groupOf, verdictAt } from '../explain/trace-verdict.ts';
import { chromeTrace } from '../trace/export-chrome.ts';
import { eventsCsv } from '../trace/export-csv.ts';
import { ndjsonOf } from '../trace/export-ndjson.ts';
import type { Trace } from '../trace/trace.ts';
import type { Command } from './command.ts';
import { InputError, type Options, readOptions, UsageError } from './options.ts';
import { version } from './package-root.ts';
import { sarifOf } from './sarif.ts';
import { harmless, type Terminal } from './terminal.ts';
import { type Recording, readTrace } from './trace-file.ts';
import { placeHead } from './trace-place.ts';
import { writeRace } from './trace-race.ts';
import { replayed } from './trace-replay.ts';
import { traceJson, traceText } from './trace-text.ts';

export const trace: Command = {
  name: 'trace',
  usage:
    'trace FILE... [--json | --sarif | --csv | --race | --replay] [--fail-on CLASS] [OPTION...]',
  summary: 'read a recording: incarnations, hazards, and what would be safe',
  help: [
    'FILE is a recording of `probe record`, or the text of `strace -f` (with -t, -tt, -ttt or -r if you',
    'can); gzip of either; `-` is standard input. Several FILEs are those of one `strace -ff` run.',
    '',
    '  --json           one JSON object instead of text',
    '  --sarif          SARIF 2.1.0, for code hosts and CI',
    '  --csv            every event as a line of CSV',
    '  --chrome OUT     write Chrome trace events, which Perfetto opens; - is standard output',
    '  --ndjson OUT     write it in our own format, so that strace text becomes a recording of ours',
    '  --replay         perform it on the model kernel and compare every result; also with --json',
    '  --race           write a stretch of it as a race, for `check`, `run` and the lab: the worst hazard,',
    '                   or --hazard K of those listed, or what is between lines --from A and --to B',
    '  -o OUT           where --race writes; standard output without',
    '  --all            list every incarnation and the safe uses too',
    '  --strict         a line that cannot be read is an error',
    '  --fail-on CLASS  the least that gives status 1: wrong, nobody, unprotected (the default),',
    '                   or never',
    '',
    'Classes: `wrong` a call reached another process than the one meant; `nobody` the number was free',
    'when it was used; `unprotected` it was right, and nothing guaranteed that (also a pidfd opened',
    'by such a number). Uses of unknown origin, and safe ones, never give status 1.',
    '',
    'Examples:',
    '  probe record -o my.ndjson -- ./my-daemon && wrong-number trace my.ndjson',
    '  strace -f -ttt -o my.strace ./my-daemon; wrong-number trace my.strace --fail-on wrong',
    '  wrong-number trace my.ndjson.gz --sarif > hazards.sarif',
    '  wrong-number trace my.ndjson --race -o mine.race && wrong-number check mine.race',
    '',
    'Status: 0 clean, 1 a hazard of the class or worse, 2 no recording or a line that is none.',
    'With --replay: 0 the model agrees, 1 it differs from the recorded kernel. With --race: 0 written,',
    '2 the stretch cannot be told.',
  ].join('\n'),
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readOptions(
    args,
    ['--chrome', '--ndjson', '--fail-on', '--from', '--to', '--hazard', '-o'],
    ['--json', '--sarif', '--csv', '--all', '--strict', '--replay', '--race'],
  );
  if (options.rest.length === 0) throw new UsageError('a FILE is wanted');
  exclude(options);
  const classes = failing(options);
  const recording = await readTrace(options.rest, terminal);
  const found = recording.trace;
  const name = options.rest.join(' ');
  const spoilt = complain(recording, name, options, terminal);
  if (options.flags.has('--replay')) {
    const differs = await replayed(recording, name, options.flags.has('--json'), terminal);
    return spoilt ? 2 : differs ? 1 : 0;
  }
  const hazards = usesOf(found, group => group !== 'safe' && group !== 'unknown');
  if (options.flags.has('--race')) {
    writeRace(found, hazards, name, options, terminal);
    return spoilt ? 2 : 0;
  }
  print(recording, hazards, name, options, terminal, spoilt);
  if (spoilt) return 2;
  return hazards.some(use => classes.includes(groupOf(verdictAt(found, use)))) ? 1 : 0;
}

/** Throws for options of which one would be forgotten, or two write to one place. */
function exclude({ flags, values }: Options): void {
  const given = (names: readonly string[]) =>
    names.filter(name => flags.has(name) || values.has(name));
  const outputs = given(['--json', '--sarif', '--csv']);
  const streams = ['--chrome', '--ndjson'].filter(name => values.get(name) === '-');
  const both = [...outputs, ...streams.map(name => `${name} -`)];
  if (both.length > 1) throw new UsageError(`${both.join(' and ')} exclude each other`);
  const own = ['-o', '--from', '--to', '--hazard'];
  const report = ['--sarif', '--csv', '--chrome', '--ndjson', '--all', '--fail-on'];
  for (const [mode, others] of [
    ['--replay', ['--race', ...report, ...own]],
    ['--race', ['--json', ...report]],
  ] as const) {
    const [other] = flags.has(mode) ? given(others) : [];
    if (other !== undefined) throw new UsageError(`${mode} and ${other} exclude each other`);
  }
  const [lone] = flags.has('--race') ? [] : given(own);
  if (lone !== undefined) throw new UsageError(`${lone} is for --race`);
}

/** The classes that give status 1. */
function failing(options: Options): readonly Group[] {
  const least = options.values.get('--fail-on') ?? 'unprotected';
  if (least === 'never') return [];
  const hazards: readonly Group[] = GROUPS.filter(g => g !== 'safe' && g !== 'unknown');
  const at = hazards.indexOf(least as Group);
  if (at < 0)
    throw new UsageError(`--fail-on takes ${hazards.join(', ')} or never, not '${least}'`);
  return hazards.slice(0, at + 1);
}

function usesOf(found: Trace, wanted: (group: Group) => boolean): readonly number[] {
  const uses = Array.from({ length: found.uses.count }, (_, use) => use);
  const rank = (use: number) => GROUPS.indexOf(groupOf(verdictAt(found, use)));
  return uses
    .filter(use => wanted(groupOf(verdictAt(found, use))))
    .sort((a, b) => rank(a) - rank(b) || a - b);
}

/** Says what could not be read. Returns whether that makes the input bad. */
function complain(
  { trace: found, source }: Recording,
  name: string,
  options: Options,
  terminal: Terminal,
): boolean {
  const strict = options.flags.has('--strict');
  const nothing = found.count === 0 && found.badCount > 0;
  const severity = strict || nothing ? 'error' : 'warning';
  for (const { line, reason } of found.bad) {
    terminal.err(harmless(`${placeHead(source, line)}: ${severity}: ${reason}\n`));
  }
  const more = found.badCount - found.bad.length;
  if (more > 0) terminal.err(`${name}: ${severity}: and ${more} more lines that cannot be read\n`);
  for (const flaw of found.flaws) terminal.err(`${name}: note: ${flawText(flaw)}\n`);
  return nothing || (strict && found.badCount > 0);
}

function print(
  { trace: found, source }: Recording,
  hazards: readonly number[],
  name: string,
  options: Options,
  terminal: Terminal,
  spoilt: boolean,
): void {
  const chrome = options.values.get('--chrome');
  if (chrome !== undefined) writeParts(chrome, chromeTrace(found), terminal);
  const ndjson = options.values.get('--ndjson');
  if (ndjson !== undefined) writeParts(ndjson, ndjsonOf(found), terminal);
  if (options.flags.has('--csv')) {
    for (const part of joined(eventsCsv(found))) terminal.out(part);
  } else if (options.flags.has('--sarif')) {
    const log = sarifOf(found, hazards, { source, version: version(), successful: !spoilt });
    terminal.out(`${JSON.stringify(log)}\n`);
  } else if (options.flags.has('--json')) {
    terminal.out(`${JSON.stringify(traceJson(found, name, source))}\n`);
  } else if (chrome !== '-' && ndjson !== '-') {
    const shown = options.flags.has('--all') ? usesOf(found, () => true) : hazards;
    terminal.out(harmless(traceText(found, source, shown, options.flags.has('--all'))));
  }
}

/** Small parts put together, for fewer writes. */
function* joined(parts: Iterable<string>): Generator<string> {
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < 1 << 16) continue;
    yield text;
    text = '';
  }
  yield text;
}

function writeParts(path: string, parts: Iterable<string>, terminal: Terminal): void {
  if (path === '-') {
    for (const part of joined(parts)) terminal.out(part);
    return;
  }
  try {
    writeFileSync(path, '');
    for (const part of joined(parts)) writeFileSync(path, part, { flag: 'a' });
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${error instanceof Error ? error.message : error}`);
  }
}
