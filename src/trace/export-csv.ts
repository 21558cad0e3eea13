// A recording as CSV (RFC 4180): one line per event, or one per incarnation, for spreadsheets and
// data frames. Times are seconds since the recording's beginning.

import { labelOf, nameOf, numberOf } from './incarnation.ts';
import { NONE } from './record.ts';
import { kindAt, lineOf, type Trace, tidOf } from './trace.ts';

/**
 * A cell that begins like a formula must not become one, also by the wide signs that some spreadsheets
 * take for these. A negative number, and a list that begins with one, is none.
 */
const FORMULA = /^[=+@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]|^-(?!\d+(?:\.\d+)?(?:$|,))/;

const field = (value: string | number | undefined): string => {
  const text = value === undefined ? '' : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const row = (...values: readonly (string | number | undefined)[]): string =>
  `${values.map(field).join(',')}\r\n`;

const seconds = (ns: number): string => (ns / 1e9).toFixed(9);
const some = (n: number | undefined): number | undefined =>
  n === undefined || n === NONE ? undefined : n;

/** The events, in order. The lines are given one by one, since there may be a million. */
export function* eventsCsv(trace: Trace): Generator<string> {
  const { columns, names, texts } = trace;
  yield row(
    'time',
    'line',
    'event',
    'tid',
    'process',
    'name',
    'call',
    'args',
    'ret',
    'err',
    'concerns',
  );
  for (let i = 0; i < trace.count; i++) {
    const actor = trace.lives.at(columns.actor[i] ?? -1);
    const object = trace.lives.at(columns.object[i] ?? -1);
    const call = kindAt(trace, i) === 'call';
    const first = some(columns.a0[i]);
    yield row(
      seconds(columns.t[i] ?? 0),
      lineOf(trace, i),
      kindAt(trace, i),
      some(tidOf(trace, i)),
      actor && labelOf(actor),
      actor && nameOf(actor, i),
      names[(call ? columns.name[i] : columns.sig[i]) ?? 0],
      call ? `${first ?? ''}${texts[columns.args[i] ?? 0] ?? ''}` : '',
      call || columns.ret[i] !== 0 ? some(columns.ret[i]) : undefined,
      names[columns.err[i] ?? 0],
      object && labelOf(object),
    );
  }
}

/** Who held which number from when to when. */
export function* livesCsv(trace: Trace): Generator<string> {
  yield row(
    'number',
    'label',
    'name',
    'tid',
    'id',
    'parent',
    'leader',
    'born',
    'ended',
    'collected',
    'status',
  );
  const label = (index: number): string | undefined => {
    const life = trace.lives.at(index);
    return life && labelOf(life);
  };
  for (const life of trace.lives) {
    yield row(
      numberOf(life),
      labelOf(life),
      nameOf(life),
      life.tid,
      life.id,
      label(life.parent),
      label(life.leader),
      life.born < 0 ? undefined : seconds(life.bornAt),
      life.exit < 0 ? undefined : seconds(life.exitAt),
      life.reap < 0 ? undefined : seconds(life.reapAt),
      life.status,
    );
  }
}
