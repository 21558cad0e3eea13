// What a call that names no process does, as a verb for the sentence: `ignores SIGCHLD`.

import { PR } from '../kernel/index.ts';
import type { StepView } from '../machine/view.ts';
import { argShown } from './call.ts';

/** The verb and its object, for a call that succeeded; undefined: no better words than its name. */
export function deedOf(step: StepView): string | undefined {
  const arg = (i: number) => (step.args[i] === undefined ? '' : argShown(step.args[i]));
  const { result } = step;
  switch (step.what) {
    case 'open':
    case 'openat':
      return `opens ${arg(step.what === 'open' ? 0 : 1).replaceAll('"', '')}`;
    case 'read':
      return result === 0
        ? `reads end of file from descriptor ${arg(0)}`
        : `reads descriptor ${arg(0)}`;
    case 'write':
      return `writes ${arg(1)} to descriptor ${arg(0)}`;
    case 'fstat':
      return `notes the inode of descriptor ${arg(0)}`;
    case 'close':
      return `closes descriptor ${arg(0)}`;
    case 'dup':
    case 'dup3':
      return `copies descriptor ${arg(0)} to ${result}`;
    case 'pipe2':
      return 'makes a pipe';
    case 'socketpair':
      return 'makes a pair of sockets';
    case 'sendmsg':
      return step.args[1]?.text.includes('scm_rights') === true
        ? 'sends a descriptor over its socket'
        : 'sends a message over its socket';
    case 'recvmsg':
      return 'takes a message from its socket';
    case 'getsockopt':
      return 'asks who is at the other end';
    case 'signal':
    case 'rt_sigaction':
      return handling(arg(0), arg(1));
    case 'prctl':
      return step.args[0]?.value === PR.PR_SET_CHILD_SUBREAPER
        ? 'becomes a subreaper'
        : `sets ${arg(0)}`;
    default:
      return numberDeed(step, arg);
  }
}

function numberDeed(step: StepView, arg: (i: number) => string): string | undefined {
  switch (step.what) {
    case 'getpid':
    case 'gettid':
      return `asks for its own number: ${step.result}`;
    case 'getppid':
      return `asks for its parent’s number: ${step.result}`;
    case 'getpgid':
      return `asks for the group of ${arg(0)}: ${step.result}`;
    case 'getsid':
      return `asks for the session of ${arg(0)}: ${step.result}`;
    case 'setsid':
      return `begins a session, number ${step.result}`;
    case 'setpgid':
      return arg(1) === '0' ? 'begins a group' : `joins group ${arg(1)}`;
    case 'sysctl':
      return step.args[1] === undefined
        ? `reads ${arg(0).replaceAll('"', '')}`
        : `sets ${arg(0).replaceAll('"', '')} to ${arg(1)}`;
    case 'unshare':
      return `leaves what it shared: ${arg(0)}`;
    case 'epoll_create1':
      return 'makes a set of watched descriptors';
    case 'epoll_ctl':
      return `watches descriptor ${arg(2)}`;
    case 'ioctl':
      return `asks its pidfd ${arg(0)} for information`;
    default:
      return undefined;
  }
}

function handling(signal: string, handler: string): string {
  if (handler.includes('SIG_IGN')) return `ignores ${signal}`;
  return handler.includes('SIG_DFL') ? `resets ${signal}` : `handles ${signal}`;
}
