// Results that the probe knows without a stop at the call's end: they must be what the program got.
import assert from 'node:assert/strict';
import { subject, test } from './case.mjs';
import { checkTrace, count } from './check.mjs';

/** What a program says of its calls, and what the trace says. Interruptions are left out: the program does
 * not see those that are restarted. */
async function compared(tools, word, flags) {
  const { status, out, err, lines } = await tools.record([tools.waits, word], { flags });
  assert.equal(status, 0, err);
  checkTrace(lines);
  return { lines, said: out.trim().split('\n') };
}

for (const flags of [[], ['--no-filter']]) {
  const how = flags[0] ?? 'under the filter';

  test(`waits of every kind, ${how}: each result is the program's`, async tools => {
    const { lines, said } = await compared(tools, 'waits', flags);
    const own = lines.find(l => l.ev === 'proc').tid;
    const waits = lines.filter(l => l.ev === 'call' && l.tid === own && /^wait/.test(l.name));
    assert.deepEqual(
      waits
        .filter(l => !/^ERESTART|^EINTR/.test(l.err ?? ''))
        .map(l => `${l.name} ${l.ret} ${l.err ?? ''}`.trim()),
      said.map(line => line.trim()).filter(line => !line.endsWith('EINTR')),
    );
    const collected = waits.filter(l => l.wait && !String(l.args[3]).includes('WNOWAIT'));
    assert.equal(
      count(lines, 'reap', l => l.by === own),
      collected.filter(l => (l.wait.status & 0xff) !== 0x7f && l.wait.status !== 0xffff).length,
      'who is collected gives back its number',
    );
  });

  test(`a descriptor closed by several threads at once, ${how}: one can`, async tools => {
    const { lines, said } = await compared(tools, 'double-close', flags);
    const closed = lines.filter(l => l.name === 'close' && l.ret === 0 && l.target?.id);
    assert.deepEqual(
      closed.map(l => `${l.tid} ${l.args[0]}`),
      said,
    );
  });
}

test('the command may come with SIGCHLD ignored', async tools => {
  const record = `trap '' CHLD; exec ${tools.probe} record -q -o - -- ${tools.subject} storm 3`;
  const { status, out } = await tools.run('bash', ['-c', record]);
  assert.equal(status, 0);
  const lines = tools.parse(out);
  checkTrace(lines);
  assert.equal(
    count(lines, 'reap', l => l.how === 'auto'),
    9,
  );
});

test('a wait in the handler of SIGCHLD differs from one behind it', async tools => {
  const names = lines =>
    lines.filter(l => l.ev === 'call' && /^(?:wait4|rt_sigreturn)$/.test(l.name)).map(l => l.name);
  for (const flags of [[], ['--no-filter']]) {
    const within = await subject(tools, 'collect-where 1', 0, { flags });
    assert.deepEqual(names(within.lines), ['wait4', 'wait4']);
    const behind = await subject(tools, 'collect-where 0', 0, { flags });
    assert.deepEqual(names(behind.lines), ['rt_sigreturn', 'wait4', 'wait4']);
  }
});
