// The verdicts on one world at one moment: what the frame around it says. judge.ts finds the one.

import type { Errno, Ino, Nr } from '../kernel/index.ts';

/** The verdict bar. Names and numbers only; explain/verdict.ts has the words. */
export type Verdict =
  /** Nothing has gone wrong. `looked`: the one whom the race follows has begun. */
  | {
      readonly kind: 'fine';
      readonly nr: Nr | undefined;
      readonly pid: Ino | undefined;
      readonly who: string | undefined;
      readonly looked: boolean;
      readonly looker: string | undefined;
      readonly zombie: boolean;
    }
  | {
      readonly kind: 'staleNote';
      readonly nr: Nr;
      readonly who: string;
      readonly now: string | undefined;
    }
  | { readonly kind: 'referenceValid'; readonly who: string; readonly gone: boolean }
  | { readonly kind: 'lateReference'; readonly who: string; readonly meant: string }
  | {
      readonly kind: 'wrongTarget';
      readonly who: string;
      readonly meant: string;
      readonly signal: number;
      readonly killed: boolean;
      /** The call that did it. */
      readonly call: string;
    }
  | { readonly kind: 'wrongStatus'; readonly who: string; readonly meant: string }
  /** It asked about somebody, and heard of somebody else. */
  | { readonly kind: 'misled'; readonly who: string; readonly meant: string; readonly key: string }
  /** A claim of the race is broken, in no way that has a name of its own. */
  | { readonly kind: 'broken'; readonly claim: string }
  /** Its program is over, and nothing was hit: it noticed in time. */
  | { readonly kind: 'stopped'; readonly who: string; readonly meant: string }
  | {
      readonly kind: 'noHarm';
      readonly meant: string;
      readonly errno: Errno | undefined;
      readonly via: 'nr' | 'fd';
    }
  | { readonly kind: 'rightTarget'; readonly who: string; readonly killed: boolean };
