// What is recorded, and what its trace must say.
import assert from 'node:assert/strict';
import path from 'node:path';
import { namespacesWork, storm, subject, test } from './case.mjs';
import { calls, checkTrace, count } from './check.mjs';

async function countsForks(tools, many) {
  const { lines } = await subject(tools, `forks ${many}`, 0, { timeout: 300_000 });
  assert.equal(count(lines, 'clone'), many);
  assert.equal(count(lines, 'exit'), many + 1);
  assert.equal(
    count(lines, 'reap', l => l.how === 'wait'),
    many + 1,
  );
  const waited = calls(lines, 'wait4');
  assert.equal(waited.length, many);
  waited.forEach((call, i) => {
    assert.equal(call.wait.status, (i & 0x7f) << 8, `status of child ${i}`);
  });
}

test('23 forks are 23 births, exits and reaps', tools => countsForks(tools, 23));
test('10,007 forks lose nothing', tools => countsForks(tools, 10_007), true);

test('a storm of forks at once is complete', async tools => {
  assert.equal(count(await storm(tools), 'reap'), 301);
});

test('a shell pipeline: programs by name, all collected', async tools => {
  const { lines, status } = await tools.record(['sh', '-c', 'true | cat | cat']);
  assert.equal(status, 0);
  checkTrace(lines);
  const programs = lines.filter(l => l.ev === 'exec').map(l => l.comm);
  assert.deepEqual(programs.sort(), ['cat', 'cat', 'sh']);
});

test('vfork and exec', async tools => {
  const { lines, out } = await subject(tools, 'vfork');
  const birth = lines.find(l => l.ev === 'clone');
  assert.equal(birth.child, Number(out));
  assert(['vfork', 'clone', 'clone3'].includes(birth.how));
  assert.match(String(birth.flags), birth.how === 'vfork' ? /CLONE_VFORK/ : /CLONE_V/);
  assert.deepEqual(lines.filter(l => l.ev === 'exec').at(-1).argv, ['true']);
});

test('clone3 with CLONE_PIDFD: the descriptor and its identity', async tools => {
  const { lines, out } = await subject(tools, 'clone3');
  const [pid, pidfd] = out.split(' ').map(Number);
  const birth = lines.find(l => l.ev === 'clone');
  assert.equal(birth.how, 'clone3');
  assert.equal(birth.child, pid);
  assert.equal(birth.pidfd, pidfd);
  const [wait] = calls(lines, 'waitid');
  assert.deepEqual(wait.args.slice(0, 2), ['P_PIDFD', pidfd]);
  assert.equal(wait.wait.status, 5 << 8);
  const [send] = calls(lines, 'pidfd_send_signal');
  assert.equal(send.err, 'ESRCH');
  assert.equal(send.target.id, birth.id);
  assert.equal(send.target.tid, undefined, 'nobody is behind it');
  assert.equal(calls(lines, 'close')[0].target.id, birth.id);
});

test('ends by signal and by crash: 128 + the signal', async tools => {
  const term = await subject(tools, 'raise 15', 143);
  assert.equal(term.lines.at(-1).status, 15);
  const crash = await subject(tools, 'crash', 139);
  const signal = crash.lines.find(l => l.ev === 'signal');
  assert.deepEqual([signal.sig, signal.code], ['SIGSEGV', 'SEGV_MAPERR']);
  await subject(tools, 'exit 3', 3);
});

test('threads have identities, and give their numbers back when they end', async tools => {
  const { lines } = await subject(tools, 'threads 5');
  const births = lines.filter(l => l.ev === 'clone');
  assert.equal(births.length, 5);
  for (const birth of births) {
    assert.notEqual(birth.child, birth.child_pid);
    assert.match(birth.flags, /CLONE_THREAD/);
  }
  assert.equal(
    count(lines, 'reap', l => l.how === 'thread'),
    5,
  );
});

for (const [name, others] of [
  ['thread-exec', 1],
  ['thread-exec-late', 0],
]) {
  test(`${name}: the thread goes on under the leader's number`, async tools => {
    const { lines, out } = await subject(tools, name, 6);
    const [pid, tid] = out.split(' ').map(Number);
    const exec = lines.filter(l => l.ev === 'exec').at(-1);
    assert.deepEqual([exec.tid, exec.former], [pid, tid]);
    assert.equal(
      count(lines, 'reap', l => l.tid === tid && l.how === 'thread'),
      1,
    );
    assert.equal(
      count(lines, 'reap', l => l.how === 'thread'),
      1 + others,
    );
    assert.equal(lines.findLast(l => l.ev === 'exit').status, 6 << 8);
  });
}

test('a storm of threads cut short by exit', async tools => {
  const { lines } = await subject(tools, 'thread-storm 150', 7);
  assert.equal(
    count(lines, 'reap', l => l.how === 'thread'),
    count(lines, 'clone') + count(lines, 'proc') - 1,
  );
});

test('a daemon that forks twice is recorded to its end', async tools => {
  const { lines } = await subject(tools, 'daemon 100');
  const daemon = lines.filter(l => l.ev === 'clone').at(-1).child;
  assert.equal(
    count(lines, 'adopt', l => l.tid === daemon),
    1,
  );
  const exit = lines.find(l => l.ev === 'exit' && l.tid === daemon);
  assert.equal(exit.status, 4 << 8);
  const reap = lines.find(l => l.ev === 'reap' && l.tid === daemon);
  if (reap) assert.deepEqual([reap.how, reap.by], ['wait', undefined], 'collected outside');
});

test('SIGCHLD ignored: numbers go back by themselves', async tools => {
  const { lines } = await subject(tools, 'ignore-children');
  assert.equal(
    count(lines, 'reap', l => l.how === 'auto'),
    3,
  );
  const nowait = await subject(tools, 'no-zombies');
  assert.equal(
    count(nowait.lines, 'reap', l => l.how === 'auto'),
    1,
  );
});

test('WNOWAIT looks and leaves', async tools => {
  const { lines, out } = await subject(tools, 'leave-zombie');
  const child = Number(out);
  assert.equal(calls(lines, 'waitid')[0].wait.tid, child);
  assert.notEqual(lines.find(l => l.ev === 'reap' && l.tid === child)?.by, 1);
});

test('poll on pidfds: no death is told after it was seen', async tools => {
  const { lines } = await subject(tools, 'poll');
  const polls = calls(lines, 'poll').concat(calls(lines, 'ppoll'));
  assert(polls.length >= 3);
  for (const poll of polls) {
    for (const fd of poll.fds) {
      const birth = lines.find(l => l.ev === 'clone' && l.id === fd.id);
      const exit = lines.findIndex(l => l.ev === 'exit' && l.tid === birth.child);
      if (fd.revents !== 0) assert(exit < lines.indexOf(poll));
    }
  }
  assert.match(polls.at(-1).fds[0].revents, /POLLIN\|POLLHUP/);
});

test('epoll on a pidfd, and copies of one', async tools => {
  const { lines } = await subject(tools, 'epoll');
  const [add] = calls(lines, 'epoll_ctl');
  const ready = calls(lines, 'epoll_wait').concat(calls(lines, 'epoll_pwait')).at(-1);
  assert.equal(ready.fds[0].id, add.target.id);
  assert.equal(ready.fds[0].revents, 'POLLIN');
  assert.equal(calls(lines, 'dup')[0].target.id, add.target.id);
  assert.equal(calls(lines, 'close').length, 2);
});

test('interrupted calls end once', async tools => {
  const { lines } = await subject(tools, 'interrupted');
  const poll = calls(lines, 'poll').concat(calls(lines, 'ppoll'));
  assert.deepEqual(
    poll.map(l => l.err),
    ['EINTR'],
  );
  assert.deepEqual(
    calls(lines, 'wait4').map(l => l.err),
    ['ERESTARTSYS', undefined],
  );
});

test('stopped and continued by job control', async tools => {
  const { lines } = await subject(tools, 'stops');
  const waits = calls(lines, 'wait4').map(l => l.wait.status);
  assert.deepEqual(waits, [(19 << 8) | 0x7f, 0xffff, 9]);
});

test('killed at any moment', async tools => {
  await subject(tools, 'kills 100');
});

test('a child that asks to be untraced works, and is recorded', async tools => {
  const { lines } = await subject(tools, 'untraced');
  assert.equal(count(lines, 'clone'), 2);
  assert.equal(count(lines, 'note'), 1);
});

test('what a socket tells about its peer', async tools => {
  const { lines, out } = await subject(tools, 'peer');
  const [pid, pidfd] = out.split(' ').map(Number);
  const [number, descriptor] = calls(lines, 'getsockopt');
  assert.equal(number.peer, pid);
  assert.equal(descriptor.pidfd, pidfd);
  assert.equal(descriptor.target.tid, pid);
});

test('namespaces in namespaces: all numbers of a task', async tools => {
  if (!namespacesWork()) return 'no user namespaces here';
  const { lines } = await subject(tools, 'nested 3');
  const deepest = lines.filter(l => l.ev === 'clone').at(-1);
  assert.equal(deepest.nr.length, 4);
  assert.equal(deepest.nr.at(-1), 2);
  const kill = calls(lines, 'kill')[0];
  assert.deepEqual([kill.target.nr, kill.target.id], [2, deepest.id]);
  const spaces = new Set(lines.filter(l => l.ns).map(l => l.ns));
  assert.equal(spaces.size, 4);
  return undefined;
});

test('a full number table: the fork that failed is there', async tools => {
  const { lines, status } = await tools.record([tools.subject, 'full-table']);
  if (status === 77 || !namespacesWork()) return 'no namespace with a pid_max of its own here';
  assert.equal(status, 0);
  checkTrace(lines);
  assert.equal(
    count(lines, 'call', l => /fork|clone/.test(l.name) && l.err === 'EAGAIN'),
    1,
  );
  return undefined;
});

for (const way of ['plain', 'pidfd']) {
  test(`the demonstration, ${way}`, async tools => {
    if (!namespacesWork()) return 'no user namespaces here';
    const demo = path.join(tools.build, 'wrong-number');
    const { lines, status } = await tools.record([demo, `--${way}`]);
    assert.equal(status, 0);
    checkTrace(lines);
    const holders = lines.filter(l => l.ev === 'clone' && l.nr.at(-1) === 303);
    assert.equal(holders.length, 2);
    assert.notEqual(holders[0].id, holders[1].id);
    const shot = calls(lines, way === 'plain' ? 'kill' : 'pidfd_send_signal')[0];
    if (way === 'plain') assert.deepEqual([shot.ret, shot.target.id], [0, holders[1].id]);
    else assert.deepEqual([shot.err, shot.target.id], ['ESRCH', holders[0].id]);
    return undefined;
  });
}
