// What a player has reached, by level: stars and the best counts; kept in the browser where it allows
// that. What was kept is read with suspicion: it may be of another version, or somebody's own work.

const KEY = 'wrong-number:challenge';

export interface Best {
  /** 1 to 3. */
  readonly stars: number;
  /** Of the shortest order found; undefined: the answer was that there is none. */
  readonly steps: number | undefined;
}

/** By level id. */
export type Progress = Readonly<Record<string, Best>>;

/** How much the player was told in this attempt. */
export type Told = 'nothing' | 'hint' | 'order';

export const MAX_STARS = 3;

/**
 * One star for the goal, one for the fewest steps, one for the fewest switches. Who asked for a hint
 * gets two at most; who was shown the order, one.
 */
export function starsFor(
  mine: { readonly steps: number; readonly switches: number },
  par: { readonly steps: number; readonly switches: number },
  told: Told,
): number {
  const earned = 1 + Number(mine.steps <= par.steps) + Number(mine.switches <= par.switches);
  return Math.min(earned, LIMIT[told]);
}

/** For saying that no order does it, where none does. */
export const starsForNone = (told: Told): number => LIMIT[told];

const LIMIT: Readonly<Record<Told, number>> = { nothing: MAX_STARS, hint: 2, order: 1 };

/** The better of both, count by count. */
export function withResult(progress: Progress, id: string, result: Best): Progress {
  const old = progress[id];
  const stars = Math.max(result.stars, old?.stars ?? 0);
  const counts = [result.steps, old?.steps].filter(n => n !== undefined);
  const steps = counts.length === 0 ? undefined : Math.min(...counts);
  return { ...progress, [id]: { stars, steps } };
}

/** Reads what was kept; whatever is not of this form is left out. */
export function parseProgress(text: string): Progress {
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    // Not ours, or cut short: begin anew.
    return {};
  }
  if (typeof kept !== 'object' || kept === null) return {};
  const entries = Object.entries(kept).flatMap(([id, value]): [string, Best][] => {
    const best = bestOf(value);
    return best === undefined ? [] : [[id, best]];
  });
  return Object.fromEntries(entries);
}

function bestOf(value: unknown): Best | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { stars, steps } = value as { stars?: unknown; steps?: unknown };
  if (!isCount(stars) || stars < 1 || stars > MAX_STARS) return undefined;
  if (steps !== undefined && !isCount(steps)) return undefined;
  return { stars, steps };
}

const isCount = (n: unknown): n is number => typeof n === 'number' && Number.isInteger(n) && n >= 0;

export function loadProgress(): Progress {
  try {
    return parseProgress(localStorage.getItem(KEY) ?? '{}');
  } catch {
    // Storage refused: this visit begins with nothing.
    return {};
  }
}

/** Returns whether it was kept. */
export function saveProgress(progress: Progress): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(progress));
    return true;
  } catch {
    // Refused, or full.
    return false;
  }
}
