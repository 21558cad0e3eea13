// Why a process cannot take its next step, in a few words.

import { unreachable } from '../base.ts';
import type { BlockedReason } from '../kernel/index.ts';
import type { Blocked } from '../machine/choice.ts';
import type { WorldView } from '../machine/view.ts';
import { listOf, nameIn } from './words.ts';

/** `wait: nothing to reap`. */
export function blockedWords(blocked: Blocked, view: Pick<WorldView, 'people'>): string {
  switch (blocked.kind) {
    case 'finished':
      return 'nothing more to do';
    case 'dead':
      return blocked.reaped ? 'gone' : 'a zombie';
    case 'after':
      return `not before ${blocked.mark}`;
    case 'absent':
      return 'not there';
    case 'call':
      return callWords(blocked.call, blocked.why, view);
    default:
      return unreachable(blocked);
  }
}

function callWords(call: string, why: BlockedReason, view: Pick<WorldView, 'people'>): string {
  switch (why.kind) {
    case 'child':
      return 'wait: nothing to reap';
    case 'poll':
      return why.pids.length === 0
        ? 'poll: no event yet'
        : `poll: ${listOf(why.pids.map(p => nameIn(view, p)))} still runs`;
    case 'message':
      return `${call}: no message yet`;
    case 'pipe':
      return `${call}: the pipe is empty`;
    case 'signal':
      return `${call}: no signal yet`;
    case 'stopped':
      return 'stopped by a signal';
    case 'vfork':
      return `vfork: waits for ${nameIn(view, why.child)}`;
    case 'members':
      return 'exit: waits for its namespace';
    case 'exited':
      return 'has exited';
    default:
      return unreachable(why);
  }
}

/** `waits: child`: short enough to stand beside a tile. */
export function waitWord(why: BlockedReason, view: Pick<WorldView, 'people'>): string {
  switch (why.kind) {
    case 'poll':
      return why.pids.length === 1 ? `waits: ${nameIn(view, why.pids[0])}` : 'waits: event';
    case 'stopped':
    case 'exited':
      return why.kind;
    case 'child':
    case 'message':
    case 'pipe':
    case 'signal':
    case 'vfork':
    case 'members':
      return `waits: ${why.kind}`;
    default:
      return unreachable(why);
  }
}

/** The same as a sentence, for the inspector and for screen readers. */
export function blockedSentence(
  name: string,
  blocked: Blocked,
  view: Pick<WorldView, 'people'>,
): string {
  switch (blocked.kind) {
    case 'finished':
      return `${name} has nothing more to do.`;
    case 'dead':
      return blocked.reaped ? `${name} is gone.` : `${name} has exited and is a zombie.`;
    case 'after':
      return `${name} waits until the story has reached "${blocked.mark}".`;
    case 'absent':
      return `${name} is not there in this world.`;
    case 'call':
      return `${name} cannot go on: ${callWords(blocked.call, blocked.why, view)}.`;
    default:
      return unreachable(blocked);
  }
}
