// Program data: what a compiled race is. Programs are instructions and a pc, never closures or
// generators, so that a running program can be copied, explored and rewound.
//
// A step instruction (syscall, spawn, load, store, pause) is one atomic step that the scheduler
// chooses: one syscall, or one access to shared data. Local work (set, branch, jump, mark, assert)
// has no step of its own: it is done as part of the step before it.

/** A position in the source text, in characters, with the line for messages (from 1). */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

type Arithmetic = '+' | '-' | '*' | '&' | '|' | '>>';
type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type BinaryOp = Arithmetic | Comparison | '&&' | '||';

export type Expr =
  | { readonly kind: 'int'; readonly value: number; readonly text: string | undefined }
  | { readonly kind: 'var'; readonly slot: number }
  | { readonly kind: 'errno' }
  /** The number that a process holds at the start: what an administrator would have written down. */
  | { readonly kind: 'nrOf'; readonly process: number }
  | { readonly kind: 'not'; readonly of: Expr }
  | { readonly kind: 'neg'; readonly of: Expr }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr };

export type Instr =
  /** A system call: arguments in man-page order; -1 and errno on failure, as in C. */
  | {
      readonly kind: 'syscall';
      readonly name: string;
      readonly args: readonly Arg[];
      readonly into: number | undefined;
      readonly span: Span;
    }
  /**
   * fork, and in the child the named process runs from its first instruction; the number goes to
   * `into`. `args` is clone3's structure (absent fields are 0, as in C); undefined: as fork does.
   * (A plain fork, clone or clone3 is a syscall: its child goes on after the call, with result 0.)
   */
  | {
      readonly kind: 'spawn';
      readonly process: number;
      readonly args: Arg | undefined;
      readonly into: number | undefined;
      readonly span: Span;
    }
  /** Read or write a shared cell (a pidfile): one atomic step. */
  | { readonly kind: 'load'; readonly cell: number; readonly into: number; readonly span: Span }
  | { readonly kind: 'store'; readonly cell: number; readonly value: Expr; readonly span: Span }
  /** Local: no step of its own. */
  | { readonly kind: 'set'; readonly slot: number; readonly value: Expr; readonly span: Span }
  /** Local: go on if true, else jump. */
  | {
      readonly kind: 'branch';
      readonly cond: Expr;
      readonly otherwise: number;
      readonly span: Span;
    }
  | { readonly kind: 'jump'; readonly to: number; readonly span: Span }
  /** Local: a milestone of the story is reached, in the same step as the one before. */
  | { readonly kind: 'mark'; readonly mark: number; readonly span: Span }
  /** A guard: the step right after it can be chosen only once the milestone is reached. */
  | { readonly kind: 'after'; readonly mark: number; readonly span: Span }
  /** A claim about local data made by the program itself: `assert(x)`. */
  | { readonly kind: 'assert'; readonly cond: Expr; readonly span: Span }
  /** A step that does nothing but take time, with words for the reader. */
  | { readonly kind: 'pause'; readonly note: string; readonly span: Span };

/** A syscall's argument: a value, a place that the kernel writes, or a list of them. */
export type Arg =
  | { readonly kind: 'value'; readonly expr: Expr }
  | { readonly kind: 'out'; readonly slot: number }
  /** A path; each %d in it stands for the next value. */
  | { readonly kind: 'text'; readonly text: string; readonly values: readonly Expr[] }
  | { readonly kind: 'null' }
  /** A braced structure, `{ .flags = CLONE_PIDFD, .pidfd = &fd }`. */
  | {
      readonly kind: 'struct';
      readonly fields: readonly { readonly name: string; readonly value: Arg }[];
    }
  | { readonly kind: 'list'; readonly items: readonly Arg[] };

/** One program text: what a process runs. */
export interface Program {
  readonly code: readonly Instr[];
  /** Names of its variables, by slot. */
  readonly vars: readonly string[];
  /** The source lines of its body, for the card in the lab. */
  readonly source: Span;
  /** Instead of those, where it is changed. */
  readonly lines?: readonly { readonly line: number; readonly text: string }[];
}

export interface ProcessDecl {
  readonly name: string;
  /** Hand-drawn glyph for the tile; by name when absent. */
  readonly glyph: string | undefined;
  /** Number that it holds at the start; undefined: not there at the start (somebody spawns it). */
  readonly startNr: number | undefined;
  /** The process that is its parent at the start, by index; undefined: init (pid 1). */
  readonly parent: number | undefined;
  /** At the start it is a thread of this process, by index; undefined: a process of its own. */
  readonly threadOf: number | undefined;
  /** The namespace it is in at the start, with its number there; undefined: the initial one. */
  readonly inside: { readonly namespace: number; readonly nr: number } | undefined;
  /** Leader of its process group at the start, by index; undefined: its parent's group. */
  readonly group: number | undefined;
  /** User id at the start; undefined: root. */
  readonly uid: number | undefined;
  /** Signals that it ignores at the start. */
  readonly ignores: readonly number[];
  readonly subreaper: boolean;
  /** A bystander: has a number, never acts. */
  readonly idle: boolean;
  /** By variant index; a process without variants has the same program in each. */
  readonly programs: readonly Program[];
  readonly span: Span;
}

/** `never SIGKILL reaches postgres`, `eventually daemon is reaped`, `never a stranger is hit`, ... */
export interface Claim {
  readonly text: string;
  readonly form: ClaimForm;
  readonly span: Span;
}

export type ClaimForm =
  /** No such signal (undefined: none at all) is delivered to the process (undefined: to anybody). */
  | {
      readonly kind: 'neverReaches';
      readonly signal: number | undefined;
      readonly process: number | undefined;
    }
  /** Such a signal is delivered to nobody but this process. */
  | {
      readonly kind: 'reachesOnly';
      readonly signal: number | undefined;
      readonly process: number;
    }
  /** In every complete order the process (if it was ever there) ends like that. */
  | {
      readonly kind: 'eventually';
      readonly process: number;
      readonly is: 'reaped' | 'dead' | 'zombie';
    }
  /**
   * The condition on the variables of the process never comes true. One per variant: a variable
   * may have another slot in each.
   */
  | { readonly kind: 'neverVar'; readonly process: number; readonly conds: readonly Expr[] }
  /** At the end of every complete order the condition is true. */
  | { readonly kind: 'eventuallyVar'; readonly process: number; readonly conds: readonly Expr[] }
  /** Every call by number reaches the incarnation that the caller learnt the number from. */
  | { readonly kind: 'neverStranger' };

export interface Expectation {
  readonly variant: number;
  readonly claim: number;
  readonly verdict: 'broken' | 'holds';
  /** Length of the shortest witness, where stated. */
  readonly inSteps: number | undefined;
}

/** A moment of the pinned schedule with words: shown when `at` steps have been taken. */
export interface Beat {
  readonly at: number;
  readonly headline: string;
  readonly detail: string | undefined;
}

export interface Question {
  readonly at: number;
  /** The world it asks about; undefined: both. */
  readonly variant: number | undefined;
  readonly text: string;
  readonly answers: readonly {
    readonly text: string;
    readonly right: boolean;
    readonly why: string;
  }[];
}

/** Where a story was told. */
export interface Source {
  readonly text: string;
  readonly url: string | undefined;
}

/** One step of a pinned schedule: which process; if several run its program, the how-many-th. */
export interface PinnedStep {
  readonly process: number;
  readonly instance: number;
}

/** A compiled race. */
export interface Race {
  readonly id: string;
  readonly title: string;
  readonly story: string;
  readonly sources: readonly Source[];
  /** What the scenario does not claim. */
  readonly caveat: string | undefined;
  /** Chapters of the talk, the main one first. */
  readonly chapters: readonly number[];
  readonly level: 'basic' | 'mid' | 'deep' | undefined;
  /** Mechanisms at work, for the catalogue: `kill`, `wait`, `pidfd_open`, `zombie`, ... */
  readonly tags: readonly string[];
  /** Numbers of the clock: first and last, as in `numbers 300..311`; pid_max is last + 1. */
  readonly numbers: { readonly first: number; readonly last: number };
  /** The number the allocator looks at first. */
  readonly cursor: number;
  /** Kernel version, major * 1000 + minor. */
  readonly version: number;
  /** Forks per tick of the start time in /proc/PID/stat. */
  readonly tick: number;
  /** The number whose meaning the story follows (303), for colour and for the explorer's bands. */
  readonly watched: number | undefined;
  readonly variants: readonly string[];
  readonly cells: readonly {
    readonly name: string;
    readonly initial: Expr;
  }[];
  /** Names of the milestones (`mark noted`, `after noted`). */
  readonly marks: readonly string[];
  /** Child namespaces there at the start; parent undefined: the initial one. */
  readonly namespaces: readonly {
    readonly name: string;
    readonly parent: number | undefined;
    readonly numbers: { readonly first: number; readonly last: number };
    readonly cursor: number;
  }[];
  /** Connected sockets there at the start. A variable of that name holds each end's descriptor. */
  readonly sockets: readonly {
    readonly name: string;
    readonly ends: readonly [number, number];
  }[];
  readonly processes: readonly ProcessDecl[];
  readonly claims: readonly Claim[];
  readonly expectations: readonly Expectation[];
  /** The pinned schedule: which process takes each step. */
  readonly pinned: readonly PinnedStep[];
  readonly beats: readonly Beat[];
  readonly questions: readonly Question[];
  readonly source: string;
}
