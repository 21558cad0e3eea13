// A recorded call in the hands of those who perform it: who made it, its arguments, what it gave, and
// the parts of a comparison that all calls share.

import {
  type FileId,
  fdFile,
  findPid,
  givePidfd,
  type Kernel,
  type NsId,
  type Syscall,
  type SyscallResult,
  type TaskId,
} from '../kernel/index.ts';
import { NONE, type Rec } from '../trace/record.ts';
import { type Argument, argumentsOf } from './arguments.ts';
import { attempt, type Recorded } from './attempt.ts';
import type { Parts } from './parts.ts';
import { isFalling } from './pauses.ts';
import { SAID, type Said, type Unknown, type Why } from './report.ts';

/** The strings that a reading of the recording made, by number. */
export interface Words {
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

export class Call {
  readonly parts: Parts;
  readonly rec: Rec;
  readonly event: number;
  readonly name: string;
  readonly caller: TaskId;
  readonly actor: number;
  /** Whom the call concerned, as the recording shows it; -1: nobody known. */
  readonly object: number;
  /** Name of the recorded errno; empty: the call succeeded. */
  readonly errno: string;
  private readonly words: Words;
  private split: readonly Argument[] | undefined;

  constructor(parts: Parts, words: Words, rec: Rec, event: number, name: string, caller: TaskId) {
    const { columns } = parts.stage.trace;
    this.parts = parts;
    this.words = words;
    this.rec = rec;
    this.event = event;
    this.name = name;
    this.caller = caller;
    this.actor = columns.actor[event] ?? -1;
    this.object = columns.object[event] ?? -1;
    this.errno = words.names[rec.err] ?? '';
  }

  get args(): readonly Argument[] {
    const strace = this.parts.stage.trace.format === 'strace';
    this.split ??= argumentsOf(this.rec, this.words.texts, strace);
    return this.split;
  }

  get kernel(): Kernel {
    return this.parts.stage.kernel;
  }

  set kernel(kernel: Kernel) {
    this.parts.stage.kernel = kernel;
  }

  /** The namespace whose numbers the caller uses. */
  get home(): NsId {
    return this.parts.places.home(this.caller);
  }

  get failed(): boolean {
    return this.errno !== '';
  }

  skip(): void {
    this.parts.ledger.skip(this.name);
  }

  cannotTell(why: Unknown): void {
    this.parts.ledger.cannotTell(why);
  }

  /** What the recording says; `more` where the call succeeded. */
  said(more: Partial<Said> = {}): Said {
    return this.failed ? { ...SAID, errno: this.errno } : { ...SAID, ...more };
  }

  /** Performs a call and holds it against the recording. */
  compare(
    sys: Syscall,
    more: Partial<Recorded> & Pick<Recorded, 'why'>,
  ): SyscallResult | undefined {
    const { t, d } = this.rec;
    const about = more.about ?? [];
    return attempt(this.parts, {
      event: this.event,
      name: this.name,
      from: t - d,
      t,
      caller: this.caller,
      actor: this.actor,
      sys,
      said: this.said(),
      read: plainly,
      about,
      gone: about,
      excuse: () => this.refusal(),
      ...more,
    });
  }

  /**
   * Users and their rights are not in a recording, nor are limits and what pointers point to; and of a task that it never
   * introduced, not even the namespace.
   */
  refusal(): Unknown | undefined {
    const { stage } = this.parts;
    if (isFalling(this.parts, this.actor, this.event, this.rec.t)) return 'unended';
    if (stage.life(this.actor)?.how === 'seen' && stage.trace.format === 'ndjson') return 'past';
    if (this.errno === 'EPERM' || this.errno === 'EACCES') return 'permission';
    if (this.errno === 'EFAULT' || (this.errno === 'EINVAL' && INFORMED.has(this.name)))
      return 'pointer';
    return /^(?:EAGAIN|EMFILE|ENFILE|ENOMEM)$/.test(this.errno) ? 'limit' : undefined;
  }

  /** Whom a number means in a kernel: an incarnation, -1 somebody outside; undefined: nobody. */
  holder(kernel: Kernel, nr: number): number | undefined {
    const pid = findPid(kernel, this.home, nr);
    return pid === undefined ? undefined : this.parts.stage.lifeOf(pid.ino);
  }

  /** Why the model says what it says of a number. */
  whyNumber(nr: number): Why {
    const { stage } = this.parts;
    const life = this.holder(this.kernel, nr);
    if (life !== undefined) {
      const state = stage.state(life);
      return { kind: 'held', nr, life, state: life >= 0 && state === 'gone' ? 'group' : state };
    }
    return { kind: 'free', nr, life: this.object };
  }

  /** The incarnation behind a descriptor of the caller; undefined: the model knows no pidfd there. */
  behind(kernel: Kernel, fd: number): number | undefined {
    const task = kernel.tasks[this.caller];
    const on = task === undefined ? undefined : fdFile(kernel, task, fd)?.on;
    return on?.kind === 'pidfd' ? this.parts.stage.lifeOf(on.pid) : undefined;
  }

  /** Sees to it that a pidfd is there that the recording uses. False: its process is not known. */
  holdsPidfd(fd: number, life: number): boolean {
    if (this.behind(this.kernel, fd) !== undefined) return true;
    if (life < 0) return false;
    this.parts.places.ensure(life);
    const pid = this.parts.stage.pid(life);
    if (pid === undefined) return false;
    this.kernel = givePidfd(this.kernel, this.caller, fd, { pid, thread: false, nonblock: false });
    const file = this.fileAt(fd);
    if (file !== undefined) this.parts.places.assumed.add(file);
    return true;
  }

  private fileAt(fd: number): FileId | undefined {
    const task = this.kernel.tasks[this.caller];
    return task === undefined ? undefined : fdFile(this.kernel, task, fd)?.id;
  }

  /** Whether a descriptor is a pidfd only by its use; a directory in /proc can be used as one by some calls. */
  isAssumed(fd: number): boolean {
    const file = this.fileAt(fd);
    return file !== undefined && this.parts.places.assumed.has(file);
  }
}

/** Calls that pass a siginfo, of which a recording shows nothing. */
const INFORMED: ReadonlySet<string> = new Set([
  'rt_sigqueueinfo',
  'rt_tgsigqueueinfo',
  'pidfd_send_signal',
]);

/** Success or an errno. */
export const plainly = (result: SyscallResult): Said =>
  result.ok ? SAID : { ...SAID, errno: result.errno };

/** An argument that must be a whole number; NONE otherwise. */
export const whole = (argument: Argument): number =>
  typeof argument === 'number' && Number.isInteger(argument) ? argument : NONE;
