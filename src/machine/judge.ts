// Judges one world at one moment. Only we, outside, can know the verdict; no program in the world can.

import { findPid, type Ino, type Nr, type NsId, pidOf, pidTask } from '../kernel/index.ts';
import { leadingProcess } from './holder.ts';
import { type Actor, alive, type Hit, type Machine, programOf } from './machine.ts';
import type { People } from './people.ts';
import type { Verdict } from './verdict.ts';
import type { NoteView, PlugView } from './view.ts';

/** Harm first, then danger, then what came of the last call, then how things stand. */
export function verdictOf(
  machine: Machine,
  people: People,
  notes: readonly NoteView[],
  plugs: readonly PlugView[],
): Verdict {
  const { hits } = machine;
  const harm = hits.findLast(h => h.outcome === 'wrong' && !ASKING.has(h.deed));
  if (harm) return harmed(machine, people, harm);
  const broken = brokenClaim(machine);
  const asked = hits.at(-1);
  if (asked?.outcome === 'wrong' && (asked.deed === 'look' || asked.deed === 'read')) {
    const key = asked.via === 'nr' ? String(asked.key) : '';
    const meant = people.name(asked.meant) ?? '';
    return { kind: 'misled', who: people.name(asked.reached) ?? '', meant, key };
  }
  if (broken !== undefined) return { kind: 'broken', claim: broken };
  const stale = notes.find(n => n.state !== 'fresh' && !n.used && n.learntAs !== undefined);
  if (stale) {
    const who = people.name(stale.learntAs) ?? '';
    return { kind: 'staleNote', nr: stale.nr, who, now: people.name(stale.means) };
  }
  const late = plugs.find(p => p.meant !== undefined && p.meant !== p.target);
  if (late) {
    const meant = people.name(late.meant) ?? '';
    return { kind: 'lateReference', who: people.name(late.target) ?? '', meant };
  }
  const last = hits.findLast(h => h.deed === 'signal' && h.meant !== undefined);
  if (last) return ended(machine, people, last);
  const over = noticed(machine, people, notes, plugs);
  if (over) return over;
  const kept = plugs.find(p => pidOf(machine.kernel, p.target)?.hashed === false);
  if (kept) return { kind: 'referenceValid', who: people.name(kept.target) ?? '', gone: true };
  return fine(machine, people, notes, plugs);
}

const ASKING: ReadonlySet<string> = new Set(['look', 'open', 'read']);

/** The text of the first claim that is broken by now. */
function brokenClaim(machine: Machine): string | undefined {
  return machine.setup.race.claims.find((_, i) => (machine.broken & (1 << i)) !== 0)?.text;
}

/** The one whom the race follows has done all it will do, and whom it meant is gone. */
function noticed(
  machine: Machine,
  people: People,
  notes: readonly NoteView[],
  plugs: readonly PlugView[],
): Verdict | undefined {
  const leader = machine.actors.find(a => a.process === leadingProcess(machine.setup.race));
  if (leader === undefined || leader.next !== undefined) return undefined;
  const known = [
    ...plugs.map(p => ({ holder: p.holder, pid: p.target })),
    ...notes.map(n => ({ holder: n.holder, pid: n.learntAs })),
    ...machine.hits.map(h => ({ holder: h.by, pid: h.meant })),
  ];
  const gone = known.find(
    k => k.holder === leader.pid && k.pid !== undefined && isDead(machine, k.pid),
  );
  if (gone === undefined) return undefined;
  return { kind: 'stopped', who: leader.name, meant: people.name(gone.pid) ?? '' };
}

function harmed(machine: Machine, people: People, hit: Hit): Verdict {
  const who = people.name(hit.reached) ?? '';
  const meant = people.name(hit.meant) ?? '';
  if (hit.deed === 'wait') return { kind: 'wrongStatus', who, meant };
  return {
    kind: 'wrongTarget',
    who,
    meant,
    signal: hit.signal,
    killed: isDead(machine, hit.reached),
    call: hit.call,
  };
}

function isDead(machine: Machine, pid: Ino | undefined): boolean {
  const task = pid === undefined ? undefined : pidTask(machine.kernel, pid);
  return pid !== undefined && (task === undefined || task.state === 'zombie');
}

function ended(machine: Machine, people: People, hit: Hit): Verdict {
  const { reached } = hit;
  if (hit.outcome === 'right') {
    const killed = isDead(machine, reached);
    return { kind: 'rightTarget', who: people.name(reached) ?? '', killed };
  }
  const errno = hit.outcome === 'nobody' ? 'ESRCH' : undefined;
  return { kind: 'noHarm', meant: people.name(hit.meant) ?? '', errno, via: hit.via };
}

function fine(
  machine: Machine,
  people: People,
  notes: readonly NoteView[],
  plugs: readonly PlugView[],
): Verdict {
  const { race } = machine.setup;
  const nr = notes[0]?.nr ?? race.watched;
  const pid =
    plugs[0]?.target ??
    (nr === undefined ? undefined : findPid(machine.kernel, 0 as NsId, nr)?.ino);
  const looker = machine.actors.find(a => a.process === leadingProcess(race));
  const person = people.of(pid);
  return {
    kind: 'fine',
    nr: person?.nr ?? (nr as Nr | undefined),
    pid,
    who: person?.name,
    looked: looker === undefined || !alive(machine.kernel, looker) || hasBegun(machine, looker),
    looker: looker?.name,
    zombie: pid !== undefined && pidTask(machine.kernel, pid)?.state === 'zombie',
  };
}

/** It has taken a step: it is past the first that its program has. */
function hasBegun(machine: Machine, actor: Actor): boolean {
  const first = programOf(machine.setup, actor)?.code.findIndex(i => isStep(i.kind));
  return actor.next?.at !== first;
}

function isStep(kind: string): boolean {
  return ['syscall', 'spawn', 'load', 'store', 'pause'].includes(kind);
}
