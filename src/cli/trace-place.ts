// Where the lines of a recording are, which may be in several files: those of one `strace -ff` run.

import type { Place } from '../trace/parts.ts';

export interface Source {
  /** The files as they were named, the one file included. */
  readonly files: readonly string[];
  /** The place of a line, as `lineOf` numbers them. */
  readonly place: (line: number) => Place;
}

/** A recording in one file. */
export const singleFile = (file: string): Source => ({
  files: [file],
  place: line => ({ file, line }),
});

/** `line 17`, or `line 4 of my.9265` where there are several files. */
export function placeText({ files, place }: Source, at: number): string {
  const { file, line } = place(at);
  return files.length > 1 ? `line ${line} of ${file}` : `line ${line}`;
}

/** `my.9265:4`, as compilers write it. */
export function placeHead({ place }: Source, at: number): string {
  const { file, line } = place(at);
  return `${file}:${line}`;
}

/** The same as data; the file is named where there are several. */
export function placeData({ files, place }: Source, at: number): Partial<Place> {
  const { file, line } = place(at);
  return files.length > 1 ? { file, line } : { line };
}
