// Signals by number and by pidfd, and pidfd_open: who is hit, or that nobody is.

import {
  givePidfd,
  type Kernel,
  moveFd,
  type Syscall,
  type SyscallResult,
} from '../kernel/index.ts';
import { NONE, Via } from '../trace/record.ts';
import { constant } from './arguments.ts';
import { type Call, plainly, whole } from './call.ts';
import { SAID, type Said, type Unknown } from './report.ts';
import { sent } from './sends.ts';

/** kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo. */
export function signalByNumber(c: Call): void {
  const { args } = c;
  const two = c.name === 'tgkill' || c.name === 'rt_tgsigqueueinfo';
  const [first, second] = [whole(args[0]), whole(args[1])];
  const sig = constant(args[two ? 2 : 1]);
  if (first === NONE || sig === undefined || (two && second === NONE)) {
    c.skip();
    return;
  }
  if (c.name === 'kill' && first <= 0) {
    signalGroup(c, first, sig);
    return;
  }
  const nr = two ? second : first;
  const sys: Syscall = two
    ? { name: 'tgkill', tgid: first, tid: second, sig }
    : c.name === 'tkill'
      ? { name: 'tkill', tid: nr, sig }
      : { name: 'kill', pid: nr, sig };
  aimed(c, sys, nr);
}

/** A call on whoever has a number now. Returns the model's result where the two agree. */
function aimed(c: Call, sys: Syscall, nr: number): SyscallResult | undefined {
  const holder = c.holder(c.kernel, nr) ?? -1;
  const seen = c.object >= 0 && c.parts.stage.placed[c.object] === 1;
  return c.compare(sys, {
    said: c.said({ life: seen ? c.object : undefined }),
    read: (result: SyscallResult, before: Kernel): Said =>
      result.ok ? { ...SAID, life: known(c.holder(before, nr)) } : plainly(result),
    about: [holder, c.object].filter(life => life >= 0),
    sends: events => sent(c, events),
    why: () => c.whyNumber(nr),
    excuse: model => c.refusal() ?? outside(c, model, seen),
  });
}

const known = (life: number | undefined): number | undefined =>
  life === undefined || life < 0 ? undefined : life;

/** A number that the model does not know may belong to a process outside the recording. */
function outside(c: Call, model: Said, seen: boolean): Unknown | undefined {
  if (model.errno !== 'ESRCH' || c.failed || seen || c.parts.places.closed(c.home))
    return undefined;
  // Our recorder would have seen anybody there.
  const nobody = c.rec.via !== Via.none && c.rec.targetTid === NONE;
  return nobody ? undefined : 'outside';
}

function signalGroup(c: Call, pid: number, sig: number): void {
  const { places } = c.parts;
  const leader = pid < -1 ? (c.holder(c.kernel, -pid) ?? -1) : pid === 0 ? c.actor : -1;
  c.compare(
    { name: 'kill', pid, sig },
    {
      about: leader < 0 ? [] : [leader],
      sends: events => sent(c, events),
      why: () => (pid < -1 ? c.whyNumber(-pid) : { kind: 'rule' }),
      excuse: () => {
        if (c.refusal() !== undefined) return c.refusal();
        return leader >= 0 && places.knowledge(leader).group ? undefined : 'group';
      },
    },
  );
}

export function pidfdOpen(c: Call): void {
  const [pid, flags] = [whole(c.args[0]), constant(c.args[1])];
  if (pid === NONE || flags === undefined) {
    c.skip();
    return;
  }
  const result = aimed(c, { name: 'pidfd_open', pid, flags }, pid);
  if (c.failed) return;
  const { stage } = c.parts;
  if (result?.ok === true && c.behind(c.kernel, result.value) !== undefined) {
    c.kernel = moveFd(c.kernel, c.caller, result.value, c.rec.ret);
    return;
  }
  const target = c.object < 0 ? undefined : stage.pid(c.object);
  if (target === undefined) return;
  const how = { pid: target, thread: (flags & 0o200) !== 0, nonblock: (flags & 0o4000) !== 0 };
  c.kernel = givePidfd(c.kernel, c.caller, c.rec.ret, how);
}

/** Calls on a pidfd: pidfd_send_signal, setns, pidfd_getfd, process_mrelease, process_madvise. */
export function onPidfd(c: Call): void {
  const sys = pidfdCall(c);
  const fd = whole(c.args[0]);
  if (sys === undefined || fd === NONE) {
    c.skip();
    return;
  }
  const target = c.rec.targetId === 0 && c.object < 0 ? -1 : c.object;
  if (c.errno !== 'EBADF' && fd >= 0 && !c.holdsPidfd(fd, target)) {
    if (c.name === 'setns') {
      if (!c.failed) c.parts.places.knowledge(c.actor).born = false;
      c.skip();
    } else c.cannotTell('descriptor');
    return;
  }
  const about = [c.behind(c.kernel, fd) ?? -1].filter(life => life >= 0);
  c.compare(sys, {
    // To a group: the recording may name any member.
    said: c.said({ life: target < 0 || toGroup(c) ? undefined : target }),
    read: (result, before) =>
      result.ok ? { ...SAID, life: known(c.behind(before, fd)) } : plainly(result),
    about,
    sends: events => sent(c, events),
    why: () => {
      const [life] = about;
      return life === undefined
        ? { kind: 'rule' }
        : { kind: 'is', life, state: c.parts.stage.state(life) };
    },
    excuse: model =>
      c.refusal() ??
      (model.errno === 'EBADF' || c.errno === 'EBADF' || (c.failed && c.isAssumed(fd))
        ? 'descriptor'
        : undefined),
  });
}

const toGroup = ({ args }: Call): boolean => String(args[3] ?? '').includes('PROCESS_GROUP');

/** The call for the model; undefined: what it gives there is not comparable. */
function pidfdCall(c: Call): Syscall | undefined {
  const { args } = c;
  const fd = whole(args[0]);
  const last = constant(args[args.length - 1]) ?? 0;
  switch (c.name) {
    case 'pidfd_send_signal': {
      const sig = constant(args[1]);
      if (sig === undefined || typeof args[2] === 'string') return undefined;
      return {
        name: 'pidfd_send_signal',
        pidfd: fd,
        sig,
        info: { kind: 'null' },
        flags: constant(args[3]) ?? 0,
      };
    }
    case 'setns': {
      const nstype = constant(args[1]);
      return nstype === undefined ? undefined : { name: 'setns', fd, nstype };
    }
    case 'pidfd_getfd':
      // What descriptors the other one has is not recorded.
      if (c.errno !== 'ESRCH') return undefined;
      return { name: 'pidfd_getfd', pidfd: fd, targetfd: whole(args[1]), flags: last };
    case 'process_mrelease':
      return c.errno === 'ESRCH' ? { name: 'process_mrelease', pidfd: fd, flags: last } : undefined;
    default:
      return c.errno === 'ESRCH'
        ? { name: 'process_madvise', pidfd: fd, advice: 20, flags: last }
        : undefined;
  }
}
