// Descriptors as a part of their own: where no program can look into another's table, what a process
// holds is kept with the process and not with the kernel. Four watchers that each hold a pidfd or not
// then share their kernels instead of having sixteen times as many.

import { type Detached, joinDetached } from '../kernel/index.ts';
import type { Race } from '../race/program.ts';
import { mix } from './fingerprint.ts';
import { HI, LO } from './parts.ts';

/** Calls that see no descriptor but the caller's own, and nothing of what pidfs stores. */
const PRIVATE: ReadonlySet<string> = new Set([
  'exit',
  'exit_group',
  'fork',
  'wait4',
  'waitid',
  'kill',
  'tkill',
  'tgkill',
  'getpid',
  'getppid',
  'gettid',
  'signal',
  'pidfd_open',
  'pidfd_send_signal',
  'poll',
  'close',
]);

/** Whether every call of a race is of that kind. */
export function descriptorsApart(race: Race): boolean {
  const programs = race.processes.flatMap(process => process.programs);
  return programs.every(program =>
    program.code.every(instr => {
      if (instr.kind === 'spawn') return instr.args === undefined;
      return instr.kind !== 'syscall' || PRIVATE.has(instr.name);
    }),
  );
}

/** Equal for descriptors that let their holder do the same. */
export function detachedPrint(own: Detached): { readonly hi: number; readonly lo: number } {
  let hi = mix(HI, own.opened, HI);
  let lo = mix(LO, own.opened, LO);
  const put = (n: number): void => {
    hi = mix(hi, n, HI);
    lo = mix(lo, n, LO);
  };
  for (const { fd, slot, file } of own.fds) {
    put(fd);
    put(file.id * 4 + (slot.cloexec ? 2 : 0) + (file.nonblock ? 1 : 0));
    if (file.on.kind === 'pidfd') put(file.on.pid * 2 + (file.on.thread ? 1 : 0));
  }
  return { hi, lo };
}

/** What an actor held, and what nobody else holds with it any more. */
export function joined(a: Detached | undefined, b: Detached | undefined): Detached | undefined {
  return a !== undefined && b !== undefined ? joinDetached(a, b) : (a ?? b);
}
