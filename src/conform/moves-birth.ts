// Random moves: making processes and threads.

import { type Chooser, type Move, oneOf, step } from './move.ts';
import type { JsonObject } from './plan.ts';

const THREAD = 'CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD';

function clone3(c: Chooser, args: JsonObject, pidfd = false): ReturnType<Move['make']> {
  const more = pidfd ? { pidfd: c.name('f') } : {};
  return [step(c, 'clone3', args, { child: c.name('p'), ...more })];
}

const CLONE3_ODD: readonly JsonObject[] = [
  { flags: 'CLONE_PIDFD', exitSignal: 'SIGCHLD', pidfd: 'null' },
  { flags: 'CLONE_PIDFD', exitSignal: 'SIGCHLD', pidfd: 'bad' },
  { flags: 'CLONE_PIDFD|CLONE_DETACHED', exitSignal: 'SIGCHLD' },
  { flags: 'CLONE_PIDFD|CLONE_PARENT_SETTID', exitSignal: 'SIGCHLD', parentTid: 'pidfd' },
  { flags: 'CLONE_PIDFD|CLONE_PARENT_SETTID', exitSignal: 'SIGCHLD' },
  { flags: 17, exitSignal: 'SIGCHLD' },
  { flags: 'CLONE_AUTOREAP' },
  { exitSignal: 65 },
  { exitSignal: 'SIGCHLD', size: 60 },
  { exitSignal: 'SIGCHLD', size: 5000 },
  { exitSignal: 'SIGCHLD', size: 128 },
  { exitSignal: 'SIGCHLD', size: 128, tailZero: false },
  { exitSignal: 'SIGCHLD', size: 64 },
  { exitSignal: 'SIGCHLD', setTid: [0] },
  { exitSignal: 'SIGCHLD', setTid: [-1] },
  { exitSignal: 'SIGCHLD', setTid: [4194304] },
  { exitSignal: 'SIGCHLD', setTid: [50], setTidSize: 33 },
  { exitSignal: 'SIGCHLD', setTid: [50], setTidSize: 0 },
  { exitSignal: 'SIGCHLD', setTidSize: 1 },
  { flags: 'CLONE_THREAD', exitSignal: 0 },
  { flags: 'CLONE_INTO_CGROUP', exitSignal: 'SIGCHLD', cgroup: 99 },
  { flags: THREAD, exitSignal: 'SIGCHLD' },
];

/** Making tasks. */
export const BIRTHS: readonly Move[] = [
  { name: 'fork', weight: 60, make: c => [step(c, 'fork', {}, { child: c.name('p') })] },
  { name: 'vfork', weight: 3, make: c => [step(c, 'vfork', {}, { child: c.name('p') })] },
  {
    name: 'clone3 pidfd',
    weight: 45,
    make: c => clone3(c, { flags: 'CLONE_PIDFD', exitSignal: 'SIGCHLD' }, true),
  },
  {
    name: 'clone pidfd',
    weight: 8,
    make: c => {
      const parentTid = c.dice.chance(20) ? { parentTid: oneOf(c, ['null', 'bad']) } : {};
      const flags = oneOf(c, [
        'CLONE_PIDFD|SIGCHLD',
        'CLONE_PIDFD|SIGCHLD',
        'CLONE_PIDFD|CLONE_PARENT_SETTID|SIGCHLD',
        'CLONE_PIDFD|CLONE_DETACHED|SIGCHLD',
        'CLONE_DETACHED|SIGCHLD',
        'SIGCHLD',
        'CLONE_FILES|SIGCHLD',
      ]);
      return [
        step(c, 'clone', { flags, ...parentTid }, { child: c.name('p'), pidfd: c.name('f') }),
      ];
    },
  },
  {
    name: 'thread',
    weight: 22,
    theme: 'threads',
    make: c =>
      c.dice.chance(40)
        ? [step(c, 'clone', { flags: THREAD }, { child: c.name('t') })]
        : clone3(c, { flags: `${THREAD}|CLONE_PIDFD` }, true),
  },
  {
    name: 'set_tid',
    weight: 14,
    theme: 'recycling',
    make: c => {
      const nr = c.dice.chance(70) ? c.number() : oneOf(c, [50, 299, 300, 301, 305, 310, 2]);
      return clone3(c, { flags: 'CLONE_PIDFD', exitSignal: 'SIGCHLD', setTid: [nr] }, true);
    },
  },
  {
    name: 'recycle',
    weight: 20,
    theme: 'recycling',
    make: c => {
      const nr = c.stale();
      if (nr === undefined) return undefined;
      const thread = c.dice.chance(25);
      const flags = thread ? `${THREAD}|CLONE_PIDFD` : oneOf(c, ['CLONE_PIDFD', 'CLONE_PARENT']);
      const exitSignal = thread || flags === 'CLONE_PARENT' ? 0 : 'SIGCHLD';
      return clone3(c, { flags, exitSignal, setTid: [nr] }, true);
    },
  },
  {
    name: 'clone3 kinds',
    weight: 16,
    theme: 'waits',
    make: c =>
      clone3(
        c,
        oneOf(c, [
          { exitSignal: 0 },
          { exitSignal: 'SIGUSR1' },
          { flags: 'CLONE_PARENT' },
          { flags: 'CLONE_PARENT|CLONE_PIDFD' },
          { flags: 'CLONE_CLEAR_SIGHAND', exitSignal: 'SIGCHLD' },
          { flags: 'CLONE_FILES', exitSignal: 'SIGCHLD' },
          { flags: 'CLONE_PIDFD', exitSignal: 0 },
        ]),
        true,
      ),
  },
  {
    name: 'clone3 odd',
    weight: 10,
    theme: 'descriptors',
    make: c => clone3(c, oneOf(c, CLONE3_ODD), true),
  },
  {
    name: 'new namespace',
    weight: 10,
    theme: 'namespaces',
    make: c =>
      c.dice.chance(60)
        ? clone3(c, { flags: 'CLONE_NEWPID|CLONE_PIDFD', exitSignal: 'SIGCHLD' }, true)
        : [
            step(c, 'unshare', {
              flags: oneOf(c, ['CLONE_NEWPID', 'CLONE_NEWPID', 'CLONE_FILES', 'CLONE_THREAD', '1']),
            }),
          ],
  },
  {
    name: 'set_tid of two levels',
    weight: 2,
    theme: 'namespaces',
    make: c => clone3(c, { flags: 'CLONE_NEWPID', exitSignal: 'SIGCHLD', setTid: [1, c.number()] }),
  },
];
