// What a file is open on: pidfds, /proc directories, sockets, pipes, sets of watched descriptors. Mirrors
// struct file with its private data.

import type { Cached, Fd, FileId, Ino, NsId } from './id.ts';

/** An open file description. Mirrors `struct file`; its kind is what it is open on. */
export interface File extends Cached {
  readonly id: FileId;
  readonly nonblock: boolean;
  readonly on: FileKind;
}

export type FileKind =
  /** `thread`: opened with PIDFD_THREAD. `autokill`: made by clone3(CLONE_PIDFD_AUTOKILL). */
  | {
      readonly kind: 'pidfd';
      readonly pid: Ino;
      readonly thread: boolean;
      readonly autokill: boolean;
    }
  /** A /proc/PID directory: refers to the struct pid, as the proc inode does. */
  | { readonly kind: 'procdir'; readonly pid: Ino; readonly level: number }
  /** A file under it, or /proc/PID/fdinfo/FD; read says ESRCH once the task is gone. */
  | { readonly kind: 'procfile'; readonly pid: Ino; readonly ns: NsId; readonly of: ProcFile }
  /** Opened with O_PATH: a place, not a file; most calls say EBADF. */
  | { readonly kind: 'opath'; readonly pid: Ino | undefined }
  /** A namespace, from a PIDFD_GET_*_NAMESPACE ioctl or /proc/PID/ns. */
  | { readonly kind: 'nsfile'; readonly type: NsType; readonly ns: NsId | undefined }
  /** One end of a connected socket pair; `peer` is the other end's file. */
  | {
      readonly kind: 'socket';
      readonly peer: FileId | undefined;
      readonly owner: Ino;
      readonly peerOwner: Ino | undefined;
      /** SO_PASSPIDFD: each message received brings a pidfd of its sender. */
      readonly passPidfd: boolean;
      readonly queue: readonly Message[];
      /** Messages that ever arrived: wakes edge-triggered watchers. */
      readonly arrived: number;
    }
  /** One end of a pipe; `peer` is the other end's file. What was written lies at the reading end. */
  | {
      readonly kind: 'pipe';
      readonly end: 'read' | 'write';
      readonly peer: FileId | undefined;
      readonly queue: readonly number[];
      /** Values that ever arrived: wakes edge-triggered watchers. */
      readonly arrived: number;
    }
  /** An epoll set: the registered descriptors with the events asked for. */
  | {
      readonly kind: 'epoll';
      readonly interest: readonly Interest[];
    }
  /** Anything else: a regular file by name (a pidfile, /dev/null). */
  | { readonly kind: 'plain'; readonly name: string };

/** One registration in an epoll set. */
export interface Interest {
  readonly fd: Fd;
  readonly file: FileId;
  readonly events: number;
  /** Wake-ups of the file that epoll_wait has already reported (EPOLLET). */
  readonly seen: number;
}

export type ProcFile =
  | { readonly kind: 'stat' }
  | { readonly kind: 'fdinfo'; readonly fd: Fd }
  | { readonly kind: 'other'; readonly name: string };

export type NsType =
  | 'cgroup'
  | 'ipc'
  | 'mnt'
  | 'net'
  | 'pid'
  | 'pid_for_children'
  | 'time'
  | 'time_for_children'
  | 'user'
  | 'uts';

/** A message in a socket's queue, with what travels beside the bytes. */
export interface Message {
  readonly value: number;
  /** Files passed by SCM_RIGHTS. */
  readonly files: readonly FileId[];
  /** The sender, for SCM_CREDENTIALS and SCM_PIDFD. Simplified: kept in memory also where it is not named. */
  readonly from: Ino;
  /** Carries its sender: SO_PASSPIDFD was set on one of the ends when it was sent. */
  readonly named: boolean;
}
