// Events for property tests: every field of the format in the order in which the recorder writes them,
// and other ways to write the same.

import fc from 'fast-check';

const number = fc.oneof(
  fc.integer({ min: 0, max: 40_000 }),
  fc.constantFrom(0, 1, 999_999_999, 1_000_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1),
);
const tid = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 40 }) }, number);
const time = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 52 }));
const result = fc.oneof(fc.integer({ min: -1, max: 40 }), fc.integer(), fc.constant(2 ** 40));
const word = fc.oneof(
  fc.constantFrom(
    '',
    'sh',
    'a b',
    'worker-1',
    'naïve',
    '進程',
    '"quoted"',
    'back\\slash',
    ']',
    '"],',
  ),
  fc.string({ maxLength: 12, unit: 'grapheme' }),
);
const id = fc.constantFrom(
  '1',
  '4711',
  '99999999999999999',
  'z',
  '0',
  '007',
  '18446744073709551615',
);
const argument = fc.oneof(
  tid,
  fc.integer(),
  fc.constantFrom('SIGTERM', 'SIGCHLD', 'SIG', 'WNOHANG', 'P_ALL', 'PR_SET_NAME'),
  word,
  fc.constant(null),
  fc.constantFrom(true, 1.5, -0, 1e21),
);
const target = fc.record(
  { nr: fc.oneof(tid, fc.constant(-5)), tid, id, via: fc.constantFrom('nr', 'pidfd', 'group') },
  { requiredKeys: ['nr', 'via'] },
);
const act = fc.record({
  handler: fc.constantFrom('SIG_IGN', 'SIG_DFL', 'function'),
  flags: fc.constantFrom<string | number>('SA_NOCLDWAIT|SA_RESTART', 0),
});

const call = fc.record(
  {
    t: time,
    ev: fc.constant('call'),
    tid,
    pid: tid,
    name: fc.constantFrom(
      'kill',
      'wait4',
      'waitid',
      'pidfd_open',
      'tgkill',
      'close',
      'rt_sigaction',
    ),
    args: fc.array(argument, { maxLength: 4 }),
    ret: result,
    err: fc.constantFrom('ESRCH', 'EINVAL', ''),
    d: time,
    target,
    wait: fc.record({ nr: tid, tid, id, status: number }, { requiredKeys: ['nr', 'status'] }),
    act,
    cut: fc.constantFrom('exit', 'end'),
  },
  { requiredKeys: ['t', 'ev', 'tid', 'pid', 'name', 'args', 'd'] },
);
const clone = fc.record(
  {
    t: time,
    ev: fc.constant('clone'),
    tid,
    pid: tid,
    how: fc.constantFrom('fork', 'clone3'),
    flags: fc.constantFrom<string | number>(
      'CLONE_VM|CLONE_FS',
      'CLONE_PIDFD',
      'CLONE_THREAD',
      '',
      0,
    ),
    exit_signal: fc.constantFrom<string | number>('SIGCHLD', '', 0),
    child: tid,
    child_pid: tid,
    comm: word,
    start: number,
    id,
    ns: fc.constantFrom('7', '8', ''),
    nr: fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), number), { minLength: 1, maxLength: 4 }),
    pidfd: number,
  },
  { requiredKeys: ['t', 'ev', 'tid', 'pid', 'how', 'child', 'nr'] },
);
const exec = fc.record(
  {
    t: time,
    ev: fc.constant('exec'),
    tid,
    pid: tid,
    former: tid,
    path: word,
    argv: fc.array(word, { maxLength: 3 }),
    comm: word,
  },
  { requiredKeys: ['t', 'ev', 'tid', 'pid', 'path', 'argv', 'comm'] },
);
const signal = fc.record(
  {
    t: time,
    ev: fc.constant('signal'),
    tid,
    pid: tid,
    sig: fc.constantFrom('SIGCHLD', 'SIGRT_3', ''),
    code: fc.constantFrom<string | number>('SI_USER', 'CLD_EXITED', 3, 31),
    from: tid,
    uid: fc.constantFrom(0, 1000, 4294967294),
    ignored: fc.boolean(),
    act: fc.constantFrom('SIG_DFL', 'SIG_IGN', 'function', 'x'),
  },
  { requiredKeys: ['t', 'ev', 'tid', 'sig'] },
);
const exit = fc.record(
  { t: time, ev: fc.constant('exit'), tid, pid: tid, status: number, core: fc.boolean() },
  { requiredKeys: ['t', 'ev', 'tid'] },
);
const reap = fc.record(
  {
    t: time,
    ev: fc.constant('reap'),
    tid,
    by: tid,
    how: fc.constantFrom('wait', 'auto', 'thread'),
  },
  { requiredKeys: ['t', 'ev', 'tid', 'how'] },
);

/** An event with its fields in the recorder's order, some of them missing. */
export const event: fc.Arbitrary<object> = fc.oneof(call, clone, exec, signal, exit, reap);

/** The same as `JSON.stringify`, but for the order of fields, spaces and escapes. */
export type Hand = 'recorder' | 'spaces' | 'backwards' | 'escapes';
export const hand = fc.constantFrom<Hand>('recorder', 'recorder', 'spaces', 'backwards', 'escapes');

/** Writes an event as one line of JSON. */
export function written(value: object, by: Hand): string {
  if (by === 'backwards')
    return JSON.stringify(Object.fromEntries(Object.entries(value).reverse()));
  const text = JSON.stringify(value);
  if (by === 'spaces') return text.replace(/":/g, '" : ').replace(/,"/g, ' , "');
  return by === 'escapes'
    ? text.replace(/[gkS]/g, c => `\\u00${c.charCodeAt(0).toString(16)}`)
    : text;
}
