// The calls of the language with their parameters in man-page order: what the compiler checks
// arguments against and what the editor completes. What each call does is the kernel's business.
//
// A parameter is a value, or a place that the kernel writes (`out`), or text (a path), or a
// structure in braces. Trailing parameters marked `optional` may be left out: the model ignores
// them, but a line copied from C compiles.

/** One field of a structure; `out`: the kernel writes it. */
export interface FieldSpec {
  readonly name: string;
  readonly way: 'in' | 'out' | 'list' | 'pointer';
}

export type ParamKind =
  /** An expression. */
  | { readonly kind: 'value' }
  /** `&x` or NULL: one number that the kernel writes. */
  | { readonly kind: 'out' }
  /** A path: "..." or sprintf("...", ...). */
  | { readonly kind: 'text' }
  /** NULL, whatever else: the model has no use for it. */
  | { readonly kind: 'ignored' }
  /** `{ .field = value }`, or `&name` whose members are used as `name.field`, or NULL. */
  | { readonly kind: 'struct'; readonly fields: readonly FieldSpec[] }
  /** As struct, or one number in `&x`. */
  | { readonly kind: 'structOrOut'; readonly fields: readonly FieldSpec[] }
  /** `{ {fd, events}, ... }`, or one structure without the outer braces. */
  | { readonly kind: 'array'; readonly fields: readonly FieldSpec[] }
  /** `{SIGCHLD, SIGTERM}`. */
  | { readonly kind: 'set' }
  /** `{&a, &b}`. */
  | { readonly kind: 'outs' };

export interface Param {
  readonly name: string;
  readonly type: ParamKind;
  readonly optional: boolean;
}

export interface Signature {
  readonly name: string;
  readonly params: readonly Param[];
  /** Kernel version that brought it, major * 1000 + minor; 0: always there. */
  readonly since: number;
  /** The kernel's name for it where libc's differs: `waitpid` is wait4. */
  readonly calls: string;
  /** What it gives back, in a few words. */
  readonly returns: string;
}

const value: ParamKind = { kind: 'value' };
const out: ParamKind = { kind: 'out' };
const text: ParamKind = { kind: 'text' };
const ignored: ParamKind = { kind: 'ignored' };

function fields(ways: string): readonly FieldSpec[] {
  const way = { '&': 'out', '*': 'pointer', '@': 'list' } as const;
  return ways.split(' ').map(word => {
    const mark = word.charAt(0);
    if (mark === '&' || mark === '*' || mark === '@')
      return { name: word.slice(1), way: way[mark] };
    return { name: word, way: 'in' };
  });
}

/** Fields of clone3's structure. `pidfd` and `parent_tid` are places that the kernel writes. */
const CLONE_ARGS = fields(
  'flags *pidfd *child_tid *parent_tid exit_signal stack stack_size tls @set_tid set_tid_size cgroup',
);
const SIGINFO_OUT = fields('&si_pid &si_status &si_code &si_uid &si_signo');
const SIGINFO_IN = fields('si_signo si_code');
const SIGACTION = fields('sa_handler sa_flags');
const POLLFD = fields('fd events &revents');
const EPOLL_EVENT = fields('events data');
const EPOLL_EVENTS = fields('&events &data');
const PIDFD_INFO = fields(
  'mask &filled &cgroupid &pid &tgid &ppid &ruid &euid &suid &exit_code &coredump_mask &supported_mask',
);
const UCRED = fields('&pid &uid');
const SENT = fields('data @scm_rights');
const RECEIVED = fields('&data &scm_rights &scm_pidfd');
const PROC_STAT = fields('&data &pid &comm &state &ppid &pgrp &session &starttime');
const STAT = fields('&st_ino &st_mode');

/** `name:kind`, with `?` for optional; the kinds with fields are given beside. */
function call(
  name: string,
  params: readonly (readonly [string, ParamKind])[],
  returns: string,
  more: { since?: number; calls?: string } = {},
): Signature {
  return {
    name,
    params: params.map(([label, type]) => ({
      name: label.replace('?', ''),
      type,
      optional: label.endsWith('?'),
    })),
    since: more.since ?? 0,
    calls: more.calls ?? name,
    returns,
  };
}

const status = ['wstatus?', out] as const;
const options = ['options?', value] as const;
const struct = (specs: readonly FieldSpec[]): ParamKind => ({ kind: 'struct', fields: specs });
const array = (specs: readonly FieldSpec[]): ParamKind => ({ kind: 'array', fields: specs });
const either = (specs: readonly FieldSpec[]): ParamKind => ({
  kind: 'structOrOut',
  fields: specs,
});

const TASKS: readonly Signature[] = [
  call('fork', [], 'the child’s number; 0 in the child'),
  call('vfork', [], 'the child’s number; 0 in the child'),
  call(
    'clone',
    [
      ['flags', value],
      ['parent_tid?', out],
    ],
    'the child’s number; 0 in the child',
  ),
  call(
    'clone3',
    [
      ['cl_args', struct(CLONE_ARGS)],
      ['size?', value],
    ],
    'the child’s number; 0 in the child',
    { since: 5003 },
  ),
  call(
    'execve',
    [
      ['path', text],
      ['argv?', ignored],
      ['envp?', ignored],
    ],
    'nothing: a new program runs',
  ),
  call('exit', [['status', value]], 'nothing: the thread is gone'),
  call('exit_group', [['status', value]], 'nothing: the process is gone'),
  call('pause', [], '-1 (EINTR), after a signal'),
];

const WAITS: readonly Signature[] = [
  call(
    'wait4',
    [['pid', value], status, options, ['rusage?', ignored]],
    'the collected child’s number; 0 with WNOHANG',
  ),
  call(
    'waitpid',
    [['pid', value], status, options],
    'the collected child’s number; 0 with WNOHANG',
    { calls: 'wait4' },
  ),
  call(
    'waitid',
    [
      ['idtype', value],
      ['id', value],
      ['infop', struct(SIGINFO_OUT)],
      ['options', value],
      ['rusage?', ignored],
    ],
    '0',
  ),
];

const SIGNALS: readonly Signature[] = [
  call(
    'kill',
    [
      ['pid', value],
      ['sig', value],
    ],
    '0',
  ),
  call(
    'tkill',
    [
      ['tid', value],
      ['sig', value],
    ],
    '0',
  ),
  call(
    'tgkill',
    [
      ['tgid', value],
      ['tid', value],
      ['sig', value],
    ],
    '0',
  ),
  call(
    'rt_sigqueueinfo',
    [
      ['tgid', value],
      ['sig', value],
      ['info', struct(SIGINFO_IN)],
    ],
    '0',
  ),
  call(
    'rt_sigaction',
    [
      ['signum', value],
      ['act', struct(SIGACTION)],
      ['oldact?', ignored],
    ],
    '0',
  ),
  call(
    'sigaction',
    [
      ['signum', value],
      ['act', struct(SIGACTION)],
      ['oldact?', ignored],
    ],
    '0',
    { calls: 'rt_sigaction' },
  ),
  call(
    'signal',
    [
      ['signum', value],
      ['handler', value],
    ],
    'the former handler',
  ),
  call(
    'rt_sigprocmask',
    [
      ['how', value],
      ['set', { kind: 'set' }],
      ['oldset?', ignored],
    ],
    '0',
  ),
  call(
    'sigprocmask',
    [
      ['how', value],
      ['set', { kind: 'set' }],
      ['oldset?', ignored],
    ],
    '0',
    { calls: 'rt_sigprocmask' },
  ),
  call(
    'rt_sigtimedwait',
    [
      ['set', { kind: 'set' }],
      ['info', struct(fields('&si_signo &si_code &si_pid'))],
      ['timeout', value],
    ],
    'the signal',
  ),
];

const NUMBERS: readonly Signature[] = [
  call('getpid', [], 'the caller’s number'),
  call('getppid', [], 'its parent’s number'),
  call('gettid', [], 'the calling thread’s number'),
  call('getpgid', [['pid', value]], 'the number of its process group'),
  call('getsid', [['pid', value]], 'the number of its session'),
  call(
    'setpgid',
    [
      ['pid', value],
      ['pgid', value],
    ],
    '0',
  ),
  call('setsid', [], 'the new session’s number'),
  call(
    'prctl',
    [
      ['option', value],
      ['arg2?', value],
    ],
    '0, or what was asked for',
  ),
  call(
    'setresuid',
    [
      ['ruid', value],
      ['euid', value],
      ['suid', value],
    ],
    '0',
  ),
  call(
    'setrlimit',
    [
      ['resource', value],
      ['value', value],
    ],
    '0',
  ),
  call('unshare', [['flags', value]], '0'),
  call(
    'setns',
    [
      ['fd', value],
      ['nstype', value],
    ],
    '0',
  ),
  call(
    'sysctl',
    [
      ['name', text],
      ['value?', value],
    ],
    'the value',
  ),
  call(
    'cgroup_kill',
    [
      ['cgroup', value],
      ['value', value],
    ],
    '0',
    { since: 5014 },
  ),
  call(
    'cgroup_attach',
    [
      ['cgroup', value],
      ['pid', value],
    ],
    '0',
  ),
];

const PIDFDS: readonly Signature[] = [
  call(
    'pidfd_open',
    [
      ['pid', value],
      ['flags', value],
    ],
    'a pidfd',
    { since: 5003 },
  ),
  call(
    'pidfd_send_signal',
    [
      ['pidfd', value],
      ['sig', value],
      ['info', struct(SIGINFO_IN)],
      ['flags', value],
    ],
    '0',
    { since: 5001 },
  ),
  call(
    'pidfd_getfd',
    [
      ['pidfd', value],
      ['targetfd', value],
      ['flags', value],
    ],
    'a descriptor',
    { since: 5006 },
  ),
  call(
    'process_madvise',
    [
      ['pidfd', value],
      ['iovec', ignored],
      ['vlen', value],
      ['advice', value],
      ['flags', value],
    ],
    'bytes advised',
    { since: 5010 },
  ),
  call(
    'process_mrelease',
    [
      ['pidfd', value],
      ['flags', value],
    ],
    '0',
    { since: 5015 },
  ),
  call(
    'ioctl',
    [
      ['fd', value],
      ['request', value],
      ['arg?', struct(PIDFD_INFO)],
    ],
    '0',
  ),
  call(
    'name_to_handle_at',
    [
      ['dirfd', value],
      ['path', text],
      ['handle', out],
      ['mount_id?', ignored],
      ['flags?', value],
    ],
    '0',
  ),
  call(
    'open_by_handle_at',
    [
      ['mount_fd', value],
      ['handle', value],
      ['flags', value],
    ],
    'a descriptor',
  ),
];

const DESCRIPTORS: readonly Signature[] = [
  call(
    'poll',
    [
      ['fds', array(POLLFD)],
      ['nfds', value],
      ['timeout', value],
    ],
    'how many descriptors have events',
  ),
  call('epoll_create1', [['flags', value]], 'a descriptor'),
  call(
    'epoll_ctl',
    [
      ['epfd', value],
      ['op', value],
      ['fd', value],
      ['event', struct(EPOLL_EVENT)],
    ],
    '0',
  ),
  call(
    'epoll_wait',
    [
      ['epfd', value],
      ['events', struct(EPOLL_EVENTS)],
      ['maxevents', value],
      ['timeout', value],
    ],
    'how many descriptors have events',
  ),
  call('close', [['fd', value]], '0'),
  call('dup', [['oldfd', value]], 'a descriptor'),
  call(
    'dup3',
    [
      ['oldfd', value],
      ['newfd', value],
      ['flags', value],
    ],
    'the new descriptor',
  ),
  call(
    'fcntl',
    [
      ['fd', value],
      ['cmd', value],
      ['arg?', value],
    ],
    '0, or what was asked for',
  ),
  call(
    'open',
    [
      ['path', text],
      ['flags', value],
    ],
    'a descriptor',
  ),
  call(
    'openat',
    [
      ['dirfd', value],
      ['path', text],
      ['flags', value],
    ],
    'a descriptor',
  ),
  call(
    'read',
    [
      ['fd', value],
      ['buf', either(PROC_STAT)],
      ['count?', value],
    ],
    'bytes read',
  ),
  call(
    'write',
    [
      ['fd', value],
      ['buf', value],
      ['count?', value],
    ],
    'bytes written',
  ),
  call(
    'lseek',
    [
      ['fd', value],
      ['offset?', value],
      ['whence?', value],
    ],
    'the new offset',
  ),
  call(
    'fstat',
    [
      ['fd', value],
      ['statbuf', struct(STAT)],
    ],
    '0',
  ),
];

const SOCKETS: readonly Signature[] = [
  call(
    'socketpair',
    [
      ['domain', value],
      ['type', value],
      ['protocol', value],
      ['sv', { kind: 'outs' }],
    ],
    '0',
  ),
  call(
    'sendmsg',
    [
      ['sockfd', value],
      ['msg', struct(SENT)],
      ['flags?', value],
    ],
    'bytes sent',
  ),
  call(
    'recvmsg',
    [
      ['sockfd', value],
      ['msg', struct(RECEIVED)],
      ['flags?', value],
    ],
    'bytes received',
  ),
  call(
    'getsockopt',
    [
      ['sockfd', value],
      ['level', value],
      ['optname', value],
      ['optval', either(UCRED)],
      ['optlen?', ignored],
    ],
    '0',
  ),
  call(
    'setsockopt',
    [
      ['sockfd', value],
      ['level', value],
      ['optname', value],
      ['optval', value],
      ['optlen?', value],
    ],
    '0',
  ),
];

/** Every call by its name in the language. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  [...TASKS, ...WAITS, ...SIGNALS, ...NUMBERS, ...PIDFDS, ...DESCRIPTORS, ...SOCKETS].map(
    signature => [signature.name, signature],
  ),
);

/** Words of the language that look like calls but are none of the kernel's. */
export const OWN_CALLS: ReadonlyMap<string, string> = new Map([
  ['spawn', 'spawn(process, { .flags = … }): a fork whose child runs that process'],
  ['load', 'load(cell): reads a shared cell'],
  ['store', 'store(cell, value): writes a shared cell'],
  ['work', 'work("what"): a step that takes time and does nothing'],
  ['assert', 'assert(condition): must hold whenever it is reached'],
  ['sprintf', 'sprintf("/proc/%d", nr): a path with numbers in it; no step'],
]);

/** The signature in one line, as the man page has it. */
export function prototype(signature: Signature): string {
  const names = signature.params.map(p => (p.optional ? `[${p.name}]` : p.name));
  return `${signature.name}(${names.join(', ')})`;
}
