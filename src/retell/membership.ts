// Who was in a process group at an event: read from setpgid and setsid, and from births, which put a
// child in its parent's group. Of a group that was there before the recording nothing is known.

import { err, ok, type Result } from '../base.ts';
import type { Incarnation } from '../trace/incarnation.ts';
import type { Trace } from '../trace/trace.ts';

/** A process was put in the group that another founded, or its own. */
interface Move {
  readonly event: number;
  readonly life: number;
  readonly founder: number;
}

/** Processes, dead or alive, that keep the number of `founder`’s group taken once an event has happened; itself left out. */
export function membersAt(
  trace: Trace,
  founder: Incarnation,
  event: number,
): readonly Incarnation[] {
  const moves = movesUntil(trace, event);
  return trace.lives.filter(
    it =>
      it.leader === it.index &&
      it.index !== founder.index &&
      it.born <= event &&
      (it.reap < 0 || it.reap > event) &&
      founderOf(trace, moves, it, event) === founder.index,
  );
}

/** Who else is in the group that a use names, or why that is no race. */
export function groupAround(
  trace: Trace,
  use: number,
  user: Incarnation,
  meant: Incarnation,
): Result<readonly Incarnation[], string> {
  const event = trace.uses.event[use] ?? 0;
  const failed = trace.columns.err[event] !== 0;
  if (failed && (meant.reap < 0 || meant.reap > event))
    return err('there is no such group, and whoever would lead it has the number: that is no race');
  const members = membersAt(trace, meant, event);
  if (members.some(it => it.index === user.index))
    return err('the caller is in the group itself, which keeps its number: that is no race');
  const outlived = trace.uses.hit[use] === -1 && !failed;
  if (outlived && members.length === 0)
    return err('the log does not show who was left in the group');
  return ok(members);
}

/** Whose group a process is in: by the last move, else its parent's at its birth; -1: not known. */
function founderOf(trace: Trace, moves: readonly Move[], it: Incarnation, event: number): number {
  let at: Incarnation | undefined = it;
  let until = event;
  while (at !== undefined) {
    const { index } = at;
    const move = moves.findLast(m => m.life === index && m.event <= until);
    if (move !== undefined) return move.founder;
    until = at.born;
    at = until < 0 ? undefined : trace.lives.at(at.parent);
  }
  return -1;
}

function movesUntil(trace: Trace, last: number): readonly Move[] {
  const { columns, names, texts, lives } = trace;
  const moves: Move[] = [];
  for (let event = 0; event <= last; event++) {
    const name = names[columns.name[event] ?? 0];
    if ((name !== 'setpgid' && name !== 'setsid') || columns.err[event] !== 0) continue;
    const thread = lives.at(columns.actor[event] ?? -1);
    const actor = lives.at(thread?.leader ?? -1);
    if (actor === undefined) continue;
    const [, second = '0'] = /^\D*(\d+)/.exec(texts[columns.args[event] ?? 0] ?? '') ?? [];
    const of = (nr: number): number => (nr === 0 ? actor.index : holder(trace, actor, nr, event));
    const life = name === 'setsid' ? actor.index : of(columns.a0[event] ?? 0);
    const founder = name === 'setsid' || second === '0' ? life : of(Number(second));
    moves.push({ event, life, founder });
  }
  return moves;
}

/** Whoever had a number last, in the eyes of another. */
function holder({ lives }: Trace, seenBy: Incarnation, nr: number, event: number): number {
  const level = seenBy.depth - 1;
  const ns = seenBy.nsAt(level);
  const found = lives.findLast(
    it => it.depth > level && it.nrAt(level) === nr && it.nsAt(level) === ns && it.born <= event,
  );
  return found?.index ?? -1;
}
