// The calls of the language with their parameters in man-page order: what the compiler checks
// arguments against and what the editor completes. What each call does is the kernel's business.
//
// A parameter is a value, or a place that the kernel writes (`out`), or text (a path), or a
// structure in braces. Trailing parameters marked `optional` may be left out: the model ignores
// them, but a line copied from C compiles.

import { ensure } from '../base.ts';
import { tableRow } from '../kernel/index.ts';

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
  /** As struct, or an expression. */
  | { readonly kind: 'structOrValue'; readonly fields: readonly FieldSpec[] }
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

/** Structures that calls take: `&` the kernel writes it, `*` a place for it to write, `@` a list. */
const STRUCTURES: Readonly<Record<string, string>> = {
  clone_args:
    'flags *pidfd *child_tid *parent_tid exit_signal stack stack_size tls @set_tid set_tid_size cgroup',
  siginfo: '&si_pid &si_status &si_code &si_uid &si_signo',
  sigsent: 'si_signo si_code',
  sigaction: 'sa_handler sa_flags',
  pollfd: 'fd events &revents',
  epoll_event: 'events data',
  epoll_events: '&events &data',
  pidfd_info:
    'mask size &filled &cgroupid &pid &tgid &ppid &ruid &euid &suid &exit_code &coredump_mask &supported_mask',
  ucred: '&pid &uid',
  msgsent: 'data @scm_rights',
  msgreceived: '&data &scm_rights &scm_pidfd',
  procstat: '&data &pid &comm &state &ppid &pgrp &session &starttime',
  stat: '&st_ino &st_mode',
};

/**
 * One call a line: prototype, the kernel's name where libc's is another, and what it returns. In the prototype `&x` is a place that the kernel writes, `"x"` a
 * path, `-x` something that the model ignores, `x:s` structure s, `x:s|&` structure s or one place,
 * `x:s|=` structure s
 * or a value, `x:s[]` a list of them, `{x}` a list of values, `{&x}` a list of places; `?` may be left out.
 */
const TABLE = `
fork() ; the child’s number, and 0 in the child
vfork() ; the child’s number, and 0 in the child
clone(flags, &parent_tid?) ; the child’s number, and 0 in the child
clone3(cl_args:clone_args, size?) ; the child’s number, and 0 in the child
execve("path", -argv?, -envp?) ; nothing: a new program runs
exit(status) ; nothing: the thread is gone
exit_group(status) ; nothing: the process is gone
pause() ; nothing: it lasts until a signal ends the process
wait4(pid, &wstatus?, options?, -rusage?) ; the collected child’s number, or 0 with WNOHANG
waitpid(pid, &wstatus?, options?) =wait4 ; the collected child’s number, or 0 with WNOHANG
waitid(idtype, id, infop:siginfo, options, -rusage?) ; 0
kill(pid, sig) ; 0
tkill(tid, sig) ; 0
tgkill(tgid, tid, sig) ; 0
rt_sigqueueinfo(tgid, sig, info:sigsent) ; 0
rt_sigaction(signum, act:sigaction, -oldact?) ; 0
sigaction(signum, act:sigaction, -oldact?) =rt_sigaction ; 0
signal(signum, handler) ; the former handler
rt_sigprocmask(how, {set}, -oldset?) ; 0
sigprocmask(how, {set}, -oldset?) =rt_sigprocmask ; 0
rt_sigtimedwait({set}, info:siginfo, timeout) ; the signal
getpid() ; the caller’s number
getppid() ; its parent’s number
gettid() ; the calling thread’s number
getpgid(pid) ; the number of its process group
getsid(pid) ; the number of its session
setpgid(pid, pgid) ; 0
setsid() ; the new session’s number
prctl(option, arg2?) ; 0, or what was asked for
setresuid(ruid, euid, suid) ; 0
setrlimit(resource, value) ; 0
unshare(flags) ; 0
setns(fd, nstype) ; 0
sysctl("name", value?) ; the value
cgroup_kill(cgroup, value) ; 0
cgroup_attach(cgroup, pid) ; 0
pidfd_open(pid, flags) ; a pidfd
pidfd_send_signal(pidfd, sig, info:sigsent, flags) ; 0
pidfd_getfd(pidfd, targetfd, flags) ; a descriptor
process_madvise(pidfd, -iovec, vlen, advice, flags) ; bytes advised
process_mrelease(pidfd, flags) ; 0
ioctl(fd, request, arg:pidfd_info|=?) ; 0
name_to_handle_at(dirfd, "path", &handle, -mount_id?, flags?) ; 0
open_by_handle_at(mount_fd, handle, flags) ; a descriptor
poll(fds:pollfd[], nfds, timeout) ; how many descriptors have events
epoll_create1(flags) ; a descriptor
epoll_ctl(epfd, op, fd, event:epoll_event) ; 0
epoll_wait(epfd, events:epoll_events, maxevents, timeout) ; how many descriptors have events
close(fd) ; 0
dup(oldfd) ; a descriptor
dup3(oldfd, newfd, flags) ; the new descriptor
fcntl(fd, cmd, arg?) ; 0, or what was asked for
open("path", flags) ; a descriptor
openat(dirfd, "path", flags) ; a descriptor
read(fd, buf:procstat|&, count?) ; bytes read
write(fd, buf, count?) ; bytes written
lseek(fd, offset?, whence?) ; the new offset
fstat(fd, statbuf:stat) ; 0
pipe({&pipefd}) =pipe2 ; 0
pipe2({&pipefd}, flags) ; 0
socketpair(domain, type, protocol, {&sv}) ; 0
sendmsg(sockfd, msg:msgsent, flags?) ; bytes sent
recvmsg(sockfd, msg:msgreceived, flags?) ; bytes received
getsockopt(sockfd, level, optname, optval:ucred|&, -optlen?) ; 0
setsockopt(sockfd, level, optname, optval, optlen?) ; 0
`;

function fieldsOf(structure: string): readonly FieldSpec[] {
  const ways = { '&': 'out', '*': 'pointer', '@': 'list' } as const;
  return (STRUCTURES[structure] ?? '').split(' ').map(word => {
    const mark = word.charAt(0);
    const way = mark === '&' || mark === '*' || mark === '@' ? ways[mark] : 'in';
    return { name: way === 'in' ? word : word.slice(1), way };
  });
}

function paramOf(text: string): Param {
  const optional = text.endsWith('?');
  const bare = optional ? text.slice(0, -1) : text;
  const [label, structure] = bare.split(':');
  return { name: (label ?? '').replace(/[^\w]/g, ''), type: kindOf(bare, structure), optional };
}

function kindOf(bare: string, structure: string | undefined): ParamKind {
  if (structure?.endsWith('[]')) return { kind: 'array', fields: fieldsOf(structure.slice(0, -2)) };
  if (structure?.endsWith('|&'))
    return { kind: 'structOrOut', fields: fieldsOf(structure.slice(0, -2)) };
  if (structure?.endsWith('|='))
    return { kind: 'structOrValue', fields: fieldsOf(structure.slice(0, -2)) };
  if (structure !== undefined) return { kind: 'struct', fields: fieldsOf(structure) };
  if (bare.startsWith('{&')) return { kind: 'outs' };
  if (bare.startsWith('{')) return { kind: 'set' };
  if (bare.startsWith('&')) return { kind: 'out' };
  if (bare.startsWith('"')) return { kind: 'text' };
  return bare.startsWith('-') ? { kind: 'ignored' } : { kind: 'value' };
}

function signatureOf(line: string): Signature {
  const [, name, list, more, returns] = ensure(
    /^(\w+)\((.*)\) ([^;]*); (.*)$/.exec(line) ?? undefined,
    `signature in '${line}'`,
  );
  const calls = /=(\w+)/.exec(more ?? '')?.[1] ?? name ?? '';
  return {
    name: name ?? '',
    params: list === '' ? [] : (list ?? '').split(', ').map(paramOf),
    since: tableRow(calls)?.since ?? 0,
    calls,
    returns: returns ?? '',
  };
}

/** Every call by its name in the language. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  TABLE.trim()
    .split('\n')
    .map(signatureOf)
    .map(signature => [signature.name, signature]),
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
export function prototype(signature: Pick<Signature, 'name' | 'params'>): string {
  const names = signature.params.map(p => (p.optional ? `[${p.name}]` : p.name));
  return `${signature.name}(${names.join(', ')})`;
}
