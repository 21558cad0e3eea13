// Random moves: making, ending and waiting for processes; signals; groups and namespaces.

import { type Chooser, type Move, oneOf, step } from './move.ts';
import type { Json, JsonObject } from './plan.ts';

const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGUSR1', 'SIGCHLD', 'SIGSTOP', 'SIGCONT', 0, 0, 0, 34];
const BAD_SIGNALS = [99, -1, 65];
const THREAD = 'CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD';
const ENDS = ['exit', 'exit_group'];

function signal(c: Chooser): Json {
  return c.dice.chance(6) ? oneOf(c, BAD_SIGNALS) : oneOf(c, SIGNALS);
}

/** A number for kill and its like: mostly somebody's, sometimes a group's or none at all. */
function killTarget(c: Chooser): Json {
  const throwOf = c.dice.below(100);
  if (throwOf < 6) return 0;
  if (throwOf < 9) return -1;
  if (throwOf < 22) return minus(c.group());
  if (throwOf < 21) return 'INT_MIN';
  return c.number();
}

function minus(value: Json): Json {
  return typeof value === 'string' ? `-${value}` : -Number(value);
}

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

/** Making tasks. */
const BIRTHS: readonly Move[] = [
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

/** Signals by number, and what they do on arrival. */
const SIGNALLING: readonly Move[] = [
  {
    name: 'kill',
    weight: 45,
    make: c => [step(c, 'kill', { pid: killTarget(c), sig: signal(c) })],
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
    weight: 4,
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
    weight: 2,
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

export const PROCESS_MOVES: readonly Move[] = [...BIRTHS, ...ENDINGS, ...SIGNALLING, ...SETTINGS];
