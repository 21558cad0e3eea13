// Rows of the syscall table: tasks, waits, signals, numbers, groups, namespaces.

import { fails, param, row, type TableRow } from './table-row.ts';

const NO_NUMBER = fails('EAGAIN', 'no free number in the namespace or one outside it');

const NPROC = fails('EAGAIN', 'RLIMIT_NPROC reached');

const DEAD_NS = fails('ENOMEM', "the namespace's pid 1 has died");

const BAD_SIGNAL = fails('EINVAL', 'no such signal');

const NOT_ALLOWED = fails('EPERM', 'the caller may not signal the target');

const CLONE_ARGS = [
  param('flags', 'flags', 'clone'),
  param('pidfd', 'out'),
  param('child_tid', 'out'),
  param('parent_tid', 'out'),
  param('exit_signal', 'signal', 'signal'),
  param('stack', 'pointer'),
  param('stack_size', 'int'),
  param('tls', 'pointer'),
  param('set_tid', 'list'),
  param('set_tid_size', 'int'),
  param('cgroup', 'fd'),
];

export const PROC_ROWS: readonly TableRow[] = [
  row('fork', 'make a copy of the calling process', [], 'nr', [NO_NUMBER, NPROC, DEAD_NS]),
  row(
    'vfork',
    'fork, and wait until the child execs or exits',
    [],
    'nr',
    [NO_NUMBER, NPROC, DEAD_NS],
    { blocks: true },
  ),
  row(
    'clone',
    'make a process or a thread',
    [param('flags', 'flags', 'clone'), param('stack', 'pointer'), param('parent_tid', 'out')],
    'nr',
    [
      NO_NUMBER,
      fails('EFAULT', 'CLONE_PIDFD with a bad pointer', 5002),
      fails('EINVAL', 'CLONE_PIDFD together with CLONE_PARENT_SETTID or CLONE_DETACHED', 5002),
      fails('EINVAL', 'CLONE_PIDFD together with CLONE_THREAD', 5002, 6009),
      fails('EINVAL', 'CLONE_THREAD without CLONE_SIGHAND, or that without CLONE_VM'),
      fails('EMFILE', 'no free descriptor for the pidfd', 5002),
      DEAD_NS,
      fails('ENOSPC', 'PID namespaces nested too deep'),
      fails('EPERM', 'a new namespace asked for without privilege'),
    ],
    { blocks: true },
  ),
  row(
    'clone3',
    'make a process or a thread; pidfd, chosen numbers, cgroup',
    [param('args', 'struct', undefined, CLONE_ARGS), param('size', 'int')],
    'nr',
    [
      fails('E2BIG', 'the structure is longer than the kernel knows, and not zero there'),
      NO_NUMBER,
      fails('EBADF', 'cgroup is not a descriptor of a cgroup', 5007),
      fails('EEXIST', 'a number of set_tid is in use, if only as a group or a session', 5005),
      fails('EFAULT', 'CLONE_PIDFD with a bad pointer'),
      fails('EINVAL', 'unknown or contradictory flags, or a bad size'),
      fails('EINVAL', 'set_tid out of range, or longer than the namespaces are deep', 5005),
      fails('EMFILE', 'no free descriptor for the pidfd'),
      DEAD_NS,
      fails('ENOSPC', 'PID namespaces nested too deep'),
      fails('ENOSYS', 'no such call', 0, 5003),
      fails('EPERM', 'set_tid, a new namespace or AUTOKILL without privilege'),
    ],
    { since: 5003, blocks: true },
  ),
  row(
    'execve',
    'run another program in this process',
    [param('path', 'text'), param('argv', 'pointer'), param('envp', 'pointer')],
    'zero',
  ),
  row('exit', 'end this thread', [param('status', 'int')], 'nothing'),
  row('exit_group', 'end this process', [param('status', 'int')], 'nothing'),
  row(
    'wait4',
    'wait for a child and collect it',
    [
      param('pid', 'nr'),
      param('wstatus', 'out'),
      param('options', 'flags', 'wait'),
      param('rusage', 'pointer'),
    ],
    'nr',
    [
      fails('ECHILD', 'no such child'),
      fails('EINVAL', 'unknown options; WEXITED and WNOWAIT are for waitid'),
      fails('ESRCH', 'pid is INT_MIN'),
    ],
    { blocks: true },
  ),
  row(
    'waitid',
    'wait for a child by number, group or pidfd',
    [
      param('idtype', 'flags', 'idtype'),
      param('id', 'nr'),
      param('infop', 'out'),
      param('options', 'flags', 'wait'),
    ],
    'zero',
    [
      fails('EAGAIN', 'a nonblocking pidfd, and the child still lives', 5010),
      fails('EBADF', 'P_PIDFD with what is not a pidfd', 5004),
      fails('ECHILD', 'no such child'),
      fails('EINVAL', 'no WEXITED, WSTOPPED or WCONTINUED; unknown options; bad id'),
    ],
    { blocks: true },
  ),
  row(
    'kill',
    'send a signal to whoever has this number now',
    [param('pid', 'nr'), param('sig', 'signal', 'signal')],
    'zero',
    [BAD_SIGNAL, NOT_ALLOWED, fails('ESRCH', 'nobody has this number; an empty group')],
  ),
  row(
    'tkill',
    'send a signal to a thread',
    [param('tid', 'nr'), param('sig', 'signal', 'signal')],
    'zero',
    [
      fails('EINVAL', 'tid is not positive, or no such signal'),
      NOT_ALLOWED,
      fails('ESRCH', 'no such thread'),
    ],
  ),
  row(
    'tgkill',
    'send a signal to a thread of a given process',
    [param('tgid', 'nr'), param('tid', 'nr'), param('sig', 'signal', 'signal')],
    'zero',
    [
      fails('EINVAL', 'tgid or tid is not positive, or no such signal'),
      NOT_ALLOWED,
      fails('ESRCH', 'no such thread in that process'),
    ],
  ),
  row(
    'rt_sigqueueinfo',
    'send a signal with data',
    [param('tgid', 'nr'), param('sig', 'signal', 'signal'), param('info', 'struct')],
    'zero',
    [
      fails('EFAULT', 'info is a bad pointer'),
      BAD_SIGNAL,
      fails('EPERM', 'a forged si_code towards another process, or not allowed'),
      fails('ESRCH', 'nobody has this number'),
    ],
  ),
  row(
    'rt_sigaction',
    'choose what a signal does here',
    [
      param('signum', 'signal', 'signal'),
      param('handler', 'text'),
      param('flags', 'flags', 'sigaction'),
    ],
    'zero',
    [fails('EINVAL', 'no such signal, or SIGKILL or SIGSTOP')],
  ),
  row(
    'signal',
    'choose what a signal does here',
    [param('signum', 'signal', 'signal'), param('handler', 'text')],
    'zero',
    [fails('EINVAL', 'no such signal, or SIGKILL or SIGSTOP')],
  ),
  row(
    'rt_sigprocmask',
    'block or unblock signals',
    [param('how', 'flags', 'sigprocmask'), param('set', 'list')],
    'zero',
    [fails('EINVAL', 'how is none of the three')],
  ),
  row(
    'rt_sigtimedwait',
    'take a pending signal',
    [param('set', 'list'), param('info', 'out'), param('timeout', 'int')],
    'value',
    [fails('EAGAIN', 'none came in time')],
    { blocks: true },
  ),
  row('pause', 'wait for the signal that ends the process', [], 'value', [], {
    blocks: true,
  }),
  row('getpid', "the caller's process number", [], 'nr'),
  row('getppid', "its parent's number; 0 when outside the namespace", [], 'nr'),
  row('gettid', "the caller's thread number", [], 'nr'),
  row('getpgid', "a process's group", [param('pid', 'nr')], 'nr', [
    fails('ESRCH', 'no such process'),
  ]),
  row('getsid', "a process's session", [param('pid', 'nr')], 'nr', [
    fails('ESRCH', 'no such process'),
  ]),
  row('setpgid', 'put a process into a group', [param('pid', 'nr'), param('pgid', 'nr')], 'zero', [
    fails('EACCES', 'the child has called execve'),
    fails('EINVAL', 'pgid is negative, or pid is a thread'),
    fails('EPERM', 'a session leader, another session, or no such group'),
    fails('ESRCH', 'neither the caller nor a child of it'),
  ]),
  row('setsid', 'begin a session', [], 'nr', [
    fails('EPERM', 'the caller leads a group, or its number is in use as one'),
  ]),
  row(
    'prctl',
    'settings of the process: subreaper, death signal, ptrace access, no new privileges',
    [param('option', 'flags', 'prctl'), param('arg2', 'int')],
    'value',
    [fails('EINVAL', 'unknown option or value')],
  ),
  row(
    'setresuid',
    'change user ids; -1 leaves one alone',
    [param('ruid', 'int'), param('euid', 'int'), param('suid', 'int')],
    'zero',
    [fails('EPERM', 'an id that is none of the present three, without privilege')],
  ),
  row(
    'setrlimit',
    'limit the number of descriptors or processes',
    [param('resource', 'flags', 'rlimit'), param('value', 'int')],
    'zero',
    [fails('EINVAL', 'unknown resource')],
  ),
  row('unshare', 'leave what is shared', [param('flags', 'flags', 'clone')], 'zero', [
    fails('EINVAL', 'unknown flags, threads, or CLONE_NEWPID twice'),
    fails('ENOSPC', 'PID namespaces nested too deep'),
    fails('EPERM', 'not privileged'),
  ]),
  row(
    'setns',
    'join the namespaces of a process or of a namespace file',
    [param('fd', 'fd'), param('nstype', 'flags', 'clone')],
    'zero',
    [
      fails('EBADF', 'no such descriptor'),
      fails('EINVAL', 'a pidfd', 0, 5008),
      fails('EINVAL', 'bad nstype; a PID namespace that is not a descendant; own user namespace'),
      fails('EPERM', 'not privileged'),
      fails('ESRCH', 'the process has exited', 5008),
    ],
  ),
  row(
    'sysctl',
    "read or write the namespace's pid_max or ns_last_pid",
    [param('key', 'text'), param('value', 'int')],
    'value',
    [fails('EINVAL', 'out of range'), fails('EPERM', 'not privileged')],
  ),
  row(
    'cgroup_kill',
    'SIGKILL everything in a cgroup',
    [param('cgroup', 'int'), param('value', 'int')],
    'zero',
    [fails('ENOENT', 'no such file', 0, 5014), fails('ERANGE', 'the value is not 1')],
    { since: 5014 },
  ),
  row(
    'cgroup_attach',
    'move a process into a cgroup',
    [param('cgroup', 'int'), param('pid', 'nr')],
    'zero',
    [fails('ESRCH', 'nobody has this number')],
  ),
];
