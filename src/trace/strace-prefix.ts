// What stands before a line of strace's text: who (-f, -o), when (-t, -tt, -ttt, -r), which syscall by
// number (-n) and where in the program (-i). strace writes them in this order, each only if asked.

/** How the lines tell the time. */
export type Clock = 'none' | 'day' | 'epoch' | 'delta';

export interface Prefix {
  readonly tid: number | undefined;
  readonly clock: Clock;
  /** Whole seconds in the clock's own way, and nanoseconds beside them. */
  readonly seconds: number;
  readonly ns: number;
  /** Where the rest begins. */
  readonly end: number;
}

/** Above the largest number that Linux gives a process: so large a number is a time. */
export const PID_LIMIT = 1 << 22;

/** With -Y a name follows the number; names may contain `>`. */
const WHO =
  /^(?:\[pid\s{1,12}(\d{1,10})(?:<.{0,64}?>(?=\]))?\]\s{0,12}|\s{0,12}(\d{1,10})(?:<.{0,64}?>(?=\s))?\s{1,12}(?![.:\d]*\s*=))/;
const DAY = /(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\s{1,12}/y;
const SECONDS = /\s{0,12}(\d{1,12})(?:\.(\d{1,9}))?\s{1,12}/y;
/** Whole seconds since the line before: told from a number by what follows. */
const WHOLE = /\s{1,12}(\d{1,7})\s{1,12}(?=[a-z]\w{0,40}\(|---|\+\+\+|<\.\.\.)/y;
const DELTA = /\(\+\s{0,12}\d{1,12}(?:\.\d{1,9})?\)\s{1,12}/y;
const NUMBER = /\[\s{0,6}(?:\d{1,5}|0x[0-9a-f]{1,8}|\?{1,8})\]\s{1,12}/y;
const PLACE = /\[(?:[0-9a-f]{8,16}|\?{8,16})\]\s{1,12}/y;

/** A fraction's digits as nanoseconds. */
export const nanos = (digits: string | undefined): number =>
  digits === undefined ? 0 : Number(digits.padEnd(9, '0'));

function match(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

/** Reads what stands before the call, exit or signal. */
export function lexPrefix(line: string): Prefix {
  let end = 0;
  let tid: number | undefined;
  const who = WHO.exec(line);
  const number = who === null ? -1 : Number(who[1] ?? who[2]);
  if (who !== null && (who[1] !== undefined || number < PID_LIMIT || number > 0x7fffffff)) {
    tid = number;
    end = who[0].length;
  }
  const time = lexTime(line, end, tid !== undefined);
  end = time.end;
  for (const pattern of [DELTA, NUMBER, PLACE]) {
    if (pattern === DELTA && time.clock === 'none') continue;
    end += match(pattern, line, end)?.[0].length ?? 0;
  }
  return { tid, clock: time.clock, seconds: time.seconds, ns: time.ns, end };
}

function lexTime(line: string, at: number, numbered: boolean): Omit<Prefix, 'tid'> {
  const day = match(DAY, line, at);
  if (day !== null) {
    const seconds = Number(day[1]) * 3600 + Number(day[2]) * 60 + Number(day[3]);
    return { clock: 'day', seconds, ns: nanos(day[4]), end: at + day[0].length };
  }
  const found = match(SECONDS, line, at);
  const seconds = Number(found?.[1]);
  // Without a fraction only a time since the epoch can be told from other numbers.
  if (found === null || (found[2] === undefined && seconds < 1e8)) {
    const whole = numbered ? match(WHOLE, line, at - 1) : null;
    if (whole === null) return { clock: 'none', seconds: 0, ns: 0, end: at };
    return { clock: 'delta', seconds: Number(whole[1]), ns: 0, end: at - 1 + whole[0].length };
  }
  const clock = seconds > 1e8 ? 'epoch' : 'delta';
  return { clock, seconds, ns: nanos(found[2]), end: at + found[0].length };
}
