// Mouse, wheel and touch on the timeline. Real listeners, since the wheel must be preventable.

import { type Scale, timeOf } from './scale.ts';
import {
  goToEvent,
  goToTime,
  loadedNow,
  pan,
  selectUse,
  setRange,
  traces,
  zoom,
} from './trace-store.ts';

const CLICK_SLOP = 5;

/** Attaches the gestures; returns how to detach them. */
export function followPointer(element: HTMLElement, scaleNow: () => Scale): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let start: { x: number; y: number; from: number; to: number; scroll: number } | undefined;
  let spread = 0;
  let moved = false;

  const begin = (): void => {
    const [first] = pointers.values();
    const { range } = traces.getState();
    if (first !== undefined) start = { ...first, ...range, scroll: element.scrollTop };
    spread = spreadOf(pointers);
  };
  const onWheel = (event: WheelEvent): void => {
    const scale = scaleNow();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoom(Math.exp(event.deltaY * 0.004), timeOf(scale, xIn(element, event)));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      pan((event.deltaX || event.deltaY) / scale.width);
    } else if (element.scrollHeight <= element.clientHeight + 1) {
      event.preventDefault();
      zoom(Math.exp(event.deltaY * 0.002), timeOf(scale, xIn(element, event)));
    }
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (pointers.size === 1) moved = false;
    begin();
  };
  const onMove = (event: PointerEvent): void => {
    if (!pointers.has(event.pointerId) || start === undefined) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const scale = scaleNow();
    const span = start.to - start.from;
    if (pointers.size === 2) {
      const now = spreadOf(pointers);
      if (spread > 0 && now > 0) zoom(spread / now, timeOf(scale, middleOf(element, pointers)));
      spread = now;
      moved = true;
      return;
    }
    const dx = event.clientX - start.x;
    const dy = event.clientY - start.y;
    if (!moved && Math.hypot(dx, dy) < CLICK_SLOP) return;
    moved = true;
    element.setPointerCapture(event.pointerId);
    const by = (-dx / scale.width) * span;
    setRange({ from: start.from + by, to: start.to + by });
    if (event.pointerType === 'mouse') element.scrollTop = start.scroll - dy;
  };
  const onUp = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId)) return;
    if (!moved && event.type === 'pointerup')
      click(event, timeOf(scaleNow(), xIn(element, event)), scaleNow());
    begin();
    if (pointers.size === 0) start = undefined;
  };
  element.addEventListener('wheel', onWheel, { passive: false });
  element.addEventListener('pointerdown', onDown);
  element.addEventListener('pointermove', onMove);
  element.addEventListener('pointerup', onUp);
  element.addEventListener('pointercancel', onUp);
  return () => {
    element.removeEventListener('wheel', onWheel);
    element.removeEventListener('pointerdown', onDown);
    element.removeEventListener('pointermove', onMove);
    element.removeEventListener('pointerup', onUp);
    element.removeEventListener('pointercancel', onUp);
  };
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

/** A mark selects its use; a lane puts the cursor on that task's nearest event; else on the moment. */
function click(event: PointerEvent, t: number, scale: Scale): void {
  const loaded = loadedNow();
  if (loaded === undefined || !(event.target instanceof Element)) return;
  const use = event.target.closest('[data-use]')?.getAttribute('data-use');
  if (use !== null && use !== undefined) {
    selectUse(Number(use));
    return;
  }
  const life = event.target.closest('[data-life]')?.getAttribute('data-life');
  if (life === null || life === undefined) {
    if (t >= scale.from) goToTime(t);
    return;
  }
  const { index, trace } = loaded;
  const start = index.starts[Number(life)] ?? 0;
  const end = index.starts[Number(life) + 1] ?? 0;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = start; i < end; i++) {
    const candidate = index.events[i] ?? 0;
    const away = Math.abs((trace.columns.t[candidate] ?? 0) - t);
    if (away < least) [least, best] = [away, candidate];
  }
  if (best >= 0) goToEvent(best);
  else goToTime(t);
}
