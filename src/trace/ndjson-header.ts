// A recording's first line.

import { err, ok, type Result } from '../base.ts';
import { int, type Json, known, text, words } from './json.ts';

/** The first line of a recording. */
export interface Header {
  readonly version: number;
  readonly by: string;
  readonly kernel: string;
  readonly arch: string;
  readonly date: string;
  readonly clock: string;
  readonly pidMax: number | undefined;
  /** The beginning, in nanoseconds since boot. */
  readonly boot: number | undefined;
  readonly pidns: string;
  /** The process that the recorder joined; undefined: it started the command itself. */
  readonly attached: number | undefined;
  readonly command: readonly string[];
  /** Only births, programs and ends were recorded. */
  readonly light: boolean;
  /** The kernel's tracepoints were recorded: of the whole machine, or of a tree. */
  readonly system: boolean;
}

export const FORMAT = 'wrong-number-trace';
export const VERSION = 1;

export function headerOf(json: Json): Result<{ kind: 'header'; header: Header }, string> {
  if (json.format !== FORMAT) return err(`format “${text(json.format)}” is not ${FORMAT}`);
  return ok({
    kind: 'header',
    header: {
      version: typeof json.version === 'number' ? json.version : 0,
      by: text(json.by),
      kernel: text(json.kernel),
      arch: text(json.arch),
      date: text(json.date),
      clock: text(json.clock),
      pidMax: known(int(json.pid_max)),
      boot: typeof json.boot === 'number' && json.boot >= 0 ? json.boot : undefined,
      pidns: text(json.pidns),
      attached: known(int(json.attached)),
      command: words(json.command),
      light: json.light === true,
      system: json.system === true,
    },
  });
}
