// Sentences for calls that named a process: whom they reached, and whom they meant.

import type { HitView, StepView } from '../machine/view.ts';
import { callLine } from './call.ts';
import { type Headline, plainCall, says, type View } from './sentence.ts';
import { nameIn, signalName } from './words.ts';

/** A call that named a process. */
export function hitWords(step: StepView, hit: HitView, view: View): Headline {
  const meant = nameIn(view, hit.meant);
  const reached = nameIn(view, hit.reached);
  switch (hit.deed) {
    case 'look':
      return looked(step, hit, reached);
    case 'open':
      if (hit.outcome === 'nobody') return says(step, `opens no pidfd: ${step.errno}`, undefined);
      return opened(step, hit, meant, reached);
    case 'signal':
      return signalled(step, hit, meant, reached);
    case 'read':
      return looksUp(step, hit, meant, reached);
    default:
      return used(step, hit, meant, reached);
  }
}

/** /proc by number, and files below it. */
function looksUp(step: StepView, hit: HitView, meant: string, reached: string): Headline {
  const what = step.what === 'read' ? 'reads about' : 'looks up';
  if (hit.outcome === 'nobody') {
    const told = says(step, `${what} ${meant}: ${step.errno}`, `${meant} is gone.`);
    return { ...told, clause: `${step.errno}` };
  }
  const detail = hit.outcome === 'wrong' ? `It meant ${meant}.` : callLine(step);
  return says(step, `${what} ${reached} in /proc`, detail);
}

/** setns, pidfd_getfd and others that take a process as a source. */
function used(step: StepView, hit: HitView, meant: string, reached: string): Headline {
  const thing = step.what === 'setns' ? 'namespaces' : step.what === 'pidfd_getfd' ? 'file' : '';
  if (thing === '' || step.errno !== undefined) return plainCall(step);
  const verb = step.what === 'setns' ? 'enters' : 'takes';
  const detail = hit.outcome === 'wrong' ? `It meant ${meant}’s.` : callLine(step);
  return says(step, `${verb} ${reached}’s ${thing}`, detail);
}

function opened(step: StepView, hit: HitView, meant: string, reached: string): Headline {
  const headline = `${step.name} opens a pidfd of ${reached}.`;
  const late = hit.meant !== undefined && hit.meant !== hit.reached;
  const detail = late
    ? `It meant ${meant}. A firm grip on the wrong process.`
    : 'A reference to the process itself, not to its number.';
  const clause = late ? `holds ${reached}` : 'opens a pidfd';
  return { headline, detail, clause };
}

function looked(step: StepView, hit: HitView, reached: string): Headline {
  const key = hit.via === 'nr' ? String(hit.key) : nameOfPidfd(hit);
  if (hit.outcome === 'nobody') return says(step, `checks ${key}: nobody there`, undefined);
  const detail = hit.outcome === 'wrong' ? `It is ${reached} that exists.` : undefined;
  return says(step, `checks ${key}: it exists`, detail);
}

function nameOfPidfd(hit: HitView): string {
  return `its pidfd ${hit.key}`;
}

function signalled(step: StepView, hit: HitView, meant: string, reached: string): Headline {
  const signal = signalName(hit.signal);
  const sends = `${step.name} sends ${signal}.`;
  const ended = step.events.some(
    e => e.kind === 'deliver' && e.pid === hit.reached && e.effect === 'terminate',
  );
  switch (hit.outcome) {
    case 'wrong': {
      const headline = `${sends} ${reached} ${ended ? 'dies' : 'gets it'}; ${meant} was meant.`;
      const detail = `${hit.key} was ${meant} when ${step.name} learnt it.`;
      return { headline, detail, clause: ended ? `${reached} dies` : `${reached} is hit` };
    }
    case 'right': {
      const clause = ended ? `${reached} dies` : `${reached} gets it`;
      return { headline: `${sends} ${clause}.`, detail: 'The right process.', clause };
    }
    case 'zombie': {
      const headline = `${sends} ${reached} is a zombie: no effect.`;
      return { headline, detail: undefined, clause: 'a zombie, no effect' };
    }
    case 'nobody': {
      const detail =
        hit.via === 'fd'
          ? `The pidfd still means ${meant}, and ${meant} is gone.`
          : `Nobody has ${hit.key} just now. It could have been anybody.`;
      const clause = 'nothing is hit';
      return { headline: `${sends} ${step.errno ?? 'Nobody there'}: ${clause}.`, detail, clause };
    }
  }
}
