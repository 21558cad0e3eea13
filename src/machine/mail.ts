// Messages under way carry numbers, and for us what those were meant to name. The kernel's queues
// hold the numbers; the machine keeps the meanings in step with them.

import { fdFile, type Syscall, type SyscallResult } from '../kernel/index.ts';
import type { Arg, Instr } from '../race/program.ts';
import type { Turn } from './after.ts';
import { evaluateValue } from './eval.ts';
import { type Machine, type Value, ZERO } from './machine.ts';

/** The queue of meanings after the call, and the one that it took out. */
export function post(
  turn: Turn,
  sys: Syscall,
  result: SyscallResult,
): { readonly queue: Machine['mail']; readonly received: Value | undefined } {
  const { mail, kernel, setup } = turn.machine;
  const idle = { queue: mail, received: undefined };
  const task = kernel.tasks[turn.actor.task];
  if (!result.ok || task === undefined) return idle;
  if (sys.name === 'sendmsg' || sys.name === 'write') {
    const on = fdFile(kernel, task, sys.fd)?.on;
    const carries = on?.kind === 'socket' || on?.kind === 'pipe';
    if (!carries || on.peer === undefined) return idle;
    const arg = dataOf(turn.instr);
    const value = arg?.kind === 'value' ? evaluateValue(arg.expr, turn.actor, setup) : ZERO;
    return { queue: [...mail, { file: on.peer, value }], received: undefined };
  }
  if (sys.name !== 'recvmsg' && sys.name !== 'read') return idle;
  const file = fdFile(kernel, task, sys.fd)?.id;
  const first = mail.findIndex(m => m.file === file);
  return first < 0 ? idle : { queue: mail.toSpliced(first, 1), received: mail[first]?.value };
}

/** The value that a message carries: of write itself, of sendmsg in its structure. */
function dataOf(instr: Instr): Arg | undefined {
  const arg = instr.kind === 'syscall' ? instr.args[1] : undefined;
  return arg?.kind === 'struct' ? arg.fields.find(f => f.name === 'data')?.value : arg;
}
