// Words for a recording as a whole: its headline, and a report on one use with the lines that prove it.

import { labelOf } from '../trace/incarnation.ts';
import { lineOf, type Trace, type TraceIndex } from '../trace/trace.ts';
import { duration, fullName, moment } from './trace.ts';
import { fixOf } from './trace-fix.ts';
import {
  evidence,
  type Group,
  groupOf,
  nameOfLife,
  reasonText,
  staleTime,
  tagOf,
  verdictAt,
  verdictText,
} from './trace-verdict.ts';
import { countText } from './words.ts';

const times = (n: number): string =>
  n === 1 ? 'once' : n === 2 ? 'twice' : `${countText(n)} times`;

export type Counts = Readonly<Record<Group, number>>;

export function countVerdicts(trace: Trace): Counts {
  const counts: Record<Group, number> = {
    wrong: 0,
    nobody: 0,
    unprotected: 0,
    unknown: 0,
    safe: 0,
  };
  for (let use = 0; use < trace.uses.count; use++) counts[groupOf(verdictAt(trace, use))]++;
  return counts;
}

/** The page's result sentence and the line under it. */
export function headline(trace: Trace, counts: Counts): { title: string; sub: string } {
  const users = new Set<number>();
  for (let use = 0; use < trace.uses.count; use++) {
    const group = groupOf(verdictAt(trace, use));
    if (group === 'wrong' || (counts.wrong === 0 && group === 'unprotected')) {
      users.add(trace.uses.user[use] ?? -1);
    }
  }
  const [only] = users;
  const subject =
    users.size === 1 && only !== undefined ? nameOfLife(trace, only) : `${users.size} processes`;
  const safe =
    counts.safe === 0
      ? ''
      : `${countText(counts.safe)} ${counts.safe === 1 ? 'use was' : 'uses were'} safe.`;
  const span = trace.timed ? ` in ${duration(trace.length)}` : '';
  if (counts.wrong > 0) {
    const also =
      counts.unprotected > 0
        ? `A number was also used ${times(counts.unprotected)} without any guarantee. `
        : '';
    return {
      title: `${subject} signalled the wrong process ${times(counts.wrong)}.`,
      sub: `${also}${safe}`,
    };
  }
  if (counts.unprotected > 0) {
    return {
      title: `${subject} used a number ${times(counts.unprotected)} unprotected.`,
      sub: `No wrong target${span}; nothing guaranteed it. ${safe}`,
    };
  }
  if (counts.nobody > 0) {
    return {
      title: `A number was used ${times(counts.nobody)} after its holder was gone.`,
      sub: `Nobody was hit${span}. ${safe}`,
    };
  }
  if (trace.header?.light === true && trace.uses.count === 0) {
    return {
      title: `Births and ends${span}; no calls.`,
      sub: 'A light recording cannot show who was aimed at.',
    };
  }
  return {
    title: `No wrong target${span}.`,
    sub: `${safe} This trace cannot show what did not happen.`.trim(),
  };
}

/** A report in Markdown, with the lines that prove it. */
export function report(trace: Trace, index: TraceIndex, use: number, file: string): string {
  const event = trace.uses.event[use] ?? 0;
  const stale = staleTime(trace, use);
  const hit = trace.lives.at(trace.uses.hit[use] ?? -1);
  const fix = fixOf(trace, use);
  const lines = evidence(trace, index, use).map(
    e =>
      `| ${moment(trace, trace.columns.t[e.event] ?? 0)} | ${lineOf(trace, e.event)} | ${e.title} | \`${e.call}\` |`,
  );
  return [
    `**${tagOf(trace, use)}**: ${verdictText(trace, use)}`,
    '',
    reasonText(trace, use),
    stale === undefined ? '' : `${duration(stale.ns)} ${stale.words}.`,
    hit === undefined
      ? ''
      : `Hit: ${fullName(hit, event)}, thread id ${hit.tid}, label ${labelOf(hit)}.`,
    '',
    '| time | line | what | call |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
    ...(fix === undefined
      ? []
      : ['```diff', ...fix.lines.map(l => `${l.sign} ${l.code}`), '```', fix.why]),
    '',
    `Recorded in ${file}${trace.header === undefined ? '' : `, Linux ${trace.header.kernel}`}.`,
  ]
    .filter((line, i, all) => line !== '' || all[i - 1] !== '')
    .join('\n');
}
