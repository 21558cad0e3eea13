// The slow path of the NDJSON reader: JSON.parse and a check of every field. It knows all events of
// docs/trace-format.md and says what is wrong with a line that is none.

import { err, ok, type Result } from '../base.ts';
import { textOfWords } from './incarnation.ts';
import { int, isObject, type Json, known, list, text, words } from './json.ts';
import { clamp, identity } from './json-bytes.ts';
import { detailOf } from './ndjson-detail.ts';
import { type Header, headerOf } from './ndjson-header.ts';
import type { Tables } from './ndjson-scan.ts';
import { Act, type Birth, Cut, How, Kind, type KindName, NONE, type Rec, Via } from './record.ts';

/** An argument that is a whole number; the text keeps all others. */
const integer = (x: unknown): number => (Number.isInteger(x) ? int(x) : NONE);
/** Flag names, as a list or joined by `|`. */
const flagsOf = (x: unknown): string[] => (text(x) === '' ? words(x) : text(x).split('|'));
const signalText = (x: unknown): string | undefined =>
  (typeof x === 'string' && x !== '') || typeof x === 'number' ? String(x) : undefined;

/** Returns `header`, `event` (`rec` is filled), `skip` (an event of a later version), or the reason. */
export function parseLine(
  line: string,
  rec: Rec,
  tables: Tables,
): Result<{ kind: 'header'; header: Header } | { kind: 'event' | 'skip' }, string> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return err(line.startsWith('{') ? 'not valid JSON; is the line cut?' : 'not JSON');
  }
  if (!isObject(json)) return err('not a JSON object');
  if (json.format !== undefined) return headerOf(json);
  if (typeof json.ev !== 'string') return err('no “ev” that names the event');
  if (typeof json.t !== 'number' || !(json.t >= 0 && json.t < 2 ** 53)) return err('no time “t”');
  const kind = Kind[json.ev as KindName];
  if (kind === undefined || !Object.hasOwn(Kind, json.ev)) return ok({ kind: 'skip' });
  rec.kind = kind;
  rec.t = json.t;
  rec.tid = int(json.tid);
  rec.pid = int(json.pid);
  const needsTask = kind !== Kind.note && kind !== Kind.lost && kind !== Kind.end;
  if (needsTask && rec.tid === NONE) return err('no thread id “tid”');
  const wrong = fill[json.ev as KindName](json, rec, tables);
  return wrong === undefined ? ok({ kind: 'event' }) : err(wrong);
}

type Fill = (json: Json, rec: Rec, tables: Tables) => string | undefined;

const fill: Readonly<Record<KindName, Fill>> = {
  proc: (json, rec, tables) => {
    rec.extra = birth(json, rec.tid, rec.pid, known(int(json.ppid)), 'proc', tables);
    return undefined;
  },
  clone: (json, rec, tables) => {
    const child = int(json.child);
    if (child === NONE) return 'no “child” number';
    const childPid = int(json.child_pid);
    rec.extra = birth(
      json,
      child,
      childPid === NONE ? child : childPid,
      undefined,
      text(json.how),
      tables,
    );
    return undefined;
  },
  exec: (json, rec) => {
    rec.extra = {
      kind: 'exec',
      former: known(int(json.former)),
      path: text(json.path),
      argv: textOfWords(words(json.argv)),
      comm: text(json.comm),
    };
    return undefined;
  },
  adopt: (json, rec) => {
    rec.from = int(json.ppid);
    return rec.from === NONE ? 'no new parent “ppid”' : undefined;
  },
  call: fillCall,
  signal: (json, rec, { names }) => {
    rec.sig = names.of(text(json.sig));
    rec.from = int(json.from);
    rec.how = actOf(json);
    return rec.sig === 0 ? 'no signal name “sig”' : undefined;
  },
  exit: (json, rec) => {
    rec.status = int(json.status);
    return undefined;
  },
  reap: (json, rec) => {
    rec.from = int(json.by);
    const how = text(json.how);
    rec.how = how === 'wait' ? How.wait : how === 'auto' ? How.auto : How.thread;
    return undefined;
  },
  name: (json, rec) => {
    rec.extra = { kind: 'name', comm: text(json.comm) };
    return undefined;
  },
  note: (json, rec) => {
    rec.extra = { kind: 'note', text: text(json.text) };
    return undefined;
  },
  lost: (json, rec) => {
    rec.extra = { kind: 'lost', n: Math.max(0, known(int(json.n)) ?? 0) };
    return undefined;
  },
  end: (json, rec) => {
    rec.extra = { kind: 'end', status: int(json.status), lost: known(int(json.lost)) ?? 0 };
    return undefined;
  },
};

const ACTS: ReadonlyMap<unknown, number> = new Map([
  ['SIG_DFL', Act.default],
  ['SIG_IGN', Act.ignore],
  ['function', Act.handler],
]);

const actOf = ({ act, ignored }: Json): number =>
  ACTS.get(act) ?? (ignored === true ? Act.unhandled : Act.unknown);

function birth(
  json: Json,
  tid: number,
  pid: number,
  ppid: number | undefined,
  how: string,
  tables: Tables,
): Birth {
  const nr = list(json.nr)
    .map(int)
    // 0 stands for one that is not known.
    .filter(n => n !== NONE && n >= 0);
  return {
    kind: 'birth',
    tid,
    pid: pid === NONE ? tid : pid,
    ppid,
    comm: text(json.comm),
    start: known(int(json.start)),
    idNumber: identity(text(json.id), tables.texts),
    ns: text(json.ns) === '' ? undefined : text(json.ns),
    nr: nr.length > 0 && nr.length <= 33 ? nr : [tid],
    how,
    flags: flagsOf(json.flags),
    exitSignal: signalText(json.exit_signal),
    pidfd: known(int(json.pidfd)),
  };
}

function fillCall(json: Json, rec: Rec, { names, texts }: Tables): string | undefined {
  const name = text(json.name);
  if (name === '') return 'a call without a “name”';
  rec.name = names.of(name);
  rec.d = typeof json.d === 'number' && json.d >= 0 && json.d < 2 ** 53 ? json.d : 0;
  const args = list(json.args);
  [rec.a0, rec.a1, rec.a2] = [integer(args[0]), integer(args[1]), integer(args[2])];
  const said = JSON.stringify(args).slice(1, -1);
  rec.args = texts.of(rec.a0 === NONE ? said : said.replace(/^-?\d+/, ''));
  const sig = args.find(arg => typeof arg === 'string' && /^SIG./.test(arg));
  rec.sig = names.of(text(sig));
  if (typeof json.ret === 'number') rec.ret = clamp(Math.trunc(json.ret));
  rec.err = names.of(text(json.err));
  rec.cut = json.cut === 'exit' ? Cut.exit : json.cut === 'end' ? Cut.end : Cut.no;
  if (isObject(json.target)) fillTarget(json.target, rec, identity(text(json.target.id), texts));
  if (isObject(json.wait)) {
    rec.waitNr = int(json.wait.nr);
    rec.waitTid = int(json.wait.tid);
    rec.status = int(json.wait.status);
  }
  rec.extra = detailOf(json);
  return undefined;
}

function fillTarget(target: Json, rec: Rec, id: number): void {
  rec.targetNr = int(target.nr);
  rec.targetTid = int(target.tid);
  rec.targetId = id;
  rec.via = target.via === 'pidfd' ? Via.pidfd : target.via === 'group' ? Via.group : Via.nr;
}
