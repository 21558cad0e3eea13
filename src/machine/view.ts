// What a drawing of one world needs to know: facts with identities, and no words. The web draws
// from these records alone; look.ts derives them from a Machine. Everything that moves is keyed by
// identity (`pid`), never by number: a recycled number must be visibly a new thing.

import type { Errno, Ino, KernelEvent, Nr, NsId } from '../kernel/index.ts';
import type { ArgText, Blocked } from './choice.ts';
import type { Hit } from './machine.ts';
import type { ActorRef } from './schedule.ts';
import type { Verdict } from './verdict.ts';
import type { CardView, LinkView, NoteView, PlugView, SetView, SharedView } from './view-held.ts';

export type * from './view-held.ts';

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
  /** Every pair of connected sockets, and every pipe, that somebody holds. */
  readonly links: readonly LinkView[];
  /** Every set of watched descriptors (epoll) of every live process. */
  readonly sets: readonly SetView[];
  /** Everybody who stands in a call that blocks, with the reason. */
  readonly waits: readonly WaitView[];
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

/** A call that does not come back yet. */
export interface WaitView {
  readonly pid: Ino;
  readonly blocked: Extract<Blocked, { kind: 'call' }>;
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
