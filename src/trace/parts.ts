// The files of one `strace -ff` run, a file per task: merged by time into the one text that
// `strace -f -o` would have written.

import { err, type Result } from '../base.ts';
import { decode, encode } from './bytes.ts';
import { analyse, type Refusal } from './reader.ts';
import { lexLine } from './strace-line.ts';
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

/** Merges and reads. Also returns the merged text, to which the line numbers refer. */
export function analyseParts(parts: readonly Part[]): {
  result: Result<Trace, Refusal>;
  text: Uint8Array;
} {
  const lines: { time: number; text: string }[] = [];
  for (const { name, bytes } of parts) {
    const tid = TASK.exec(name)?.[1];
    if (tid === undefined) {
      const refusal: Refusal = { kind: 'other', what: 'a file without a task number in its name' };
      return { result: err(refusal), text: new Uint8Array(0) };
    }
    let time = 0;
    for (const line of decode(bytes).split('\n')) {
      if (line === '') continue;
      const lexed = lexLine(line);
      if (lexed.clock !== 'none') time = lexed.clock === 'delta' ? time + lexed.time : lexed.time;
      lines.push({ time, text: `${tid} ${line}` });
    }
  }
  lines.sort((a, b) => a.time - b.time);
  const text = encode(lines.map(line => `${line.text}\n`).join(''));
  return { result: analyse(text), text };
}
