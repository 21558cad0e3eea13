// What a drawing of one world needs to know: facts with identities, and no words. The web draws
// from these records alone; look.ts derives them from a Machine. Everything that moves is keyed by
// identity (`pid`), never by number: a recycled number must be visibly a new thing.

import type { Errno, Fd, FileKind, Ino, KernelEvent, Nr, NsId } from '../kernel/index.ts';
import type { ArgText, Blocked } from './choice.ts';
import type { Hit } from './machine.ts';
import type { ActorRef } from './schedule.ts';
import type { Verdict } from './verdict.ts';

/** One world (one variant) at one moment. */
export interface WorldView {
  readonly variant: number;
  readonly name: string;
  /** Whom the race follows, and by what it names others in this variant. */
  readonly holder: HolderView | undefined;
  /** Everybody who was ever there, the dead too, in order of birth: names for identities. */
  readonly people: readonly PersonView[];
  /** One ring per PID namespace that shows, the initial one first. */
  readonly rings: readonly RingView[];
  /** Every struct pid that exists: on the ring, or off it and kept by somebody. */
  readonly tokens: readonly TokenView[];
  /** Every process and thread; one that was reaped by the last step is there once more. */
  readonly tiles: readonly TileView[];
  /** One card per process that acts, in the order of the race's declarations. */
  readonly cards: readonly CardView[];
  /** Every remembered number of every live process. */
  readonly notes: readonly NoteView[];
  /** Every pidfd (and /proc directory) of every live process. */
  readonly plugs: readonly PlugView[];
  /** Shared cells: a pidfile is a note too, one that nobody in particular holds. */
  readonly shared: readonly SharedView[];
  /** What the last step did here; undefined at the start. */
  readonly last: StepView | undefined;
  readonly verdict: Verdict;
}

export interface PersonView {
  readonly pid: Ino;
  readonly nr: Nr;
  readonly letter: number;
  readonly name: string;
}

/** `watchdog holds a number`, `watchdog will hold a reference`. */
export interface HolderView {
  readonly process: number;
  readonly name: string;
  /** What its calls take: numbers, or descriptors. */
  readonly by: 'number' | 'reference';
  /** It has one of those now. */
  readonly has: boolean;
}

/** The number table of one namespace. */
export interface RingView {
  readonly ns: NsId;
  readonly level: number;
  readonly parent: NsId | undefined;
  readonly cells: readonly CellView[];
  /** The number that will be tried next: the cell's own number, wrapped and clear of pid_max. */
  readonly cursor: Nr;
  /** The number that the next fork will really get; undefined: the table is full. */
  readonly next: Nr | undefined;
  /** 1 on the first lap. */
  readonly lap: number;
  /** Numbers in use below the ring (init's 1). */
  readonly low: readonly { readonly nr: Nr; readonly pid: Ino }[];
}

export interface CellView {
  readonly nr: Nr;
  readonly state: 'free' | 'live' | 'zombie' | 'pinned';
  /** Who has it now. */
  readonly pid: Ino | undefined;
  /** Which holder of this number that is: 0 is A, 1 is B. Undefined when free. */
  readonly letter: number | undefined;
  /** How many holders it has had so far, the present one included. */
  readonly holders: number;
  /** Its colour: 0 is the first number of interest (n1); undefined: of no interest. */
  readonly interest: number | undefined;
}

/** A struct pid. */
export interface TokenView {
  readonly pid: Ino;
  /** Its numbers, from the initial namespace inwards. They stay readable when it has left the ring. */
  readonly upids: readonly { readonly ns: NsId; readonly nr: Nr }[];
  readonly nr: Nr;
  readonly letter: number;
  /** False: the number is gone, the object lives on. */
  readonly onRing: boolean;
  /** How many pidfds and /proc directories hold it. */
  readonly holders: number;
  readonly process: number;
  readonly name: string;
  readonly glyph: string;
  readonly interest: number | undefined;
}

/** A task. */
export interface TileView {
  readonly pid: Ino;
  readonly ref: ActorRef;
  readonly process: number;
  readonly name: string;
  readonly glyph: string;
  readonly nr: Nr;
  readonly letter: number;
  /** `reaped` is shown for the one step in which it went. */
  readonly state: 'running' | 'stopped' | 'zombie' | 'reaped';
  /**
   * killedRightly, killedWrongly: by a signal that was, was not meant for it. hitWrongly: it got
   * one, and lives. spared: it has the number of an earlier holder that a reference was used on, and nothing happened to it.
   * newTenant: it came by a used number in the last step.
   */
  readonly mark: 'none' | 'newTenant' | 'killedRightly' | 'killedWrongly' | 'hitWrongly' | 'spared';
  /** The process it is a thread of, if it is not the leader. */
  readonly threadOf: Ino | undefined;
  readonly parent: Ino | undefined;
  readonly pgid: Ino | undefined;
  readonly sid: Ino | undefined;
  readonly interest: number | undefined;
  /** It has steps to do, or had: it gets a card. */
  readonly acts: boolean;
}

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
  /** The file's name, or the number of queued messages, where there is one. */
  readonly name: string | undefined;
  readonly queued: number;
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
  /** poll would say so: 0, 1 (POLLIN, has exited), 17 (and POLLHUP, reaped). */
  readonly revents: number;
}

/** What one step did in one world. */
export interface StepView {
  readonly ref: ActorRef;
  readonly pid: Ino;
  readonly name: string;
  /** none: it could not run in this world, for the reason in `blocked`. */
  readonly op: 'syscall' | 'spawn' | 'load' | 'store' | 'pause' | 'none';
  /** `kill`; for load and store the cell's name; for pause the note. */
  readonly what: string;
  readonly line: number | undefined;
  /** Arguments as written, and as the kernel got them. */
  readonly args: readonly ArgText[];
  readonly result: number | undefined;
  readonly errno: Errno | undefined;
  readonly blocked: Blocked | undefined;
  readonly events: readonly KernelEvent[];
  /** What came of a call that named a process. */
  readonly hit: HitView | undefined;
}

/** A call that named a process: whom it meant and whom it reached. */
export type HitView = Hit;

/** What differs between two moments of a world, for highlights. */
export interface Changes {
  readonly cells: readonly { readonly ns: NsId; readonly nr: Nr }[];
  readonly tokens: readonly Ino[];
  readonly tiles: readonly Ino[];
  readonly cards: readonly Ino[];
  readonly notes: readonly string[];
  readonly plugs: readonly string[];
  readonly cursor: boolean;
  readonly verdict: boolean;
}
