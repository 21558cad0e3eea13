// Why a call failed, in its context: the kernel's own causes, narrowed to the one at hand.

import { type Errno, tableRow } from '../kernel/index.ts';
import type { StepView, WorldView } from '../machine/view.ts';
import { nameIn } from './words.ts';

/** `Nobody has 303 any more.` For steps that failed; undefined for the others. */
export function errnoWords(
  step: StepView,
  view: Pick<WorldView, 'people'>,
  version: number,
): string | undefined {
  const { errno, hit } = step;
  if (errno === undefined) return undefined;
  if (errno === 'ESRCH' && hit?.via === 'fd') {
    return `${nameIn(view, hit.meant)} is gone, whoever has its number now.`;
  }
  if (errno === 'ESRCH' && hit?.via === 'nr') return `Nobody has ${hit.key} now.`;
  if (errno === 'ECHILD' && hit?.via === 'nr') return `${hit.key} is no child of ${step.name}.`;
  if (errno === 'ECHILD') return `${step.name} has no child to wait for.`;
  if (errno === 'EAGAIN' && step.op === 'spawn') return 'Every number is taken.';
  const cause = causeOf(step.op === 'spawn' ? 'clone3' : step.what, errno, version);
  return cause === undefined ? undefined : `${upper(cause)}.`;
}

/** What the kernel's table says about this errno on this version. */
export function causeOf(call: string, errno: Errno, version: number): string | undefined {
  const causes = (tableRow(call)?.errors ?? []).filter(
    e => e.errno === errno && e.since <= version && (e.until === 0 || version < e.until),
  );
  return causes.length === 0 ? undefined : causes.map(e => e.cause).join('; or ');
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
