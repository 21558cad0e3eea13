// The steps of a retold stretch, each with its line in the program of whoever takes it: with the
// number as in the log, and with a pidfd instead.

import { isThread } from '../trace/incarnation.ts';
import { isGroupUse, lineOf, type Trace } from '../trace/trace.ts';
import type { Cast } from './cast.ts';
import { callOf } from './choose.ts';
import type { Facts } from './facts.ts';

/** A step of the story. */
export interface Deed {
  readonly event: number;
  /** The name of who takes it. */
  readonly who: string;
  readonly pid: string;
  readonly pidfd: string;
  /** What to say once it is done: short enough for a wall, and a line below it. */
  readonly says: string;
  readonly detail: string;
}

/** Names of everybody who acts or is made. */
export interface Names {
  readonly user: string;
  readonly meant: string;
  /** Who gets the number, or could. */
  readonly stranger: string;
  readonly reaper: string;
  readonly maker: string;
  readonly others: string;
  readonly children: readonly string[];
  /** The others in the group that is meant. */
  readonly members: readonly string[];
}

const at = (trace: Trace, event: number): string =>
  event < 0 ? 'Before the log.' : `Line ${lineOf(trace, event)} of the log.`;

/** The signal of a use as the program writes it. */
export function signalOf(trace: Trace, use: number): string {
  const event = trace.uses.event[use] ?? 0;
  const name = trace.names[trace.columns.sig[event] ?? 0] ?? '';
  const real = /^SIGRT_?(?:MIN)?[+_]?(\d{1,2})?$/.exec(name);
  return real === null ? name || '0' : String(34 + Number(real[1] ?? 0));
}

/** The user takes note of the number, or takes hold of the process. */
export function learning(facts: Facts, names: Names): Deed {
  const { trace, learnt, source, meant } = facts;
  const note = source === 'argv' || source === 'unknown';
  const flags = isThread(meant) ? 'PIDFD_THREAD' : '0';
  const from: Record<Facts['source'], string> = {
    fork: facts.byOther ? 'the fork of another' : 'what fork returned',
    argv: 'its arguments',
    signal: 'the sender of a signal',
    use: 'an earlier call',
    peer: 'the other end of a socket',
    file: 'a file',
    proc: 'a look into /proc',
    listing: 'a list of /proc',
    pidfd: 'a pidfd',
    unknown: 'where the log does not show',
  };
  const pid = note
    ? 'pid = load(note);'
    : `int pid = ${names.meant}; work("remembers the number");`;
  return {
    event: learnt,
    who: names.user,
    pid: `${pid} mark noted;`,
    pidfd: `fd = pidfd_open(${names.meant}, ${flags}); mark noted;`,
    says: `${names.user} notes the number of ${names.meant}.`,
    detail: `${at(trace, learnt)} From ${from[source]}. With a pidfd: a reference.`,
  };
}

/** The end of the one that is meant, where it comes by itself, and who collects it. */
export function ending(facts: Facts, names: Names): readonly Deed[] {
  const { trace, exit, reap, vanishes, killed, reaper, caller } = facts;
  const deeds: Deed[] = [];
  if (exit >= 0 && !killed) {
    const free =
      vanishes === undefined ? 'It is a zombie: the number is still taken.' : 'It is gone.';
    deeds.push(plain(exit, names.meant, '', `${names.meant} ends.`, `${at(trace, exit)} ${free}`));
  }
  if (reap < 0 || vanishes !== undefined) return deeds;
  const own = reaper?.index === caller.index && !facts.handler;
  const free = names.members.length > 0 ? 'Its group keeps the number.' : 'The number is free.';
  const says = `${names.reaper} collects ${names.meant}. ${free}`;
  const detail = at(trace, reap);
  if (own) {
    const pidfd = 'waitid(P_PIDFD, fd, NULL, WEXITED);';
    deeds.push({ event: reap, who: names.user, pid: 'wait4(pid);', pidfd, says, detail });
  } else deeds.push(plain(reap, names.reaper, 'wait4(-1);', says, detail));
  return deeds;
}

/** Births: of others in between, and of whoever gets the number. */
export function births(facts: Facts, names: Names): readonly Deed[] {
  const { trace, others, stranger, reap } = facts;
  if (stranger === undefined) return [];
  const first = others.children.map((child, i) =>
    plain(
      child.born,
      names.others,
      `spawn(${names.children[i]});`,
      `${names.others} starts ${names.children[i]}.`,
      `${at(trace, child.born)}${folded(others.count, i)}`,
    ),
  );
  const born = Math.max(stranger.born, reap);
  const flags = isThread(stranger) ? ', { .flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD }' : '';
  const says = `${names.stranger} starts, and gets the number.`;
  return [
    ...first,
    plain(born, names.maker, `spawn(${names.stranger}${flags});`, says, at(trace, stranger.born)),
    ...founding(facts, names, born),
  ];
}

/** The newcomer becomes a group of that number as well. */
function founding({ trace, members }: Facts, names: Names, born: number): readonly Deed[] {
  if (members === undefined) return [];
  const says = `${names.stranger} leads a group: the number has a second meaning.`;
  return [plain(born, names.stranger, FOUND, says, at(trace, born))];
}

/** How a process becomes a group of its own. */
export const FOUND = 'setpgid(0, 0);';

const folded = (count: number, i: number): string =>
  i === 1 && count > 2 ? ` The log has ${count} such births.` : '';

function plain(event: number, who: string, line: string, says: string, detail: string): Deed {
  return { event, who, pid: line, pidfd: line, says, detail };
}

/** The uses themselves. */
export function using(facts: Facts, names: Names, cast: Cast): readonly Deed[] {
  const { trace, uses } = facts;
  const deeds = uses.map((use): Deed => {
    const event = trace.uses.event[use] ?? 0;
    return {
      event,
      who: names.user,
      pid: byNumber(facts, use, cast),
      pidfd:
        callOf(trace, use) === 'pidfd_open'
          ? 'work("holds it already");'
          : `pidfd_send_signal(fd, ${signalOf(trace, use)}, NULL, ${isGroupUse(trace, use) ? 'PIDFD_SIGNAL_PROCESS_GROUP' : '0'});`,
      says: outcome(facts, use, names),
      detail: at(trace, event),
    };
  });
  return [...deeds, ...throughIt(facts, names)];
}

/** The call with the number. A use of a pidfd is told as the kill that it replaces. */
function byNumber(facts: Facts, use: number, cast: Cast): string {
  const signal = signalOf(facts.trace, use);
  switch (callOf(facts.trace, use)) {
    case 'pidfd_open':
      return `fd = pidfd_open(pid, ${isThread(facts.meant) ? 'PIDFD_THREAD' : '0'});`;
    case 'tkill':
      return `tkill(pid, ${signal});`;
    case 'tgkill':
      return `tgkill(${groupOf(facts, cast)}, pid, ${signal});`;
    case 'rt_sigqueueinfo':
      return `rt_sigqueueinfo(pid, ${signal}, { .si_code = -1 });`;
    default:
      return `kill(${isGroupUse(facts.trace, use) ? '-' : ''}pid, ${signal});`;
  }
}

/** The process that tgkill names beside the thread. */
function groupOf({ trace, meant, use }: Facts, cast: Cast): string {
  const leader = trace.lives.at(meant.leader);
  return leader === undefined ? 'pid' : cast.name(leader, trace.uses.event[use] ?? 0);
}

/** What the user then does with a pidfd that it opened by the number. */
function throughIt({ trace, use, user }: Facts, names: Names): readonly Deed[] {
  const { uses, columns } = trace;
  if (callOf(trace, use) !== 'pidfd_open') return [];
  const opened = uses.event[use] ?? 0;
  const fd = columns.ret[opened];
  for (let i = use + 1; i < uses.count; i++) {
    if (uses.user[i] !== user.index || uses.nr[i] !== fd) continue;
    if (callOf(trace, i) !== 'pidfd_send_signal') continue;
    const line = `pidfd_send_signal(fd, ${signalOf(trace, i)}, NULL, 0);`;
    const event = uses.event[i] ?? 0;
    const says = `${names.user} signals through its pidfd.`;
    return [plain(event, names.user, line, says, at(trace, event))];
  }
  return [];
}

function outcome({ trace, meant }: Facts, use: number, names: Names): string {
  const hit = trace.lives.at(trace.uses.hit[use] ?? -1);
  if (isGroupUse(trace, use)) {
    if (trace.columns.err[trace.uses.event[use] ?? 0] !== 0)
      return `${names.user} finds no such group: ESRCH.`;
    const whose = hit === undefined || hit.index === meant.index ? names.meant : names.stranger;
    return `${names.user} reaches the group of ${whose}.`;
  }
  if (hit === undefined) return `${names.user} finds nobody there: ESRCH.`;
  const whom = hit.index === meant.index ? names.meant : names.stranger;
  const deed = callOf(trace, use) === 'pidfd_open' ? 'opens a pidfd of' : 'reaches';
  return `${names.user} ${deed} ${whom}.`;
}
