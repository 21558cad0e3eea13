// A program as a link, both ways: deflated with a dictionary of the language's common phrases, in
// base64url, in the hash, so that it is never sent anywhere. Pure.

import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { LONGEST_SOURCE } from '../../src/race/compile.ts';
import { formatRoute, type Route } from '../shell/route.ts';

/** Guards the meaning of the rest, the dictionary included. */
const VERSION = '1';

/** Longest link offered: longer ones do not survive mail and chat programs. */
export const LONGEST_LINK = 8000;

/** What most programs have in common. Part of the format: a change needs another VERSION. */
const DICTIONARY = strToU8(`race "The story "source "https://github.com//issues/pull/caveat "The \
chapter 1, level basic level mid level deep tags kill, pidfile, recycling, pidfd_open, clone3, wait, \
proc, sockets, namespaces, threads, numbers 300..311 cursor 311 cursor 304 watch 303 kernel 6.18 \
cell pidfile = worker; socket link between namespace box 1..12 next in thread of group ignores SIGCHLD \
process init 1 { wait4(-1); spawn(postgres); } process sshd 300 idle; process nginx 301 idle; \
process worker 303 { after noted exit(0); } process cron 305 { spawn(tar); spawn(curl); } \
process backup 307 idle; process watchdog 309 via pid { pid = load(pidfile); mark noted; \
/* … some time … */ kill(pid, SIGKILL); kill(pid, SIGTERM); if (kill(pid, 0) == 0) } \
process watchdog via pidfd { int pid = fork(); fd = pidfd_open(pid, 0); if (fd >= 0) { \
pidfd_send_signal(fd, SIGTERM, NULL, 0); pidfd_send_signal(fd, SIGKILL, NULL, 0); close(fd); \
waitid(P_PIDFD, fd, &info, WEXITED); poll({ .fd = fd, .events = POLLIN }, 1, -1); \
spawn(child, { .flags = CLONE_PIDFD, .pidfd = &fd }); recvmsg(sendmsg(getsockopt( parent supervisor \
process postgres glyph cylinder idle; process tar idle; process curl glyph diamond idle; \
claim "no stranger is hit": only worker is reached by SIGKILL never SIGTERM reaches postgres \
claim "every child is collected": eventually child is reaped \
expect pid: broken in 7; pidfd: holds expect holds \
schedule watchdog, worker, init, cron, cron, init, watchdog at 0 " at 1 " detail "On the left \
question at 2 in pid "Who gets the signal on the left?" { right "No" because "The wrong "Yes" because "`);

/** What a link to the editor asks for. */
export interface ProgramLink {
  /** The scenario that it is a copy of; undefined: a program of one's own. */
  readonly origin: string | undefined;
  /** undefined: the link carries none. */
  readonly program: string | undefined;
  readonly schedule: string | undefined;
  readonly at: number;
  /** What could not be read, in one sentence for the reader. */
  readonly notice: string | undefined;
}

export function packProgram(source: string): string {
  return toBase64url(deflateSync(strToU8(source), { level: 9, dictionary: DICTIONARY }));
}

/** Undefined when it is damaged, or longer than any program may be. */
export function unpackProgram(text: string): string | undefined {
  const packed = fromBase64url(text);
  if (packed === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  try {
    const inflate = new Inflate({ dictionary: DICTIONARY }, (chunk, final) => {
      chunks.push(chunk);
      length += chunk.length;
      whole = final;
      // Characters take up to three bytes here; more than that is no program but a trap.
      if (length > LONGEST_SOURCE * 3) throw new RangeError('too long');
    });
    // Small pieces, so that what grows beyond all bounds is noticed early.
    for (let at = 0; at < packed.length; at += 256) {
      inflate.push(packed.subarray(at, at + 256), at + 256 >= packed.length);
    }
  } catch {
    return undefined;
  }
  if (!whole) return undefined;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  const source = strFromU8(bytes);
  return source.length > LONGEST_SOURCE || source.includes('\ufffd') ? undefined : source;
}

/** Reads a route of the editor. Never fails: what cannot be used is left out, and said. */
export function readProgramLink(route: Route, known: readonly string[]): ProgramLink {
  const { rest, query } = route;
  const named = rest[0];
  const origin = named !== undefined && known.includes(named) ? named : undefined;
  const at = Number(query.at ?? '0');
  const sound = Number.isInteger(at) && at >= 0;
  const start = { origin, program: undefined, schedule: query.s, at: sound ? at : 0 };
  if (named !== undefined && origin === undefined && query.p === undefined) {
    return { ...start, notice: `There is no scenario named “${named}”. This is a new one.` };
  }
  if (query.p === undefined) return { ...start, notice: undefined };
  if (query.v !== undefined && query.v !== VERSION) {
    return { ...start, notice: 'This link was made by another version of the editor.' };
  }
  const program = unpackProgram(query.p);
  const notice =
    program === undefined
      ? 'The program in this link is damaged: perhaps a part of the link is missing.'
      : undefined;
  return { ...start, program, notice };
}

/** The address of a program; without the program itself when it is the scenario as it stands. */
export function writeProgramLink(link: {
  readonly origin: string | undefined;
  readonly program: string | undefined;
  readonly schedule: string | undefined;
  readonly at: number;
}): string {
  const { origin, program, schedule, at } = link;
  return formatRoute(['edit', ...(origin === undefined ? [] : [origin])], {
    v: program === undefined && at === 0 ? undefined : VERSION,
    p: program === undefined ? undefined : packProgram(program),
    s: schedule,
    at: at === 0 ? undefined : String(at),
  });
}

function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64url(text: string): Uint8Array | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, c => c.charCodeAt(0));
  } catch {
    return undefined;
  }
}
