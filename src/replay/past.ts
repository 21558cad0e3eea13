// How the model's kernel was a moment ago, for calls that took effect before they were told.

import type { Kernel } from '../kernel/index.ts';

/** States kept to look back at. */
const REMEMBERED = 64;

export class Past {
  private readonly states: { readonly t: number; readonly kernel: Kernel }[] = [];

  /** Remembers how things are, if they are not as they were. */
  add(t: number, kernel: Kernel): void {
    if (this.states[this.states.length - 1]?.kernel === kernel) return;
    this.states.push({ t, kernel });
    if (this.states.length > REMEMBERED) this.states.shift();
  }

  /** The states from `from` on, newest first, the one before it included. */
  *since(from: number): Generator<Kernel> {
    for (let i = this.states.length - 1; i >= 0; i--) {
      const state = this.states[i];
      if (state === undefined) return;
      yield state.kernel;
      if (state.t < from) return;
    }
  }

  forget(): void {
    this.states.length = 0;
  }
}
