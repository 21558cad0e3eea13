// Which Linux has what: the one place where a version is compared. Versions are major * 1000 + minor.
// 6.18 is what was run; all others are from mail, source and manual pages.

export const OLDEST = 5000;
export const NEWEST = 7001;

/** The first version with each feature. */
export const SINCE = {
  /** pidfd_send_signal, on /proc/PID directories. */
  pidfdSendSignal: 5001,
  clonePidfd: 5002,
  pidfdOpen: 5003,
  pidfdPoll: 5003,
  clone3: 5003,
  waitPidfd: 5004,
  /** waitid(P_PGID, 0): the caller's own group. */
  waitPgid0: 5004,
  setTid: 5005,
  clearSighand: 5005,
  pidfdGetfd: 5006,
  intoCgroup: 5007,
  setnsPidfd: 5008,
  pidfdNonblock: 5010,
  processMadvise: 5010,
  cgroupKill: 5014,
  processMrelease: 5015,
  /** A process's status is that of its last thread to exit. */
  lastThreadStatus: 6000,
  peerPidfd: 6005,
  /** PIDFD_THREAD, CLONE_PIDFD with CLONE_THREAD, signal scopes, POLLHUP, one inode per pid. */
  pidfdThread: 6009,
  pollHup: 6009,
  pidfs: 6009,
  /** epoll has ioctls of its own, and says EINVAL to others. */
  epollIoctl: 6009,
  namespaceIoctls: 6011,
  pidfdInfo: 6013,
  pidMaxPerNamespace: 6014,
  fileHandles: 6014,
  pidfdExitInfo: 6015,
  pidfdSelf: 6015,
  /** PIDFD_THREAD pidfds of a leader stay quiet while other threads live. */
  quietLeader: 6015,
  /** A structure below 64 bytes is ENOTTY, EINVAL before. */
  shortInfoEnotty: 6015,
  /** pidfd_open says ENOENT or ESRCH where it said EINVAL. */
  splitErrors: 6016,
  stalePeerPidfd: 6016,
  coredumpInfo: 6016,
  /** PIDFD_GET_INFO no longer needs a visible parent. */
  infoWithoutParent: 6016,
  /** Exit information lives as long as the struct pid. */
  persistentInfo: 6017,
  selfGroupRenumbered: 6017,
  pidfsRoot: 6017,
  staleScmPidfd: 6017,
  /** Namespace files have handles too. */
  nsfsHandles: 6018,
  /** Whether a process was dumpable still counts after its exit. Late stable releases of 6.18. */
  zombieDumpable: 6018,
  /** PIDFD_GET_INFO from a foreign namespace: EREMOTE. 7.0, and late stable releases of 6.18. */
  eremote: 6018,
  supportedMask: 6019,
  autoreap: 7001,
} as const;

export type Feature = keyof typeof SINCE;

export function supports(kernel: { readonly version: number }, feature: Feature): boolean {
  return kernel.version >= SINCE[feature];
}
