// Waits and polls: whom a wait collects and with which status, what a poll says of pidfds.

import {
  childrenOf,
  collectTask,
  endTask,
  P,
  POLL,
  type Syscall,
  type SyscallResult,
  WAIT,
} from '../kernel/index.ts';
import { isThread } from '../trace/incarnation.ts';
import { NONE, type Polled } from '../trace/record.ts';
import { constant } from './arguments.ts';
import { type Call, plainly, whole } from './call.ts';
import { SAID, type Said, type Unknown, type Why } from './report.ts';

const INTERRUPTED = /^(?:EINTR|ERESTART\w*)$/;

export function waits(c: Call): void {
  if (INTERRUPTED.test(c.errno)) {
    c.cannotTell('interrupted');
    return;
  }
  const wanted = waitCall(c);
  if (wanted === undefined) {
    c.skip();
    return;
  }
  const { rec } = c;
  const someone = !c.failed && rec.waitNr !== NONE && rec.waitNr > 0;
  // A tracer has seen the end of a thread, or of a process that its parent has yet to collect.
  if (someone ? ofThread(c) : rec.ret > 0) {
    c.skip();
    return;
  }
  if (someone && c.object < 0) {
    c.cannotTell('outside');
    return;
  }
  if (someone && unseenEnd(c)) {
    c.cannotTell('past');
    take(c, c.object);
    return;
  }
  if (someone && c.parts.stage.wasEarly(c.object)) {
    c.parts.ledger.agree(true);
    return;
  }
  // Stops and continues come from signals, whose effect a recording does not have.
  if (someone && isJob(rec.status)) {
    c.skip();
    return;
  }
  if (someone) {
    c.parts.places.ensure(c.object);
    c.parts.stage.settle(c.object);
  }
  const { ledger } = c.parts;
  const before = ledger.diverged;
  const status = rec.status === NONE ? undefined : rec.status;
  c.compare(wanted, {
    said: c.said({ life: someone ? c.object : -1, status: someone ? status : undefined }),
    read: result => collected(c, result),
    about: someone ? [c.object, parentInModel(c)].filter(life => life >= 0) : [],
    gone: [],
    why: () => children(c),
    excuse: model => c.refusal() ?? pastOf(c, model),
  });
  if (ledger.diverged > before) ledger.disputed.add(c.actor);
  if (someone && !keeps(wanted)) take(c, c.object);
}

/** strace may print a wait before the end of the child that it collects, or never print that. */
function unseenEnd({ parts, object, event }: Call): boolean {
  const it = parts.stage.life(object);
  return (
    parts.stage.trace.format === 'strace' && (it === undefined || it.exit < 0 || it.exit > event)
  );
}

function ofThread({ parts, object }: Call): boolean {
  const life = parts.stage.life(object);
  return life !== undefined && isThread(life);
}

const isJob = (status: number): boolean =>
  status !== NONE && ((status & 0xff) === 0x7f || status === 0xffff);

function waitCall(c: Call): Syscall | undefined {
  const { args } = c;
  if (c.name === 'wait4') {
    const [pid, options] = [whole(args[0]), constant(args[2])];
    if (pid === NONE || options === undefined) return undefined;
    return { name: 'wait4', pid, options };
  }
  const [idtype, id, options] = [constant(args[0]), whole(args[1]), constant(args[3])];
  if (idtype === undefined || id === NONE || options === undefined) return undefined;
  if (idtype === P.P_PIDFD && id >= 0 && c.errno !== 'EBADF' && !c.holdsPidfd(id, c.object))
    return undefined;
  return { name: 'waitid', idtype, id, options };
}

function collected(c: Call, result: SyscallResult): Said {
  if (!result.ok) return plainly(result);
  if (result.out.kind !== 'wait') return { ...SAID, life: -1 };
  const { pid, status } = result.out.info;
  return { ...SAID, life: c.parts.stage.lifeOf(pid), status };
}

/** Whose child the collected one is in the model: it may have to end first. */
function parentInModel(c: Call): number {
  const { stage } = c.parts;
  const group = stage.group(c.object);
  const parent = group === undefined ? undefined : c.kernel.groups[group]?.parent;
  return parent === undefined ? -1 : stage.lifeOfTask(parent);
}

/** Children, or what becomes of them, from before the recording. */
function pastOf(c: Call, model: Said): Unknown | undefined {
  const known = c.parts.places.knowledge(c.actor);
  if (!known.sigchld && (c.errno === 'ECHILD' || model.errno === 'ECHILD')) return 'disposition';
  return known.children ? undefined : 'past';
}

const keeps = (sys: Syscall): boolean =>
  sys.name === 'waitid' && (sys.options & WAIT.WNOWAIT) !== 0;

/** The recorded wait has collected it: so it is, whatever the model thinks. */
function take(c: Call, life: number): void {
  const { stage } = c.parts;
  stage.settle(life);
  const task = stage.task(life);
  if (task === undefined) return;
  if (c.kernel.tasks[task]?.state !== 'zombie')
    c.kernel = endTask(c.kernel, task, c.rec.status === NONE ? 0 : c.rec.status);
  if (c.kernel.tasks[task] !== undefined) c.kernel = collectTask(c.kernel, task);
}

function children(c: Call): Why {
  const group = c.kernel.tasks[c.caller]?.group;
  const all = group === undefined ? [] : childrenOf(c.kernel, group);
  const zombies = all.filter(g => c.kernel.tasks[g.leader]?.state === 'zombie').length;
  return { kind: 'children', running: all.length - zombies, zombies };
}

/** Bits that a pidfd can have. */
const BITS = POLL.POLLIN | POLL.POLLHUP | POLL.POLLERR | POLL.POLLNVAL;

/** poll, ppoll, epoll_wait and kin: only what they say of pidfds. */
export function polls(c: Call): void {
  if (INTERRUPTED.test(c.errno)) {
    c.cannotTell('interrupted');
    return;
  }
  const { extra } = c.rec;
  const sets = c.name.startsWith('epoll');
  const told = extra?.kind === 'polled' && !c.failed ? extra.fds : [];
  // An epoll set may keep an event back (EPOLLET, EPOLLONESHOT): only what it reports says something.
  const fds = told.filter(fd => (!sets || fd.revents !== '') && c.holdsPidfd(fd.fd, lifeOf(c, fd)));
  if (fds.length === 0) {
    c.skip();
    return;
  }
  const ready = fds.filter(fd => fd.revents !== '');
  const dead = ready.map(fd => lifeOf(c, fd)).filter(life => life >= 0);
  for (const life of dead) c.parts.stage.settle(life);
  const gone = ready.filter(fd => bitsOf(fd) & POLL.POLLHUP).map(fd => lifeOf(c, fd));
  c.compare(
    {
      name: 'poll',
      fds: fds.map(fd => ({ fd: fd.fd, events: constant(fd.events) ?? POLL.POLLIN })),
      timeout: 0,
    },
    {
      said: { ...SAID, events: fds.map(fd => said(fd.fd, bitsOf(fd))).join(', ') },
      read: result => revents(fds, result),
      about: dead,
      gone: gone.filter(life => life >= 0),
      why: () => whyPoll(c, fds),
    },
  );
}

const lifeOf = (c: Call, fd: Polled): number =>
  fd.id === undefined ? -1 : (c.parts.stage.look.byId.get(fd.id) ?? -1);
const bitsOf = (fd: Polled): number => (constant(fd.revents) ?? 0) & BITS;

const NAMES = [
  [POLL.POLLIN, 'POLLIN'],
  [POLL.POLLERR, 'POLLERR'],
  [POLL.POLLHUP, 'POLLHUP'],
  [POLL.POLLNVAL, 'POLLNVAL'],
] as const;

function said(fd: number, bits: number): string {
  const names = NAMES.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
  return `${fd}: ${names.length === 0 ? 'nothing' : names.join('|')}`;
}

function revents(fds: readonly Polled[], result: SyscallResult): Said {
  if (!result.ok || result.out.kind !== 'revents') return plainly(result);
  const bits = result.out.revents;
  return { ...SAID, events: fds.map((fd, i) => said(fd.fd, (bits[i] ?? 0) & BITS)).join(', ') };
}

/** The first descriptor on which the two differ, and what its process is in the model. */
function whyPoll(c: Call, fds: readonly Polled[]): Why {
  const { stage } = c.parts;
  const state = { alive: 0, zombie: POLL.POLLIN, gone: POLL.POLLIN | POLL.POLLHUP };
  const lives = fds.map(fd => ({ life: c.behind(c.kernel, fd.fd) ?? -1, bits: bitsOf(fd) }));
  const other = lives.find(({ life, bits }) => state[stage.state(life)] !== bits) ?? lives[0];
  const life = other?.life ?? -1;
  return { kind: 'is', life, state: stage.state(life) };
}
