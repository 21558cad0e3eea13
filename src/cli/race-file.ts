// Races as the command line is given them: a file, standard input, or the id of a scenario of the
// catalogue. And what is chosen beside them: variants, a kernel version, a schedule.

import { existsSync, readFileSync } from 'node:fs';
import { IDS, sourceOf } from '../catalogue/index.ts';
import { parseSchedule, type Schedule, type ScheduleError } from '../machine/schedule.ts';
import { lettersOf } from '../machine/setup.ts';
import { type Compiled, compile } from '../race/compile.ts';
import { diagnosticText } from '../race/diagnostic.ts';
import type { Race } from '../race/program.ts';
import { nearest } from '../race/suggest.ts';
import { InputError, type Options, UsageError } from './options.ts';
import type { Terminal } from './terminal.ts';

/** What `FILE` may be, for the help texts. */
export const FILE_HELP =
  'FILE is a .race file, `-` for standard input, or the id of a scenario of the catalogue, such as\nstale-pidfile.';

/** The text of a file argument. Throws an InputError that says why it cannot be had. */
export function readSource(path: string, terminal: Terminal): string {
  if (path === '-') return new TextDecoder().decode(terminal.input());
  const known = existsSync(path) ? undefined : sourceOf(path);
  if (known !== undefined) return known;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read ${path}: ${reason(error)}${idHint(path)}`);
  }
}

function reason(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? error.message : String(error);
}

function idHint(path: string): string {
  const meant = nearest(path, IDS);
  return meant === undefined ? '' : `; did you mean the scenario '${meant}'?`;
}

/** The name of a file in messages. */
export function shownName(path: string): string {
  return path === '-' ? '<stdin>' : path;
}

/** Compiles a file. What the compiler has to say goes to standard error. */
export function compileFile(path: string, terminal: Terminal): Compiled {
  const source = readSource(path, terminal);
  const compiled = compile(source, IDS.includes(path) ? path : undefined);
  for (const d of compiled.diagnostics) terminal.err(`${diagnosticText(d, shownName(path))}\n`);
  return compiled;
}

/** The race of a file; undefined: it has errors, which have been told. */
export function readRace(path: string, terminal: Terminal): Race | undefined {
  return compileFile(path, terminal).race;
}

/** The variants asked for, by index: all of them without `--variant`. */
export function chosenVariants(race: Race, options: Options): readonly number[] {
  const name = options.values.get('--variant');
  if (name === undefined) return race.variants.map((_, i) => i);
  const index = race.variants.indexOf(name);
  if (index < 0) {
    throw new UsageError(`no variant '${name}'; there are ${race.variants.join(', ')}`);
  }
  return [index];
}

/** `--kernel 6.9` as the model counts: 6009; the race's own without. */
export function chosenKernel(options: Options): number | undefined {
  const text = options.values.get('--kernel');
  if (text === undefined) return undefined;
  const match = /^(\d{1,2})\.(\d{1,3})$/.exec(text);
  const version = match === null ? 0 : Number(match[1]) * 1000 + Number(match[2]);
  if (version < 5000) throw new UsageError(`--kernel wants a version from 5.0, not '${text}'`);
  return version;
}

/** `--schedule`, in either printed form; the pinned one without. */
export function chosenSchedule(race: Race, options: Options): Schedule {
  const text = options.values.get('--schedule');
  if (text === undefined) return race.pinned;
  const names = race.processes.map(p => p.name);
  const parsed = parseSchedule(text, lettersOf(race), names);
  if (parsed.ok) return parsed.value;
  throw new UsageError(scheduleWords(parsed.error));
}

function scheduleWords({ at, found, reason: why }: ScheduleError): string {
  const place = `--schedule, character ${at + 1}: '${found}'`;
  switch (why.kind) {
    case 'version':
      return `${place} is of another version; this program writes ${why.supported}`;
    case 'unknownProcess':
      return `${place} is no process; there are ${why.known.join(', ')}`;
    case 'number':
      return `${place} is no number that can stand there`;
    case 'tooLong':
      return `${place}: more than ${why.limit} steps`;
  }
}

/** 6018 as people write it. */
export function kernelText(version: number): string {
  return `${Math.floor(version / 1000)}.${version % 1000}`;
}
