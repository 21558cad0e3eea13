// What a file is, told from its first bytes: a recording of ours, strace's text, or something else
// that can be named to the person who dropped it.

import { decode } from './bytes.ts';
import { lexLine } from './strace-line.ts';

export type Format =
  | { readonly kind: 'ndjson' }
  | { readonly kind: 'strace' }
  | { readonly kind: 'gzip' }
  | { readonly kind: 'empty' }
  /** `what` completes "This looks like …". */
  | { readonly kind: 'other'; readonly what: string };

/** Bytes of the file's beginning that `detect` wants to see. */
export const SNIFF_BYTES = 64 * 1024;

const MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF picture'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive'],
  [[0x7f, 0x45, 0x4c, 0x46], 'an ELF program'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd-compressed data; unpack it first'],
  [[0xfd, 0x37, 0x7a, 0x58], 'xz-compressed data; unpack it first'],
  [[0x42, 0x5a, 0x68], 'bzip2-compressed data; unpack it first'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7-Zip archive'],
  [[0x50, 0x45, 0x52, 0x46, 0x49, 0x4c, 0x45, 0x32], 'perf.data; only text recordings are read'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 'an SQLite database'],
  [[0x00, 0x61, 0x73, 0x6d], 'a WebAssembly module'],
  [[0xff, 0xfe], 'UTF-16 text; save it as UTF-8 first'],
  [[0xfe, 0xff], 'UTF-16 text; save it as UTF-8 first'],
];

/** `ustar`, behind the name of the first file. */
const USTAR = [0x75, 0x73, 0x74, 0x61, 0x72];

const startsWith = (head: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, i) => head[i] === byte);

/** Names the format of a file that begins with `head`. */
export function detect(head: Uint8Array): Format {
  if (head.length === 0) return { kind: 'empty' };
  if (startsWith(head, [0x1f, 0x8b])) return { kind: 'gzip' };
  if (startsWith(head.subarray(257), USTAR)) {
    return { kind: 'other', what: 'a tar archive; unpack it first' };
  }
  const magic = MAGIC.find(([bytes]) => startsWith(head, bytes));
  if (magic !== undefined) return { kind: 'other', what: magic[1] };
  const text = decode(head, 0, Math.min(head.length, SNIFF_BYTES)).replace(/^\uFEFF/, '');
  if (text.trim() === '') return { kind: 'empty' };
  const lines = text.split('\n', 400).filter(line => line.trim() !== '');
  if (lines.some(line => /^\s*\{.*"(?:format":\s*"wrong-number-trace|ev":)/.test(line))) {
    return { kind: 'ndjson' };
  }
  if (lines.some(isStrace)) return { kind: 'strace' };
  return { kind: 'other', what: nameOfText(text, head) };
}

/** A line only strace writes: a call with its result, an exit or a signal. */
function isStrace(line: string): boolean {
  const { piece } = lexLine(line.replace(/\r$/, ''));
  if (piece.kind === 'call') return /\)\s{1,200}= [-\d?]/.test(piece.text);
  return piece.kind !== 'bad' && piece.kind !== 'remark' && piece.kind !== 'summary';
}

function nameOfText(text: string, head: Uint8Array): string {
  const pairs = head.subarray(0, 64).filter((byte, i) => i % 2 === 1 && byte !== 0).length;
  if (head.length > 7 && pairs === 0 && head[0] !== 0) return 'UTF-16 text; save it as UTF-8 first';
  if (head.includes(0)) return 'binary data';
  const start = text.trimStart().slice(0, 200);
  if (/^\{\s*"traceEvents"|^\[\s*\{\s*"(?:name|ph|cat|pid)"/.test(start)) {
    return 'Chrome trace events; Wrong Number writes those but does not read them';
  }
  if (/^(?:[ %\w/-]{0,200}\bsyscall\n)?-{4,}(?: -+)*\n/.test(text.trimStart())) {
    return 'the table of `strace -c`, which has no single calls; record without -c';
  }
  if (/^[{[]/.test(start)) return 'JSON, but no recording';
  if (/^<(?:!doctype|html|\?xml|svg)/i.test(start)) return 'HTML or XML';
  if (/^#!|^(?:import|#include|def|function) /.test(start)) return 'a program’s source';
  const odd = head.subarray(0, 4096).filter(byte => byte < 9 || (byte > 13 && byte < 32)).length;
  if (odd > 8 || text.slice(0, 4096).split('\uFFFD').length > 8) return 'binary data';
  return 'text, but no line of it is a recorded event';
}
