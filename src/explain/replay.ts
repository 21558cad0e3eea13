// Words for a replay: what the kernel said and what the model says, why, and what was not compared.

import type { Divergence, ReplayReport, Said, State, Unknown, Why } from '../replay/report.ts';
import { signalName } from '../trace/strace-signals.ts';
import type { Trace } from '../trace/trace.ts';
import { endText, fullName } from './trace.ts';
import { countText } from './words.ts';

/** Why results were not held against the model, by reason. */
export const UNKNOWN_WORDS: Readonly<Record<Unknown, string>> = {
  permission: 'users and their rights are not in a recording',
  outside: 'the number may be of a process outside the recording',
  past: 'it depends on what was before the recording',
  group: 'the group or session is from before the recording',
  descriptor: 'the recording does not show where the descriptor came from',
  disposition: 'what the process does about SIGCHLD was set before the recording',
  interrupted: 'a signal interrupted the call',
  unended: 'the call did not return',
  limit: 'limits on processes and descriptors are not in a recording',
  pointer: 'what a pointer pointed to is not in a recording',
  traced: 'a tracer sees and decides what others do not',
  gap: 'events were lost before',
};

const count = (n: number, one: string, many = `${one}s`): string =>
  `${countText(n)} ${n === 1 ? one : many}`;

/** The result in one line: `The model agrees with 68 results.` */
export function replayHeadline(report: ReplayReport): string {
  const agrees = `The model agrees with ${count(report.agreed, 'result')}`;
  if (report.diverged === 0) return `${agrees}.`;
  return `${agrees} and differs on ${count(report.diverged, 'result')}.`;
}

/** What was left out and why, a line each. */
export function replayNotes(report: ReplayReport): readonly string[] {
  const notes: string[] = [];
  if (report.events < report.of)
    notes.push(`Replayed the first ${report.events} of ${report.of} events.`);
  const unknown = Object.entries(report.unknown).filter(([, n]) => n > 0);
  for (const [why, n] of unknown)
    notes.push(`Cannot be told of ${n}: ${UNKNOWN_WORDS[why as Unknown]}.`);
  const skipped = Object.entries(report.skipped).sort((a, b) => b[1] - a[1]);
  const total = skipped.reduce((sum, [, n]) => sum + n, 0);
  if (total > 0) {
    const most = skipped.slice(0, 6).map(([name, n]) => `${name} ${n}`);
    const more = skipped.length > 6 ? ', …' : '';
    notes.push(`Not compared: ${count(total, 'event')} (${most.join(', ')}${more}).`);
  }
  const version = `${Math.floor(report.version / 1000)}.${report.version % 1000}`;
  if (!report.versionKnown)
    notes.push(`The recording does not name its kernel; the model was ${version}.`);
  return notes;
}

const nameOf = (trace: Trace, life: number, event: number): string => {
  const it = trace.lives.at(life);
  return it === undefined ? 'a process outside the recording' : fullName(it, event);
};

/** What one side says. */
export function saidText(trace: Trace, said: Said, found: Divergence): string {
  const { event, what } = found;
  if (said.blocked) return 'would still wait';
  if (said.errno === 'EEXIST' && what === 'clone') return 'cannot give that number';
  if (said.errno !== undefined) return said.errno;
  if (said.events !== undefined) return said.events;
  if (what === 'adopt') {
    return `new parent ${nameOf(trace, said.life ?? -1, event)}`;
  }
  if (/^wait/.test(what)) {
    if (said.life === undefined || said.life < 0) return 'nobody to collect yet';
    const status = said.status === undefined ? '' : `, which ${endText(said.status)}`;
    return `collects ${nameOf(trace, said.life, event)}${status}`;
  }
  if (said.life !== undefined && said.life >= 0)
    return `0, and reaches ${nameOf(trace, said.life, event)}`;
  return what === 'clone' ? 'gives it' : '0';
}

const STATES: Readonly<Record<State, string>> = {
  alive: 'is alive',
  zombie: 'is a zombie that nobody has collected',
  gone: 'is gone',
  group: 'is gone, but its number is in use as a group or session',
  stopped: 'is stopped',
  vfork: 'waits in vfork for its child to run a program or to end',
  ended: 'had ended before',
  busy: 'was still in another call',
};

const DOES = { default: 'does nothing about', ignore: 'ignores', handle: 'handles' } as const;

function whyText(trace: Trace, why: Why, event: number): string {
  switch (why.kind) {
    case 'held':
      return `${why.nr} is ${nameOf(trace, why.life, event)}, which ${STATES[why.state]}`;
    case 'free':
      return why.life < 0
        ? `nobody has ${why.nr}`
        : `nobody has ${why.nr}; ${nameOf(trace, why.life, event)} had it`;
    case 'is':
      return `${nameOf(trace, why.life, event)} ${STATES[why.state]}`;
    case 'children': {
      if (why.running + why.zombies === 0) return 'the caller has no children';
      const zombies = why.zombies === 0 ? 'none to collect' : `${why.zombies} to collect`;
      return `of the caller’s children ${why.running} run, ${zombies}`;
    }
    case 'parent':
      return `that is who takes orphans there`;
    case 'killed':
      return `${signalName(why.signal)} was to end ${nameOf(trace, why.life, event)}`;
    case 'halted':
      return `${signalName(why.signal)} was to stop ${nameOf(trace, why.life, event)}`;
    case 'collected':
      return why.by < 0
        ? `no wait has collected ${nameOf(trace, why.life, event)}`
        : `a wait of ${nameOf(trace, why.by, event)} has collected it`;
    case 'freed':
      return `${nameOf(trace, why.life, event)} gives its number back by this wait`;
    case 'unsent': {
      const who = why.life < 0 ? 'nobody' : nameOf(trace, why.life, event);
      return `${who} has sent it ${why.life < 0 ? '' : 'no '}${signalName(why.signal)}`;
    }
    case 'does':
      return `${nameOf(trace, why.life, event)} ${DOES[why.action]} ${signalName(why.signal)}`;
    case 'rule':
      return 'so say the rules of the call';
  }
}

const SILENT: ReadonlySet<Why['kind']> = new Set(['is', 'killed', 'halted', 'collected', 'freed']);

/** What could not be: for records that say no result of their own. */
function impossible({ what, recorded, model, why }: Divergence): string | undefined {
  const silent = recorded.errno === undefined && model.errno === undefined;
  if (!SILENT.has(why.kind) || !silent || recorded.events !== undefined) return undefined;
  if (recorded.life !== undefined) return undefined;
  if (why.kind === 'freed') return 'The recording keeps the number of whom this wait collected';
  if (why.kind === 'collected') return 'The recording says otherwise who collected it';
  if (what === 'adopt') return 'The recording gives it the parent that it has already';
  if (what === 'reap') return 'The recording says that it was collected';
  return `The recording has it call ${what}`;
}

/** A signal that arrives, and an end. */
function fateText(trace: Trace, { what, recorded, model, why, event }: Divergence): string {
  const whose = nameOf(trace, trace.columns.actor[event] ?? -1, event);
  const reason = whyText(trace, why, event);
  if (what === 'end')
    return `The last line says that the command ${endText(recorded.status)}; in the model it ${endText(model.status)}.`;
  if (what === 'exit') {
    const instead = model.status === undefined ? '' : ` it ${endText(model.status)}, because`;
    return `${whose} ${endText(recorded.status)} in the recording; in the model${instead} ${reason}.`;
  }
  const signal = 'signal' in why ? signalName(why.signal) : 'a signal';
  const how = why.kind === 'does' ? ', and the recording has it otherwise' : '';
  return `${signal} arrives at ${whose}${how}; in the model ${reason}.`;
}

/** A divergence in a sentence: what the kernel said, what the model says, because of what. */
export function divergenceText(trace: Trace, found: Divergence): string {
  const why = whyText(trace, found.why, found.event);
  if (/^(?:signal|exit|end)$/.test(found.what)) return fateText(trace, found);
  const odd = impossible(found);
  if (odd !== undefined) return `${odd}; in the model ${why}.`;
  const kernel = saidText(trace, found.recorded, found);
  const model = saidText(trace, found.model, found);
  const name = found.what === 'clone' || found.what === 'adopt' ? found.what : `${found.what}()`;
  return `${name}: the kernel said ${kernel}; the model says ${model}, because ${why}.`;
}
