// Short words for the lab's controls, made from views. Sentences about steps are explain's.

import type { Blocked, NextStep } from '../../src/machine/choice.ts';
import type { Hit } from '../../src/machine/machine.ts';
import type { StepView, Verdict } from '../../src/machine/view.ts';
import { NAMED } from '../../src/race/constants.ts';
import type { VerdictRow } from './rows.ts';

/** `SIGKILL` for 9. */
export function signalName(signal: number): string {
  if (signal === 0) return 'signal 0';
  for (const [name, { value }] of NAMED) {
    if (name.startsWith('SIG') && !name.startsWith('SIG_') && value === signal) return name;
  }
  return `signal ${signal}`;
}

/** A step in two words: `fork 311`, `exit`, `kill`. */
export function stepVerb(step: StepView | undefined): string {
  if (step === undefined) return '';
  if (step.op === 'spawn') {
    return step.result === undefined || step.result < 0 ? 'fork' : `fork ${step.result}`;
  }
  if (step.op === 'load') return `read ${step.result ?? ''}`.trim();
  if (step.op === 'store') return `write ${step.what}`;
  if (step.op === 'none') return 'stands still';
  return shortCall(step.what);
}

/** What a process would do: `fork → 302`, `kill(303)`, `wait`. */
export function nextVerb(next: NextStep | undefined): string {
  if (next === undefined) return '';
  if (next.op === 'spawn') return next.gives === undefined ? 'fork' : `fork ${next.gives}`;
  if (next.op === 'load') return `read ${next.what}`;
  if (next.op === 'store') return `write ${next.what}`;
  return shortCall(next.what);
}

function shortCall(call: string): string {
  const short: Readonly<Record<string, string>> = {
    wait4: 'wait',
    pidfd_send_signal: 'send',
    pidfd_open: 'open',
  };
  return short[call] ?? call;
}

/** Why a process cannot run, in few words. */
export function whyBlocked(blocked: Blocked | undefined): string {
  if (blocked === undefined) return '';
  switch (blocked.kind) {
    case 'finished':
      return 'has finished';
    case 'dead':
      return blocked.reaped ? 'is gone' : 'has exited';
    case 'call':
      return `${shortCall(blocked.call)}: nothing yet`;
    case 'after':
      return 'waits for its turn';
    case 'absent':
      return 'not started';
  }
}

/** The verdict bar's words. */
export function verdictRow(v: Verdict): VerdictRow {
  switch (v.kind) {
    case 'fine':
      return fineRow(v);
    case 'staleNote':
      return {
        tone: 'warn',
        icon: 'warning',
        lead: 'Stale note.',
        rest: `It says ${v.nr}. Nothing ties it to ${v.who} any more.`,
        short: 'stale note',
      };
    case 'referenceValid':
      return {
        tone: 'plain',
        icon: 'plug',
        lead: 'Reference valid.',
        rest: `The pidfd keeps ${v.who}’s struct pid alive.`,
        short: 'reference valid',
      };
    case 'lateReference':
      return {
        tone: 'warn',
        icon: 'warning',
        lead: 'Wrong reference.',
        rest: `The pidfd holds ${v.who}; ${v.meant} was meant.`,
        short: 'opened too late',
      };
    case 'wrongTarget':
      return {
        tone: 'bad',
        icon: 'cross',
        lead: v.killed ? 'Wrong process killed.' : 'Wrong process hit.',
        rest: `${v.who} got a signal meant for ${v.meant}.`,
        short: v.killed ? `${v.who} killed` : `${v.who} hit`,
      };
    case 'wrongStatus':
      return {
        tone: 'bad',
        icon: 'cross',
        lead: 'Wrong child collected.',
        rest: `${v.who}’s status was taken for ${v.meant}’s.`,
        short: 'wrong status',
      };
    case 'noHarm':
      return {
        tone: 'ok',
        icon: 'tick',
        lead: 'Nobody harmed.',
        rest:
          v.via === 'fd'
            ? `The pidfd still means ${v.meant}: gone, so ${v.errno ?? 'no answer'}.`
            : `The number was free, so ${v.errno ?? 'no answer'}.`,
        short: 'nobody harmed',
      };
    case 'rightTarget':
      return {
        tone: 'ok',
        icon: 'tick',
        lead: v.killed ? 'Right process killed.' : 'Right process reached.',
        rest: `${v.who} was meant, and ${v.who} got it.`,
        short: `${v.who} ${v.killed ? 'killed' : 'reached'}`,
      };
  }
}

function fineRow(v: Extract<Verdict, { kind: 'fine' }>): VerdictRow {
  const who = v.who ?? 'nobody';
  const lead = v.nr === undefined ? 'No harm.' : `${v.nr} means ${who}.`;
  const unseen = v.looked ? '' : `${v.looker ?? 'Nobody'} has not looked yet.`;
  const rest = v.zombie ? 'The zombie holds the number until it is reaped.' : unseen;
  return { tone: 'plain', icon: 'tick', lead, rest, short: `means ${who}` };
}

/** What stands over a letter. */
export function signalTitle(hit: Hit | undefined): string {
  if (hit === undefined) return '';
  return hit.signal === 0 ? 'anyone?' : signalName(hit.signal);
}

/** `second lap` / `of the PID clock`. */
export function lapText(lap: number): readonly [string, string] {
  const names = ['first', 'second', 'third', 'fourth', 'fifth'];
  return [`${names[lap - 1] ?? `${lap}th`} lap`, 'of the PID clock'];
}
