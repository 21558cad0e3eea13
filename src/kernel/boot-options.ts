// What a kernel is started with.

import type { GroupId, Ino, TaskId } from './id.ts';
import type { Creds, Kernel } from './state.ts';

/** A process put at a chosen number before the story begins. */
export interface BootProcess {
  readonly comm: string;
  readonly nr: number;
  /** The number of its parent, which must come earlier in the list; 1 is init. */
  readonly parent: number;
}

export interface BootOptions {
  /** major * 1000 + minor. */
  readonly version: number;
  readonly pidMax: number;
  /** The number that the allocator looks at first. */
  readonly cursor: number;
  readonly processes: readonly BootProcess[];
  /** Name of pid 1. */
  readonly init: string;
  /** Forks per tick of /proc/PID/stat's start time. */
  readonly tick: number;
  /** PID namespaces outside the modelled one. */
  readonly outerDepth: number;
  readonly creds: Creds;
  /** RLIMIT_NOFILE. */
  readonly openFiles: number;
}

/** A task and the group it belongs to, by number: what a boot list is looked up by. */
export interface Booted {
  readonly kernel: Kernel;
  readonly tasks: readonly { readonly task: TaskId; readonly group: GroupId; readonly pid: Ino }[];
}
