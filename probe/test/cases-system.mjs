// Recordings of the whole machine, and of one tree by the same means: the kernel's tracepoints.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { namespacesWork, test } from './case.mjs';
import { calls, checkLives, checkSchema, checkTrace, count } from './check.mjs';

const cli = fileURLToPath(new URL('../../scripts/cli.mjs', import.meta.url));

/** Why it cannot work here, in the probe's own words; or undefined. */
let why;
async function obstacle(tools) {
  if (why === undefined) {
    const { status, err } = await tools.record(['true'], { flags: ['-q', '--system'] });
    const said = /--system does not work here: (.*)/.exec(err)?.[1];
    why = status === 125 && said !== undefined ? said : null;
  }
  return why ?? undefined;
}

/** A case that is skipped, and says why, where the kernel or the user's rights do not allow it. */
const system = (name, body, isSlow) =>
  test(`system: ${name}`, async tools => (await obstacle(tools)) ?? body(tools), isSlow);

/** The lines of the command's own tree: others are at work on the machine too, perhaps these same tests. */
function ownLines(lines, root) {
  const tree = new Set([root]);
  return lines.filter(line => {
    const own = tree.has(line.tid);
    if (line.ev === 'clone') {
      if (own) tree.add(line.child);
      else tree.delete(line.child);
    }
    if (line.ev === 'reap') tree.delete(line.tid);
    return own;
  });
}

/** Records a subject on the whole machine. `own` are the lines of its own tree, `root` is its number. */
async function machine(tools, command, options = {}) {
  let probe;
  const result = await tools.record(command, {
    ...options,
    flags: ['--system', ...(options.flags ?? [])],
    started: child => (probe = child.pid),
  });
  const [header, ...events] = result.lines;
  checkSchema(result.lines);
  assert.equal(header.system, true);
  assert.equal(events.at(-1).ev, 'end');
  assert.equal(events.at(-1).lost, 0, 'nothing is lost with the buffer as it is');
  checkLives(events);
  const root = events.find(l => l.ev === 'proc' && l.ppid === probe).tid;
  return { ...result, root, own: ownLines(events, root) };
}

/** Records a subject's own tree. */
async function tree(tools, words, status = 0, options = {}) {
  const flags = ['--system', '--tree', ...(options.flags ?? [])];
  const result = await tools.record([options.program ?? tools.subject, ...words.split(' ')], {
    ...options,
    flags,
  });
  assert.equal(result.status, status, `status of ${words}\n${result.err}`);
  return result;
}

async function checkedTree(tools, words, status, options) {
  const result = await tree(tools, words, status, options);
  checkTrace(result.lines);
  return result;
}

async function countsForks(tools, many) {
  const { own, root } = await machine(tools, [tools.subject, 'forks', String(many)], {
    timeout: 120_000,
  });
  const born = own.filter(l => l.ev === 'clone' && l.tid === root);
  assert.equal(born.length, many);
  // A number may come round within the recording: what counts is who held it then.
  const ids = new Set(born.map(l => l.id ?? `${l.child} ${l.start}`));
  assert.equal(ids.size, many);
  const waited = calls(own, 'wait4').filter(l => l.tid === root && l.wait !== undefined);
  assert.equal(waited.length, many);
  waited.forEach((call, i) => {
    assert.equal(call.wait.tid, born[i].child, `who was collected by wait ${i}`);
    assert.equal(call.wait.id, born[i].id);
    assert.equal(call.wait.status, (i & 0x7f) << 8, `status of child ${i}`);
  });
  assert.equal(
    count(own, 'reap', l => l.by === root && l.how === 'wait'),
    many,
  );
  assert.equal(
    count(own, 'exit', l => l.tid !== root),
    many,
  );
}

system('1000 forks are 1000 births, exits and reaps, whoever else is at work', tools =>
  countsForks(tools, 1000),
);
system('10,007 forks lose nothing', tools => countsForks(tools, 10_007), true);

system('of a tree, nobody else is recorded', async tools => {
  const { lines } = await checkedTree(tools, 'forks 50');
  assert.equal(count(lines, 'proc'), 1);
  assert.equal(count(lines, 'clone'), 50);
  assert.equal(count(lines, 'exit'), 51);
  assert.equal(count(lines, 'reap'), 51);
});

system('a buffer that is too small loses, and says exactly how many', async tools => {
  const { lines, err } = await tree(tools, 'forks 3000', 0, {
    flags: ['--buffer', '4'],
    timeout: 120_000,
  });
  checkSchema(lines);
  const lost = lines.filter(l => l.ev === 'lost');
  const of = kind => lost.reduce((sum, line) => sum + (line.of[kind] ?? 0), 0);
  const total = lost.reduce((sum, line) => sum + line.n, 0);
  assert(total > 0, 'four kilobytes cannot be enough');
  for (const line of lost) {
    assert.equal(
      Object.values(line.of).reduce((sum, n) => sum + n),
      line.n,
    );
  }
  assert.equal(lines.at(-1).lost, total);
  assert.match(err, /records were lost/);
  assert.equal(count(lines, 'clone') + of('clone'), 3000, 'births');
  const waits = calls(lines, 'wait4').filter(l => l.cut === undefined);
  assert.equal(waits.length + of('call'), 3000, 'waits');
  assert(of('exit') > 0 && of('exit') <= 3001);
});

system('the command comes with the signals that it would have untraced', async tools => {
  const { status, out } = await tree(tools, 'pipe-end', 0, { program: tools.odd });
  assert.deepEqual([status, out], [0, '13\n']);
});

system('a reader that is slow loses nothing', async tools => {
  const record = `${tools.probe} record -q --system --tree --buffer=1024 -o -`;
  const { out } = await tools.run('sh', [
    '-c',
    `${record} -- ${tools.subject} forks 2500 | (sleep 2; cat)`,
  ]);
  const lines = tools.parse(out);
  checkTrace(lines);
  assert.equal(count(lines, 'clone'), 2500);
});

for (const [words, births, ends] of [
  ['storm 30', 90, 91],
  ['threads 5', 5, 6],
  ['kills 40', undefined, undefined],
]) {
  system(`${words}: births, ends and reaps agree`, async tools => {
    const { lines } = await checkedTree(tools, words);
    assert.equal(count(lines, 'clone'), births ?? count(lines, 'exit') - 1);
    assert.equal(count(lines, 'exit'), ends ?? count(lines, 'clone') + 1);
  });
}

for (const name of ['thread-exec', 'thread-exec-late']) {
  system(`${name}: the thread goes on under the leader's number`, async tools => {
    const { lines, out } = await checkedTree(tools, name, 6);
    const [pid, tid] = out.split(' ').map(Number);
    const exec = lines.filter(l => l.ev === 'exec').at(-1);
    assert.deepEqual([exec.tid, exec.former, exec.argv[1]], [pid, tid, 'exit']);
    assert.equal(
      count(lines, 'reap', l => l.tid === tid && l.how === 'thread'),
      1,
    );
  });
}

system('programs, their words, and one that is not there', async tools => {
  const script = 'env /no/such/program; /bin/echo "two words" >/dev/null';
  const { lines } = await tools.record(['sh', '-c', script], { flags: ['--system', '--tree'] });
  checkTrace(lines);
  const echo = lines.findLast(l => l.ev === 'exec');
  assert.deepEqual(echo.argv, ['/bin/echo', 'two words']);
  assert.equal(echo.path, '/bin/echo');
  const [failed] = calls(lines, 'execve');
  assert.deepEqual([failed.args[0], failed.err], ['/no/such/program', 'ENOENT']);
});

system('pidfds: identities, what is closed, a signal to one who is gone', async tools => {
  const { lines, out } = await checkedTree(tools, 'clone3');
  const [pid, pidfd] = out.split(' ').map(Number);
  const birth = lines.find(l => l.ev === 'clone');
  assert.deepEqual([birth.how, birth.child, birth.pidfd], ['clone3', pid, pidfd]);
  if (birth.id === undefined) return 'no pidfs here';
  const [send] = calls(lines, 'pidfd_send_signal');
  assert.deepEqual([send.err, send.target.id], ['ESRCH', birth.id]);
  assert.equal(send.target.tid, undefined, 'nobody is behind it');
  const [wait] = calls(lines, 'waitid');
  assert.deepEqual([wait.wait.id, wait.wait.status], [birth.id, 5 << 8]);
  assert.equal(calls(lines, 'close')[0].target.id, birth.id);
  return undefined;
});

system('how they end: by signal, by crash, by themselves', async tools => {
  const term = await checkedTree(tools, 'raise 15', 143);
  const signal = term.lines.find(l => l.ev === 'signal');
  assert.deepEqual([signal.sig, signal.code], ['SIGTERM', 'SI_TKILL']);
  const crash = await checkedTree(tools, 'crash', 139);
  assert.equal(crash.lines.find(l => l.ev === 'signal').code, 'SEGV_MAPERR');
  await checkedTree(tools, 'exit 3', 3);
});

system('SIGCHLD ignored: numbers go back by themselves', async tools => {
  for (const [words, many] of [
    ['ignore-children', 3],
    ['no-zombies', 1],
  ]) {
    const { lines } = await checkedTree(tools, words);
    assert.equal(
      count(lines, 'reap', l => l.how === 'auto'),
      many,
      words,
    );
  }
});

system('interrupted calls end once, stops are no ends, WNOWAIT leaves', async tools => {
  const { lines } = await checkedTree(tools, 'interrupted');
  assert.deepEqual(
    calls(lines, 'wait4').map(l => l.err),
    ['ERESTARTSYS', undefined],
  );
  const stops = await checkedTree(tools, 'stops');
  assert.deepEqual(
    calls(stops.lines, 'wait4').map(l => l.wait.status),
    [(19 << 8) | 0x7f, 0xffff, 9],
  );
  const left = await tree(tools, 'leave-zombie');
  assert.equal(calls(left.lines, 'waitid')[0].wait.tid, Number(left.out));
});

system('what a socket tells about its peer', async tools => {
  const { lines, out } = await checkedTree(tools, 'peer');
  const [pid, pidfd] = out.split(' ').map(Number);
  const [number, descriptor] = calls(lines, 'getsockopt');
  assert.equal(number.peer, pid);
  assert.equal(descriptor.pidfd, pidfd);
  assert.equal(descriptor.target.tid, pid);
});

system('a daemon gets a new parent', async tools => {
  const { own, root } = await machine(tools, [tools.subject, 'daemon', '100']);
  const daemon = own.filter(l => l.ev === 'clone').at(-1);
  const [adopted] = own.filter(l => l.ev === 'adopt');
  assert.equal(adopted.tid, daemon.child);
  assert(![root, daemon.pid].includes(adopted.ppid));
});

system('namespaces in namespaces: all numbers of a task', async tools => {
  if (!namespacesWork()) return 'no user namespaces here';
  const { lines } = await tree(tools, 'nested 3');
  checkSchema(lines);
  const deepest = lines.filter(l => l.ev === 'clone').at(-1);
  assert.equal(deepest.nr.length, 4);
  assert.equal(deepest.nr.at(-1), 2);
  const kill = calls(lines, 'kill')[0];
  assert.deepEqual([kill.target.nr, kill.target.id], [2, deepest.id]);
  return undefined;
});

for (const way of ['plain', 'pidfd']) {
  system(`the demonstration, ${way}: the wrong kill is found, or none`, async tools => {
    if (!namespacesWork()) return 'no user namespaces here';
    const demo = path.join(tools.build, 'wrong-number');
    const { file, lines, own } = await machine(tools, [demo, `--${way}`]);
    const read = await tools.run(process.execPath, [cli, 'trace', '--json', file]);
    const { flaws, uses } = JSON.parse(read.out.slice(read.out.indexOf('{')));
    assert.deepEqual(flaws, []);
    const ours = new Set(own);
    const wrong = uses.filter(use => use.verdict === 'wrong' && ours.has(lines[use.line - 1]));
    assert.deepEqual(
      wrong.map(use => use.says),
      way === 'plain' ? ['kill(303) reached postgres. watchdog meant worker.'] : [],
    );
    return undefined;
  });
}

system('refusals say why', async tools => {
  const said = async (command, options) => {
    const { status, err } = await tools.run(command[0], command.slice(1), options);
    return [status, /does not work here: (.*)/.exec(err)?.[1] ?? err];
  };
  const record = probe => [probe, 'record', '-q', '--system', '-o', '-', '--', 'true'];
  const dir = mkdtempSync(path.join(tmpdir(), 'probe-system-'));
  try {
    const copy = path.join(dir, 'probe');
    copyFileSync(tools.probe, copy);
    chmodSync(dir, 0o755);
    const nobody = await said(record(copy), { uid: 65534, gid: 65534 });
    assert.equal(nobody[0], 125);
    assert.match(nobody[1], /takes root/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const inside = await said(['unshare', '-pf', '--mount-proc', ...record(tools.probe)]);
  assert.match(inside[1], /PID namespace inside another/);
  const hide = `mount -t tmpfs none /sys/kernel/btf && exec "$@"`;
  const bare = await said(['unshare', '-m', 'sh', '-c', hide, 'sh', ...record(tools.probe)]);
  assert.match(bare[1], /no description of the kernel's types/);
  const without = await said([tools.subject, 'no-bpf', ...record(tools.probe)]);
  assert.match(without[1], /no bpf\(2\)/);
});

test('system: options that do not go together', async tools => {
  const status = async (...words) => (await tools.run(tools.probe, ['record', ...words])).status;
  assert.equal(await status('--tree', '--', 'true'), 2);
  assert.equal(await status('--buffer', '64', '--', 'true'), 2);
  assert.equal(await status('--system', '-p', '1'), 2);
  assert.equal(await status('--system', '--tree'), 2);
});

system('without a command, until it is told to end', async tools => {
  const file = path.join(tools.scratch, 'until.ndjson');
  let probe;
  const recording = tools.run(tools.probe, ['record', '--system', '-o', file], {
    started: child => (probe = child),
  });
  await new Promise(resolve => setTimeout(resolve, 400));
  await tools.run(tools.subject, ['exit', '0']);
  probe.kill('SIGINT');
  const { status, err } = await recording;
  assert.equal(status, 0, err);
  const lines = tools.lines(file);
  checkSchema(lines);
  checkLives(lines.slice(1));
  assert(lines.some(l => l.ev === 'exec' && l.path === tools.subject));
  assert.equal(lines.at(-1).ev, 'end');
});
