// The command line called from a test: its exit status and what it wrote.

import { main } from '../program.ts';

export interface Captured {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `wrong-number ARGS` with `input` as standard input. */
export async function wrongNumber(
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<Captured> {
  let out = '';
  let err = '';
  const status = await main(args, {
    out: text => {
      out += text;
    },
    err: text => {
      err += text;
    },
    watched: false,
    input: () => (typeof input === 'string' ? new TextEncoder().encode(input) : input),
  });
  return { status, out, err };
}
