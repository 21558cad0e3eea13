// What calls of rt_sigaction do about SIGCHLD, by their arguments as strace writes them.

import { splitArgs } from './strace-split.ts';

/** What arguments of rt_sigaction do about SIGCHLD, which is found out once for each text. */
export class Dispositions {
  private readonly known = new Map<number, Disposition | null>();

  /** By the arguments' number among the texts; undefined: nothing. */
  of(text: number, texts: readonly string[]): Disposition | undefined {
    let found = this.known.get(text);
    if (found === undefined) {
      found = disposition(texts[text] ?? '') ?? null;
      this.known.set(text, found);
    }
    return found ?? undefined;
  }
}

interface Disposition {
  readonly ignores: boolean;
  readonly catches: boolean;
}

function disposition(args: string): Disposition | undefined {
  if (!/^"?SIGCHLD"?,(?!\s*(?:null|NULL))/.test(args)) return undefined;
  // What was set before stands behind it in strace's text.
  const [, action = ''] = splitArgs(args);
  return {
    ignores: /SIG_IGN|SA_NOCLDWAIT/.test(action),
    catches: !/SIG_IGN|SIG_DFL/.test(action),
  };
}
