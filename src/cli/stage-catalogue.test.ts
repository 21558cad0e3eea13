// Every scenario of the catalogue on the running kernel: the pinned schedule, in each variant, gives
// the results and leaves the processes that the model says. What cannot be staged says why, loudly.

import { afterAll, describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { catalogue, raceOf } from '../catalogue/index.ts';
import { inWords } from '../conform/compare.ts';
import { compile } from '../race/compile.ts';
import { stageRace } from './stage-race.ts';
import { NotStageable } from './stage-start.ts';
import { realKernel } from './testing/real-kernel.ts';

const { none, version, perform, close } = await realKernel(
  'THE CATALOGUE IS NOT STAGED ON THE REAL KERNEL',
);
afterAll(close);

describe.skipIf(none)('staging', () => {
  it('notices when the kernel does otherwise than the model', async () => {
    const race = raceOf('stale-pidfile');
    const shifted: typeof perform = plan =>
      perform({ ...plan, setup: { ...plan.setup, last_pid: 304 } });
    const { divergence, unmet } = await stageRace(race, 0, version, race.pinned, shifted);
    expect(divergence?.what).toBe('result');
    expect(unmet.length).toBeGreaterThan(0);
  });

  it('notices who is left at the end', async () => {
    const race = raceOf('stale-pidfile');
    const merciful: typeof perform = plan =>
      perform({
        ...plan,
        steps: plan.steps.map(s => (s.call === 'kill' ? { ...s, args: { pid: 303, sig: 0 } } : s)),
      });
    const { unmet } = await stageRace(race, 0, version, race.pinned, merciful);
    expect(unmet).toEqual(['at the end postgres is idle, not zombie']);
  });

  it('performs a race with much of everything', async () => {
    const race = ensure(compile(WIDE).race, 'a race');
    const done = await stageRace(race, 0, version, race.pinned, perform);
    expect(done.divergence).toBeUndefined();
    expect(done.unmet).toEqual([]);
    expect(done.staged.leftOut).toEqual([]);
  });

  it('says what it cannot do', async () => {
    const source = `race "Knobs"
      process init 1 { wait4(-1); }
      process admin 309 { cgroup_kill(7, 1); }
      schedule admin`;
    const race = ensure(compile(source).race, 'a race');
    await expect(stageRace(race, 0, version, race.pinned, perform)).rejects.toThrow(/cgroup/);
  });
});

/** Namespaces, threads, groups, a vfork, an exec, handles, a set, passed descriptors. */
const WIDE = `
  race "Wide"
  process init 1 { wait4(-1); wait4(-1); }
  process worker 303 { pause(); exit(0); }
  process kid 304 parent worker group kid ignores SIGUSR1 idle;
  process mate 306 group kid idle;
  process thr 307 thread of worker { gettid(); exit(0); }
  process box1 310 in box as 1 idle;
  process inner 311 in box as 5 parent box1 { getpid(); kill(1, SIGTERM); getppid(); }
  namespace box 1..320 next 8;
  process admin 309 subreaper {
    pid = vfork();
    if (pid == 0) { setsid(); execve("/bin/prog"); }
    fd = pidfd_open(303, 0);
    name_to_handle_at(fd, "", &h, &m, 0);
    again = open_by_handle_at(fd, h, 0);
    fstat(fd, &st);
    ep = epoll_create1(0);
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, { .events = EPOLLIN });
    socketpair(AF_UNIX, SOCK_STREAM, 0, { &a, &b });
    sendmsg(a, { .data = 303, .scm_rights = fd }, 0);
    recvmsg(b, { .data = &got, .scm_rights = &fd2 }, 0);
    pipe2({ &r, &w }, O_CLOEXEC);
    write(w, 65);
    write(w, 66);
    read(r, &got);
    close(w);
    read(r, &got);
    read(r, &got);
    ioctl(fd2, PIDFD_GET_INFO, &info);
    kill(-304, SIGUSR1);
    pidfd_send_signal(fd2, SIGKILL, NULL, 0);
    epoll_wait(ep, &ev, 1, -1);
    poll({ { .fd = fd, .events = POLLIN } }, 1, -1);
    waitid(P_PIDFD, pid, NULL, WEXITED);
  }
  process prog { exit_group(7); }
  claim "x": never SIGTERM reaches mate
  schedule thr, inner, inner, inner, admin, admin#2, admin#2, admin#2, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, admin, init, admin
`;

const worlds = catalogue().flatMap(race =>
  race.variants.map((name, variant) => ({ id: race.id, race, name, variant })),
);

describe.skipIf(none)('on the running kernel the pinned schedule of', () => {
  it.each(worlds)('$id, $name, goes as the model says', async ({ race, variant, id }) => {
    try {
      const done = await stageRace(race, variant, version, race.pinned, perform);
      const { divergence, staged, unmet } = done;
      expect(divergence === undefined ? '' : inWords(staged.plan, divergence), id).toBe('');
      expect(unmet, id).toEqual([]);
      expect(staged.steps.length).toBeGreaterThan(0);
      if (done.otherwise === undefined) return;
      process.stderr.write(`\nNOT THE STORY OF THE FILE HERE, ${id}: ${done.otherwise}\n`);
    } catch (error) {
      if (!(error instanceof NotStageable)) throw error;
      process.stderr.write(`\nNOT STAGED, ${id}: ${error.message}\n`);
    }
  });
});
