// A stretch of a recording as a race: programs, claims, and the log's order as the schedule. The text
// is laid out by the formatter and compiled before it is handed out.

import { err, ok, type Result } from '../base.ts';
import { compile } from '../race/compile.ts';
import { format } from '../race/format.ts';
import { type Incarnation, isThread } from '../trace/incarnation.ts';
import { lineOf, type Trace } from '../trace/trace.ts';
import { Cast, FIRST, LAST } from './cast.ts';
import { chooseUse, type Stretch } from './choose.ts';
import { births, type Deed, ending, learning, type Names, signalOf, using } from './deeds.ts';
import { type Facts, factsOf } from './facts.ts';

export interface Retold {
  readonly source: string;
  /** The use that the story is about. */
  readonly use: number;
}

/** Tells a stretch; `file` names the recording. Returns the race, or why it cannot be told. */
export function retell(trace: Trace, stretch: Stretch, file: string): Result<Retold, string> {
  const chosen = chooseUse(trace, stretch);
  if (!chosen.ok) return chosen;
  const facts = factsOf(trace, chosen.value);
  if (!facts.ok) return facts;
  const source = format(write(facts.value, file));
  const { race, diagnostics } = compile(source);
  if (race !== undefined) return ok({ source, use: chosen.value });
  const first = diagnostics.find(d => d.severity === 'error');
  return err(`the race language cannot say it: ${first?.message ?? 'it does not compile'}`);
}

interface Plan {
  readonly facts: Facts;
  readonly names: Names;
  readonly deeds: readonly Deed[];
  /** Numbers at the start, by name. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Who of the log is there from the start, and under which name. */
  readonly present: ReadonlyMap<number, string>;
  readonly nr: number;
  readonly cursor: number;
}

function plan(facts: Facts): Plan {
  const cast = new Cast();
  const { trace, meant, user, caller, stranger, reaper, others } = facts;
  const last = trace.uses.event[facts.use] ?? 0;
  const nr = cast.number(facts.nr >= FIRST && facts.nr <= LAST ? facts.nr : 303);
  const numbers = new Map<string, number>();
  const meantName = cast.name(meant, meant.exit >= 0 ? meant.exit : last);
  numbers.set(meantName, nr);
  const byLife = new Map([[meant.index, meantName]]);
  const present = (it: Incarnation | undefined): string => {
    if (it === undefined || ownNumber(it, user) === 1) return 'init';
    // The process first: it keeps the plain name.
    if (isThread(it)) present(trace.lives.at(it.leader));
    const name = cast.name(it, last);
    byLife.set(it.index, name);
    if (!numbers.has(name)) numbers.set(name, cast.number(ownNumber(it, user)));
    return name;
  };
  const userName = present(caller);
  const bystander = (): string => {
    const name = cast.fresh('cron');
    numbers.set(name, cast.number(0));
    return name;
  };
  // The language has no handlers: another thread comes between any two lines as well.
  const inHandler = (): string => {
    const name = cast.fresh('handler');
    numbers.set(name, cast.number(0));
    return name;
  };
  const parent = isThread(meant) ? trace.lives.at(meant.leader) : reaper;
  const reaperName = facts.handler
    ? inHandler()
    : facts.vanishes === 'thread'
      ? 'init'
      : present(reaper);
  if (parent !== undefined) present(trace.lives.at(parent.leader));
  const maker = stranger === undefined ? undefined : makerOf(trace, stranger);
  const makerName = stranger === undefined ? bystander() : present(maker);
  const names: Names = {
    user: userName,
    meant: meantName,
    stranger: stranger === undefined ? cast.fresh('postgres') : cast.name(stranger, last),
    reaper: reaperName,
    maker: makerName,
    others: stranger !== undefined && others.count > 0 ? present(others.maker) : makerName,
    children: stranger === undefined ? [] : others.children.map(child => cast.name(child, last)),
  };
  const deeds = [
    learning(facts, names),
    ...ending(facts, names),
    ...births(facts, names),
    ...using(facts, names, cast),
  ].sort((a, b) => a.event - b.event);
  const before = stranger === undefined ? 0 : others.children.length;
  return { facts, names, deeds, numbers, present: byLife, nr, cursor: cast.cursor(nr, before) };
}

const ownNumber = (it: Incarnation, seenBy: Incarnation): number =>
  it.nr[seenBy.nr.length - 1] ?? it.tid;

function makerOf(trace: Trace, stranger: Incarnation): Incarnation | undefined {
  const maker = trace.lives.at(trace.columns.actor[stranger.born] ?? -1);
  return stranger.born < 0 || maker === undefined ? undefined : trace.lives.at(maker.leader);
}

function write(facts: Facts, file: string): string {
  const story = plan(facts);
  const { deeds, names, nr, cursor } = story;
  return [
    ...head(story, file),
    `numbers ${FIRST}..${LAST}`,
    `cursor ${cursor}`,
    `watch ${nr}`,
    '',
    ...(deeds.some(d => d.pid.includes('load(note)')) ? [`cell note = ${names.meant};`, ''] : []),
    ...processes(story),
    ...claims(story),
    '',
    `schedule ${deeds.map(d => d.who).join(', ')}`,
    '',
    ...beats(story),
  ].join('\n');
}

const quoted = (text: string): string =>
  `"${text.replace(/[\\"]/g, "'").replace(/[\r\n\t]+/g, ' ')}"`;

function head({ facts, names, nr }: Plan, file: string): string[] {
  const { trace, others } = facts;
  const kernel = trace.header === undefined ? '' : `, recorded on Linux ${trace.header.kernel}`;
  const other = facts.nr === nr ? '' : ` Number ${facts.nr} of the log is ${nr} here.`;
  const fold =
    others.count > others.children.length && facts.stranger !== undefined
      ? ` Of the ${others.count} births in between, ${others.children.length} are told.`
      : '';
  const who = `${names.user} means ${names.meant} by a number.`;
  return [
    `race ${quoted(`${names.user} and ${facts.nr}`)}`,
    `story ${quoted(`From a recording. ${who}${other}${fold}`)}`,
    `source ${quoted(`${file}${kernel}, line ${lineOf(trace, trace.uses.event[facts.use] ?? 0)}`)}`,
    `caveat ${quoted('Everybody who is not involved is left out, and so are files, handlers and users.')}`,
  ];
}

function processes(story: Plan): string[] {
  const { facts, names, numbers } = story;
  const init = body(story, 'init', 'pid');
  const lines =
    names.user === 'init'
      ? program(story, 'init', 'process init 1')
      : init.length === 0
        ? ['process init 1;']
        : ['process init 1 {', ...init, '}'];
  const { trace, meant, reaper, vanishes } = facts;
  const parent = vanishes === 'thread' || reaper === undefined ? undefined : reaper;
  for (const [name, nr] of numbers) {
    const words = [`process ${name} ${nr}`];
    if (name === names.meant && isThread(meant))
      words.push(`thread of ${nameAmong(story, trace.lives.at(meant.leader))}`);
    else if (name === names.meant && parent !== undefined && names.reaper !== 'init')
      words.push(`parent ${nameAmong(story, trace.lives.at(parent.leader))}`);
    for (const task of [reaper, facts.caller])
      if (task !== undefined && isThread(task) && name === story.present.get(task.index))
        words.push(`thread of ${nameAmong(story, trace.lives.at(task.leader))}`);
    if (facts.handler && name === names.reaper) words.push(`thread of ${names.user}`);
    if (name === names.meant) for (const signal of facts.survived) words.push(`ignores ${signal}`);
    if (vanishes === 'parent' && name === names.reaper) words.push('ignores SIGCHLD');
    lines.push(...program(story, name, words.join(' ')));
  }
  for (const name of [...names.children, names.stranger]) lines.push(`process ${name};`);
  return [...lines, ''];
}

/** The name under which an incarnation is there from the start. */
const nameAmong = ({ present }: Plan, it: Incarnation | undefined): string =>
  (it === undefined ? undefined : present.get(it.index)) ?? 'init';

function program(story: Plan, name: string, start: string): string[] {
  const { names, facts } = story;
  if (name === names.user) {
    return [
      `${start} via pid {`,
      ...body(story, name, 'pid'),
      '}',
      `process ${name} via pidfd {`,
      ...body(story, name, 'pidfd'),
      '}',
    ];
  }
  if (name === names.meant) {
    if (facts.killed) return [`${start} idle;`];
    const code = ((facts.meant.status ?? 0) >> 8) & 0xff;
    return [`${start} {`, `after noted exit(${code});`, '}'];
  }
  const lines = body(story, name, 'pid');
  return lines.length === 0 ? [`${start};`] : [`${start} {`, ...lines, '}'];
}

/** What somebody does, in the order of the log; and what they would do if it went on. */
function body(story: Plan, name: string, variant: 'pid' | 'pidfd'): string[] {
  const { deeds, names, facts } = story;
  const lines = deeds.filter(d => d.who === name && d[variant] !== '').map(d => d[variant]);
  const collects = facts.reap < 0 && facts.vanishes === undefined && name === names.reaper;
  if (collects && name !== names.user) lines.unshift('wait4(-1);');
  if (facts.stranger === undefined && name === names.maker) lines.push(`spawn(${names.stranger});`);
  return lines;
}

function claims({ facts, names }: Plan): string[] {
  const expected = isSafe(facts) ? 'expect holds' : 'expect pid: broken; pidfd: holds';
  const lines = ['claim "no stranger is hit": no stranger is hit', expected];
  const signal = signalOf(facts.trace, facts.use);
  if (!/^SIG[A-Z]/.test(signal)) return lines;
  const words = quoted(`${names.stranger} gets no ${signal}`);
  return [...lines, `claim ${words}: never ${signal} reaches ${names.stranger}`, expected];
}

/** Only the user itself can make the number free, and in the story it does not. */
const isSafe = ({ reaper, caller, reap, vanishes, handler }: Facts): boolean =>
  reaper?.index === caller.index && reap < 0 && vanishes === undefined && !handler;

function beats({ deeds, facts, names }: Plan): string[] {
  const begin = `at 0 ${quoted(`${names.meant} has the number ${facts.nr}.`)}`;
  const before = quoted('Told as the recording has it. From any step on, go another way.');
  return [
    `${begin} detail ${before}`,
    ...deeds.map((d, i) => `at ${i + 1} ${quoted(d.says)} detail ${quoted(d.detail)}`),
  ];
}
