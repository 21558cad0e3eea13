// Random moves: signals by number, and what they do on arrival.

import { type Chooser, type Move, minus, oneOf, step } from './move.ts';
import type { Json } from './plan.ts';

const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGUSR1', 'SIGCHLD', 'SIGSTOP', 'SIGCONT', 0, 0, 0, 34];
const BAD_SIGNALS = [99, -1, 65];

function signal(c: Chooser): Json {
  return c.dice.chance(6) ? oneOf(c, BAD_SIGNALS) : oneOf(c, SIGNALS);
}

/** A number for kill and its like: mostly somebody's, sometimes a group's or none at all. */
function killTarget(c: Chooser): Json {
  const throwOf = c.dice.below(100);
  if (throwOf < 6) return 0;
  if (throwOf < 9) return -1;
  if (throwOf < 22) return minus(c.group());
  if (throwOf < 23) return 'INT_MIN';
  return c.number();
}

/** Signals by number, and what they do on arrival. */
export const SIGNAL_MOVES: readonly Move[] = [
  {
    name: 'kill',
    weight: 45,
    make: c => [step(c, 'kill', { pid: killTarget(c), sig: signal(c) })],
  },
  {
    name: 'kill a group',
    weight: 8,
    theme: 'groups',
    make: c => {
      const sig = c.dice.chance(20) ? oneOf(c, BAD_SIGNALS) : signal(c);
      return [step(c, 'kill', { pid: minus(c.group()), sig })];
    },
  },
  {
    name: 'signal without privilege',
    weight: 3,
    theme: 'privilege',
    make: c => {
      const call = oneOf(c, ['kill', 'tkill', 'tgkill', 'kill group']);
      const nr = c.number();
      if (call === 'kill') return [step(c, call, { pid: nr, sig: 0 })];
      if (call === 'tkill') return [step(c, call, { tid: nr, sig: 0 })];
      if (call === 'tgkill') return [step(c, call, { tgid: nr, tid: nr, sig: 0 })];
      return [step(c, 'kill', { pid: minus(c.group()), sig: 0 })];
    },
  },
  {
    name: 'tkill',
    weight: 8,
    make: c => [step(c, 'tkill', { tid: c.dice.chance(10) ? 0 : c.number(), sig: signal(c) })],
  },
  {
    name: 'tgkill',
    weight: 10,
    theme: 'signals',
    make: c => {
      const tgid = c.dice.chance(8) ? oneOf(c, [0, -1]) : c.number();
      const tid = c.dice.chance(50) ? tgid : c.number();
      return [step(c, 'tgkill', { tgid, tid, sig: signal(c) })];
    },
  },
  {
    name: 'rt_sigqueueinfo',
    weight: 6,
    theme: 'signals',
    make: c => {
      const sig = signal(c);
      return [step(c, 'rt_sigqueueinfo', { tgid: c.number(), sig, info: c.siginfo(sig) })];
    },
  },
  {
    name: 'sigaction',
    weight: 14,
    theme: 'signals',
    make: c => [
      step(c, 'rt_sigaction', {
        signum: oneOf(c, ['SIGCHLD', 'SIGCHLD', 'SIGUSR1', 'SIGTERM', 'SIGCONT', 'SIGKILL', 0, 99]),
        handler: oneOf(c, ['handle', 'handle', 'ignore', 'default']),
        flags: oneOf(c, [0, 0, 'SA_NOCLDWAIT', 'SA_NOCLDSTOP']),
      }),
    ],
  },
  {
    name: 'sigprocmask',
    weight: 6,
    theme: 'signals',
    make: c => [
      step(c, 'rt_sigprocmask', {
        how: oneOf(c, ['SIG_BLOCK', 'SIG_BLOCK', 'SIG_UNBLOCK', 'SIG_SETMASK', 9]),
        set: oneOf(c, [
          ['SIGUSR1'],
          ['SIGCHLD'],
          ['SIGTERM', 'SIGUSR1'],
          ['SIGSTOP'],
          [],
          ['SIGCONT'],
        ]),
      }),
    ],
  },
  {
    name: 'sigtimedwait',
    weight: 3,
    theme: 'signals',
    make: c => [
      step(c, 'rt_sigtimedwait', {
        set: oneOf(c, [['SIGUSR1'], ['SIGCHLD'], ['SIGTERM', 'SIGUSR1']]),
        timeout: c.dice.chance(80) ? 0 : -1,
      }),
    ],
  },
  { name: 'pause', weight: 2, make: c => [step(c, 'pause')] },
];
