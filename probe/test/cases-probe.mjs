// How the probe itself behaves: its options, its end, what it cannot do, what is shipped.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { killProbe, namespacesWork, subject, test } from './case.mjs';
import { calls, checkSchema, checkTrace, count } from './check.mjs';

test('without the filter the trace says the same', async tools => {
  for (const words of ['forks 23', 'clone3', 'poll', 'threads 4']) {
    const filtered = await subject(tools, words);
    const plain = await subject(tools, words, 0, { flags: ['--no-filter'] });
    const summary = lines =>
      lines.filter(l => ['clone', 'exec', 'exit', 'reap'].includes(l.ev)).map(l => l.ev);
    assert.deepEqual(summary(plain.lines).sort(), summary(filtered.lines).sort());
    assert.deepEqual(
      calls(plain.lines, 'waitid').map(l => l.wait?.status),
      calls(filtered.lines, 'waitid').map(l => l.wait?.status),
    );
  }
});

test('--detach ends with the command and lets the rest go', async tools => {
  const { lines, status } = await tools.record([tools.subject, 'daemon', '300'], {
    flags: ['--detach'],
  });
  assert.equal(status, 0);
  checkSchema(lines);
  assert.equal(lines.at(-1).ev, 'end');
  const daemon = lines.filter(l => l.ev === 'clone').at(-1).child;
  assert.equal(readFileSync(`/proc/${daemon}/status`, 'utf8').match(/TracerPid:\s*(\d+)/)[1], '0');
});

test('-p joins a running process and lets it go', async tools => {
  let target;
  const running = tools.run(tools.subject, ['spin'], { started: c => (target = c) });
  await delay(100);
  const file = path.join(tools.scratch, 'attached.ndjson');
  let probe;
  const recording = tools.run(tools.probe, ['record', '-o', file, '-p', String(target.pid)], {
    started: child => (probe = child),
  });
  await delay(300);
  process.kill(target.pid, 'SIGCONT');
  probe.kill('SIGINT');
  assert.equal((await recording).status, 0);
  const lines = tools.parse(readFileSync(file, 'utf8'));
  checkSchema(lines);
  assert.equal(lines[0].attached, target.pid);
  assert.equal(lines[1].ev, 'proc');
  assert.equal(lines.at(-1).ev, 'end');
  assert.match(readFileSync(`/proc/${target.pid}/stat`, 'utf8'), /\) [RSD] /);
  target.kill('SIGKILL');
  await running;
});

test('killed itself, the probe leaves a readable file and nobody stopped', async tools => {
  for (const flags of [[], ['--no-filter']]) {
    const state = await killProbe(tools, flags, 700);
    // Under the filter it is gone, as it should be.
    assert.match(state, flags.length === 0 ? /gone|Z/ : /[RSD]/, `state ${state}`);
  }
});

test('SIGTERM to the probe ends the command, and the file is complete', async tools => {
  let probe;
  const pending = tools.record([tools.subject, 'spin'], { started: child => (probe = child) });
  await delay(300);
  probe.kill('SIGTERM');
  const { status, lines } = await pending;
  assert.equal(status, 143);
  checkTrace(lines);
});

test('commands that cannot be run', async tools => {
  const missing = await tools.record(['no-such-command-here']);
  assert.deepEqual([missing.status, missing.text], [127, '']);
  assert.match(missing.err, /not found/);
  const directory = await tools.record(['/tmp']);
  assert.equal(directory.status, 126);
  const script = path.join(tools.scratch, 'script');
  writeFileSync(script, 'exit 9\n');
  chmodSync(script, 0o755);
  const scripted = await tools.record([script]);
  assert.equal(scripted.status, 9);
  checkTrace(scripted.lines);
});

test('files that cannot be written', async tools => {
  const run = output =>
    tools.run(tools.probe, ['record', '-o', output, '--', 'true'], { timeout: 10_000 });
  const nowhere = await run('/no/such/place/x');
  assert.equal(nowhere.status, 125);
  assert.match(nowhere.err, /cannot write/);
  const kept = path.join(tools.scratch, 'kept');
  writeFileSync(kept, 'kept');
  const absent = await tools.run(tools.probe, ['record', '-o', kept, '-p', '99999999']);
  assert.equal(absent.status, 125);
  assert.match(absent.err, /no process/);
  assert.equal(readFileSync(kept, 'utf8'), 'kept', 'an older recording is not lost');
  const full = await run('/dev/full');
  assert.match(full.err, /not complete/);
  assert.equal(full.status, 0, 'the command is not to blame');
});

test('a disk that is full for a while: what is lost is counted exactly', async tools => {
  if (!namespacesWork()) return 'no user namespaces here';
  const script = `
    mount -t tmpfs -o size=64k none /mnt && head -c 40k /dev/zero > /mnt/filler &&
    "$1" record -o /mnt/t -- sh -c "$2 forks 400; sleep 0.15; rm /mnt/filler; sleep 0.15; $2 forks 3" &&
    cat /mnt/t`;
  const words = ['-rm', 'sh', '-c', script, 'sh', tools.probe, tools.subject];
  const { status, out, err } = await tools.run('unshare', words);
  assert.equal(status, 0, err);
  assert.match(err, /were lost/);
  const whole = out.split('\n').filter(line => line.endsWith('}'));
  const [, ...lines] = tools.parse(whole.join('\n'));
  checkSchema(lines);
  const told = lines.filter(l => l.ev === 'lost').reduce((sum, l) => sum + l.n, 0);
  const end = lines.at(-1);
  assert.equal(end.lost, told);
  assert.equal(lines.filter(l => l.ev !== 'lost').length + told, end.events);
  return undefined;
});

test('a pipe that does not wait loses nothing', async tools => {
  const record = `${tools.odd} impatient ${tools.probe} record -q -o -`;
  const words = `${record} -- ${tools.subject} forks 300 | (sleep 0.5; cat)`;
  const { out } = await tools.run('sh', ['-c', words]);
  const lines = tools.parse(out);
  checkTrace(lines);
  assert.equal(count(lines, 'clone'), 300);
});

test('a reader that goes away: the command goes on', async tools => {
  const words = `${tools.probe} record -o - -- ${tools.subject} storm 150 | head -1; echo \${PIPESTATUS[0]}`;
  const { out, err } = await tools.run('bash', ['-c', words]);
  assert.match(out, /^\{.*\}\n0\n$/);
  assert.match(err, /not complete/);
});

test('usage', async tools => {
  const help = await tools.run(tools.probe, ['record', '--help']);
  assert.equal(help.status, 0);
  assert.match(help.out, /examples:/);
  assert.equal((await tools.run(tools.probe, ['record'])).status, 2);
  assert.equal((await tools.run(tools.probe, ['record', '--no-such'])).status, 2);
  for (const words of [
    ['-p', '12x'],
    ['-p', '-1'],
    ['--system', '--buffer', 'big', 'true'],
  ]) {
    const { status, err } = await tools.run(tools.probe, ['record', ...words]);
    assert.equal(status, 2);
    assert.match(err, /takes a number above 0/);
  }
  assert.match((await tools.run(tools.probe, ['--version'])).out, /^probe \d/);
  assert.equal((await tools.run(tools.probe, [])).status, 2);
});

test('standard output can be the trace', async tools => {
  const { status, out } = await tools.run(tools.probe, ['record', '-o', '-', '--', 'true']);
  assert.equal(status, 0);
  checkTrace(tools.parse(out));
});

test('a setuid program runs, without its privilege, and the trace says so', async tools => {
  if (process.getuid() !== 0) return 'needs root to make a setuid program';
  const dir = mkdtempSync(path.join(tmpdir(), 'probe-setuid-'));
  try {
    chmodSync(dir, 0o777);
    const program = path.join(dir, 'subject');
    copyFileSync(tools.subject, program);
    copyFileSync(tools.probe, path.join(dir, 'probe'));
    chmodSync(program, 0o4755);
    const file = path.join(dir, 'trace.ndjson');
    const record = async () => {
      const { status, out } = await tools.run(
        path.join(dir, 'probe'),
        ['record', '-q', '-o', file, '--', program, 'uid'],
        { uid: 65534, gid: 65534 },
      );
      assert.equal(status, 0);
      assert.equal(out, '65534 65534\n');
      const lines = tools.parse(readFileSync(file, 'utf8'));
      checkTrace(lines);
      return lines.filter(l => l.ev === 'note').map(l => l.text);
    };
    assert.match((await record())[0], /setuid/);
    chmodSync(program, 0o755);
    assert.deepEqual(await record(), []);
    if ((await tools.run('setcap', ['cap_net_raw+ep', program])).status !== 0) return undefined;
    assert.match((await record())[0], /capabilities/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return undefined;
});

test('plans that cannot be performed say why', async tools => {
  if (!namespacesWork()) return 'no user namespaces here';
  const call = (name, args) => JSON.stringify({ steps: [{ who: 'init', call: name, args }] });
  const plans = [
    ['', /a value was expected/],
    ['[1,', /a value was expected/],
    ['{"steps"', /':' was expected/],
    ['['.repeat(60_000), /nested too deeply/],
    [call('read', { fd: 0, length: 100_000 }), /more than 2048 bytes/],
    [call('kill', { pid: 1, sig: '--9' }), /is no number/],
    [call('kill', { pid: 1e300, sig: 'SIGNONE' }), /SIGNONE/],
  ];
  for (const [plan, problem] of plans) {
    const file = path.join(tools.scratch, 'plan.json');
    writeFileSync(file, plan);
    const { status, out, err } = await tools.run(tools.probe, ['stage', file]);
    assert.deepEqual([status, err], [1, '']);
    assert.match(JSON.parse(out).problem, problem);
  }
  return undefined;
});

test('doctor tries each feature', async tools => {
  const { status, out } = await tools.run(tools.probe, ['doctor']);
  assert.equal(status, 0);
  assert.match(out, /pidfd_open/);
  assert.match(out, /ptrace/);
});

test('the shipped recordings are whole', async () => {
  const dir = new URL('../../public/traces/', import.meta.url);
  const index = JSON.parse(readFileSync(new URL('index.json', dir), 'utf8'));
  assert(index.length >= 7);
  for (const { file } of index.filter(each => /\.ndjson(\.gz)?$/.test(each.file))) {
    const bytes = readFileSync(new URL(file, dir));
    const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
      .toString()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    checkTrace(lines);
  }
});

/** Scheduling policy (0: ordinary, 1: FIFO) and nice value, from a line of /proc/PID/stat. */
function rank(line) {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { policy: Number(fields[38]), nice: Number(fields[16]) };
}

test('the probe runs before the recorded programs, which keep their priority', async tools => {
  const command = ['sh', '-c', 'cat /proc/$PPID/stat /proc/$$/stat'];
  const ranks = async flags => {
    const { status, out } = await tools.record(command, { flags });
    assert.equal(status, 0);
    return out.trim().split('\n').map(rank);
  };
  const may = (await tools.run('chrt', ['-f', '1', 'true'])).status === 0;
  const [probe, program] = await ranks([]);
  if (may) assert.equal(probe.policy, 1);
  assert.deepEqual(program, { policy: 0, nice: 0 });
  assert.deepEqual(await ranks(['--no-priority']), [program, program]);
});
