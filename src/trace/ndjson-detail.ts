// What a call's pointers held, where it matters: the fields of a record that only some calls have.

import { int, isObject, type Json, known, text } from './json.ts';
import type { Extra, Polled } from './record.ts';

const whole = (x: unknown): number | undefined => known(int(x));

export function detailOf(json: Json): Extra | undefined {
  const { fds, act, learnt } = json;
  if (Array.isArray(fds)) return { kind: 'polled', fds: fds.filter(isObject).map(polled) };
  if (isObject(act)) return { kind: 'act', handler: text(act.handler), flags: text(act.flags) };
  if (json.peer !== undefined || json.pidfd !== undefined) {
    return { kind: 'peer', nr: whole(json.peer), pidfd: whole(json.pidfd) };
  }
  if (isObject(learnt)) {
    const written = typeof learnt.written === 'number' ? learnt.written : undefined;
    return {
      kind: 'learnt',
      from: text(learnt.from),
      nr: whole(learnt.nr),
      written,
      comm: text(learnt.comm),
      start: whole(learnt.start),
    };
  }
  return undefined;
}

const polled = (fd: Json): Polled => ({
  fd: int(fd.fd),
  events: text(fd.events),
  revents: text(fd.revents),
  id: text(fd.id) === '' ? undefined : text(fd.id),
});
