import { describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { fdFile, findPid, groupOf, INVARIANTS, type NsId, pidTask } from '../kernel/index.ts';
import { choices } from './choice.ts';
import { look } from './look.ts';
import type { Machine } from './machine.ts';
import { init } from './setup.ts';
import { raceFrom } from './testing/wide.ts';
import { advanceWorlds, startWorlds } from './worlds.ts';

const ROOT = 0 as NsId;

function at(machine: Machine, nr: number) {
  const { kernel } = machine;
  const pid = ensure(findPid(kernel, ROOT, nr), `number ${nr}`);
  const task = ensure(pidTask(kernel, pid.ino), `task ${nr}`);
  return { pid, task, group: ensure(groupOf(kernel, task.group), 'group') };
}

const sound = (machine: Machine) =>
  INVARIANTS.every(({ broken }) => broken(machine.kernel) === undefined);

describe('the start of a race', () => {
  const cast = init(
    raceFrom(`
race "A cast"
cursor 309
process shell 302 group shell uid 1000 idle;
process job 303 parent shell group job uid 1000 { exit(0); }
process member 304 parent shell group job idle;
process helper 305 thread of shell { gettid(); }
process daemon 307 subreaper ignores SIGCHLD { getpid(); }
`),
    0,
  );

  it('puts everybody at their numbers and leaves the cursor where it was', () => {
    expect(cast.kernel.namespaces[0]?.nrs).toEqual([1, 302, 303, 304, 305, 307]);
    expect(cast.kernel.namespaces[0]?.cursor).toBe(309);
    expect(sound(cast)).toBe(true);
  });

  it('makes groups within the session of the parent', () => {
    const shell = at(cast, 302).group;
    const job = at(cast, 303).group;
    expect(shell.pgid).toBe(shell.tgid);
    expect(job.pgid).toBe(job.tgid);
    expect(job.sid).toBe(shell.sid);
    expect(at(cast, 304).group.pgid).toBe(job.tgid);
  });

  it('makes threads inside their process', () => {
    expect(at(cast, 305).task.group).toBe(at(cast, 302).task.group);
  });

  it('sets users, ignored signals and subreapers', () => {
    expect(at(cast, 303).task.creds).toMatchObject({ ruid: 1000, euid: 1000, privileged: false });
    const daemon = at(cast, 307).group;
    expect(daemon.subreaper).toBe(true);
    expect(daemon.actions.map(a => [a.signal, a.handler])).toEqual([[17, 'ignore']]);
  });
});

describe('a namespace that is there at the start', () => {
  const race = raceFrom(`
race "Two rings"
namespace box 300..311 next 308
process agent 300 { kill(7, SIGTERM); }
process boxinit 302 in box as 1 { wait4(-1); }
process inner 303 in box as 7 { fork(); }
`);
  const start = startWorlds(race);
  const machine = ensure(start.machines[0], 'machine');

  it('gives its members a number in both', () => {
    const { pid } = at(machine, 303);
    expect(pid.upids.map(u => u.nr)).toEqual([303, 7]);
    expect(sound(machine)).toBe(true);
  });

  it('draws a ring of its own, whose cursor moves on its own', () => {
    const rings = look(start, 0).rings;
    expect(rings.map(r => [r.level, r.cells.length])).toEqual([
      [0, 12],
      [1, 12],
    ]);
    expect(rings[1]?.low.map(l => l.nr)).toEqual([1, 7]);
    expect(rings[1]?.next).toBe(308);
    const inner = ensure(
      choices(machine).find(c => c.name === 'inner'),
      'inner',
    ).ref;
    const next = ensure(advanceWorlds(start, inner), 'a step');
    expect(look(next, 0).last?.result).toBe(308);
    expect(look(next, 0).rings[1]?.cursor).toBe(309);
  });
});

describe('a socket that is there at the start', () => {
  const race = raceFrom(`
race "A socket"
socket link between client, server;
process client 303 { sendmsg(link, { .data = 42 }); }
process server 305 {
  getsockopt(link, SOL_SOCKET, SO_PEERCRED, &peer);
  recvmsg(link, &msg);
  got = msg.data;
}
`);

  it('is descriptor 3 at both ends, each with its own credentials', () => {
    const machine = init(race, 0);
    const held = machine.actors.map(a => [a.name, a.vars.find(v => v?.as === 'fd')?.n]);
    expect(held).toEqual([
      ['client', 3],
      ['server', 3],
    ]);
    expect(sound(machine)).toBe(true);
  });

  it('carries a number with what it meant', () => {
    const peers = raceFrom(`
race "A number over a socket"
socket link between manager, daemon;
process worker 303 idle;
process daemon 305 { sendmsg(link, { .data = worker }); }
process manager 307 { recvmsg(link, &msg); kill(msg.data, SIGTERM); }
`);
    let worlds = startWorlds(peers);
    expect(choices(ensure(worlds.machines[0], 'm')).find(c => c.name === 'manager')).toMatchObject({
      ready: false,
      blocked: { kind: 'call', why: { kind: 'message' } },
    });
    for (const name of ['daemon', 'manager', 'manager']) {
      const machine = ensure(worlds.machines[0], 'machine');
      const ref = ensure(
        choices(machine).find(c => c.name === name),
        name,
      ).ref;
      worlds = ensure(advanceWorlds(worlds, ref), `a step of ${name}`);
    }
    const { last, verdict } = look(worlds, 0);
    expect(last?.hit).toMatchObject({ outcome: 'right', key: 303, via: 'nr' });
    expect(verdict).toMatchObject({ kind: 'rightTarget', who: 'worker', killed: true });
  });
});

it('runs on the kernel version it is given, whatever the start needed', () => {
  const race = raceFrom(`
race "Old"
kernel 5.0
process shell 302 group shell idle;
process helper 305 thread of shell { getpid(); }
`);
  expect(init(race, 0).kernel.version).toBe(5000);
  expect(init(race, 0, 6001).kernel.version).toBe(6001);
  expect(sound(init(race, 0))).toBe(true);
});

describe('a namespace in a namespace', () => {
  const race = raceFrom(`
race "Three rings"
namespace outer 1..311 next 5
namespace inner 1..311 next 5 in outer
process oinit 302 in outer as 1 idle;
process iinit 303 in inner as 1 parent oinit idle;
process taken 304 in outer as 6 parent oinit idle;
process app 305 in inner as 4 parent iinit { fd = pidfd_open(getpid(), 0); }
process agent 309 { kill(app, SIGKILL); }
`);
  const machine = ensure(startWorlds(race).machines[0], 'machine');

  it('gives the declared numbers inside and outside, and free ones between', () => {
    expect(at(machine, 303).pid.upids.map(u => u.nr)).toEqual([303, 5, 1]);
    expect(at(machine, 305).pid.upids.map(u => u.nr)).toEqual([305, 7, 4]);
    expect(sound(machine)).toBe(true);
  });

  it('opens the standard descriptors of those inside who act', () => {
    const app = at(machine, 305).task;
    expect([0, 1, 2, 3].map(fd => fdFile(machine.kernel, app, fd) !== undefined)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
