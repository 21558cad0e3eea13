// Light recordings: the kernel's own account, told without stopping anybody.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { killProbe, storm, test } from './case.mjs';
import { checkSchema, checkTrace, count } from './check.mjs';

/** Why the kernel gives no account here, or undefined. */
async function obstacle(tools) {
  const { status, err } = await tools.record(['true'], { flags: ['-q', '--light'] });
  return status === 125 && /gives no account/.test(err) ? 'no perf_event_open here' : undefined;
}

/** A case that is skipped where the kernel gives no account. */
const light = (name, body, isSlow) =>
  test(`light: ${name}`, async tools => (await obstacle(tools)) ?? body(tools), isSlow);

async function subject(tools, words, status = 0, options = {}) {
  const result = await tools.record([options.program ?? tools.subject, ...words.split(' ')], {
    ...options,
    flags: ['--light', ...(options.flags ?? [])],
  });
  assert.equal(result.status, status, `status of ${words}\n${result.err}`);
  const { left } = checkTrace(result.lines);
  assert.equal(result.lines[0].light, true);
  return { ...result, left };
}

async function countsForks(tools, many) {
  const { lines } = await subject(tools, `forks ${many}`, 0, { timeout: 120_000 });
  assert.equal(count(lines, 'clone'), many);
  assert.equal(count(lines, 'exit'), many + 1);
  assert.equal(count(lines, 'reap'), 1, 'only the command is known to be collected');
}

light('23 forks are 23 births and ends', tools => countsForks(tools, 23));
light('10,007 forks lose nothing', tools => countsForks(tools, 10_007), true);

light('a storm of forks at once is complete', async tools => {
  await storm(tools, subject);
});

light('a storm of threads cut short by exit', async tools => {
  const { lines } = await subject(tools, 'thread-storm 150', 7);
  assert.equal(
    count(lines, 'reap', l => l.how === 'thread'),
    count(lines, 'clone'),
  );
});

for (const name of ['thread-exec', 'thread-exec-late']) {
  light(`${name}: the thread goes on under the leader's number`, async tools => {
    const { lines, out } = await subject(tools, name, 6);
    const [pid, tid] = out.split(' ').map(Number);
    const exec = lines.filter(l => l.ev === 'exec').at(-1);
    assert.deepEqual([exec.tid, exec.former], [pid, tid]);
    assert.equal(
      count(lines, 'reap', l => l.tid === tid && l.how === 'thread'),
      1,
    );
  });
}

light('killed at any moment', async tools => {
  await subject(tools, 'kills 60');
});

light('names: of programs, and those that tasks give themselves', async tools => {
  const { lines } = await subject(tools, 'rename', 0, { program: tools.odd });
  assert.deepEqual(
    lines.filter(l => l.ev === 'name').map(l => l.comm),
    ['renamed'],
  );
  assert.equal(lines.filter(l => l.ev === 'clone').at(-1).comm, 'renamed', 'a child inherits it');
});

light('a daemon is recorded to its end, and --detach does not wait for it', async tools => {
  const { lines } = await subject(tools, 'daemon 150');
  const daemon = lines.filter(l => l.ev === 'clone').at(-1).child;
  assert.equal(
    count(lines, 'exit', l => l.tid === daemon),
    1,
  );
  const early = await tools.record([tools.subject, 'daemon', '300'], {
    flags: ['--light', '--detach'],
  });
  assert.equal(early.status, 0);
  checkSchema(early.lines);
  assert.equal(
    count(early.lines, 'exit'),
    count(early.lines, 'clone'),
    'all but the daemon have ended',
  );
});

light('a buffer that is too small loses, and says exactly how many', async tools => {
  let probe;
  const pending = tools.record([tools.subject, 'forks', '1500'], {
    flags: ['--light', '--buffer', '4'],
    started: child => (probe = child),
  });
  await delay(60);
  probe.kill('SIGSTOP');
  await delay(400);
  probe.kill('SIGCONT');
  const { lines, err, status } = await pending;
  assert.equal(status, 0);
  checkSchema(lines);
  const lost = lines.filter(l => l.ev === 'lost').reduce((sum, l) => sum + l.n, 0);
  assert(lost > 0, 'four kilobytes cannot be enough');
  assert.match(err, /records were lost/);
  assert.equal(lines.at(-1).lost, lost);
  const told = count(lines, 'clone') + count(lines, 'exit') + count(lines, 'exec');
  assert.equal(told + lost, 1500 + 1501 + 1, 'births, ends and one program');
});

light('status of the command: by exit and by signal', async tools => {
  await subject(tools, 'exit 3', 3);
  const { lines } = await subject(tools, 'raise 15', 143);
  assert.equal(lines.at(-1).status, 15);
});

light('killed itself, the probe leaves a readable file and everybody running', async tools => {
  assert.match(await killProbe(tools, ['--light'], 500), /[RSD]/);
});

light('SIGTERM ends the command, and the file is complete', async tools => {
  let probe;
  const pending = tools.record([tools.subject, 'spin'], {
    flags: ['--light'],
    started: child => (probe = child),
  });
  await delay(200);
  probe.kill('SIGTERM');
  const { status, lines } = await pending;
  assert.equal(status, 143);
  checkTrace(lines);
});

light('without privilege; a setuid program keeps its own and is lost sight of', async tools => {
  if (process.getuid() !== 0) return 'needs root to make a setuid program';
  const dir = mkdtempSync(path.join(tmpdir(), 'probe-light-'));
  try {
    chmodSync(dir, 0o777);
    const program = path.join(dir, 'subject');
    copyFileSync(tools.subject, program);
    copyFileSync(tools.probe, path.join(dir, 'probe'));
    const nobody = { uid: 65534, gid: 65534 };
    const run = words =>
      tools.run(
        path.join(dir, 'probe'),
        ['record', '-q', '--light', '-o', '-', '--', ...words],
        nobody,
      );
    const plain = await run([program, 'forks', '23']);
    assert.equal(plain.status, 0, plain.err);
    const lines = tools.parse(plain.out);
    checkTrace(lines);
    assert.equal(count(lines, 'clone'), 23);
    chmodSync(program, 0o4755);
    const raised = await run(['sh', '-c', `${program} sleep 200; true`]);
    assert.equal(raised.status, 0, raised.err);
    const seen = tools.parse(raised.out);
    checkSchema(seen);
    assert.match(seen.find(l => l.ev === 'note').text, /more rights/);
    const lost = seen.find(l => l.ev === 'note').tid;
    assert.equal(
      count(seen, 'exit', l => l.tid === lost),
      0,
      'an end that was none is not told',
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return undefined;
});
