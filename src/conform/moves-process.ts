// Random moves: ending and waiting for processes; groups, sessions, credentials, limits.

import { type Chooser, type Move, minus, oneOf, step } from './move.ts';

const ENDS = ['exit', 'exit_group'];

/** Waits without WNOHANG can block for ever; most of them ask not to. */
function waitOptions(c: Chooser, states: readonly string[]): string | number {
  const parts: string[] = [];
  const state = c.dice.pick(states);
  if (state !== undefined && state !== '') parts.push(state);
  if (c.dice.chance(65)) parts.push('WNOHANG');
  if (c.dice.chance(15)) parts.push('__WALL');
  if (c.dice.chance(3)) parts.push('__WCLONE');
  if (c.dice.chance(3)) parts.push('__WNOTHREAD');
  return parts.length === 0 ? 0 : parts.join('|');
}

const WAIT4 = ['', '', '', 'WUNTRACED', 'WCONTINUED', 'WUNTRACED|WCONTINUED', 'WEXITED', 'WNOWAIT'];
const WAITID = [
  ...['WEXITED', 'WEXITED', 'WEXITED', 'WEXITED|WNOWAIT', 'WSTOPPED', 'WEXITED|WSTOPPED'],
  ...['WCONTINUED', 'WEXITED|WSTOPPED|WCONTINUED', '', '16'],
];

/** Ending, replacing and collecting them. */
const ENDINGS: readonly Move[] = [
  {
    name: 'exit',
    weight: 45,
    make: c => (c.leadsInit() ? undefined : [step(c, oneOf(c, ENDS), { status: c.dice.below(9) })]),
  },
  { name: 'execve', weight: 8, theme: 'threads', make: c => [step(c, 'execve')] },
  {
    name: 'wait4',
    weight: 35,
    theme: 'waits',
    make: c => {
      const pid = oneOf(c, [
        -1,
        -1,
        0,
        c.child(),
        c.child(),
        c.number(),
        minus(c.number()),
        'INT_MIN',
      ]);
      return [step(c, 'wait4', { pid, options: waitOptions(c, WAIT4) })];
    },
  },
  {
    name: 'waitid',
    weight: 25,
    theme: 'waits',
    make: c => {
      const idtype = oneOf(c, ['P_ALL', 'P_PID', 'P_PID', 'P_PGID', '7']);
      const id =
        idtype === 'P_PGID'
          ? oneOf(c, [0, c.group(), c.group(), -3])
          : oneOf(c, [c.child(), c.child(), c.number(), 0]);
      return [step(c, 'waitid', { idtype, id, options: waitOptions(c, WAITID) })];
    },
  },
  {
    name: 'waitid P_PIDFD',
    weight: 25,
    theme: 'waits',
    make: c => [
      step(c, 'waitid', { idtype: 'P_PIDFD', id: c.pidfd(), options: waitOptions(c, WAITID) }),
    ],
  },
  {
    name: 'wait for a group',
    weight: 6,
    theme: 'groups',
    make: c => {
      const group = c.group();
      // A child may have to join the group first.
      const join = c.dice.chance(40) ? [step(c, 'setpgid', { pid: c.child(), pgid: group })] : [];
      const wait = c.dice.chance(50)
        ? step(c, 'wait4', { pid: minus(group), options: waitOptions(c, WAIT4) })
        : step(c, 'waitid', { idtype: 'P_PGID', id: group, options: waitOptions(c, WAITID) });
      return [...join, wait];
    },
  },
  {
    // The number of its leader stays taken, though nobody has it any more.
    name: 'leaderless group',
    weight: 5,
    theme: 'groups',
    make: c => {
      const leader = c.name('p');
      return [
        step(
          c,
          'clone3',
          { flags: 'CLONE_PIDFD', exitSignal: 'SIGCHLD' },
          { child: leader, pidfd: c.name('f') },
        ),
        { who: leader, call: 'setpgid', args: { pid: 0, pgid: 0 } },
        { who: leader, call: 'fork', child: c.name('p') },
        { who: leader, call: 'exit_group', args: { status: 3 } },
        step(c, 'wait4', { pid: `$${leader}`, options: 'WNOHANG' }),
      ];
    },
  },
  {
    name: 'churn',
    weight: 14,
    theme: 'recycling',
    make: c => {
      const child = c.name('p');
      return [
        step(c, 'fork', {}, { child }),
        { who: child, call: 'exit_group', args: { status: 1 } },
        step(c, 'wait4', { pid: `$${child}`, options: 'WNOHANG' }),
      ];
    },
  },
];

/** Groups, sessions, credentials, limits. */
const SETTINGS: readonly Move[] = [
  {
    name: 'setpgid',
    weight: 16,
    theme: 'groups',
    make: c => [
      step(c, 'setpgid', {
        pid: oneOf(c, [0, 0, c.child(), c.child(), c.number(), -2]),
        pgid: oneOf(c, [0, 0, c.group(), c.number(), -1]),
      }),
    ],
  },
  { name: 'setsid', weight: 6, theme: 'groups', make: c => [step(c, 'setsid')] },
  {
    name: 'getpgid',
    weight: 4,
    theme: 'groups',
    make: c => [step(c, 'getpgid', { pid: oneOf(c, [0, c.number(), c.number(), -1]) })],
  },
  {
    name: 'getsid',
    weight: 4,
    theme: 'groups',
    make: c => [step(c, 'getsid', { pid: oneOf(c, [0, c.number(), c.number(), -1]) })],
  },
  {
    name: 'own numbers',
    weight: 8,
    make: c => [step(c, oneOf(c, ['getpid', 'getppid', 'gettid']))],
  },
  {
    name: 'prctl',
    weight: 8,
    theme: 'privilege',
    make: c => {
      const [option, arg2] = oneOf(c, [
        ...[
          ['PR_SET_CHILD_SUBREAPER', 1],
          ['PR_SET_CHILD_SUBREAPER', 1],
          ['PR_SET_CHILD_SUBREAPER', 0],
        ],
        ...[
          ['PR_SET_PDEATHSIG', 'SIGUSR1'],
          ['PR_SET_PDEATHSIG', 'SIGKILL'],
          ['PR_SET_PDEATHSIG', 99],
        ],
        ...[
          ['PR_SET_DUMPABLE', 0],
          ['PR_SET_DUMPABLE', 1],
          ['PR_SET_DUMPABLE', 7],
          ['PR_GET_DUMPABLE', 0],
        ],
        ...[
          ['PR_SET_NO_NEW_PRIVS', 1],
          ['9999', 0],
        ],
      ]);
      return [step(c, 'prctl', { option: option ?? 0, arg2: arg2 ?? 0 })];
    },
  },
  {
    name: 'setresuid',
    weight: 9,
    theme: 'privilege',
    make: c =>
      c.ids() < 1001 || c.leadsInit()
        ? undefined
        : [
            step(c, 'setresuid', {
              ...oneOf(c, [
                { ruid: 1000, euid: 1000, suid: 1000 },
                { ruid: 1000, euid: 1000, suid: 1000 },
                { ruid: 1001, euid: 1001, suid: 1001 },
                { ruid: 1000, euid: 1001, suid: 0 },
                { ruid: 0, euid: 1000, suid: 1001 },
                { ruid: -1, euid: 1000, suid: -1 },
                { ruid: -1, euid: 0, suid: -1 },
                { ruid: 1001, euid: -1, suid: 1000 },
              ]),
            }),
          ],
  },
  {
    name: 'setrlimit',
    weight: 5,
    theme: 'descriptors',
    make: c => [
      step(c, 'setrlimit', {
        resource: oneOf(c, ['RLIMIT_NOFILE']),
        value: oneOf(c, [3, 6, 8, 64]),
      }),
    ],
  },
  {
    name: 'sysctl',
    weight: 9,
    theme: 'recycling',
    make: c => {
      const key = oneOf(c, ['ns_last_pid', 'ns_last_pid', 'ns_last_pid', 'pid_max']);
      const value =
        key === 'pid_max'
          ? oneOf(c, [300, 301, 305, 310, 400, 4194305])
          : oneOf(c, [299, 300, 301, 304, 290, c.number(), -1, 4194305]);
      return [step(c, 'sysctl', c.dice.chance(20) ? { key } : { key, value })];
    },
  },
];

export const PROCESS_MOVES: readonly Move[] = [...ENDINGS, ...SETTINGS];
