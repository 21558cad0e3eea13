// Races for benchmarks and random walks, in the race language.

import { ensure } from '../../base.ts';
import { compile } from '../../race/compile.ts';
import { diagnosticText } from '../../race/diagnostic.ts';
import type { Race } from '../../race/program.ts';

/** Compiles a race that must be right. */
export function raceFrom(source: string): Race {
  const { race, diagnostics } = compile(source);
  return ensure(race, diagnostics.map(d => diagnosticText(d, 'test')).join('; '));
}

/** Six processes that fork, wait, signal and hold pidfds: hundreds of thousands of states. */
export const WIDE = raceFrom(`
race "Wide"
story "Many small steps that hardly depend on each other."
numbers 300..315
cursor 308
watch 303
cell pidfile = worker;

process init 1 { wait4(-1); spawn(postgres); wait4(-1); }
process worker 303 { work("a"); exit(0); }
process cron 305 { spawn(tar); spawn(curl); wait4(-1); }
process shell 306 { int pid; pid = spawn(job); kill(pid, SIGTERM); wait4(pid); }
process watchdog 309 via pid { pid = load(pidfile); if (kill(pid, 0) == 0) kill(pid, SIGKILL); }
process watchdog via pidfd {
  int pid = worker;
  fd = pidfd_open(pid, 0);
  poll({fd, POLLIN}, 1, 0);
  pidfd_send_signal(fd, SIGKILL, NULL, 0);
  close(fd);
}
process postgres idle;
process tar { exit(0); }
process curl { exit(1); }
process job { work("b"); exit(0); }

claim "postgres is never hit": never SIGKILL reaches postgres
expect pid: broken; pidfd: holds
schedule worker
`);
