// Calls that change what a process is or has: groups and sessions, namespaces, the disposition of
// SIGCHLD, its descriptors. Their results are compared where the model knows what they start from.

import {
  aimNumber,
  closeNamespace,
  F,
  givePidfd,
  moveFd,
  PR,
  placeInGroup,
  SIG,
  type Syscall,
} from '../kernel/index.ts';
import { NONE } from '../trace/record.ts';
import { constant } from './arguments.ts';
import { type Call, whole } from './call.ts';
import type { Said, Why } from './report.ts';

const RULE: Why = { kind: 'rule' };

export function setsid(c: Call): void {
  const known = c.parts.places.knowledge(c.actor);
  // Nobody's own number is a group's when it is born.
  const sure = (known.group && known.session) || c.parts.places.isBorn(c.actor);
  const done = c.compare(
    { name: 'setsid' },
    { why: () => RULE, excuse: () => (sure ? undefined : 'group') },
  );
  if (c.failed) return;
  const task = c.kernel.tasks[c.caller];
  const group = task === undefined ? undefined : c.kernel.groups[task.group];
  if (done === undefined && group !== undefined)
    c.kernel = placeInGroup(c.kernel, group.id, group.tgid, group.tgid);
  known.group = true;
  known.session = true;
}

export function setpgid(c: Call): void {
  const [pid, pgid] = [whole(c.args[0]), whole(c.args[1])];
  if (pid === NONE || pgid === NONE) {
    c.skip();
    return;
  }
  const target = pid === 0 ? c.actor : (c.holder(c.kernel, pid) ?? -1);
  const { places } = c.parts;
  const known = (life: number): boolean => life >= 0 && places.knowledge(life).session;
  const isWhole = (life: number): boolean =>
    life >= 0 && places.isWhole(c.parts.stage.leader(life));
  // Where both were born here, groups and sessions from before decide no more than EPERM.
  const decides = (model: Said): boolean =>
    !isWhole(target) || !isWhole(c.actor) || c.errno === 'EPERM' || model.errno === 'EPERM';
  const done = c.compare(
    { name: 'setpgid', pid, pgid },
    {
      about: target < 0 ? [] : [target],
      why: () => RULE,
      excuse: model => ((known(target) && known(c.actor)) || !decides(model) ? undefined : 'group'),
    },
  );
  if (c.failed || target < 0) return;
  c.parts.places.knowledge(target).group = true;
  if (done !== undefined) return;
  const group = c.kernel.groups[c.parts.stage.group(target) ?? -1];
  if (group === undefined) return;
  const life = pgid === 0 ? target : (c.holder(c.kernel, pgid) ?? -1);
  const into = c.parts.stage.pid(life);
  if (into !== undefined) c.kernel = placeInGroup(c.kernel, group.id, into, group.sid);
}

export function unshare(c: Call): void {
  const flags = constant(c.args[0]);
  if (flags === undefined) c.skip();
  else c.compare({ name: 'unshare', flags }, { why: () => RULE });
}

const OPTIONS: ReadonlyMap<string, number> = new Map([
  ['PR_SET_CHILD_SUBREAPER', PR.PR_SET_CHILD_SUBREAPER],
  ['PR_SET_PDEATHSIG', PR.PR_SET_PDEATHSIG],
]);

export function prctl(c: Call): void {
  const { args } = c;
  const option = OPTIONS.get(String(args[0]));
  const arg2 = constant(args[1]) ?? 1;
  if (option === undefined) c.skip();
  else c.compare({ name: 'prctl', option, arg2 }, { why: () => RULE });
}

/** Dispositions: of SIGCHLD, whether children become zombies; others where the recording has them. */
export function sigaction(c: Call): void {
  const act = dispositionOf(c);
  if (act === undefined) {
    c.skip();
    return;
  }
  const kept = act.flags.split('|').filter(flag => /^SA_NOCLD(?:WAIT|STOP)$/.test(flag));
  const flags = constant(kept.length === 0 ? 0 : kept.join('|')) ?? 0;
  const handler =
    act.handler === 'SIG_IGN' ? 'ignore' : act.handler === 'SIG_DFL' ? 'default' : 'handle';
  const signum = constant(c.args[0]);
  if (signum === undefined) {
    c.skip();
    return;
  }
  if (signum === SIG.SIGCHLD && !c.failed) settleChildren(c);
  c.compare({ name: 'rt_sigaction', signum, handler, flags }, { why: () => RULE });
  if (c.failed) return;
  const known = c.parts.places.knowledge(c.actor);
  if (signum === SIG.SIGCHLD) known.sigchld = true;
  else known.actions = new Set([...known.actions, signum]);
}

/** Whoever has ended by now does so under the old disposition, unless the recording says otherwise. */
function settleChildren(c: Call): void {
  const { stage } = c.parts;
  for (const child of [...stage.dying.keys()]) {
    const it = stage.life(child);
    const own = it !== undefined && stage.leader(it.guardian) === stage.leader(c.actor);
    if (own && it.leader === child && it.reapHow !== 'auto') stage.settle(child);
  }
}

function dispositionOf(c: Call): { handler: string; flags: string } | undefined {
  const { extra } = c.rec;
  const { args } = c;
  if (extra?.kind === 'act') return extra;
  const action = /sa_handler=([^,}]+).*?sa_flags=([\w|]+)/.exec(String(args[1] ?? ''));
  if (action === null) return undefined;
  return { handler: action[1] ?? '', flags: action[2] ?? '' };
}

/** close, dup, dup2, dup3, fcntl: of pidfds alone. */
export function descriptor(c: Call): void {
  const fd = whole(c.args[0]);
  const known = fd >= 0 && c.behind(c.kernel, fd) !== undefined;
  if (!known || c.failed) {
    c.skip();
    return;
  }
  const sys = descriptorCall(c, fd);
  if (sys === undefined) {
    c.skip();
    return;
  }
  const done = c.compare(sys, { why: () => RULE, excuse: () => 'descriptor' });
  if (sys.name === 'close' || sys.name === 'dup3' || done?.ok !== true) return;
  c.kernel = moveFd(c.kernel, c.caller, done.value, c.rec.ret);
}

function descriptorCall(c: Call, fd: number): Syscall | undefined {
  const { args } = c;
  switch (c.name) {
    case 'close':
      return { name: 'close', fd };
    case 'dup':
      return { name: 'dup', oldfd: fd };
    case 'dup2':
    case 'dup3': {
      const newfd = whole(args[1]);
      if (newfd === NONE || newfd === fd) return undefined;
      return {
        name: 'dup3',
        oldfd: fd,
        newfd,
        flags: c.name === 'dup3' ? (constant(args[2]) ?? 0) : 0,
      };
    }
    default: {
      const cmd = constant(args[1]);
      if (cmd !== F.F_DUPFD && cmd !== F.F_DUPFD_CLOEXEC) return undefined;
      return { name: 'fcntl', fd, cmd, arg: constant(args[2]) ?? 0 };
    }
  }
}

/** SO_PEERPIDFD gives a pidfd of whoever is at the other end, which only the recording knows. */
export function getsockopt(c: Call): void {
  c.skip();
  const { extra } = c.rec;
  if (extra?.kind !== 'peer' || extra.pidfd === undefined || c.failed) return;
  const { stage } = c.parts;
  const hold = stage.look.peers.get(c.event);
  const pid = hold === undefined ? undefined : stage.pid(hold);
  if (pid === undefined) return;
  const to = { pid, thread: false, nonblock: false };
  c.kernel = givePidfd(c.kernel, c.caller, extra.pidfd, to);
}

/** ptrace(2): who becomes a tracer, and of whom. */
export function ptrace(c: Call): void {
  c.skip();
  if (c.failed) return;
  const { stage, tracers } = c.parts;
  if (c.args[0] === 'PTRACE_TRACEME') tracers.add(stage.parent(stage.leader(c.actor)), c.actor);
  else tracers.add(c.actor, c.holder(c.kernel, whole(c.args[1])) ?? -1);
}

/** A fork that failed. The namespace whose init is gone gives no number; limits are not recorded. */
export function failedFork(c: Call): void {
  const ns = c.kernel.tasks[c.caller]?.nsForChildren ?? c.home;
  if (c.errno !== 'ENOMEM') {
    // The number was taken before there was no room for the pidfd: it was pid 1 of an empty namespace.
    if (c.errno === 'EMFILE' && c.kernel.namespaces[ns]?.init === undefined)
      c.kernel = closeNamespace(c.kernel, ns);
    if (c.errno === 'EAGAIN') c.cannotTell('limit');
    else c.skip();
    return;
  }
  if (c.parts.places.knowledge(c.actor).born === false) {
    c.cannotTell('descriptor');
    return;
  }
  const init = c.parts.stage.lifeOfTask(c.kernel.namespaces[ns]?.init ?? (-1 as never));
  c.kernel = aimNumber(c.kernel, ns, 1);
  c.compare(
    { name: 'fork' },
    {
      about: [init],
      why: () => ({ kind: 'is', life: init, state: 'alive' }),
      excuse: () => undefined,
    },
  );
}
