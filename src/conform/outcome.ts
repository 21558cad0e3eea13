// What a call of the model gave, in the words of the stage: the same members with the same names.

import type { Out, Syscall, SyscallResult } from '../kernel/index.ts';
import type { JsonObject, Result, Step } from './plan.ts';

const NOBODY = { signo: 0, pid: 0, code: 0, value: 0, uid: 0 };

/** The result of a call that has returned. */
export function resultOf(sys: Syscall, result: SyscallResult): Result {
  if (!result.ok) return { ret: -1, err: result.errno };
  if (sys.name === 'sysctl' && sys.value === undefined) return { ret: 0, value: result.value };
  return { ret: result.value, ...written(sys, result.out) };
}

/** What the kernel wrote beside the value. */
function written(sys: Syscall, out: Out): JsonObject {
  switch (out.kind) {
    case 'child':
      return out.pidfd === undefined ? {} : { pidfd: out.pidfd };
    case 'wait': {
      if (sys.name === 'wait4') return { status: out.info.status };
      const { nr, code, value, uid } = out.info;
      return { wait: { signo: 17, pid: nr, code, value, uid } };
    }
    case 'nobody':
      return sys.name === 'wait4' ? {} : { wait: NOBODY };
    case 'signal':
      return { signal: { code: out.code, pid: out.nr } };
    case 'fd':
      return sys.name === 'getsockopt' ? { value: out.fd } : {};
    case 'fds':
      return { fds: [...out.fds] };
    case 'revents':
      return { revents: [...out.revents] };
    case 'epoll':
      return { events: out.events.map(e => ({ fd: e.fd, events: e.events })) };
    case 'info': {
      const { supportedMask: _, ...info } = out.info;
      return { info };
    }
    case 'handle':
      return { size: out.size, handle: out.handle };
    case 'inode':
      return { ino: out.ino, mode: out.mode };
    case 'procStat': {
      const { kind: _, startTime: _t, comm: _c, ...stat } = out;
      return { stat };
    }
    case 'fdinfo':
      return { fdinfo: { pid: out.pid, nspid: [...out.nspid] } };
    case 'message':
      return {
        value: out.value,
        ...(out.rights.length > 0 ? { rights: [...out.rights] } : {}),
        ...(out.pidfd === undefined ? {} : { pidfd: out.pidfd }),
      };
    case 'ucred':
      return { cred: { pid: out.nr, uid: out.uid } };
    case 'none':
    case 'gone':
      return {};
  }
}

/** The names that a step gives to what it got, with their values. */
export function learntFrom(step: Step, result: Result): readonly (readonly [string, number])[] {
  const learnt: (readonly [string, number])[] = [];
  const ret = typeof result.ret === 'number' ? result.ret : -1;
  const member = (key: string) => {
    const value = result[key];
    return typeof value === 'number' ? value : -1;
  };
  if (step.as !== undefined) learnt.push([step.as, ret]);
  if (step.child !== undefined) learnt.push([step.child, ret]);
  if (step.pidfd !== undefined) {
    learnt.push([step.pidfd, step.call === 'getsockopt' ? member('value') : member('pidfd')]);
  }
  if (step.handle !== undefined) learnt.push([step.handle, member('handle')]);
  const given = step.call === 'recvmsg' ? result.rights : result.fds;
  step.fds?.forEach((name, i) => {
    const fd = Array.isArray(given) ? (given as readonly unknown[])[i] : undefined;
    learnt.push([name, typeof fd === 'number' ? fd : -1]);
  });
  return learnt;
}
