// Polls: what they say of pidfds.

import { POLL, type SyscallResult } from '../kernel/index.ts';
import { NONE, type Polled } from '../trace/record.ts';
import { constant } from './arguments.ts';
import { type Call, plainly, whole } from './call.ts';
import { SAID, type Said, type Why } from './report.ts';
import { INTERRUPTED, interrupted } from './waits.ts';

/** Bits that a pidfd can have. */
const BITS = POLL.POLLIN | POLL.POLLHUP | POLL.POLLERR | POLL.POLLNVAL;

/** poll, ppoll, epoll_wait and kin: only what they say of pidfds. */
export function polls(c: Call): void {
  if (INTERRUPTED.test(c.errno)) {
    interrupted(c);
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
  if (miscounts(c, told)) return;
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

/** Whether it returned for no descriptor that it says was ready, or for nothing before its time. */
function miscounts(c: Call, told: readonly Polled[]): boolean {
  const { args, rec, name } = c;
  const sets = name.startsWith('epoll');
  const others = sets ? Number.POSITIVE_INFINITY : whole(args[1]) - told.length;
  const ready = told.filter(fd => fd.revents !== '').length;
  const endless = rec.ret === 0 && args[sets ? 3 : 2] === -1;
  if (rec.ret === NONE || (rec.ret >= ready && rec.ret - ready <= others && !endless)) return false;
  const events = told.map(fd => said(fd.fd, bitsOf(fd))).join(', ');
  const model = { ...SAID, events: `${rec.ret} ready`, blocked: endless };
  c.parts.ledger.diverge(c.event, name, { ...SAID, events }, model, { kind: 'rule' });
  return true;
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
