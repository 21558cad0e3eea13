// What processes hold: their programs and variables, remembered numbers, descriptors, sockets and
// sets of them. A part of view.ts.

import type { Fd, FileKind, Ino, Nr } from '../kernel/index.ts';
import type { ActorRef } from './schedule.ts';

/** What a process is doing and what it holds. */
export interface CardView {
  readonly pid: Ino;
  readonly ref: ActorRef;
  readonly process: number;
  readonly name: string;
  readonly glyph: string;
  readonly nr: Nr;
  readonly alive: boolean;
  readonly lines: readonly LineView[];
  /** The race follows what this process holds: the one drawn open. */
  readonly leading: boolean;
  readonly vars: readonly VarView[];
  readonly fds: readonly FdView[];
}

export interface LineView {
  /** From 1, in the race's source. */
  readonly line: number;
  readonly text: string;
  /** last: the step just taken came from here. next: it goes on here. */
  readonly at: 'none' | 'last' | 'next';
}

export interface VarView {
  readonly name: string;
  /** Undefined: not assigned yet. */
  readonly value: number | undefined;
  readonly as: 'plain' | 'nr' | 'fd';
}

export interface FdView {
  readonly fd: Fd;
  readonly kind: FileKind['kind'];
  /** The struct pid at the other end of a pidfd or /proc directory. */
  readonly target: Ino | undefined;
  readonly cloexec: boolean;
  /** The file's name, where there is one. */
  readonly name: string | undefined;
}

/** A number kept in a variable. `means` and `learntAs` are for us; the program sees neither. */
export interface NoteView {
  /** Stable: holder and variable. */
  readonly key: string;
  readonly holder: Ino;
  readonly variable: string;
  readonly nr: Nr;
  readonly learntAs: Ino | undefined;
  readonly means: Ino | undefined;
  /** Its holder will not read it any more. */
  readonly used: boolean;
  /** fresh: still means what it did. stale: means nobody. wrong: means somebody else. */
  readonly state: 'fresh' | 'stale' | 'wrong';
}

/** A shared cell. */
export interface SharedView {
  readonly name: string;
  readonly value: number;
  readonly as: 'plain' | 'nr' | 'fd';
  readonly learntAs: Ino | undefined;
  readonly means: Ino | undefined;
  readonly state: 'plain' | 'fresh' | 'stale' | 'wrong';
}

/** A pidfd in a slot, with its cable. */
export interface PlugView {
  readonly key: string;
  readonly holder: Ino;
  readonly fd: Fd;
  readonly variable: string | undefined;
  readonly kind: 'pidfd' | 'procdir';
  readonly target: Ino;
  /** Whom the holder believes it to be: another one when it was opened too late. */
  readonly meant: Ino | undefined;
  /** Its holder waits for it: in an epoll set, or in the poll that comes next. */
  readonly watched: boolean;
  /** poll would say so: 0, 1 (POLLIN, has exited), 17 (and POLLHUP, reaped). */
  readonly revents: number;
}

/** Two connected sockets, or the two ends of a pipe: the reading end first. */
export interface LinkView {
  readonly key: string;
  readonly kind: 'socket' | 'pipe';
  readonly ends: readonly [LinkEnd, LinkEnd];
}

export interface LinkEnd {
  /** At whom it is drawn; undefined: nobody alive holds it. */
  readonly at: Ino | undefined;
  readonly fd: Fd | undefined;
  /** All who hold it: a fork leaves it to the child too. */
  readonly holders: readonly { readonly pid: Ino; readonly fd: Fd }[];
  /** False: the last holder has closed it. */
  readonly open: boolean;
  /** What has arrived here and was not read yet, oldest first. */
  readonly waiting: readonly ParcelView[];
}

/** A message on its way. */
export interface ParcelView {
  readonly key: string;
  readonly value: number;
  /** Descriptors that travel with it. */
  readonly files: readonly { readonly kind: FileKind['kind']; readonly target: Ino | undefined }[];
}

/** An epoll set. */
export interface SetView {
  readonly key: string;
  readonly holder: Ino;
  readonly fd: Fd;
  readonly watches: readonly {
    readonly fd: Fd;
    readonly kind: FileKind['kind'];
    /** Of a pidfd. */
    readonly target: Ino | undefined;
    /** epoll_wait would report it, edges aside. */
    readonly ready: boolean;
  }[];
}
