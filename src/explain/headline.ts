// One sentence for what a step did in one world, and a shorter clause to set beside another world's.
// The subject is the process; the result comes first. At most 62 characters where names are short.

import { POLL } from '../kernel/index.ts';
import type { StepView } from '../machine/view.ts';
import { blockedSentence } from './blocked.ts';
import { hitWords } from './headline-hit.ts';
import { type Headline, plainCall, says, type View } from './sentence.ts';
import { listOf, nameIn, signalName } from './words.ts';

/** What the last step did in this world. */
export function headlineOf(view: View): Headline {
  const { last } = view;
  if (last === undefined) return { headline: 'The start.', detail: undefined, clause: 'the start' };
  switch (last.op) {
    case 'none':
      return stood(last, view);
    case 'load':
      return noted(last);
    case 'store': {
      const value = last.args[0]?.value ?? '';
      return says(last, `writes ${value} to ${last.what}`, undefined);
    }
    case 'pause':
      return says(last, last.what, undefined);
    case 'spawn':
      return forked(last, view);
    case 'syscall':
      return called(last, view);
  }
}

function stood(step: StepView, view: View): Headline {
  const why = step.blocked === undefined ? '' : blockedSentence(step.name, step.blocked, view);
  return { headline: why, detail: 'Nothing changes in this world.', clause: 'no step' };
}

function noted(step: StepView): Headline {
  const detail = 'A number in a variable is a copy. Nothing updates it.';
  const told = says(step, `notes ${step.result ?? '?'} from ${step.what}`, detail);
  return { ...told, clause: `notes ${step.result ?? '?'}` };
}

function forked(step: StepView, view: View): Headline {
  if (step.errno === 'EAGAIN') {
    const told = says(step, 'cannot fork: no number is free', 'EAGAIN: every number is taken.');
    return { ...told, clause: 'no number is free' };
  }
  if (step.errno !== undefined) return says(step, `cannot fork: ${step.errno}`, undefined);
  const alloc = step.events.find(e => e.kind === 'alloc');
  if (alloc?.kind !== 'alloc') return called(step, view);
  const child = view.people.find(p => p.pid === alloc.pid);
  const name = child?.name ?? step.what;
  const recycled = (child?.letter ?? 0) > 0;
  const clause = `${name} gets ${alloc.nr}`;
  if (recycled) {
    const headline = `${name} starts, and gets ${alloc.nr}.`;
    return { headline, detail: 'The same number, another process.', clause };
  }
  const headline = `${step.name} starts ${name}, which gets ${alloc.nr}.`;
  return { headline, detail: passedOver(step), clause };
}

/** Why the number is not simply the next one. */
export function passedOver(step: StepView): string | undefined {
  const skipped = step.events.flatMap(e => (e.kind === 'skip' ? [e.nr] : []));
  const wrapped = step.events.some(e => e.kind === 'wrap');
  if (skipped.length === 0) return wrapped ? 'The clock wraps.' : undefined;
  const taken =
    skipped.length === 1
      ? `${skipped[0]} is taken, so it is passed over.`
      : skipped.length <= 4
        ? `${listOf(skipped)} are taken, so they are passed over.`
        : `${skipped.length} taken numbers are passed over.`;
  return wrapped ? `The clock wraps. ${taken}` : taken;
}

function called(step: StepView, view: View): Headline {
  switch (step.what) {
    case 'fork':
    case 'vfork':
    case 'clone':
    case 'clone3':
      return step.events.some(e => e.kind === 'alloc') ? forked(step, view) : plainCall(step);
    case 'exit':
    case 'exit_group':
      return exited(step, view);
    case 'wait4':
    case 'waitid':
      return waited(step, view);
    case 'execve':
      return step.errno ? plainCall(step) : says(step, 'now runs another program', undefined);
    case 'poll':
    case 'epoll_wait':
      return polled(step, view);
    case 'kill':
      return step.hit === undefined ? groupSignal(step) : hitWords(step, step.hit, view);
    default:
      return step.hit === undefined ? plainCall(step) : hitWords(step, step.hit, view);
  }
}

/** kill of a whole set: 0, -1. */
function groupSignal(step: StepView): Headline {
  if (step.errno !== undefined) return plainCall(step);
  const signal = signalName(step.args[1]?.value ?? 0);
  const whom = step.args[0]?.value === -1 ? 'everybody' : 'its whole group';
  const hit = new Set(step.events.flatMap(e => (e.kind === 'deliver' ? [e.pid] : []))).size;
  const clause = `${signal} to ${whom}: ${hit} hit`;
  return { headline: `${step.name} sends ${clause}.`, detail: undefined, clause };
}

function exited(step: StepView, view: View): Headline {
  const person = view.people.find(p => p.pid === step.pid);
  const zombie = step.events.some(e => e.kind === 'zombie' && e.pid === step.pid);
  const nr = person?.nr ?? '';
  if (zombie) {
    const headline = `${step.name} exits. It is a zombie: dead, but still holding ${nr}.`;
    const detail = 'A zombie keeps its number until its parent has collected it.';
    return { headline, detail, clause: 'exits and is a zombie' };
  }
  const freed = step.events.some(e => e.kind === 'free' && e.pid === step.pid);
  if (!freed) return says(step, 'exits', undefined);
  const headline = `${step.name} exits. Number ${nr} is free at once.`;
  const detail = 'Nobody has to collect it: the kernel does so by itself.';
  return { headline, detail, clause: 'exits and is gone' };
}

function waited(step: StepView, view: View): Headline {
  const reaped = step.events.find(e => e.kind === 'reap');
  if (reaped?.kind !== 'reap') {
    if (step.errno === 'ECHILD') {
      const told = says(step, 'has no such child to wait for: ECHILD', undefined);
      return { ...told, clause: 'ECHILD' };
    }
    const clause = step.errno === undefined ? 'finds nothing to collect' : `waits: ${step.errno}`;
    return says(step, clause, undefined);
  }
  const name = nameIn(view, reaped.pid);
  const wrong = step.hit?.outcome === 'wrong';
  const free = step.events.find(e => e.kind === 'free' && e.pid === reaped.pid);
  const clause = `collects ${name}`;
  if (wrong) {
    return says(step, clause, `It meant ${nameIn(view, step.hit?.meant)}.`);
  }
  if (free?.kind !== 'free') return says(step, clause, 'The number stays: it is still in use.');
  const headline = `${step.name} collects ${name}. Number ${free.nr} is free.`;
  const note = view.notes.find(
    n => n.nr === free.nr && n.state === 'stale' && n.holder !== step.pid && !n.used,
  );
  const holder = note && nameIn(view, note.holder);
  const detail = holder && `Nobody tells ${holder}. Its note still says ${free.nr}.`;
  return { headline, detail, clause };
}

function polled(step: StepView, view: View): Headline {
  const event = step.events.find(e => e.kind === 'poll');
  if (event?.kind !== 'poll' || event.revents === 0) {
    return says(step, 'polls: no event', undefined);
  }
  const gone = (event.revents & POLL.POLLHUP) !== 0;
  const target = nameIn(view, event.target);
  const told = says(
    step,
    `sees that ${target} has ${gone ? 'been collected' : 'exited'}`,
    undefined,
  );
  return { ...told, clause: `sees ${target} ${gone ? 'gone' : 'dead'}` };
}
