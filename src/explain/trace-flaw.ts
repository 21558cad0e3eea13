// Words for what a recording lacks.

import type { Flaw } from '../trace/trace.ts';
import { countText } from './words.ts';

/** What to know about a recording that is not whole. */
export function flawText(flaw: Flaw): string {
  switch (flaw.kind) {
    case 'no-header':
      return 'The first line, which says kernel and command, is missing. Events are read all the same.';
    case 'version':
      return `Format version ${flaw.version}; this page knows version 1 and shows what it understands.`;
    case 'no-end':
      return 'The recording has no end: the recorder was stopped, or the file was cut.';
    case 'cut-line':
      return `The last line, ${flaw.line}, is cut off. Everything before it is shown.`;
    case 'only-header':
      return 'There is a header and no event: nothing happened, or it was not written.';
    case 'no-times':
      return 'No times in this file: order is kept, durations are not.';
    case 'no-order':
      return 'These files have no clock in common: between tasks only births and waits are in order. Record with -ttt.';
    case 'guessed':
      return `In a PID namespace the results of forks have other numbers than the lines: who is who was guessed for ${flaw.tasks === 1 ? 'one child' : `${countText(flaw.tasks)} children`}. Record with --decode-pids=pidns.`;
    case 'one-process':
      return 'Only one process in this file. Record with -f to see children.';
    case 'light':
      return 'A light recording: births, programs and ends. Who collected whom, and calls, are not in it.';
    case 'lost':
      return `The recorder lost ${flaw.events} events; what follows from them is unknown.`;
    case 'stopped':
      return `Reading stopped at line ${flaw.line}: ${flaw.reason}.`;
  }
}
