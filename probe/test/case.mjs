// How a case is written down, and what most of them begin with.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { checkSchema, checkTrace, count } from './check.mjs';

export const cases = [];
export const test = (name, body, isSlow = false) => cases.push({ name, body, isSlow });

/** Records a subject and checks what holds for every trace. */
export async function subject(tools, words, status = 0, options = {}) {
  const result = await tools.record([tools.subject, ...words.split(' ')], options);
  assert.equal(result.status, status, `status of ${words}\n${result.err}`);
  const { left } = checkTrace(result.lines);
  return { ...result, left };
}

export const namespacesWork = () => {
  try {
    execFileSync('unshare', ['-Urpf', '--mount-proc', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** A storm of forks at once, recorded by `subject`. Returns the trace's lines. */
export async function storm(tools, record = subject) {
  const { lines } = await record(tools, 'storm 100');
  assert.equal(count(lines, 'clone'), 300);
  assert.equal(count(lines, 'exit'), 301);
  return lines;
}

/** Kills the probe by SIGKILL. Returns the state of the command a moment later: R, S, ..., or gone. */
export async function killProbe(tools, flags, after) {
  let probe;
  const pending = tools.record(['sh', '-c', 'while :; do /bin/true; done'], {
    flags,
    stdio: 'ignore',
    started: child => (probe = child),
  });
  await delay(after);
  probe.kill('SIGKILL');
  const { text, lines } = await pending;
  assert(text.endsWith('\n'), 'the last line is whole');
  checkSchema(lines);
  assert(lines.length > 20);
  const shell = lines.find(l => l.ev === 'proc').tid;
  await delay(100);
  try {
    const state = readFileSync(`/proc/${shell}/stat`, 'utf8').match(/\) (.)/)[1];
    process.kill(shell, 'SIGKILL');
    return state;
  } catch {
    return 'gone';
  }
}
