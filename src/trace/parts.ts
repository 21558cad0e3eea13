// The files of one `strace -ff` run, a file per task: merged into the one text that `strace -f -o` would
// have written, and read.

import { err, ok, type Result } from '../base.ts';
import { decode, encode } from './bytes.ts';
import { mergeTasks, type TaskLines } from './merge.ts';
import { analyse, type Refusal } from './reader.ts';
import type { Trace } from './trace.ts';

export interface Part {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const TASK = /\.(\d{1,10})(?:\.gz)?$/;

/** Whether the names are those of one run: one stem, and a task number behind. */
export function areParts(names: readonly string[]): boolean {
  const stems = new Set(names.map(name => name.replace(TASK, '')));
  return names.length > 1 && stems.size === 1 && names.every(name => TASK.test(name));
}

/** A line of a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Merges and reads. Also returns the merged text, to which the line numbers refer, and what they are in the files. */
export function analyseParts(parts: readonly Part[]): {
  result: Result<Trace, Refusal>;
  text: Uint8Array;
  place: (line: number) => Place;
} {
  const tasks: (TaskLines & { readonly name: string })[] = [];
  for (const { name, bytes } of parts) {
    const tid = TASK.exec(name)?.[1];
    if (tid === undefined) {
      const refusal: Refusal = { kind: 'other', what: 'a file without a task number in its name' };
      return {
        result: err(refusal),
        text: new Uint8Array(0),
        place: line => ({ file: name, line }),
      };
    }
    const lines = decode(bytes)
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/);
    tasks.push({ name, tid: Number(tid), lines });
  }
  tasks.sort((a, b) => a.tid - b.tid);
  const { text, places, timed } = mergeTasks(tasks);
  const place = (line: number): Place => {
    const at = places[line - 1];
    return { file: tasks[at?.file ?? 0]?.name ?? '', line: at?.line ?? line };
  };
  const bytes = encode(text);
  const result = analyse(bytes);
  if (!result.ok || timed) return { result, text: bytes, place };
  const flaws = [...result.value.flaws, { kind: 'no-order' } as const];
  return { result: ok({ ...result.value, flaws }), text: bytes, place };
}
