// Mouse, wheel and touch on the timeline. Real listeners, since the wheel must be preventable.

import { fullName } from '../../src/explain/trace.ts';
import { verdictText } from '../../src/explain/trace-verdict.ts';
import { toggleFold } from './folding.ts';
import { selectLife } from './lives.ts';
import { firstAtOrAfter } from './marks.ts';
import type { Hit } from './picture/hits.ts';
import { type Scale, timeOf } from './scale.ts';
import { extendTo, selectStretch, zoomToSelection } from './stretch.ts';
import {
  eventOfTime,
  goToEvent,
  type Loaded,
  loadedNow,
  selectUse,
  traces,
} from './trace-store.ts';
import { pan, setRange, zoom } from './window.ts';

const CLICK_SLOP = 5;

interface Start {
  readonly x: number;
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly scroll: number;
  /** The event where a selection begins; -1 for moving the window. */
  readonly selects: number;
}

/** What the gestures act on: the time axis, and what the picture has at a point. */
export interface Ground {
  readonly scale: () => Scale;
  readonly hit: (x: number, y: number) => Hit | undefined;
}

/** Attaches the gestures; returns how to detach them. */
export function followPointer(element: HTMLElement, ground: Ground): () => void {
  const gestures = new Gestures(element, ground);
  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener('wheel', event => gestures.wheel(event), { passive: false, signal });
  element.addEventListener('pointerdown', event => gestures.down(event), { signal });
  element.addEventListener('pointermove', event => gestures.move(event), { signal });
  element.addEventListener('pointerup', event => gestures.up(event), { signal });
  element.addEventListener('pointercancel', event => gestures.up(event), { signal });
  element.addEventListener('dblclick', zoomToSelection, { signal });
  return () => stop.abort();
}

class Gestures {
  private readonly element: HTMLElement;
  private readonly ground: Ground;
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private start: Start | undefined;
  private spread = 0;
  private moved = false;

  constructor(element: HTMLElement, ground: Ground) {
    this.element = element;
    this.ground = ground;
  }

  /** Scrolls; with Ctrl (a trackpad's pinch), or where nothing scrolls, zooms; sideways pans. */
  wheel(event: WheelEvent): void {
    const { element } = this;
    const scale = this.ground.scale();
    const at = timeOf(scale, xIn(element, event));
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoom(Math.exp(event.deltaY * 0.004), at);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      pan((event.deltaX || event.deltaY) / scale.width);
    } else if (element.scrollHeight <= element.clientHeight + 1) {
      event.preventDefault();
      zoom(Math.exp(event.deltaY * 0.002), at);
    }
  }

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.pointers.size === 1) this.moved = false;
    this.begin(event.shiftKey);
  }

  private begin(selects: boolean): void {
    const [first] = this.pointers.values();
    const { range } = traces.getState();
    this.spread = spreadOf(this.pointers);
    if (first === undefined) {
      this.start = undefined;
      return;
    }
    const at = selects ? eventOfTime(this.timeAt({ clientX: first.x })) : -1;
    this.start = { ...first, ...range, scroll: this.element.scrollTop, selects: at };
  }

  private timeAt(event: { clientX: number }): number {
    return timeOf(this.ground.scale(), xIn(this.element, event));
  }

  move(event: PointerEvent): void {
    const { start, pointers, element } = this;
    if (!pointers.has(event.pointerId) || start === undefined) {
      if (event.pointerType === 'mouse') this.hover(event);
      return;
    }
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const scale = this.ground.scale();
    if (pointers.size === 2) {
      const now = spreadOf(pointers);
      if (this.spread > 0 && now > 0) {
        zoom(this.spread / now, timeOf(scale, middleOf(element, pointers)));
      }
      this.spread = now;
      this.moved = true;
      return;
    }
    const dx = event.clientX - start.x;
    const dy = event.clientY - start.y;
    if (!this.moved && Math.hypot(dx, dy) < CLICK_SLOP) return;
    this.moved = true;
    element.setPointerCapture(event.pointerId);
    if (start.selects >= 0) {
      selectStretch(start.selects, eventOfTime(this.timeAt(event)));
      return;
    }
    const by = (-dx / scale.width) * (start.to - start.from);
    setRange({ from: start.from + by, to: start.to + by });
    if (event.pointerType === 'mouse') element.scrollTop = start.scroll - dy;
  }

  private hitAt(event: MouseEvent): Hit | undefined {
    const { left, top } = this.element.getBoundingClientRect();
    return this.ground.hit(event.clientX - left, event.clientY - top);
  }

  /** Says what is under the mouse, in full where the picture has no room for it. */
  private hover(event: PointerEvent): void {
    const hit = this.hitAt(event);
    const { element } = this;
    element.style.cursor = hit?.kind === 'use' || hit?.kind === 'fold' ? 'pointer' : '';
    const words = hit === undefined ? '' : wordsOf(hit);
    if (element.title !== words) element.title = words;
  }

  up(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) return;
    if (!this.moved && event.type === 'pointerup') {
      click(event, this.hitAt(event), this.timeAt(event), this.ground.scale());
    }
    this.begin(false);
  }
}

const xIn = (element: HTMLElement, event: { clientX: number }): number =>
  event.clientX - element.getBoundingClientRect().left;

function spreadOf(pointers: ReadonlyMap<number, { x: number; y: number }>): number {
  const [a, b] = [...pointers.values()];
  return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
}

function middleOf(element: HTMLElement, pointers: ReadonlyMap<number, { x: number }>): number {
  const xs = [...pointers.values()].map(p => p.x);
  return xIn(element, { clientX: xs.reduce((sum, x) => sum + x, 0) / xs.length });
}

function wordsOf({ kind, value }: Hit): string {
  const trace = loadedNow()?.trace;
  if (trace === undefined || kind === 'fold') return '';
  const life = trace.lives.at(value);
  return kind === 'use' ? verdictText(trace, value) : life === undefined ? '' : fullName(life);
}

/** A mark selects its use; a lane puts the cursor on that task's nearest event; else on the moment. */
function click(event: PointerEvent, hit: Hit | undefined, t: number, scale: Scale): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const named = (kind: Hit['kind']): number => (hit?.kind === kind ? hit.value : -1);
  if (hit?.kind === 'fold') {
    toggleFold(hit.value);
    return;
  }
  const use = named('use');
  if (use >= 0 && !event.shiftKey) {
    selectUse(use);
    return;
  }
  const life = named('life');
  if (t < scale.from) {
    selectLife(life);
    return;
  }
  const nearest = use >= 0 ? (loaded.trace.uses.event[use] ?? -1) : nearestOf(loaded, life, t);
  const at = nearest >= 0 ? nearest : eventOfTime(t);
  if (event.shiftKey) {
    extendTo(at);
    return;
  }
  goToEvent(at);
  selectLife(life);
}

/** The event of an incarnation that is nearest to a moment; -1 when it did nothing. */
function nearestOf({ index, trace }: Loaded, life: number, t: number): number {
  const [start, end] = [index.starts[life] ?? 0, index.starts[life + 1] ?? 0];
  if (life < 0 || end <= start) return -1;
  const after = firstAtOrAfter(trace.columns.t, index.events, start, end, t);
  const away = (at: number): number =>
    at < start || at >= end
      ? Number.POSITIVE_INFINITY
      : Math.abs((trace.columns.t[index.events[at] ?? 0] ?? 0) - t);
  return index.events[away(after - 1) < away(after) ? after - 1 : after] ?? -1;
}
