// A planned story as the text of a race.

import { type Incarnation, isThread } from '../trace/incarnation.ts';
import { lineOf, type Trace } from '../trace/trace.ts';
import { FIRST, LAST } from './cast.ts';
import { type Choice, callOf } from './choose.ts';
import { FOUND, signalOf } from './deeds.ts';
import type { Facts } from './facts.ts';
import { type Plan, plan } from './plan.ts';

/** The race as text, not yet laid out. */
export function write(facts: Facts, file: string, left: Choice['left']): string {
  const story = plan(facts);
  const { deeds, names, nr, cursor } = story;
  return [
    ...head(story, file, left),
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

const CAVEAT = 'Everybody who is not involved is left out, and so are files, handlers and users.';

function head({ facts, names, nr }: Plan, file: string, left: Choice['left']): string[] {
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
    `caveat ${quoted([CAVEAT, ...leftOut(trace, left)].join(' '))}`,
  ];
}

/** What else of the stretch was worse or no less, and could not be told. */
function leftOut(trace: Trace, left: Choice['left']): readonly string[] {
  const shown = left.slice(0, LEFT_MAX).map(({ use, why }) => {
    const line = lineOf(trace, trace.uses.event[use] ?? 0);
    return `Left out: ${callOf(trace, use)} in line ${line}, as ${why}.`;
  });
  const more = left.length - shown.length;
  return more > 0 ? [...shown, `Left out too: ${more} more calls that cannot be told.`] : shown;
}
const LEFT_MAX = 3;

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
    words.push(...memberWords(story, name));
    if (name === names.meant || names.members.includes(name))
      for (const signal of facts.survived) words.push(`ignores ${signal}`);
    if (vanishes === 'parent' && name === names.reaper) words.push('ignores SIGCHLD');
    lines.push(...program(story, name, words.join(' ')));
  }
  for (const name of names.children) lines.push(`process ${name};`);
  const founds = facts.members === undefined ? ';' : ` { ${FOUND} }`;
  return [...lines, `process ${names.stranger}${founds}`, ''];
}

/** Whose child a member of the group is, as far as that matters: the founder's, the reaper's, else init's. */
function guardianOf({ facts, names, present }: Plan, name: string): string {
  const member = (facts.members ?? []).find(it => present.get(it.index) === name);
  if (member?.parent === facts.meant.index) return names.meant;
  const { reaper } = facts;
  const own = names.reaper !== 'init' && member?.parent === reaper?.leader;
  return own ? (present.get(reaper?.leader ?? -1) ?? 'init') : 'init';
}

/** What puts somebody in the group that is meant. */
function memberWords(story: Plan, name: string): readonly string[] {
  const { names, facts } = story;
  if (facts.members === undefined) return [];
  if (name === names.meant) return [`group ${name}`];
  if (!names.members.includes(name)) return [];
  const guardian = guardianOf(story, name);
  return [...(guardian === 'init' ? [] : [`parent ${guardian}`]), `group ${names.meant}`];
}

/** How many members of the group somebody has to collect, as they may end too. */
function membersToCollect(story: Plan, name: string): number {
  const { names, facts } = story;
  const waiter = (member: string): string => {
    const guardian = guardianOf(story, member);
    return guardian === 'init' || guardian === names.meant ? 'init' : names.reaper;
  };
  const user = name === names.user && !facts.handler;
  return user && name !== 'init' ? 0 : names.members.filter(m => waiter(m) === name).length;
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
  if (names.members.includes(name)) return [`${start} {`, 'after noted exit(0);', '}'];
  const lines = body(story, name, 'pid');
  return lines.length === 0 ? [`${start};`] : [`${start} {`, ...lines, '}'];
}

/** What somebody does, in the order of the log; and what they would do if it went on. */
function body(story: Plan, name: string, variant: 'pid' | 'pidfd'): string[] {
  const { deeds, names, facts } = story;
  const lines = deeds.filter(d => d.who === name && d[variant] !== '').map(d => d[variant]);
  const collects = facts.reap < 0 && facts.vanishes === undefined && name === names.reaper;
  if (collects && name !== names.user) lines.unshift('wait4(-1);');
  for (let i = membersToCollect(story, name); i > 0; i--) lines.push('wait4(-1);');
  if (facts.stranger === undefined && name === names.maker) lines.push(`spawn(${names.stranger});`);
  return lines;
}

function claims(story: Plan): string[] {
  const { facts, names } = story;
  const expected = isSafe(story) ? 'expect holds' : 'expect pid: broken; pidfd: holds';
  const lines = ['claim "no stranger is hit": no stranger is hit', expected];
  const signal = signalOf(facts.trace, facts.use);
  if (!/^SIG[A-Z]/.test(signal)) return lines;
  const words = quoted(`${names.stranger} gets no ${signal}`);
  return [...lines, `claim ${words}: never ${signal} reaches ${names.stranger}`, expected];
}

/** Only the user itself can make the number free, and in the story it does not. */
function isSafe(story: Plan): boolean {
  const { names } = story;
  const { reaper, caller, reap, vanishes, handler } = story.facts;
  if (reaper?.index !== caller.index || vanishes !== undefined || handler) return false;
  return reap < 0 || names.members.some(name => guardianOf(story, name) === names.user);
}

function beats({ deeds, facts, names }: Plan): string[] {
  const begin = `at 0 ${quoted(`${names.meant} has the number ${facts.nr}.`)}`;
  const before = quoted('Told as the recording has it. From any step on, go another way.');
  return [
    `${begin} detail ${before}`,
    ...deeds.map((d, i) => `at ${i + 1} ${quoted(d.says)} detail ${quoted(d.detail)}`),
  ];
}
