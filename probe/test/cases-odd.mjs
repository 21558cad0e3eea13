// What programs learn, and programs that make it hard for a recorder.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { namespacesWork, test } from './case.mjs';
import { calls, checkSchema, checkTrace, count } from './check.mjs';

async function odd(tools, word, options = {}) {
  const result = await tools.record([tools.odd, word], options);
  assert.equal(result.status, 0, `status of ${word}\n${result.err}`);
  checkTrace(result.lines);
  return result;
}

test('what is learnt from a pidfile and in /proc', async tools => {
  const { lines, out } = await odd(tools, 'pidfile');
  const learnt = lines.filter(l => l.learnt);
  assert.deepEqual(
    learnt.map(l => [l.learnt.from, l.learnt.nr, l.target.tid]),
    ['file', 'proc'].map(from => [from, Number(out), Number(out)]),
  );
  const birth = lines.find(l => l.ev === 'clone');
  const [{ t, learnt: file }] = learnt;
  assert(file.written > birth.t - 20e6 && file.written < t - 30e6, 'when it was written');
  assert.equal(calls(lines, 'openat').length + calls(lines, 'open').length, 2, 'no other opens');
  const blind = await odd(tools, 'pidfile', { flags: ['--no-files'] });
  assert.equal(blind.lines.filter(l => l.learnt).length, 0);
});

test('a program that wants to be traced works, untraced by its parent', async tools => {
  const { lines, out } = await odd(tools, 'traceme');
  assert.equal(out, '5\n', 'PTRACE_TRACEME is refused');
  assert.match(lines.find(l => l.ev === 'note').text, /wants to trace/);
});

test('a program that hides itself is recorded', async tools => {
  const { lines, out } = await odd(tools, 'undumpable');
  const birth = lines.find(l => l.ev === 'clone');
  assert.equal(birth.child, Number(out));
  assert.equal(calls(lines, 'kill')[0].ret, 0);
  assert.deepEqual(lines.filter(l => l.ev === 'exec').at(-1).argv, ['true']);
});

test('signals in flight: forks and waits lose nothing', async tools => {
  const { lines } = await odd(tools, 'in-flight');
  assert.equal(count(lines, 'clone'), 101);
  assert.equal(
    count(lines, 'exit', l => l.status === 3 << 8),
    100,
  );
  const collected = calls(lines, 'wait4').filter(l => l.ret > 0);
  assert.equal(collected.length, 100);
  assert(count(lines, 'signal', l => /SIGUSR/.test(l.sig)) > 0);
});

for (const flags of [[], ['--no-filter']]) {
  const how = flags[0] ?? 'under the filter';

  test(`signals without effect, ${how}: whoever waits for ever waits on`, async tools => {
    if (process.arch !== 'x64') return 'registers are known of x86-64 only';
    assert.equal((await odd(tools, 'careful', { flags })).out, '0\n');
    assert.equal((await odd(tools, 'handled', { flags })).out, '1\n', 'a handler interrupts');
    return undefined;
  });
}

test("a program's own filter that asks for a tracer: there is none", async tools => {
  if (process.arch !== 'x64') return 'registers are known of x86-64 only';
  const { lines, out } = await odd(tools, 'own-filter');
  assert.equal(out, '38\n', 'ENOSYS');
  assert.equal(calls(lines, 'execve').length, 0, 'nor is it taken for another call');
  return undefined;
});

test('-p does not interrupt whoever waits for ever', async tools => {
  if (process.arch !== 'x64') return 'registers are known of x86-64 only';
  let target;
  const running = tools.run(tools.odd, ['delicate'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    started: c => (target = c),
  });
  await delay(100);
  for (let i = 0; i < 3; i++) {
    let probe;
    const file = path.join(tools.scratch, 'delicate.ndjson');
    const recording = tools.run(
      tools.probe,
      ['record', '-q', '-o', file, '-p', String(target.pid)],
      { started: child => (probe = child) },
    );
    await delay(100);
    probe.kill('SIGINT');
    assert.equal((await recording).status, 0);
  }
  target.stdin.end('x');
  assert.deepEqual(await running, { status: 0, out: '0\n', err: '' });
});

test('-p joins a busy process of several threads, and it lives on', async tools => {
  let target;
  const running = tools.run(tools.odd, ['busy'], { started: c => (target = c) });
  await delay(100);
  const file = path.join(tools.scratch, 'busy.ndjson');
  let probe;
  const recording = tools.run(tools.probe, ['record', '-o', file, '-p', String(target.pid)], {
    started: child => (probe = child),
  });
  await delay(400);
  probe.kill('SIGINT');
  const { status, err } = await recording;
  assert.equal(status, 0, err);
  const lines = tools.parse(readFileSync(file, 'utf8'));
  checkSchema(lines);
  assert(count(lines, 'clone') > 10);
  assert.equal(lines.at(-1).ev, 'end');
  const before = readFileSync(`/proc/${target.pid}/stat`, 'utf8').split(' ')[15];
  await delay(300);
  const status2 = readFileSync(`/proc/${target.pid}/status`, 'utf8');
  assert.match(status2, /TracerPid:\t0/);
  assert.match(status2, /Threads:\t4/);
  assert.notEqual(
    readFileSync(`/proc/${target.pid}/stat`, 'utf8').split(' ')[15],
    before,
    'it works on',
  );
  target.kill('SIGKILL');
  await running;
});

test('-p joins all descendants, however many', async tools => {
  let target;
  const running = tools.run(tools.odd, ['family', '700'], { started: c => (target = c) });
  const children = () =>
    readFileSync(`/proc/${target.pid}/task/${target.pid}/children`, 'utf8').trim().split(' ');
  for (let i = 0; i < 100 && children().length < 700; i++) await delay(20);
  const family = children().slice(0, 700);
  const file = path.join(tools.scratch, 'family.ndjson');
  let probe;
  const recording = tools.run(tools.probe, ['record', '-o', file, '-p', String(target.pid)], {
    started: child => (probe = child),
  });
  const joined = () =>
    existsSync(file) ? readFileSync(file, 'utf8').split('"ev":"proc"').length - 1 : 0;
  for (let i = 0; i < 100 && joined() < 700; i++) await delay(20);
  probe.kill('SIGINT');
  assert.equal((await recording).status, 0);
  const lines = tools.lines(file);
  checkSchema(lines);
  const known = lines.filter(l => l.ev === 'proc');
  assert.deepEqual(
    family.filter(pid => !known.some(l => l.tid === Number(pid))),
    [],
  );
  assert.deepEqual(
    known.filter(l => l.tid !== target.pid && l.ppid !== target.pid),
    [],
    'nobody else is joined',
  );
  target.kill('SIGKILL');
  await running;
});

test('many namespaces, few descriptors: identities and numbers are complete', async tools => {
  if (!namespacesWork()) return 'no user namespaces here';
  const record = `ulimit -Sn 40; exec ${tools.probe} record -q -o - -- ${tools.odd} namespaces 60`;
  const { status, out } = await tools.run('sh', ['-c', record]);
  assert.equal(status, 0);
  const lines = tools.parse(out);
  checkTrace(lines);
  const births = lines.filter(l => l.ev === 'clone');
  const known = lines.some(l => l.id !== undefined);
  assert.equal(
    count(births, 'clone', l => known && l.id === undefined),
    0,
  );
  assert.equal(
    count(births, 'clone', l => l.nr.length === 2),
    60,
  );
  return undefined;
});

test('zombies that nobody collects are not told to be, though descriptors are few', async tools => {
  const record = `ulimit -n 40; exec ${tools.probe} record -q -o - -- ${tools.odd} orphans 60`;
  const { status, out } = await tools.run(tools.odd, ['careless', '/bin/sh', '-c', record]);
  assert.equal(status, 0);
  const lines = tools.parse(out);
  const { left } = checkTrace(lines);
  assert.equal(left.length, 60);
  assert.equal(count(lines, 'reap'), 61);
});
