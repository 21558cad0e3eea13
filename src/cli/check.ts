// `wrong-number check`: every claim of a race, in every variant, by a search through all orders.

import { defaultOptions, Exploration } from '../explore/explore.ts';
import { defaultLimits } from '../explore/limits.ts';
import { searchModel } from '../machine/search.ts';
import type { Race } from '../race/program.ts';
import { type Checked, checkedOf, statusOf } from './check-result.ts';
import { checkText } from './check-text.ts';
import type { Command } from './command.ts';
import { InputError, readOptions, UsageError, wholeNumber } from './options.ts';
import { chosenKernel, chosenVariants, compileFile, FILE_HELP, shownName } from './race-file.ts';
import { progressLine, type Terminal } from './terminal.ts';

export const check: Command = {
  name: 'check',
  usage: 'check FILE... [--expect] [--variant V] [--kernel X.Y] [--limit-states N] [--json]',
  summary: 'search every order of a race and judge its claims',
  help: [
    FILE_HELP,
    'Prints for each variant and claim the verdict, for a broken one the shortest order that breaks',
    'it, and how many orders there are and how they end.',
    '',
    '  --expect           judge by the `expect` lines of the file: broken as expected is fine, and a',
    '                     holding claim that was to be broken is not',
    '  --variant V        only this variant',
    '  --kernel X.Y       on this version instead of the one that the file names',
    '  --limit-states N   stop after N states (20000000)',
    '  --limit-seconds N  stop after N seconds, for each variant (no limit)',
    '  --json             one JSON object instead of text',
    '',
    'Examples:',
    '  wrong-number check my.race',
    '  wrong-number check stale-pidfile --variant pidfd',
    '  wrong-number check --expect races/*.race',
    '',
    'Status: 0 every claim holds (with --expect: every verdict is the expected one), 1 a claim is',
    'broken or an invariant fails (with --expect: a verdict differs), 2 a file has errors, 3 a limit',
    'stopped a search before a claim was decided. An unfinished search never says "holds".',
  ].join('\n'),
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readOptions(
    args,
    ['--variant', '--kernel', '--limit-states', '--limit-seconds'],
    ['--expect', '--json'],
  );
  if (options.rest.length === 0) throw new UsageError('at least one FILE is wanted');
  const states = wholeNumber(options, '--limit-states', defaultLimits.states, 1);
  const seconds = wholeNumber(options, '--limit-seconds', 0);
  const byExpectation = options.flags.has('--expect');
  const asJson = options.flags.has('--json');
  const files: unknown[] = [];
  let status = 0;
  for (const path of options.rest) {
    const file = shownName(path);
    const { race, problems } = attempt(path, terminal);
    if (race === undefined) {
      status = worse(status, 2);
      files.push({ file, problems });
      continue;
    }
    const version = chosenKernel(options) ?? race.version;
    const limits = { states, seconds };
    const checked = chosenVariants(race, options).map(variant =>
      search(race, variant, version, limits, terminal),
    );
    status = worse(status, statusOf(checked, byExpectation));
    if (asJson) files.push({ file, title: race.title, problems, variants: checked });
    else terminal.out(checkText(file, race, checked, byExpectation));
  }
  if (asJson) terminal.out(`${JSON.stringify({ status, files })}\n`);
  return status;
}

/** A race, or why there is none: told on standard error, and here for `--json`. */
function attempt(
  path: string,
  terminal: Terminal,
): { race: Race | undefined; problems: unknown[] } {
  try {
    const { race, diagnostics } = compileFile(path, terminal);
    return { race, problems: [...diagnostics] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    terminal.err(`wrong-number check: ${error.message}\n`);
    return { race: undefined, problems: [{ severity: 'error', message: error.message }] };
  }
}

/** Bad input tells most, then a broken claim, then an undecided one. */
function worse(a: number, b: number): number {
  const order = [0, 3, 1, 2];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

interface Bounds {
  readonly states: number;
  /** 0: none. */
  readonly seconds: number;
}

/** Work between two looks at the progress: some tens of milliseconds. */
const SLICE = 1 << 12;

/** Searches one variant, with progress for those who watch. */
function search(
  race: Race,
  variant: number,
  version: number,
  bounds: Bounds,
  terminal: Terminal,
): Checked {
  const begun = Date.now();
  const expired = () => bounds.seconds > 0 && Date.now() - begun > bounds.seconds * 1000;
  const limits = { ...defaultLimits, states: bounds.states, expired };
  const model = searchModel(race, variant, version);
  const exploration = new Exploration(model, { ...defaultOptions, limits });
  const line = progressLine(terminal);
  while (!exploration.advance(SLICE)) {
    const { states, transitions, phase } = exploration.progress();
    const what = phase === 'graph' ? 'all orders' : 'verdicts';
    line.say(`${race.variants[variant]}: ${what}, ${states} states, ${transitions} steps`);
  }
  line.clear();
  return checkedOf(race, variant, version, model.start, exploration.report());
}
