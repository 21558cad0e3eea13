// A recording in words: the headline, each hazard with its evidence and what would be safe, and the
// holders of numbers. And the same as plain data.

import { duration, endText, fullName, moment } from '../explain/trace.ts';
import { fixOf } from '../explain/trace-fix.ts';
import { countVerdicts, headline } from '../explain/trace-report.ts';
import {
  evidence,
  GROUP_WORDS,
  GROUPS,
  groupOf,
  nameOfLife,
  reasonText,
  shortCall,
  staleTime,
  tagOf,
  verdictAt,
  verdictText,
} from '../explain/trace-verdict.ts';
import {
  holderOf,
  type Incarnation,
  isThread,
  labelOf,
  nameOf,
  numberOf,
} from '../trace/incarnation.ts';
import { indexTrace, lineOf, type Trace, type TraceIndex } from '../trace/trace.ts';
import { placeData, placeText, type Source } from './trace-place.ts';

/** More incarnations than this are listed only where a number had several holders. */
const MANY = 60;

/** The whole report. */
export function traceText(
  trace: Trace,
  source: Source,
  uses: readonly number[],
  all: boolean,
): string {
  const counts = countVerdicts(trace);
  const { title, sub } = headline(trace, counts);
  const index = indexTrace(trace);
  const about = [
    `${trace.count} events`,
    `${trace.lives.length} incarnations`,
    ...GROUPS.filter(g => counts[g] > 0).map(g => `${counts[g]} ${GROUP_WORDS[g]}`),
  ];
  const lines = [
    title,
    ...(sub.trim() === '' ? [] : [sub.trim()]),
    `${about.join(', ')}.`,
    '',
    ...uses.flatMap(use => [...hazardLines(trace, source, index, use), '']),
    ...lifeLines(trace, all),
  ];
  return `${lines.join('\n')}\n`;
}

/** Characters of the longest; there may be more texts than a call takes arguments. */
const widest = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, text.length), 0);

function hazardLines(
  trace: Trace,
  source: Source,
  index: TraceIndex,
  use: number,
): readonly string[] {
  const event = trace.uses.event[use] ?? 0;
  const place = placeText(source, lineOf(trace, event));
  const stale = staleTime(trace, use);
  const fix = fixOf(trace, use);
  const reason = reasonText(trace, use);
  const proof = evidence(trace, index, use).map(e => {
    const at = moment(trace, trace.columns.t[e.event] ?? 0);
    return `    ${at.padStart(10)}  ${placeText(source, lineOf(trace, e.event))}  ${e.title}  ${e.call}`;
  });
  return [
    `${tagOf(trace, use).toUpperCase()}: ${verdictText(trace, use)} (${place})`,
    ...(reason === '' ? [] : [`  ${reason}`]),
    ...(stale === undefined || !trace.timed ? [] : [`  ${duration(stale.ns)} ${stale.words}.`]),
    ...proof,
    ...(fix === undefined ? [] : fix.lines.map(l => `    ${l.sign} ${l.code}`)),
    ...(fix === undefined ? [] : [`    ${fix.why}`]),
  ];
}

/** Holders of numbers: all, or in a long recording those of numbers that had several. */
function lifeLines(trace: Trace, all: boolean): readonly string[] {
  const { lives } = trace;
  const few = all || lives.length <= MANY;
  const recycled = new Set(lives.filter(l => holderOf(l) > 0).map(numberOf));
  const shown = few ? lives : lives.filter(life => recycled.has(numberOf(life)));
  if (!few && shown.length === 0) {
    return [`No number had a second holder (${lives.length} incarnations; --all lists them).`];
  }
  const head = few
    ? 'Incarnations:'
    : `Incarnations of numbers with several holders (${shown.length} of ${lives.length}; --all lists all):`;
  const rows = [...shown].sort((a, b) => a.bornAt - b.bornAt || a.index - b.index);
  const labels = widest(rows.map(labelOf));
  const names = widest(rows.map(life => nameOf(life)));
  return [
    head,
    ...rows.map(life => {
      const name = nameOf(life).padEnd(names);
      return `  ${labelOf(life).padEnd(labels)}  ${name}  ${lifeText(trace, life)}`;
    }),
  ];
}

function lifeText(trace: Trace, life: Incarnation): string {
  const thread = isThread(life) ? `thread of ${nameOfLife(trace, life.leader)}, ` : '';
  const born =
    life.how === 'proc' || life.born < 0 ? 'there before' : `from ${moment(trace, life.bornAt)}`;
  const end =
    life.exit < 0 ? 'not seen to end' : `${endText(life.status)} ${moment(trace, life.exitAt)}`;
  const gone =
    life.reap < 0 || life.reapHow === 'unseen' ? '' : `, collected ${moment(trace, life.reapAt)}`;
  return `${thread}${born}, ${end}${gone}`;
}

/** The report as data: docs/command-line.md describes it. */
export function traceJson(trace: Trace, file: string, source: Source) {
  const index = indexTrace(trace);
  const counts = countVerdicts(trace);
  return {
    version: 1,
    file,
    format: trace.format,
    header: trace.header,
    events: trace.count,
    lines: trace.lines,
    bad: trace.bad.map(bad => ({ ...bad, ...placeData(source, bad.line) })),
    badCount: trace.badCount,
    flaws: trace.flaws,
    counts,
    headline: headline(trace, counts).title,
    uses: Array.from({ length: trace.uses.count }, (_, use) =>
      jsonOfUse(trace, source, index, use),
    ),
    incarnations: trace.lives.map(life => jsonOfLife(trace, life)),
  };
}

function jsonOfUse(trace: Trace, source: Source, index: TraceIndex, use: number) {
  const verdict = verdictAt(trace, use);
  const { uses, columns } = trace;
  const event = uses.event[use] ?? 0;
  const when = (at: number) => ({
    ...placeData(source, lineOf(trace, at)),
    time: trace.timed ? columns.t[at] : undefined,
  });
  const life = (i: number | undefined) => {
    const found = trace.lives.at(i ?? -1);
    return found && fullName(found, event);
  };
  return {
    class: groupOf(verdict),
    verdict,
    says: verdictText(trace, use),
    reason: reasonText(trace, use) || undefined,
    ...when(event),
    call: shortCall(trace, use),
    number: uses.nr[use],
    user: life(uses.user[use]),
    meant: life(uses.meant[use]),
    hit: life(uses.hit[use]),
    stale: staleTime(trace, use)?.ns,
    evidence: evidence(trace, index, use).map(e => ({
      what: e.what,
      ...when(e.event),
      title: e.title,
      call: e.call,
    })),
    fix: fixOf(trace, use),
  };
}

function jsonOfLife(trace: Trace, life: Incarnation) {
  const parent = trace.lives.at(life.parent);
  const time = (event: number, at: number) => (event < 0 || !trace.timed ? undefined : at);
  return {
    label: labelOf(life),
    number: numberOf(life),
    name: nameOf(life),
    tid: life.tid,
    id: life.id,
    thread: isThread(life),
    parent: parent && labelOf(parent),
    born: time(life.born, life.bornAt),
    ended: time(life.exit, life.exitAt),
    collected: time(life.reap, life.reapAt),
    reap: life.reapHow,
    status: life.status,
  };
}
