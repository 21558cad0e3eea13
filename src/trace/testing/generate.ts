// Large recordings for benchmarks and tests, made without randomness: a supervisor with many
// short-lived workers whose numbers come round, signals by number and by pidfd, and waits. What it tells
// could have happened: the model kernel agrees with every line.

import { encode } from '../bytes.ts';

export interface Recipe {
  readonly events: number;
  /** Incarnations in all. */
  readonly lives: number;
  /** Size of the number space that the workers share. */
  readonly numbers: number;
}

const HEADER = {
  format: 'wrong-number-trace',
  version: 1,
  by: 'generate',
  kernel: '6.18.0',
  arch: 'x86_64',
  date: '2026-01-01T00:00:00Z',
  clock: 'monotonic',
  hz: 100,
  pid_max: 4194304,
  pidns: '4026531836',
  command: ['supervisor'],
};

/** The lines of a recording, in chunks of a few thousand. */
export function* generate({ events, lives, numbers }: Recipe): Generator<string> {
  let t = 0;
  let seed = 12345;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * below);
  };
  let lines: string[] = [];
  const put = (event: Told): void => {
    // No call begins before the one before it has ended.
    t += 500 + next(2000) + (event.d ?? 0);
    lines.push(JSON.stringify({ t, ...event }));
  };
  lines.push(JSON.stringify(HEADER));
  put({
    ev: 'proc',
    ...BOSS,
    ppid: 1,
    comm: 'supervisor',
    start: 1,
    id: '1',
    ns: '4026531836',
    nr: [1000],
  });
  const perLife = Math.max(7, Math.floor(events / lives));
  let made = 1;
  for (let life = 0; made < events - 1; life++) {
    for (const event of lifeEvents(life, numbers, perLife, next)) put(event);
    made += perLife;
    if (lines.length > 4000) {
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
  }
  put({ ev: 'end', status: 0, events: made, lost: 0 });
  yield `${lines.join('\n')}\n`;
}

/** An event without its time. */
interface Told {
  readonly [key: string]: unknown;
  readonly d?: number;
}

const BOSS = { tid: 1000, pid: 1000 };

/** One worker from fork to reap. */
function* lifeEvents(
  life: number,
  numbers: number,
  count: number,
  next: (below: number) => number,
): Generator<Told> {
  const tid = 2000 + (life % numbers);
  const id = String(life + 2);
  const task = { tid, pid: tid };
  const target = { nr: tid, tid, id, via: 'nr' };
  const call = (name: string, args: readonly unknown[], ret: number, more: object) => ({
    ev: 'call',
    ...BOSS,
    name,
    args,
    ret,
    d: 400 + next(2000),
    ...more,
  });
  yield {
    ev: 'clone',
    ...BOSS,
    how: 'clone',
    flags: 'CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID',
    exit_signal: 'SIGCHLD',
    child: tid,
    child_pid: tid,
    comm: 'supervisor',
    start: life,
    id,
    ns: HEADER.pidns,
    nr: [tid],
  };
  // A worker ignores what it is sent; whatever is opened is closed before the worker ends.
  let fd = -1;
  const opens = () => {
    fd = 3 + (life % 5);
    return call('pidfd_open', [tid, 0], fd, { target });
  };
  const middle = [
    () => call('kill', [tid, 'SIGWINCH'], 0, { target }),
    () => call('kill', [tid, 0], 0, { target }),
    () => call('wait4', [-1, null, 'WNOHANG', null], 0, {}),
    () => (fd < 0 ? opens() : closes()),
    () => (fd < 0 ? opens() : sends()),
    () => ({ ...call('setpgid', [0, 0], 0, {}), ...task }),
  ];
  const through = { ...target, via: 'pidfd' };
  const sends = () => call('pidfd_send_signal', [fd, 'SIGURG', null, 0], 0, { target: through });
  const closes = () => {
    const closed = call('close', [fd], 0, { target: through });
    fd = -1;
    return closed;
  };
  for (let i = 0; i < count - 6; i++) {
    const make = middle[next(middle.length)];
    if (make !== undefined) yield make();
  }
  yield fd < 0 ? call('kill', [tid, 0], 0, { target }) : closes();
  yield { ev: 'exit', ...task, status: 0 };
  yield {
    ev: 'signal',
    ...BOSS,
    sig: 'SIGCHLD',
    code: 'CLD_EXITED',
    from: tid,
    uid: 0,
    ignored: true,
  };
  yield call('wait4', [tid, null, 0, null], tid, { target, wait: { nr: tid, tid, id, status: 0 } });
  yield { ev: 'reap', tid, by: BOSS.tid, how: 'wait' };
}

/** The whole recording as bytes. ASCII throughout. */
export function generateBytes(recipe: Recipe): Uint8Array {
  const parts = [...generate(recipe)].map(text =>
    typeof Buffer === 'undefined' ? encode(text) : Buffer.from(text),
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
