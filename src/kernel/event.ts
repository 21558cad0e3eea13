// What happened inside one step: facts in the past tense with identities, never sentences. Events
// are the only input of narration, animation and announcements; the explorer asks for none.

import type { Errno } from './errno.ts';
import type { Fd, Ino, Nr, NsId } from './id.ts';

export type KernelEvent =
  /** The allocator passed a number over because it is in use. */
  | { readonly kind: 'skip'; readonly ns: NsId; readonly nr: Nr }
  /** The search went past pid_max and began again at the floor. */
  | { readonly kind: 'wrap'; readonly ns: NsId; readonly floor: Nr }
  /** A number was given out; `recycled` when it had an earlier holder in this state's history. */
  | { readonly kind: 'alloc'; readonly ns: NsId; readonly nr: Nr; readonly pid: Ino }
  | { readonly kind: 'fork'; readonly parent: Ino; readonly child: Ino; readonly thread: boolean }
  | { readonly kind: 'exec'; readonly pid: Ino; readonly comm: string; readonly formerly: Ino }
  /** A task ended; status in wait-status format. */
  | { readonly kind: 'exit'; readonly pid: Ino; readonly status: number }
  /** It became a zombie that somebody must collect. */
  | { readonly kind: 'zombie'; readonly pid: Ino; readonly parent: Ino | undefined }
  | { readonly kind: 'reparent'; readonly pid: Ino; readonly to: Ino | undefined }
  /** A zombie was collected: by a wait, or by the kernel itself (`by` undefined). */
  | {
      readonly kind: 'reap';
      readonly pid: Ino;
      readonly by: Ino | undefined;
      readonly status: number;
    }
  /** A number became free in every namespace. */
  | { readonly kind: 'free'; readonly ns: NsId; readonly nr: Nr; readonly pid: Ino }
  /** A task is gone but its number stays: still a group's or a session's. */
  | { readonly kind: 'pinned'; readonly nr: Nr; readonly pid: Ino; readonly as: 'pgid' | 'sid' }
  /** A number was looked up: by whom, which number, and what it means now. */
  | { readonly kind: 'lookup'; readonly by: Ino; readonly nr: Nr; readonly found: Ino | undefined }
  /** A signal was aimed: `via` says by what kind of name. `to` undefined: nobody there. */
  | {
      readonly kind: 'send';
      readonly from: Ino;
      readonly signal: number;
      readonly via: 'nr' | 'pidfd' | 'group' | 'kernel';
      readonly to: Ino | undefined;
      readonly errno: Errno | undefined;
    }
  /** A signal reached a task: what it did there. */
  | {
      readonly kind: 'deliver';
      readonly pid: Ino;
      readonly signal: number;
      /** si_code, and si_pid as the receiver sees it. */
      readonly code: number;
      readonly nr: number;
      readonly from: Ino | undefined;
      readonly effect:
        | 'terminate'
        | 'stop'
        | 'continue'
        | 'handler'
        | 'ignored'
        | 'pending'
        | 'none';
    }
  | {
      readonly kind: 'fdOpen';
      readonly pid: Ino;
      readonly fd: Fd;
      readonly target: Ino | undefined;
    }
  | {
      readonly kind: 'fdClose';
      readonly pid: Ino;
      readonly fd: Fd;
      readonly target: Ino | undefined;
      readonly why: 'close' | 'exec' | 'exit';
    }
  /** A poller of a pidfd saw these bits. */
  | {
      readonly kind: 'poll';
      readonly by: Ino;
      readonly fd: Fd;
      readonly target: Ino;
      readonly revents: number;
    }
  /** The last reference went: the struct pid is gone. */
  | { readonly kind: 'putPid'; readonly pid: Ino };
