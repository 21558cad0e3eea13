// What would have held: the fix for a use, in lines of C. They compile as they stand, where `pid` is
// the number and `fd` an int; headers and types are those of the man pages.

import { type Incarnation, isThread } from '../trace/incarnation.ts';
import { SOURCE_NAMES } from '../trace/memory.ts';
import { signalNumber } from '../trace/strace-signals.ts';
import { isGroupUse, type Trace } from '../trace/trace.ts';
import { groupOf } from './trace-groups.ts';
import { verdictAt } from './trace-verdict.ts';

/** A line of C, taken out or put in. */
export interface FixLine {
  readonly sign: '-' | '+';
  readonly code: string;
}

/** What would have held. */
export interface Fix {
  readonly lines: readonly FixLine[];
  readonly why: string;
}

const minus = (code: string): FixLine => ({ sign: '-', code });
const plus = (code: string): FixLine => ({ sign: '+', code });

export function fixOf(trace: Trace, use: number): Fix | undefined {
  const verdict = verdictAt(trace, use);
  if (groupOf(verdict) === 'safe' || verdict === 'unknown') return undefined;
  const origin = originOf(trace, use);
  const { lines, why } = sentOf(trace, use);
  return { lines: [...origin.lines, ...lines], why: [origin.why, why].join(' ').trim() };
}

/** Where the program gets a pidfd instead of the number. */
function originOf(trace: Trace, use: number): Fix {
  const meant = trace.lives.at(trace.uses.meant[use] ?? -1);
  switch (SOURCE_NAMES[(trace.uses.source[use] ?? 0) - 1]) {
    case 'fork':
      return meant !== undefined && isThread(meant) ? ofThread() : born(meant);
    case 'proc':
    case 'listing':
      return {
        lines: [plus('fd = pidfd_open(pid, 0); // then read /proc/PID again')],
        why: 'What is seen in /proc after the pidfd was opened is still true of whom it points to.',
      };
    case 'peer':
      return {
        lines: [
          minus('getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &cred, &len);'),
          plus('getsockopt(sock, SOL_SOCKET, SO_PEERPIDFD, &fd, &len);'),
        ],
        why: 'The kernel gives a pidfd of the other end itself, since Linux 6.5.',
      };
    case 'signal':
      return handedOn('pid = info->si_pid;');
    case 'file':
      return handedOn('fscanf(pidfile, "%d", &pid);');
    default:
      return handedOn('pid = atoi(argv[1]);');
  }
}

function born(meant: Incarnation | undefined): Fix {
  const way = meant?.how ?? 'fork';
  // A plain clone is what the C library makes of fork().
  const made = way === 'clone3' || way === 'vfork' ? way : 'fork';
  const call = made === 'clone3' ? 'syscall(SYS_clone3, &args, sizeof args)' : `${made}()`;
  return {
    lines: [
      minus(`pid = ${call};`),
      plus('args.flags |= CLONE_PIDFD;'),
      plus('args.exit_signal = SIGCHLD;'),
      plus('args.pidfd = (uintptr_t)&fd;'),
      plus('pid = syscall(SYS_clone3, &args, sizeof args);'),
    ],
    why: 'The pidfd comes with the child, before anyone can collect it (Linux 5.3; args is a struct clone_args).',
  };
}

const ofThread = (): Fix => ({
  lines: [plus('fd = pidfd_open(gettid(), PIDFD_THREAD); // in the thread')],
  why: 'A thread that opens a pidfd of itself cannot get the wrong one (Linux 6.9).',
});

const handedOn = (number: string): Fix => ({
  lines: [
    minus(number),
    plus('recvmsg(sock, &msg, MSG_CMSG_CLOEXEC); // SCM_RIGHTS'),
    plus('memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof fd);'),
  ],
  why: 'Who starts the process takes its pidfd then, and passes that instead of the number.',
});

/** The use itself, with the pidfd. */
function sentOf(trace: Trace, use: number): Fix {
  const event = trace.uses.event[use] ?? 0;
  const call = trace.names[trace.columns.name[event] ?? 0] ?? '';
  const sig = signalInC(trace.names[trace.columns.sig[event] ?? 0] ?? '');
  const send = (old: string, info = 'NULL'): Fix => ({
    lines: [minus(old), plus(`pidfd_send_signal(fd, ${sig}, ${info}, 0);`)],
    why: '',
  });
  switch (call) {
    case 'kill':
      return isGroupUse(trace, use) ? sendToGroup(sig) : send(`kill(pid, ${sig});`);
    case 'tkill':
      return send(`syscall(SYS_tkill, pid, ${sig});`);
    case 'tgkill':
      return send(`tgkill(tgid, pid, ${sig});`);
    case 'rt_sigqueueinfo':
      return send(`syscall(SYS_rt_sigqueueinfo, pid, ${sig}, &info);`, '&info');
    case 'rt_tgsigqueueinfo':
      return send(`syscall(SYS_rt_tgsigqueueinfo, tgid, pid, ${sig}, &info);`, '&info');
    case 'pidfd_open':
      return { lines: [minus('fd = pidfd_open(pid, 0);')], why: '' };
    default:
      return {
        lines: [plus(`same = pidfd_send_signal(fd, 0, NULL, 0) == 0; // after ${call}`)],
        why: `${call} takes no pidfd. If the process still answers afterwards, the number was its own all the time.`,
      };
  }
}

const sendToGroup = (sig: string): Fix => ({
  lines: [
    minus(`kill(-pid, ${sig});`),
    plus(`pidfd_send_signal(fd, ${sig}, NULL,`),
    plus('                  PIDFD_SIGNAL_PROCESS_GROUP);'),
  ],
  why: 'This means the group that the process founded, even after it is collected (Linux 6.9).',
});

/** A signal as C writes it. Of the real-time signals, which begin at 32, the C library keeps two. */
function signalInC(name: string): string {
  if (/^SIG(?!RT)[A-Z]+\d?$/.test(name)) return name;
  const [, after = '0'] = /^SIGRTMIN(?:\+(\d+))?$/.exec(name) ?? [];
  const nr = name.startsWith('SIGRTMIN') ? 34 + Number(after) : signalNumber(name) || Number(name);
  return nr >= 34 ? `SIGRTMIN + ${nr - 34}` : `${nr || 0}`;
}
