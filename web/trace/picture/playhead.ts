// The line at the cursor with its moment: an element of its own over the picture, so that a step moves it
// and draws nothing anew.

import { moment } from '../../../src/explain/trace.ts';
import type { Frame } from '../frame.ts';
import { xOf } from '../scale.ts';

export class Playhead {
  private readonly line = document.createElement('div');
  private readonly label = document.createElement('div');

  constructor(within: HTMLElement) {
    this.line.className = 'playhead-line';
    this.label.className = 'playhead-label mono';
    for (const part of [this.line, this.label]) part.ariaHidden = 'true';
    within.append(this.line, this.label);
  }

  end(): void {
    this.line.remove();
    this.label.remove();
  }

  move({ scale, trace, named }: Frame, cursor: number, width: number): void {
    const t = trace.columns.t[cursor] ?? 0;
    const x = xOf(scale, t);
    const hidden = x < scale.left - 1 || x > scale.left + scale.width + 1;
    for (const part of [this.line, this.label]) part.hidden = hidden;
    if (hidden) return;
    const text = moment(trace, t);
    const wide = Math.round(text.length * 8.6 + 20);
    const at = Math.min(Math.max(x - wide / 2, named ? scale.left - 8 : 4), width - wide - 4);
    if (this.label.textContent !== text) this.label.textContent = text;
    this.label.style.width = `${wide}px`;
    this.label.style.transform = `translateX(${at}px)`;
    this.line.style.transform = `translateX(${x - 0.6}px)`;
  }
}
