// Where a command reads and writes: the process's own streams, or a test's.

import { readSync } from 'node:fs';
import { InputError } from './options.ts';

export interface Terminal {
  /** Standard output: what was asked for. */
  readonly out: (text: string) => void;
  /** Standard error: complaints, warnings, progress. */
  readonly err: (text: string) => void;
  /** Somebody watches standard error, so progress may be drawn there. */
  readonly watched: boolean;
  /** All of standard input. */
  readonly input: () => Uint8Array;
}

export const processTerminal: Terminal = {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  watched: process.stderr.isTTY === true,
  input: standardInput,
};

const CHUNK = 1 << 20;
/** More than any reader here takes. */
const MOST = 2 ** 31;

/** Throws an InputError where there is none to read. */
function standardInput(): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let size = 0; size < MOST; ) {
    const buffer = new Uint8Array(CHUNK);
    const count = readSome(buffer);
    if (count === 0) break;
    chunks.push(buffer.subarray(0, count));
    size += count;
  }
  return Buffer.concat(chunks);
}

function readSome(buffer: Uint8Array): number {
  for (;;) {
    try {
      return readSync(0, buffer);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') {
        const why = code === 'EISDIR' ? 'it is a folder' : message;
        throw new InputError(`cannot read standard input: ${why}`);
      }
      // Whoever gave it made it so that reading does not wait.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Text out of a file, with what could command a terminal or reorder its line shown as `\u001b`. */
export const harmless = (text: string): string =>
  text.replace(
    /(?!\n)[\p{Cc}\p{Cf}]/gu,
    c => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/** A line on standard error that is overwritten by the next one; silent where nobody watches. */
export function progressLine(terminal: Terminal): { say(text: string): void; clear(): void } {
  let drawn = false;
  let last = 0;
  return {
    say(text) {
      const now = Date.now();
      if (!terminal.watched || now - last < BETWEEN) return;
      last = now;
      drawn = true;
      terminal.err(`\r\x1b[K${text}`);
    },
    clear() {
      if (drawn) terminal.err('\r\x1b[K');
      drawn = false;
    },
  };
}

/** Milliseconds between two drawings. */
const BETWEEN = 100;
