// The verdict bar in words: a bold lead, a sentence, and a chip of two or three words.

import { unreachable } from '../base.ts';
import type { Verdict } from '../machine/verdict.ts';

export interface VerdictWords {
  readonly tone: 'plain' | 'ok' | 'warn' | 'bad';
  readonly icon: 'tick' | 'warning' | 'plug' | 'cross';
  /** At most 26 characters where names are short; ends with a full stop. */
  readonly lead: string;
  readonly rest: string;
  /** For a narrow chip. */
  readonly short: string;
}

/** What the frame around a world says. */
export function verdictWords(verdict: Verdict): VerdictWords {
  switch (verdict.kind) {
    case 'fine':
      return fine(verdict);
    case 'staleNote': {
      const { nr, who, now } = verdict;
      const rest =
        now === undefined || now === who
          ? `It says ${nr}. Nothing ties it to ${who} any more.`
          : `It says ${nr}, and that is ${now} now. It was ${who}.`;
      return { tone: 'warn', icon: 'warning', lead: 'Stale note.', rest, short: 'stale note' };
    }
    case 'referenceValid': {
      const rest = `The pidfd keeps ${verdict.who}’s struct pid alive.`;
      const lead = 'Reference valid.';
      return { tone: 'plain', icon: 'plug', lead, rest, short: 'reference valid' };
    }
    case 'lateReference': {
      const { who, meant } = verdict;
      const rest = `The pidfd holds ${who}. It was meant to hold ${meant}.`;
      return { tone: 'warn', icon: 'warning', lead: 'Opened too late.', rest, short: 'too late' };
    }
    case 'wrongTarget':
      return wrongTarget(verdict);
    case 'wrongStatus': {
      const rest = `The exit status is ${verdict.who}’s, not ${verdict.meant}’s.`;
      const lead = 'Wrong child collected.';
      return { tone: 'bad', icon: 'cross', lead, rest, short: 'wrong child' };
    }
    case 'misled': {
      const { who, meant, key } = verdict;
      const rest = `${key === '' ? 'It' : key} is there, but it is ${who}. ${meant} was meant.`;
      const lead = 'Wrong answer.';
      return { tone: 'bad', icon: 'cross', lead, rest, short: 'wrong answer' };
    }
    case 'broken': {
      const rest = `No longer true: “${verdict.claim}”.`;
      return { tone: 'bad', icon: 'cross', lead: 'Claim broken.', rest, short: 'claim broken' };
    }
    case 'stopped': {
      const { who, meant } = verdict;
      const rest = `${meant} is gone, and ${who} leaves it at that.`;
      return { tone: 'ok', icon: 'tick', lead: 'Nobody harmed.', rest, short: 'nobody harmed' };
    }
    case 'noHarm':
      return noHarm(verdict);
    case 'rightTarget': {
      const { who, killed } = verdict;
      const lead = killed ? 'Right process killed.' : 'Right process reached.';
      const rest = `The signal reached ${who}, as meant.`;
      return {
        tone: 'ok',
        icon: 'tick',
        lead,
        rest,
        short: killed ? `${who} killed` : 'right one',
      };
    }
    default:
      return unreachable(verdict);
  }
}

function fine(verdict: Extract<Verdict, { kind: 'fine' }>): VerdictWords {
  const { nr, who, looked, looker, zombie } = verdict;
  const tone = { tone: 'plain', icon: 'tick' } as const;
  const waits = looker === undefined || looked ? '' : `${looker} has not looked yet.`;
  if (nr === undefined)
    return { ...tone, lead: 'Nobody is meant.', rest: waits, short: 'no number' };
  if (who === undefined) {
    return { ...tone, lead: `${nr} is free.`, rest: waits, short: `${nr} is free` };
  }
  const lead = `${nr} means ${who}.`;
  const short = `${nr} is ${who}`;
  const rest = zombie ? 'The zombie holds the number until it is reaped.' : waits;
  return { ...tone, lead, rest, short };
}

function wrongTarget(verdict: Extract<Verdict, { kind: 'wrongTarget' }>): VerdictWords {
  const { who, meant, call, killed } = verdict;
  const tone = { tone: 'bad', icon: 'cross' } as const;
  if (call === 'setns') {
    const rest = `These are ${who}’s. ${meant}’s were meant.`;
    return { ...tone, lead: 'Mixed namespaces.', rest, short: 'mixed namespaces' };
  }
  if (call === 'pidfd_getfd') {
    const rest = `The file is ${who}’s. ${meant}’s was meant.`;
    return { ...tone, lead: 'Wrong file taken.', rest, short: 'wrong file' };
  }
  const signal = /kill|signal|sigqueue/.test(call);
  const what = signal ? 'got a signal' : 'was reached by a call';
  const lead = killed ? 'Wrong process killed.' : 'Wrong process reached.';
  const short = killed ? `${who} killed` : `${who} hit`;
  return { ...tone, lead, rest: `${who} ${what} meant for ${meant}.`, short };
}

function noHarm(verdict: Extract<Verdict, { kind: 'noHarm' }>): VerdictWords {
  const { meant, errno, via } = verdict;
  const words = {
    tone: 'ok',
    icon: 'tick',
    lead: 'Nobody harmed.',
    short: 'nobody harmed',
  } as const;
  if (errno === undefined) return { ...words, rest: `${meant} was a zombie: no effect.` };
  return via === 'fd'
    ? { ...words, rest: `The pidfd still means ${meant}: gone, so ${errno}.` }
    : { ...words, rest: `Nobody had the number just then: ${errno}. Luck.` };
}
