// .race files: read from the reader's own disk, and given back as a download. Nothing is sent.

import { LONGEST_SOURCE } from '../../src/race/compile.ts';

export type FileRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads a dropped or chosen file as a program. */
export async function readRaceFile(file: File): Promise<FileRead> {
  if (file.size > LONGEST_SOURCE * 3) {
    return { kind: 'refused', why: `“${file.name}” is too long for a race.` };
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) throw new TypeError('binary');
    return { kind: 'text', text: text.replaceAll('\r\n', '\n') };
  } catch {
    return { kind: 'refused', why: `“${file.name}” is not a text file.` };
  }
}

/** Offers the program as a file. */
export function saveRaceFile(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.race`;
  link.click();
  // The browser has taken the blob by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
