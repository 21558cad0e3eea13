// Results that the probe knows without a stop at the call's end: they must be what the program got.
import assert from 'node:assert/strict';
import { subject, test } from './case.mjs';
import { checkTrace, count } from './check.mjs';

/** What a program says of its calls, and what the trace says. Interruptions are left out: the program does
 * not see those that are restarted. */
async function compared(tools, words, flags) {
  const { status, out, err, lines } = await tools.record(words, { flags });
  assert.equal(status, 0, err);
  checkTrace(lines);
  return { lines, said: out.trim().split('\n') };
}

const traced = new Set(['kill', 'pidfd_send_signal', 'poll', 'revents']);

/** A call in the words in which the program tells of it. */
function asTold({ tid, name, ret, err, fds }) {
  const line = `${tid} ${name} ${ret} ${err ?? ''}`.trim();
  if (name !== 'poll' || ret < 0) return [line];
  const bits = { POLLIN: 1, POLLHUP: 16, POLLRDNORM: 64 };
  const revents = fds[0].revents ? fds[0].revents.split('|').map(word => bits[word]) : [];
  return [line, `${tid} revents ${revents.reduce((sum, bit) => sum + bit, 0)}`];
}

for (const flags of [[], ['--no-filter']]) {
  const how = flags[0] ?? 'under the filter';

  test(`waits of every kind, ${how}: each result is the program's`, async tools => {
    const { lines, said } = await compared(tools, [tools.waits, 'waits'], flags);
    const own = lines.find(l => l.ev === 'proc').tid;
    const waits = lines.filter(l => l.ev === 'call' && l.tid === own && /^wait/.test(l.name));
    assert.deepEqual(
      waits
        .filter(l => !/^ERESTART|^EINTR/.test(l.err ?? ''))
        .map(l => `${l.name} ${l.ret} ${l.err ?? ''}`.trim()),
      said.map(line => line.replace(/^\d+ /, '').trim()).filter(line => !line.endsWith('EINTR')),
    );
    const collected = waits.filter(l => l.wait && !String(l.args[3]).includes('WNOWAIT'));
    assert.equal(
      count(lines, 'reap', l => l.by === own),
      collected.filter(l => (l.wait.status & 0xff) !== 0x7f && l.wait.status !== 0xffff).length,
      'who is collected gives back its number',
    );
  });

  test(`a descriptor closed by several threads at once, ${how}: one can`, async tools => {
    const { lines, said } = await compared(tools, [tools.waits, 'double-close'], flags);
    const closed = lines.filter(l => l.name === 'close' && l.ret === 0 && l.target?.id);
    assert.deepEqual(
      closed.map(l => `${l.tid} ${l.args[0]}`),
      said,
    );
  });

  for (const word of ['signals', 'user', 'at-once']) {
    test(`signals that are certain and those that are not (${word}), ${how}`, async tools => {
      const { lines, said } = await compared(tools, [tools.signals, word], flags);
      const own = lines.find(l => l.ev === 'proc').tid;
      const calls = lines.filter(l => l.ev === 'call' && l.pid === own && traced.has(l.name));
      assert(calls.length > 5);
      const told = said.map(line => line.trim()).filter(line => traced.has(line.split(' ')[1]));
      // Each thread's calls in their order; those of several lie one among another.
      const byThread = list => [...list].sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
      assert.deepEqual(byThread(calls.flatMap(asTold)), byThread(told));
    });
  }
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
