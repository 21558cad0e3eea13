// Races that ask much of a picture: many processes, deep namespaces, chains of sockets, sets of
// descriptors, all kinds of waiting. For tests of the layout.

import { compile } from '../../../../src/race/compile.ts';
import type { Race } from '../../../../src/race/program.ts';

const HEAD = 'story "For the layout." chapter 1 level basic tags kill';

const NAMES = 'abcdefghij'.split('');

const SOURCES = {
  wide: `race "Twelve processes, 64 numbers" ${HEAD}
numbers 300..363 cursor 340 watch 303
${NAMES.map((n, i) => `process worker${n} ${306 + i * 5} idle;`).join('\n')}
process target 303 { exit(0); }
process init 1 { wait4(-1); }
process cron 305 via pid { kill(target, SIGTERM); spawn(late); }
process cron via pidfd { fd = pidfd_open(target, 0); pidfd_send_signal(fd, SIGTERM, NULL, 0); spawn(late); }
process late;
schedule cron, cron, init, cron`,

  nested: `race "Three deep, with siblings" ${HEAD}
numbers 300..311 cursor 310 watch 303
namespace pod 1..311 next 8;
namespace side 1..311 next 4;
namespace box 1..311 next 5 in pod;
namespace cell 1..311 next 3 in box;
process init 1 { wait4(-1); }
process podinit 301 in pod as 1 { wait4(-1); }
process sideinit 302 in side as 1 { wait4(-1); }
process app 303 in side as 3 parent sideinit { work("runs"); exit(0); }
process boxinit 304 in box as 1 parent podinit { wait4(-1); }
process db 305 in box as 4 parent boxinit { work("serves"); }
process cellinit 306 in cell as 1 parent boxinit { wait4(-1); }
process leaf 307 in cell as 2 parent cellinit { kill(1, 0); exit(0); }
process agent 309 via pid { kill(app, SIGTERM); }
process agent via pidfd { fd = pidfd_open(app, 0); pidfd_send_signal(fd, SIGTERM, NULL, 0); }
schedule app, leaf, agent, agent, leaf, cellinit`,

  threads: `race "Six threads" ${HEAD}
numbers 300..315 cursor 311 watch 303
process init 1 { wait4(-1); }
process jvm 303 { exit_group(0); }
process gc 304 thread of jvm { work("collects"); }
process jit 305 thread of jvm { work("compiles"); }
process io 306 thread of jvm { pause(); }
process timer 307 thread of jvm { pause(); }
process pool 308 thread of jvm { pause(); }
process sshd 300 idle;
process agent 311 via pid { tkill(jit, SIGUSR1); kill(jvm, SIGKILL); }
process agent via pidfd { fd = pidfd_open(jvm, 0); pidfd_send_signal(fd, SIGKILL, NULL, 0); }
schedule gc, jit, agent, agent, init`,

  chain: `race "A chain of SCM_RIGHTS" ${HEAD}
numbers 300..311 cursor 310 watch 303
socket one between source, relay;
socket two between relay, sink;
process init 1 { wait4(-1); }
process nginx 301 idle;
process worker 303 { exit(0); }
process source 305 {
  fd = pidfd_open(worker, 0);
  sendmsg(one, { .data = 303, .scm_rights = fd }, 0);
  close(fd);
  exit(0);
}
process relay 307 {
  recvmsg(one, { .data = &nr, .scm_rights = &fd }, 0);
  sendmsg(two, { .data = nr, .scm_rights = fd }, 0);
}
process sink 309 via pid { recvmsg(two, { .data = &nr }, 0); kill(nr, SIGTERM); }
process sink via pidfd {
  recvmsg(two, { .scm_rights = &fd }, 0);
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}
schedule source, source, source, source, worker, init, relay, relay, sink, sink`,

  epoll: `race "A set of three" ${HEAD}
numbers 300..311 cursor 310 watch 303
process init 1 { wait4(-1); }
process worker 303 { exit(0); }
process second 305 { exit(0); }
process third 307 { exit(0); }
process monitor 309 via pid { kill(worker, 0); kill(worker, SIGTERM); }
process monitor via pidfd {
  a = pidfd_open(worker, 0);
  b = pidfd_open(second, 0);
  c = pidfd_open(third, 0);
  ep = epoll_create1(0);
  epoll_ctl(ep, EPOLL_CTL_ADD, a, { .events = EPOLLIN });
  epoll_ctl(ep, EPOLL_CTL_ADD, b, { .events = EPOLLIN });
  epoll_ctl(ep, EPOLL_CTL_ADD, c, { .events = EPOLLIN });
  epoll_wait(ep, &event, 1, -1);
  pidfd_send_signal(a, SIGTERM, NULL, 0);
}
schedule monitor, monitor, monitor, monitor, monitor, monitor, monitor, worker, init, monitor, monitor`,

  mesh: `race "Four joined by sockets" ${HEAD}
numbers 300..311 cursor 310 watch 303
socket ab between alpha, beta;
socket bc between beta, gamma;
socket cd between gamma, delta;
socket da between delta, alpha;
process init 1 { wait4(-1); }
process alpha 303 { write(ab, 1); write(ab, 2); write(ab, 3); write(ab, 4); read(da, &x); exit(0); }
process beta 305 { read(ab, &x); write(bc, x); close(bc); }
process gamma 307 { read(bc, &x); write(cd, x); }
process delta 309 via pid { read(cd, &x); write(da, x); kill(alpha, SIGTERM); }
process delta via pidfd { fd = pidfd_open(alpha, 0); read(cd, &x); pidfd_send_signal(fd, SIGTERM, NULL, 0); }
schedule alpha, alpha, alpha, alpha, delta, beta, beta, beta, gamma, gamma, delta`,

  pipe: `race "A pipe to a manager" ${HEAD}
numbers 300..311 cursor 306 watch 306
process init 1 { wait4(-1); wait4(-1); }
process manager 309 via pid { pipe({&r, &w}); spawn(starter); close(w); read(r, &pid); read(r, &x); kill(pid, SIGTERM); }
process manager via pidfd { pipe({&r, &w}); spawn(starter); close(w); read(r, &pid); read(r, &x); fd = pidfd_open(pid, 0); pidfd_send_signal(fd, SIGTERM, NULL, 0); }
process starter { write(4, 306); write(4, 7); exit(0); }
schedule manager, manager, manager, starter, starter, starter, manager, manager, manager`,

  waits: `race "All kinds of waiting" ${HEAD}
numbers 300..311 cursor 302 watch 303
socket link between reader, server;
process init 1 { wait4(-1); }
process server 301 idle;
process worker 303 { pause(); exit(0); }
process reader 304 { read(link, &x); }
process shell 305 group shell { pid = vfork(); if (pid == 0) { work("child"); exit(0); } wait4(pid); }
process sleeper 306 { rt_sigtimedwait({SIGUSR1}, &info, -1); }
process job 307 { work("goes on"); exit(0); }
process parent 308 { wait4(-1); }
process kid 310 parent parent { work("lives"); exit(0); }
process monitor 309 via pid { kill(job, SIGSTOP); wait4(-1); kill(worker, SIGTERM); }
process monitor via pidfd {
  fd = pidfd_open(worker, 0);
  poll({ .fd = fd, .events = POLLIN }, 1, -1);
}
schedule monitor, shell`,

  groups: `race "Groups and sessions" ${HEAD}
numbers 300..311 cursor 310 watch 303
process init 1 { repeat 2 { wait4(-1); } }
process leader 303 group leader { exit(0); }
process member 304 group leader { work("lives"); }
process second 305 group leader { work("lives"); }
process login 306 { setsid(); spawn(shell); exit(0); }
process shell { setpgid(0, 0); }
process runner 309 via pid { kill(-303, SIGTERM); }
process runner via pidfd { fd = pidfd_open(leader, 0); pidfd_send_signal(fd, SIGTERM, NULL, 0); }
schedule login, login, shell, login, leader, init, init, runner`,
} as const;

export type StressName = keyof typeof SOURCES;

export const STRESS = Object.keys(SOURCES) as readonly StressName[];

export const stressSource = (name: StressName): string => SOURCES[name];

export function stressRace(name: StressName): Race {
  const { race, diagnostics } = compile(SOURCES[name]);
  if (race === undefined) throw new Error(`${name}: ${JSON.stringify(diagnostics)}`);
  return race;
}
