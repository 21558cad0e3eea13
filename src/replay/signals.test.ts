import { describe, expect, it } from 'vitest';
import { divergenceText } from '../explain/replay.ts';
import { encode } from '../trace/bytes.ts';
import { call, clone, type Event, exit, proc, read, textOf, wait } from '../trace/testing/lines.ts';
import type { ReplayReport } from './report.ts';
import { replay } from './run.ts';

/** Replays; the reader's own view of the same text serves the sentences. */
function story(...events: Event[]): ReplayReport & { readonly says: readonly string[] } {
  const text = textOf(events);
  const trace = read(text);
  const report = replay(trace, encode(`${text}\n`));
  return { ...report, says: report.divergences.map(found => divergenceText(trace, found)) };
}

const target = (nr: number) => ({ target: { nr, tid: nr, via: 'nr' } });
const kill = (by: number, nr: number, sig: string, more: object = {}) =>
  call(by, 'kill', [nr, sig], 0, { ...target(nr), ...more });
const arrives = (at: number, sig: string, from: number, act = 'SIG_DFL', more: object = {}) => ({
  ev: 'signal',
  tid: at,
  pid: at,
  sig,
  code: 'SI_USER',
  from,
  uid: 0,
  act,
  ...more,
});
const child = (from: number, code: string, more: object = {}) => ({
  ...arrives(10, 'SIGCHLD', from),
  act: undefined,
  code,
  ...more,
});
const collects = (status: number, options: string | number = 0) =>
  call(10, 'wait4', [303, null, options, null], 303, { wait: { nr: 303, tid: 303, status } });
const works = (tid: number) => call(tid, 'setpgid', [0, 0], 0);

const begin = [proc(10), clone(10, 303)];
const SIGTERM = 15;
const STOPPED = 0x137f;
const STOP = [kill(10, 303, 'SIGSTOP'), arrives(303, 'SIGSTOP', 10)];

describe('a signal that arrives', () => {
  const ended = (more: Event[], status = SIGTERM) =>
    story(...begin, ...more, exit(303, status), child(303, 'CLD_KILLED'), collects(status));

  it('is the one that was sent, by who sent it', () => {
    expect(ended([kill(10, 303, 'SIGTERM'), arrives(303, 'SIGTERM', 10)]).divergences).toEqual([]);
    const other = ended([kill(10, 303, 'SIGINT'), arrives(303, 'SIGTERM', 10)]);
    expect(other.says).toEqual([
      'SIGTERM arrives at p303 (303·A); in the model p10 (10·A) has sent it no SIGTERM.',
    ]);
    const never = ended([arrives(303, 'SIGTERM', 10)]);
    expect(never.divergences.map(d => d.line)).toEqual([4]);
  });

  it('may be told of before the call that sends it, and two of a kind may come as one', () => {
    const late = kill(10, 303, 'SIGTERM', { d: 3000 });
    expect(ended([arrives(303, 'SIGTERM', 10), late]).divergences).toEqual([]);
    const usr = kill(10, 303, 'SIGUSR1');
    const twice = [usr, usr, arrives(303, 'SIGUSR1', 10, 'function')];
    expect(story(...begin, ...twice, works(303)).divergences).toEqual([]);
    expect(story(...begin, ...twice, arrives(303, 'SIGUSR1', 10, 'function')).shifted).toBe(1);
  });

  it('ends by default: a later call, or another end, is different', () => {
    const hit = [kill(10, 303, 'SIGTERM'), arrives(303, 'SIGTERM', 10)];
    expect(ended(hit, 0).says).toEqual([
      'p303 (303·A) ends with status 0 in the recording; in the model it is killed by SIGTERM, because SIGTERM was to end p303 (303·A).',
    ]);
    expect(story(...begin, ...hit, works(303)).says).toEqual([
      'The recording has it call setpgid; in the model SIGTERM was to end p303 (303·A).',
    ]);
  });

  it('does nothing where it is handled or ignored', () => {
    for (const act of ['function', 'SIG_IGN']) {
      const hit = [kill(10, 303, 'SIGTERM'), arrives(303, 'SIGTERM', 10, act)];
      expect(story(...begin, ...hit, works(303), exit(303, 0)).divergences).toEqual([]);
    }
  });

  it('must have arrived before a process ends by it', () => {
    expect(ended([]).says).toEqual([
      'p303 (303·A) is killed by SIGTERM in the recording; in the model nobody has sent it SIGTERM.',
    ]);
    // SIGKILL is taken unseen, and may come from anywhere.
    expect(ended([], 9).divergences).toEqual([]);
  });

  it('SIGKILL leaves nothing to do but what was under way', () => {
    const killed = kill(10, 303, 'SIGKILL', { t: 5e6 });
    const under = { ...works(303), t: 6e6, d: 2e6 };
    expect(story(...begin, killed, under, exit(303, 9)).divergences).toEqual([]);
    const after = { ...works(303), t: 50e6 };
    expect(story(...begin, killed, after).divergences.map(d => d.what)).toEqual(['setpgid']);
  });

  it('from a parent that ends, where the child asked for it', () => {
    const asks = call(303, 'prctl', ['PR_SET_PDEATHSIG', 'SIGHUP'], 0);
    const tree = [proc(10), clone(10, 20), clone(20, 303)];
    const hup = arrives(303, 'SIGHUP', 20, 'function');
    expect(story(...tree, asks, exit(20), hup).divergences).toEqual([]);
    expect(story(...tree, exit(20), hup).divergences.map(d => d.what)).toEqual(['signal']);
  });

  it('from a parent whose end is told a moment later, but no other end is early for it', () => {
    const asks = call(303, 'prctl', ['PR_SET_PDEATHSIG', 'SIGHUP'], 0);
    const tree = [proc(10), clone(10, 20), clone(20, 303), asks];
    expect(story(...tree, arrives(303, 'SIGHUP', 20, 'function'), exit(20)).divergences).toEqual(
      [],
    );
    const cont = [kill(10, 303, 'SIGCONT'), arrives(303, 'SIGCONT', 10, 'function')];
    const stops = [...STOP, child(303, 'CLD_STOPPED'), child(303, 'CLD_CONTINUED'), ...cont];
    const none = call(10, 'wait4', [-1, null, 'WNOHANG', null], 0);
    expect(story(...begin, ...stops, none, works(303), exit(303)).divergences).toEqual([]);
  });

  it('as SIGCHLD tells of an end, and of its handler', () => {
    const living = story(...begin, child(303, 'CLD_EXITED'));
    expect(living.divergences.map(d => d.what)).toEqual(['signal']);
    const act = (handler: string) =>
      call(10, 'rt_sigaction', ['SIGCHLD', null, null], 0, { act: { handler, flags: '0' } });
    const unhandled = child(303, 'CLD_EXITED', { ignored: true });
    const with_ = (handler: string) => story(...begin, act(handler), exit(303), unhandled);
    expect(with_('SIG_DFL').divergences).toEqual([]);
    expect(with_('function').says[0]).toMatch(/p10 \(10·A\) handles SIGCHLD/);
  });
});

describe('a stop', () => {
  it('is collected with its signal, and the number stays', () => {
    const stopped = [...begin, ...STOP, child(303, 'CLD_STOPPED')];
    expect(story(...stopped, collects(STOPPED, 'WUNTRACED')).divergences).toEqual([]);
    const other = story(...stopped, collects(0x147f, 'WUNTRACED'));
    expect(other.divergences.map(d => [d.what, d.model.status])).toEqual([['wait4', STOPPED]]);
    const unasked = story(...stopped, collects(STOPPED));
    expect(unasked.divergences.map(d => d.model.blocked)).toEqual([true]);
  });

  it('lasts until SIGCONT', () => {
    expect(story(...begin, ...STOP, works(303)).says).toEqual([
      'The recording has it call setpgid; in the model p303 (303·A) is stopped.',
    ]);
    const cont = kill(10, 303, 'SIGCONT');
    const on = [arrives(303, 'SIGCONT', 10), works(303)];
    expect(story(...begin, ...STOP, cont, ...on).divergences).toEqual([]);
    const late = { ...cont, d: 4000 };
    expect(story(...begin, ...STOP, on[1] as Event, late).divergences).toEqual([]);
    expect(
      story(...begin, ...STOP, cont, collects(0xffff, 'WCONTINUED'), works(303)).divergences,
    ).toEqual([]);
  });

  it('and its end are not told of once the process is to end', () => {
    const sent = [kill(10, 303, 'SIGTERM'), kill(10, 303, 'SIGCONT')];
    const none = call(10, 'wait4', [-1, null, 'WNOHANG|WCONTINUED', null], 0);
    const ends = [arrives(303, 'SIGTERM', 10), child(303, 'CLD_CONTINUED'), none, exit(303, 15)];
    expect(story(...begin, ...STOP, ...sent, ...ends).divergences).toEqual([]);
  });

  it('is undone by a SIGCONT that is sent before it is carried out', () => {
    const [sent, arrival] = STOP as [Event, Event];
    const cont = [kill(10, 303, 'SIGCONT'), arrival, arrives(303, 'SIGCONT', 10)];
    expect(story(...begin, sent, ...cont, works(303)).divergences).toEqual([]);
  });

  it('does not hold up a SIGKILL', () => {
    const end = [kill(10, 303, 'SIGKILL'), exit(303, 9), wait(10, 303)];
    const status = { ...(end[2] as Event), wait: { nr: 303, tid: 303, status: 9 } };
    expect(story(...begin, ...STOP, end[0] as Event, exit(303, 9), status).divergences).toEqual([]);
  });

  it('of a whole group goes to every member', () => {
    const grouped = [proc(10), clone(10, 303), call(303, 'setsid', [], 303), clone(303, 304)];
    const all = kill(10, -303, 'SIGTSTP', { target: undefined });
    const both = [arrives(303, 'SIGTSTP', 10, 'function'), arrives(304, 'SIGTSTP', 10, 'function')];
    expect(story(...grouped, all, ...both).divergences).toEqual([]);
    const stranger = [clone(10, 305), arrives(305, 'SIGTSTP', 10, 'function')];
    expect(story(...grouped, all, ...stranger).divergences.map(d => d.what)).toEqual(['signal']);
  });
});

describe('a vfork', () => {
  const vforks = clone(10, 303, { how: 'vfork', flags: 'CLONE_VM|CLONE_VFORK' });
  const runs = { ev: 'exec', tid: 303, pid: 303, path: '/bin/true', argv: ['true'], comm: 'true' };

  it('holds its caller until the child runs a program or ends', () => {
    expect(story(proc(10), vforks, runs, works(10)).divergences).toEqual([]);
    expect(story(proc(10), vforks, exit(303), works(10)).divergences).toEqual([]);
    expect(story(proc(10), vforks, works(10), { ...runs, t: 90e6 }).says).toEqual([
      'The recording has it call setpgid; in the model p10 (10·A) waits in vfork for its child to run a program or to end.',
    ]);
  });

  it('may be over before the program’s record', () => {
    expect(story(proc(10), vforks, works(10), runs).divergences).toEqual([]);
  });
});
