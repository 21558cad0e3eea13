// Which cells of call × target state × outcome there are, which of them can be met on a kernel of
// 6.18 by a plan, and why the others cannot. Letters stand for target states: s self, c child, x
// stranger, z zombie, g reaped ("gone"), r recycled, n in another namespace, t thread, o no target.

/** Outcome -> letters of the states in which it can be met, and why in no other. */
type Outcomes = Readonly<Record<string, readonly [can: string, otherwise: string]>>;

export interface Row {
  /** As coverage.ts names it. */
  readonly row: string;
  /** The states that its target can be in at all. */
  readonly states: string;
  readonly outcomes: Outcomes;
}

const ALL = 'scxzgrnt';
const THERE = 'scxzrnt';
const NOBODY = 'nobody has the number';
const SOMEBODY = 'somebody has the number';
const OWN = 'a process may always signal itself, and nobody has a number that is gone';
const CHILDREN = 'only children are waited for';
const NO_BLOCK = 'it is decided at once: no child of the caller can still come';
const FIRST = 'judged before the target is looked at: met with any';
const ELSE = 'not a descriptor of a process';
const GONE = 'the process has ended';
const LIVES = 'the process lives';
const LEADERS = 'not the number of a group';
const FULL = 'a descriptor is wanted only when the process is there';

const signalling = (more: Outcomes = {}): Outcomes => ({
  ok: [THERE, NOBODY],
  EINVAL: [THERE, 'existence is judged before the signal'],
  EPERM: ['cxzrnt', OWN],
  ESRCH: ['go', SOMEBODY],
  ...more,
});

const NUMBERS: readonly Row[] = [
  { row: 'kill', states: `${ALL}o`, outcomes: signalling() },
  {
    row: 'kill(-pgid)',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxzgn', LEADERS],
      EINVAL: ['scxzg', LEADERS],
      EPERM: ['cxzg', 'the caller is in its own group, or the number is not that of a group'],
      ESRCH: [`${ALL}o`, ''],
    },
  },
  {
    row: 'kill(0)',
    states: 'o',
    outcomes: {
      ok: ['o', ''],
      EINVAL: ['o', ''],
      EPERM: ['', 'the caller itself is a member'],
      ESRCH: ['', 'the caller itself is a member'],
    },
  },
  {
    row: 'kill(-1)',
    states: 'o',
    outcomes: {
      ok: ['o', ''],
      EINVAL: ['o', ''],
      ESRCH: ['o', ''],
      EPERM: ['', 'refusals count as success'],
    },
  },
  {
    row: 'tkill',
    states: `${ALL}o`,
    outcomes: signalling({ EINVAL: [`${THERE}o`, 'existence is judged before the signal'] }),
  },
  {
    row: 'tgkill',
    states: `${ALL}o`,
    outcomes: signalling({
      EINVAL: [`${THERE}o`, 'existence is judged before the signal'],
      ESRCH: [`${ALL}o`, ''],
    }),
  },
  {
    row: 'rt_sigqueueinfo',
    states: `${ALL}o`,
    outcomes: signalling({ EFAULT: [`${ALL}o`, ''], EPERM: [`${ALL}o`, ''] }),
  },
  {
    row: 'wait4',
    states: `${ALL}o`,
    outcomes: {
      ok: ['czrn', CHILDREN],
      blocked: ['crn', NO_BLOCK],
      ECHILD: [`${ALL}o`, ''],
      EINVAL: [`${ALL}o`, ''],
      ESRCH: ['', 'for INT_MIN only'],
    },
  },
  {
    row: 'wait4(-pgid)',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxzg', LEADERS],
      blocked: ['scxg', LEADERS],
      ECHILD: [`${ALL}o`, ''],
      EINVAL: [`${ALL}o`, ''],
      ESRCH: ['', 'for INT_MIN only'],
    },
  },
  ...['wait4(-1)', 'wait4(0)', 'waitid(P_ALL)'].map(row => ({
    row,
    states: 'o',
    outcomes: { ok: ['o', ''], blocked: ['o', ''], ECHILD: ['o', ''], EINVAL: ['o', ''] } as const,
  })),
  {
    row: 'waitid(P_PID)',
    states: `${ALL}o`,
    outcomes: {
      ok: ['czrn', CHILDREN],
      blocked: ['crn', NO_BLOCK],
      ECHILD: [`${ALL}o`, ''],
      EINVAL: [`${ALL}o`, ''],
    },
  },
  {
    row: 'waitid(P_PGID)',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxzgo', LEADERS],
      blocked: ['scxgo', LEADERS],
      ECHILD: [`${ALL}o`, ''],
      EINVAL: [`${ALL}o`, ''],
    },
  },
  ...['getpgid', 'getsid'].map(row => ({
    row,
    states: `${ALL}o`,
    outcomes: { ok: [`${THERE}o`, NOBODY], ESRCH: ['go', SOMEBODY] } as const,
  })),
  {
    row: 'setpgid',
    states: `${ALL}o`,
    outcomes: {
      ok: ['sczno', 'only oneself and children may be moved'],
      EACCES: ['czn', 'only children that have called execve'],
      EINVAL: [`${ALL}o`, ''],
      EPERM: ['sczno', 'only oneself and children are judged further'],
      ESRCH: ['xgno', 'oneself and children are there, and threads are refused before'],
    },
  },
  {
    row: 'pidfd_open',
    states: `${ALL}o`,
    outcomes: {
      ok: [THERE, NOBODY],
      EINVAL: [`${ALL}o`, ''],
      EMFILE: [THERE, FULL],
      ENOENT: ['rnt', 'only a thread that leads no process'],
      ESRCH: ['go', SOMEBODY],
    },
  },
  {
    row: 'clone3(set_tid)',
    states: `${ALL}o`,
    outcomes: {
      ok: ['go', 'the number is in use'],
      EEXIST: [ALL, 'the number is free'],
      EINVAL: [`${ALL}o`, ''],
      EPERM: [`${ALL}o`, ''],
    },
  },
  {
    row: 'open(/proc/PID)',
    states: `${ALL}o`,
    outcomes: {
      ok: [THERE, NOBODY],
      ENOENT: ['go', SOMEBODY],
      EMFILE: [`${ALL}o`, ''],
    },
  },
];

const DESCRIPTORS: readonly Row[] = [
  {
    row: 'pidfd_send_signal',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxznt', 'the process was reaped'],
      EBADF: ['o', 'it is a descriptor of a process'],
      EFAULT: ['scxzgnt', FIRST],
      EINVAL: [`${ALL}o`, ''],
      EPERM: [`scxzgrnt`, ELSE],
      ESRCH: ['gr', LIVES],
    },
  },
  {
    row: 'pidfd_send_signal(PROCESS_GROUP)',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxzgn', 'it leads no group, or that is gone'],
      EBADF: ['o', 'it is a descriptor of a process'],
      EFAULT: ['scxzgnt', FIRST],
      EINVAL: ['scxzgrnt', ELSE],
      EPERM: ['scxzgrnt', ELSE],
      ESRCH: [ALL, ELSE],
    },
  },
  {
    row: 'poll',
    states: `${ALL}o`,
    outcomes: {
      ok: [`${ALL}o`, ''],
      blocked: ['scxznto', 'what was reaped is ready for ever'],
    },
  },
  {
    row: 'waitid(P_PIDFD)',
    states: `${ALL}o`,
    outcomes: {
      ok: ['czn', CHILDREN],
      blocked: ['cn', NO_BLOCK],
      EAGAIN: ['cn', NO_BLOCK],
      EBADF: ['o', 'it is a pidfd'],
      ECHILD: [ALL, ELSE],
      EINVAL: [`${ALL}o`, ''],
    },
  },
  {
    row: 'pidfd_getfd',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxnt', GONE],
      EBADF: ['scxnto', GONE],
      EINVAL: [`${ALL}o`, ''],
      EMFILE: ['scxnt', GONE],
      EPERM: ['cxznt', 'oneself is always allowed, and what is gone is not judged'],
      ESRCH: ['zgrn', LIVES],
    },
  },
  {
    row: 'ioctl(PIDFD_GET_INFO)',
    states: `${ALL}o`,
    outcomes: {
      ok: [ALL, ELSE],
      EBADF: ['o', 'the descriptor is there'],
      EINVAL: [`${ALL}o`, ''],
      ENOTTY: [`${ALL}o`, ''],
      EREMOTE: ['gn', 'the process is seen from here'],
      ESRCH: ['gr', LIVES],
    },
  },
  {
    row: 'ioctl(PIDFD_GET_NAMESPACE)',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxnt', GONE],
      EACCES: ['cxnt', 'oneself is always allowed, and what has ended is not judged'],
      EBADF: ['o', 'the descriptor is there'],
      EINVAL: ['scxznto', 'what is gone is judged before the argument'],
      ENOTTY: ['scxzgno', 'pidfds know the request'],
      ESRCH: ['zgrn', LIVES],
    },
  },
  {
    row: 'setns',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxnto', GONE],
      EBADF: ['o', 'the descriptor is there'],
      EINVAL: [`${ALL}o`, ''],
      EPERM: ['scxznt', 'what is gone is not judged'],
      ESRCH: ['zgrn', LIVES],
    },
  },
  {
    row: 'process_madvise',
    states: `${ALL}o`,
    outcomes: {
      ok: ['s', 'others want a capability over the initial user namespace, which no plan has'],
      EACCES: ['cxn', 'oneself is always allowed, and what is gone is not judged'],
      EBADF: ['o', 'it is a pidfd'],
      EINVAL: [`${ALL}o`, ''],
      EPERM: ['cxn', GONE],
      ESRCH: ['zgrnt', LIVES],
    },
  },
  {
    row: 'process_mrelease',
    states: `${ALL}o`,
    outcomes: {
      ok: ['', 'a plan goes on only when a killed process has ended: it is never caught dying'],
      EBADF: ['o', 'it is a pidfd'],
      EINVAL: [`${ALL}o`, ''],
      ESRCH: ['zgrnt', LIVES],
    },
  },
  {
    row: 'fstat',
    states: ALL,
    outcomes: { ok: [ALL, ''], EBADF: ['', 'the descriptor is there'] },
  },
  {
    row: 'name_to_handle_at',
    states: `${ALL}o`,
    outcomes: {
      ok: [ALL, ELSE],
      EBADF: ['o', 'the descriptor is there'],
      EOVERFLOW: [`${ALL}o`, ''],
    },
  },
  {
    row: 'open_by_handle_at',
    states: ALL,
    outcomes: {
      ok: ['scxznt', 'the number was freed'],
      EBADF: [ALL, ''],
      EINVAL: [ALL, ''],
      EMFILE: ['scxznt', 'the number was freed'],
      ESTALE: ['scxzgrnt', ''],
    },
  },
  {
    row: 'openat',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxznt', 'the process was reaped'],
      ESRCH: ['gr', 'the process is there'],
      EBADF: ['', 'plans open only what they have'],
      EMFILE: ['scxzn', 'the table is judged first: met with any'],
      ENOTDIR: ['', 'plans open only below directories'],
    },
  },
  {
    row: 'read',
    states: `${ALL}o`,
    outcomes: {
      ok: ['scxznt', 'the process was reaped'],
      EINVAL: [ALL, 'not a pidfd'],
      ESRCH: ['gr', 'the process is there'],
      EBADF: ['o', 'the descriptor is there'],
    },
  },
];

const none = (row: string, met: string, not: Readonly<Record<string, string>> = {}): Row => ({
  row,
  states: 'o',
  outcomes: Object.fromEntries([
    ...met.split(' ').map(outcome => [outcome, ['o', ''] as const] as const),
    ...Object.entries(not).map(([outcome, why]) => [outcome, ['', why] as const] as const),
  ]),
});

const NPROC = 'RLIMIT_NPROC counts processes of the whole machine';
const DEPTH = 'a plan is too short to nest 32 namespaces, and how many are around it varies';

const OTHERS: readonly Row[] = [
  none('fork', 'ok EAGAIN ENOMEM', { 'EAGAIN by RLIMIT_NPROC': NPROC }),
  none('vfork', 'blocked EAGAIN ENOMEM'),
  none('clone', 'ok EAGAIN EFAULT EINVAL EMFILE ENOMEM', {
    EPERM: 'no plan asks clone for a namespace; clone3 does',
    ENOSPC: DEPTH,
  }),
  none('clone3', 'ok EAGAIN E2BIG EBADF EFAULT EINVAL EMFILE ENOMEM EPERM', { ENOSPC: DEPTH }),
  none('execve', 'ok'),
  none('exit', 'ok'),
  none('exit_group', 'ok'),
  none('rt_sigaction', 'ok EINVAL'),
  none('rt_sigprocmask', 'ok EINVAL'),
  none('rt_sigtimedwait', 'ok EAGAIN blocked'),
  none('pause', 'blocked'),
  none('getpid', 'ok'),
  none('getppid', 'ok'),
  none('gettid', 'ok'),
  none('setsid', 'ok EPERM'),
  none('prctl', 'ok EINVAL'),
  none('setresuid', 'ok EPERM'),
  none('setrlimit', 'ok', { EINVAL: 'plans limit descriptors only' }),
  none('unshare', 'ok EINVAL EPERM', { ENOSPC: DEPTH }),
  none('sysctl(ns_last_pid)', 'ok EINVAL EPERM EMFILE'),
  none('sysctl(pid_max)', 'ok EINVAL EACCES EMFILE'),
  none('cgroup_kill', '', { '': 'cgroups want a part of the hierarchy that the stage may write' }),
  none('epoll_create1', 'ok EINVAL EMFILE'),
  none('epoll_ctl', 'ok EBADF EEXIST EINVAL ENOENT EPERM'),
  none('epoll_wait', 'ok blocked EBADF EINVAL'),
  none('close', 'ok EBADF'),
  none('dup', 'ok EBADF EMFILE'),
  none('dup3', 'ok EBADF EINVAL'),
  none('fcntl', 'ok EBADF EINVAL EMFILE'),
  none('open(fdinfo)', 'ok ENOENT EMFILE'),
  none('lseek', 'ok EBADF ESPIPE'),
  none('pipe2', 'ok EINVAL EMFILE'),
  none('socketpair', 'ok EMFILE'),
  none('sendmsg', 'ok EBADF EPIPE'),
  none('recvmsg', 'ok EAGAIN blocked'),
  none('getsockopt', 'ok EBADF EMFILE ENOTSOCK'),
  none('setsockopt', 'ok EBADF ENOTSOCK'),
];

export const ROWS: readonly Row[] = [...NUMBERS, ...DESCRIPTORS, ...OTHERS];
