// Which function performs which call.

import type { Syscall, SyscallName } from './abi.ts';
import { sysCgroupAttach, sysCgroupKill, sysSysctl } from './control.ts';
import { sysSigaction, sysSigprocmask, sysSigtimedwait } from './disposition.ts';
import type { Draft } from './draft.ts';
import { sysEpollCreate1, sysEpollCtl, sysEpollWait } from './epoll.ts';
import { sysExecve } from './exec.ts';
import { exitTask } from './exit.ts';
import { sysClose, sysDup, sysDup3, sysFcntl } from './fd.ts';
import { sysClone, sysClone3, sysFork, sysVfork } from './fork.ts';
import {
  sysGet,
  sysGetGroup,
  sysPrctl,
  sysSetpgid,
  sysSetresuid,
  sysSetrlimit,
  sysSetsid,
} from './ids.ts';
import { sysKill, sysRtSigqueueinfo, sysTgkill } from './kill.ts';
import { sysSetns, sysUnshare } from './nsproxy.ts';
import type { SyscallResult } from './outcome.ts';
import {
  sysPidfdGetfd,
  sysPidfdOpen,
  sysPidfdSendSignal,
  sysProcessMadvise,
  sysProcessMrelease,
} from './pidfd.ts';
import { sysIoctl, sysNameToHandleAt, sysOpenByHandleAt } from './pidfs.ts';
import { sysPipe2 } from './pipe.ts';
import { sysPoll } from './poll.ts';
import { sysFstat, sysLseek, sysOpen, sysOpenat, sysRead, sysWrite } from './procfs.ts';
import { fail, GONE } from './result.ts';
import { beginGroupExit } from './signal.ts';
import { sysGetsockopt, sysRecvmsg, sysSendmsg, sysSetsockopt, sysSocketpair } from './socket.ts';
import type { Task } from './state.ts';
import { sysWait4, sysWaitid } from './wait.ts';

type Handlers = {
  readonly [N in SyscallName]: (
    draft: Draft,
    caller: Task,
    sys: Extract<Syscall, { readonly name: N }>,
  ) => SyscallResult;
};

/** exit(2): this thread alone ends; the process when it was the last. Kernel: do_exit. */
function sysExit(draft: Draft, caller: Task, status: number): SyscallResult {
  exitTask(draft, caller.id, (status & 0xff) << 8);
  return GONE;
}

/** exit_group(2): the whole process ends. Kernel: do_group_exit. */
function sysExitGroup(draft: Draft, caller: Task, status: number): SyscallResult {
  beginGroupExit(draft, draft.group(caller.group), (status & 0xff) << 8);
  return GONE;
}

export const HANDLERS: Handlers = {
  fork: (d, t) => sysFork(d, t),
  vfork: (d, t) => sysVfork(d, t),
  clone: (d, t, s) => sysClone(d, t, s.flags, s.parentTid),
  clone3: (d, t, s) => sysClone3(d, t, s),
  execve: (d, t, s) => sysExecve(d, t, s.path),
  exit: (d, t, s) => sysExit(d, t, s.status),
  exit_group: (d, t, s) => sysExitGroup(d, t, s.status),
  wait4: (d, t, s) => sysWait4(d, t, s.pid, s.options),
  waitid: (d, t, s) => sysWaitid(d, t, s),
  kill: (d, t, s) => sysKill(d, t, s.pid, s.sig),
  tkill: (d, t, s) => sysTgkill(d, t, undefined, s.tid, s.sig),
  tgkill: (d, t, s) => sysTgkill(d, t, s.tgid, s.tid, s.sig),
  rt_sigqueueinfo: (d, t, s) => sysRtSigqueueinfo(d, t, s),
  rt_sigaction: (d, t, s) => sysSigaction(d, t, s.signum, s.handler, s.flags),
  signal: (d, t, s) => sysSigaction(d, t, s.signum, s.handler, 0),
  rt_sigprocmask: (d, t, s) => sysSigprocmask(d, t, s.how, s.set),
  rt_sigtimedwait: (d, t, s) => sysSigtimedwait(d, t, s.set),
  pause: () => fail('EINTR'),
  getpid: (d, t) => sysGet(d, t, 'getpid'),
  getppid: (d, t) => sysGet(d, t, 'getppid'),
  gettid: (d, t) => sysGet(d, t, 'gettid'),
  getpgid: (d, t, s) => sysGetGroup(d, t, s.pid, 'pgid'),
  getsid: (d, t, s) => sysGetGroup(d, t, s.pid, 'sid'),
  setpgid: (d, t, s) => sysSetpgid(d, t, s.pid, s.pgid),
  setsid: (d, t) => sysSetsid(d, t),
  prctl: (d, t, s) => sysPrctl(d, t, s.option, s.arg2),
  setresuid: (d, t, s) => sysSetresuid(d, t, s),
  setrlimit: (d, t, s) => sysSetrlimit(d, t, s.resource, s.value),
  unshare: (d, t, s) => sysUnshare(d, t, s.flags),
  setns: (d, t, s) => sysSetns(d, t, s.fd, s.nstype),
  pidfd_open: (d, t, s) => sysPidfdOpen(d, t, s.pid, s.flags),
  pidfd_send_signal: (d, t, s) => sysPidfdSendSignal(d, t, s),
  pidfd_getfd: (d, t, s) => sysPidfdGetfd(d, t, s.pidfd, s.targetfd, s.flags),
  process_madvise: (d, t, s) => sysProcessMadvise(d, t, s.pidfd, s.advice, s.flags),
  process_mrelease: (d, t, s) => sysProcessMrelease(d, t, s.pidfd, s.flags),
  ioctl: (d, t, s) => sysIoctl(d, t, s.fd, s.request),
  name_to_handle_at: (d, t, s) => sysNameToHandleAt(d, t, s.dirfd, s.size),
  open_by_handle_at: (d, t, s) => sysOpenByHandleAt(d, t, s),
  poll: (d, t, s) => sysPoll(d, t, s),
  epoll_create1: (d, t, s) => sysEpollCreate1(d, t, s.flags),
  epoll_ctl: (d, t, s) => sysEpollCtl(d, t, s),
  epoll_wait: (d, t, s) => sysEpollWait(d, t, s),
  close: (d, t, s) => sysClose(d, t, s.fd),
  dup: (d, t, s) => sysDup(d, t, s.oldfd, 0, false),
  dup3: (d, t, s) => sysDup3(d, t, s),
  fcntl: (d, t, s) => sysFcntl(d, t, s),
  open: (d, t, s) => sysOpen(d, t, s.path, s.flags),
  openat: (d, t, s) => sysOpenat(d, t, s),
  read: (d, t, s) => sysRead(d, t, s.fd),
  write: (d, t, s) => sysWrite(d, t, s.fd, s.value),
  lseek: (d, t, s) => sysLseek(d, t, s.fd),
  fstat: (d, t, s) => sysFstat(d, t, s.fd),
  pipe2: (d, t, s) => sysPipe2(d, t, s.flags),
  socketpair: (d, t, s) => sysSocketpair(d, t, s.type),
  sendmsg: (d, t, s) => sysSendmsg(d, t, s),
  recvmsg: (d, t, s) => sysRecvmsg(d, t, s.fd, s.flags),
  getsockopt: (d, t, s) => sysGetsockopt(d, t, s.fd, s.optname),
  setsockopt: (d, t, s) => sysSetsockopt(d, t, s),
  sysctl: (d, t, s) => sysSysctl(d, t, s.key, s.value),
  cgroup_kill: (d, t, s) => sysCgroupKill(d, t, s.cgroup, s.value),
  cgroup_attach: (d, t, s) => sysCgroupAttach(d, t, s.cgroup, s.pid),
};
