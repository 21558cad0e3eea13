// What would have held: the fix for a use, in lines of C.

import { SOURCE_NAMES } from '../trace/memory.ts';
import type { Trace } from '../trace/trace.ts';
import { groupOf } from './trace-groups.ts';
import { verdictAt } from './trace-verdict.ts';

/** How a number came, in C. */
const ORIGINS: Readonly<Record<string, string>> = {
  peer: 'getsockopt(…, SO_PEERCRED)',
  signal: 'pid = info->si_pid',
  file: 'fscanf(pidfile, "%d", &pid)',
};

/** What would have held: lines of C, taken out and put in. */
export interface Fix {
  readonly lines: readonly { readonly sign: '-' | '+'; readonly code: string }[];
  readonly why: string;
}

export function fixOf(trace: Trace, use: number): Fix | undefined {
  const verdict = verdictAt(trace, use);
  if (groupOf(verdict) === 'safe' || verdict === 'unknown') return undefined;
  const event = trace.uses.event[use] ?? 0;
  const call = trace.names[trace.columns.name[event] ?? 0] ?? 'kill';
  const sig = trace.names[trace.columns.sig[event] ?? 0] || '0';
  const source = SOURCE_NAMES[(trace.uses.source[use] ?? 0) - 1];
  const meant = trace.lives.at(trace.uses.meant[use] ?? -1);
  const minus = (code: string) => ({ sign: '-' as const, code });
  const plus = (code: string) => ({ sign: '+' as const, code });
  const useLines =
    verdict === 'late'
      ? [minus('fd = pidfd_open(pid, 0)')]
      : [minus(`${call}(pid, ${sig})`), plus(`pidfd_send_signal(fd, ${sig}, …)`)];
  if (source === 'fork') {
    // A plain clone is what the C library makes of fork().
    const made =
      meant?.how === 'clone3'
        ? 'clone3(&args, size)'
        : meant?.how === 'vfork'
          ? 'vfork()'
          : 'fork()';
    return {
      lines: [minus(made), plus('clone3(CLONE_PIDFD)'), ...useLines],
      why: 'The pidfd comes with the child, before anyone can collect it.',
    };
  }
  if (source === 'proc' || source === 'listing') {
    return {
      lines: [
        minus('pid = atoi(entry->d_name)'),
        plus('fd = pidfd_open(pid, 0), then look at /proc/PID again'),
        ...useLines,
      ],
      why: 'What is seen in /proc after the pidfd was opened is still true of whom it points to.',
    };
  }
  const origin = ORIGINS[source ?? 'argv'] ?? 'pid = atoi(argv[1])';
  return {
    lines: [
      minus(origin),
      plus(source === 'peer' ? 'getsockopt(…, SO_PEERPIDFD)' : 'fd = recvmsg(…, SCM_RIGHTS)'),
      ...useLines,
    ],
    why: 'Who starts the process takes its pidfd then, and passes that instead of the number.',
  };
}
