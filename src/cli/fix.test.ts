// The fixes that hazards come with are C: what is put in compiles, and what is taken out as well.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fixOf } from '../explain/trace-fix.ts';
import { call, clone, type Event, exit, proc, traceOf, wait } from '../trace/testing/lines.ts';

const HEAD = `
#define _GNU_SOURCE
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif
#ifndef PIDFD_SIGNAL_PROCESS_GROUP
#define PIDFD_SIGNAL_PROCESS_GROUP (1UL << 2)
#endif
#ifndef PIDFD_THREAD
#define PIDFD_THREAD 0200
#endif
/* As in <sys/pidfd.h> of glibc 2.36. */
int pidfd_open(pid_t pid, unsigned int flags);
int pidfd_send_signal(int fd, int sig, siginfo_t *info, unsigned int flags);
extern pid_t pid, tgid;
extern int fd, same, sock;
extern char **argv;
extern FILE *pidfile;
extern socklen_t len;
extern struct ucred cred;
extern struct msghdr msg;
extern struct clone_args args;
`;

const target = { target: { nr: 303, tid: 303, via: 'nr' } };
const learnt = (from: string, path: string): Event =>
  call(10, 'openat', ['AT_FDCWD', path, 'O_RDONLY'], 3, {
    learnt: { from, nr: 303, written: 0 },
    ...target,
  });
const exec = { ev: 'exec', tid: 10, pid: 10, path: '/x', argv: ['x', '303'], comm: 'x' };
const stranger = [proc(20), clone(20, 303)];
const ORIGINS: Record<string, readonly Event[]> = {
  fork: [clone(10, 303)],
  clone3: [clone(10, 303, { how: 'clone3' })],
  vfork: [clone(10, 303, { how: 'vfork' })],
  file: [...stranger, learnt('file', '/run/d.pid')],
  proc: [...stranger, learnt('proc', '/proc/303/stat')],
  peer: [
    ...stranger,
    call(10, 'getsockopt', [3, 'SOL_SOCKET', 'SO_PEERCRED'], 0, { peer: 303, ...target }),
  ],
  signal: [
    ...stranger,
    { ev: 'signal', tid: 10, pid: 10, sig: 'SIGUSR1', code: 'SI_USER', from: 303 },
  ],
  argv: [clone(10, 303), exec],
};
const CALLS: readonly (readonly [string, readonly unknown[]])[] = [
  ['kill', [303, 'SIGTERM']],
  ['kill', [303, 0]],
  ['kill', [303, 'SIGRTMIN+3']],
  ['kill', [303, 'SIGRT_2']],
  ['kill', [-303, 'SIGHUP']],
  ['tkill', [303, 'SIGUSR1']],
  ['tgkill', [303, 303, 'SIGUSR1']],
  ['rt_sigqueueinfo', [303, 'SIGUSR1', null]],
  ['rt_tgsigqueueinfo', [303, 303, 'SIGUSR1', null]],
  ['pidfd_open', [303, 0]],
  ['prlimit64', [303, 7, null, null]],
];

/** All fixes for hazards that those origins and calls make, in lines of one sign. */
function snippets(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const origin of Object.values(ORIGINS)) {
    for (const [name, args] of CALLS) {
      const again = [exit(303), wait(20, 303), clone(20, 303)];
      const used = call(10, name, args, 0);
      const trace = traceOf(proc(10), proc(20), ...origin, used, ...again, used);
      for (let use = 0; use < trace.uses.count; use++) {
        const lines = fixOf(trace, use)?.lines ?? [];
        for (const sign of ['-', '+'])
          found.add(
            lines
              .filter(l => l.sign === sign)
              .map(l => l.code)
              .join('\n'),
          );
      }
    }
  }
  found.delete('');
  return found;
}

const hasCompiler = spawnSync('cc', ['--version']).status === 0;

describe.skipIf(!hasCompiler)('the fix in C', () => {
  it('compiles without a warning', () => {
    const all = [...snippets()];
    expect(all.length).toBeGreaterThan(50);
    const bodies = all.map((text, i) => {
      const handler = text.includes('info->') ? 'siginfo_t *info' : 'siginfo_t info';
      return `void f${i}(${handler}) {\n(void)info;\n${text}\n}`;
    });
    const flags = [
      '-Wall',
      '-Wextra',
      '-Werror',
      '-Wno-unused-result',
      '-fsyntax-only',
      '-x',
      'c',
      '-',
    ];
    const done = spawnSync('cc', flags, { input: HEAD + bodies.join('\n'), encoding: 'utf8' });
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
  });
});
