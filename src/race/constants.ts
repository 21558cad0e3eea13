// The constants that a program may name: the kernel's table, the errnos, and a few that belong to
// arguments whose other values the model leaves out.

import { CONSTANTS, ERRNO, PIDFD_SELF_THREAD_GROUP_OLD } from '../kernel/index.ts';

export interface NamedConstant {
  readonly name: string;
  readonly value: number;
  /** Set it belongs to: `signal`, `clone`, `errno`, ... */
  readonly set: string;
  /** Kernel version that brought it, major * 1000 + minor; 0: always there. */
  readonly since: number;
}

/** What signal(2) takes for a handler. Any handler of one's own is HANDLER. */
export const DISPOSITION = { SIG_DFL: 0, SIG_IGN: 1, HANDLER: 2 } as const;

/** A pointer that faults, where the kernel's answer to one is modelled. */
export const BAD_ADDRESS = 'BAD_ADDRESS';

const EXTRA: readonly NamedConstant[] = [
  ...Object.entries(DISPOSITION).map(([name, value]) => plain(name, value, 'disposition')),
  ...Object.entries(ERRNO).map(([name, value]) => plain(name, value, 'errno')),
  plain(BAD_ADDRESS, 1, 'pointer'),
  plain('AF_UNIX', 1, 'socket'),
  plain('SOCK_STREAM', 1, 'socket'),
  plain('SOCK_DGRAM', 2, 'socket'),
  plain('SOCK_SEQPACKET', 5, 'socket'),
  plain('SOL_SOCKET', 1, 'socket'),
  plain('EPOLL_CLOEXEC', 0o2000000, 'epoll'),
  { name: 'PIDFD_GET_INFO', value: 0xff0b, set: 'ioctl', since: 6013 },
  plain('FS_IOC_GETVERSION', 0x80087601, 'ioctl'),
  ...[
    'CGROUP',
    'IPC',
    'MNT',
    'NET',
    'PID',
    'PID_FOR_CHILDREN',
    'TIME',
    'TIME_FOR_CHILDREN',
    'USER',
    'UTS',
  ].map((type, i) => {
    const name = `PIDFD_GET_${type}_NAMESPACE`;
    return { name, value: 0xff01 + i, set: 'ioctl', since: 6011 };
  }),
];

/** Every constant by name. */
export const NAMED: ReadonlyMap<string, NamedConstant> = new Map(
  [...EXTRA, ...CONSTANTS].map(constant => [constant.name, constant]),
);

/** A constant's value on that kernel: one of them has been renumbered. */
export function valueOn(constant: NamedConstant, version: number): number {
  const renumbered =
    constant.name === 'PIDFD_SELF_PROCESS' || constant.name === 'PIDFD_SELF_THREAD_GROUP';
  return renumbered && version < 6017 ? PIDFD_SELF_THREAD_GROUP_OLD : constant.value;
}

function plain(name: string, value: number, set: string): NamedConstant {
  return { name, value, set, since: 0 };
}

/** `6018` as people write it: `6.18`. */
export function versionText(version: number): string {
  return `${Math.floor(version / 1000)}.${version % 1000}`;
}
