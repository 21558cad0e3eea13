// What a successful call writes into the caller's variables: its value, and the places given by
// address. A place alone (`&status`) gets the main thing; a field of a structure gets what has its
// name. Here numbers learn what they mean.

import type { Ino, Kernel, Out, Syscall, Task } from '../kernel/index.ts';
import { CLONE, fdFile, findPid, has, nsOf } from '../kernel/index.ts';
import { commCode } from '../race/comm.ts';
import type { Arg, Instr } from '../race/program.ts';
import { plain, type Value, ZERO } from './machine.ts';

/** A named part of what the kernel wrote. `main` has the empty name. */
type Part = readonly [name: string, value: Value];

export interface Writes {
  readonly result: Value;
  readonly slots: readonly { readonly slot: number; readonly value: Value }[];
}

/** The call's effect on variables. `meant` is what its naming argument was meant to name. */
export function writesOf(
  instr: Instr,
  sys: Syscall,
  value: number,
  out: Out,
  after: Kernel,
  caller: Task | undefined,
  meant: Ino | undefined,
): Writes {
  const world = { kernel: after, caller, meant: meant ?? peerOf(sys, after, caller) };
  const parts = partsOf(sys, out, world);
  const slots: { slot: number; value: Value }[] = [];
  for (const arg of argsOf(instr)) place(arg, parts, slots);
  return { result: resultOf(sys, value, out, world), slots };
}

/** SO_PEERCRED gives the number of whoever connected: that one is meant. */
function peerOf(sys: Syscall, kernel: Kernel, caller: Task | undefined): Ino | undefined {
  if (sys.name !== 'getsockopt' || caller === undefined) return undefined;
  const on = fdFile(kernel, caller, sys.fd)?.on;
  return on?.kind === 'socket' ? on.peerOwner : undefined;
}

interface World {
  readonly kernel: Kernel;
  readonly caller: Task | undefined;
  readonly meant: Ino | undefined;
}

function argsOf(instr: Instr): readonly Arg[] {
  if (instr.kind === 'syscall') return instr.args;
  return instr.kind === 'spawn' && instr.args !== undefined ? [instr.args] : [];
}

/** The return value, with what it means. */
function resultOf(sys: Syscall, value: number, out: Out, world: World): Value {
  if (out.kind === 'child') return { n: value, as: 'nr', meant: out.pid };
  if (out.kind === 'wait' && sys.name === 'wait4') {
    return { n: value, as: 'nr', meant: out.info.pid };
  }
  if (out.kind === 'fd') return fdValue(value, world);
  switch (sys.name) {
    case 'getpid':
    case 'gettid':
    case 'getppid':
    case 'getpgid':
    case 'getsid':
    case 'setsid':
      return nrValue(value, world);
    default:
      return plain(value);
  }
}

/** A number that the kernel has just given: it means whoever has it now. */
function nrValue(n: number, world: World): Value {
  if (n <= 0 || world.caller === undefined) return plain(n);
  const meant = findPid(world.kernel, nsOf(world.kernel, world.caller), n)?.ino;
  return { n, as: 'nr', meant };
}

/** A descriptor: meant to be whom the caller named, else whoever is behind it. */
function fdValue(n: number, world: World): Value {
  const file = world.caller && fdFile(world.kernel, world.caller, n);
  const on = file?.on;
  const names = on?.kind === 'pidfd' || on?.kind === 'procdir' || on?.kind === 'procfile';
  const target = names ? on.pid : undefined;
  return { n, as: 'fd', meant: world.meant ?? target };
}

function partsOf(sys: Syscall, out: Out, world: World): readonly Part[] {
  switch (out.kind) {
    case 'child':
      return childParts(sys, out);
    case 'wait':
      return waitParts(sys, out);
    case 'nobody':
      return [
        ['', ZERO],
        ['si_pid', ZERO],
      ];
    case 'signal':
      return [
        ['', nrValue(out.nr, world)],
        ['si_signo', plain(out.signal)],
        ['si_code', plain(out.code)],
        ['si_pid', nrValue(out.nr, world)],
      ];
    case 'fd':
      return [['', fdValue(out.fd, world)]];
    case 'fds':
      return out.fds.map((fd): Part => ['', fdValue(fd, world)]);
    case 'revents':
      return out.revents.map((bits): Part => ['revents', plain(bits)]);
    case 'epoll': {
      const first = out.events[0];
      return [
        ['data', fdValue(first?.fd ?? -1, world)],
        ['events', plain(first?.events ?? 0)],
      ];
    }
    default:
      return plainParts(out, world);
  }
}

function childParts(sys: Syscall, out: Extract<Out, { kind: 'child' }>): readonly Part[] {
  const nr: Value = { n: out.nr, as: 'nr', meant: out.pid };
  const pidfd: Value = { n: out.pidfd ?? -1, as: 'fd', meant: out.pid };
  const byFlag = sys.name === 'clone' && has(sys.flags, CLONE.CLONE_PIDFD) ? pidfd : nr;
  const parts: Part[] = [
    ['', byFlag],
    ['parent_tid', nr],
    ['child_tid', nr],
  ];
  if (out.pidfd !== undefined) parts.push(['pidfd', pidfd]);
  return parts;
}

function waitParts(sys: Syscall, out: Extract<Out, { kind: 'wait' }>): readonly Part[] {
  const { info } = out;
  const nr: Value = { n: info.nr, as: 'nr', meant: info.pid };
  return [
    ['', sys.name === 'waitid' ? nr : plain(info.status)],
    ['si_pid', nr],
    ['si_uid', plain(info.uid)],
    ['si_status', plain(info.value)],
    ['si_code', plain(info.code)],
    ['si_signo', plain(17)],
  ];
}

function plainParts(out: Out, world: World): readonly Part[] {
  switch (out.kind) {
    case 'info': {
      const { info } = out;
      return [
        ['', nrValue(info.pid, world)],
        ['filled', plain(info.mask)],
        ['pid', nrValue(info.pid, world)],
        ['tgid', nrValue(info.tgid, world)],
        ['ppid', nrValue(info.ppid, world)],
        ['cgroupid', plain(info.cgroup)],
        ['ruid', plain(info.ruid)],
        ['euid', plain(info.euid)],
        ['suid', plain(info.suid)],
        ['exit_code', plain(info.exitCode)],
        ['coredump_mask', plain(info.coredumpMask)],
        ['supported_mask', plain(info.supportedMask)],
      ];
    }
    case 'handle':
      return [
        ['', plain(out.handle)],
        ['size', plain(out.size)],
      ];
    case 'inode':
      return [
        ['', plain(out.ino)],
        ['st_ino', plain(out.ino)],
        ['st_mode', plain(out.mode)],
      ];
    case 'procStat':
      return [
        ['', plain(out.startTime)],
        ['data', plain(out.startTime)],
        ['pid', nrValue(out.nr, world)],
        ['comm', plain(commCode(out.comm))],
        ['ppid', nrValue(out.ppid, world)],
        ['pgrp', nrValue(out.pgrp, world)],
        ['session', nrValue(out.session, world)],
        ['starttime', plain(out.startTime)],
        ['state', plain(out.state.charCodeAt(0))],
      ];
    case 'fdinfo':
      return [
        ['', nrValue(out.pid, world)],
        ['data', nrValue(out.pid, world)],
        ['pid', nrValue(out.pid, world)],
      ];
    case 'message':
      return messageParts(out, world);
    case 'ucred': {
      const nr: Value = { n: out.nr, as: 'nr', meant: world.meant };
      return [
        ['', nr],
        ['pid', nr],
        ['uid', plain(out.uid)],
      ];
    }
    default:
      return [];
  }
}

function messageParts(out: Extract<Out, { kind: 'message' }>, world: World): readonly Part[] {
  const value: Value =
    world.meant === undefined ? plain(out.value) : { n: out.value, as: 'nr', meant: world.meant };
  const behind = { ...world, meant: undefined };
  const parts: Part[] = [
    ['', value],
    ['data', value],
  ];
  for (const fd of out.rights) parts.push(['scm_rights', fdValue(fd, behind)]);
  if (out.pidfd !== undefined) parts.push(['scm_pidfd', fdValue(out.pidfd, behind)]);
  return parts;
}

function place(arg: Arg, parts: readonly Part[], slots: { slot: number; value: Value }[]): void {
  if (arg.kind === 'out') {
    const main = parts[0];
    if (main) slots.push({ slot: arg.slot, value: main[1] });
  } else if (arg.kind === 'struct') {
    for (const field of arg.fields) {
      const own = parts.filter(([name]) => name === field.name);
      place(field.value, own, slots);
    }
  } else if (arg.kind === 'list') {
    // One part for each item: poll's revents, socketpair's two ends.
    arg.items.forEach((item, i) => {
      place(item, parts.slice(i, i + 1), slots);
    });
  }
}
