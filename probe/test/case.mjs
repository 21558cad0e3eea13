// How a case is written down, and what most of them begin with.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { checkTrace } from './check.mjs';

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
