// The picture of the timeline: only the rows and the stretch of time in view, drawn on one canvas at most
// once a frame. Nothing of it is in the document, so that drawing costs no layout and no style.

import { type Arrow, arrowsOf, type View } from '../arrow-list.ts';
import type { Frame } from '../frame.ts';
import { rowsBetween } from '../rows.ts';
import type { Stretch } from '../trace-store.ts';
import { type Hit, Hits } from './hits.ts';
import { followInks, type Inks, readInks } from './inks.ts';
import type { Paint } from './paint.ts';
import { paintArrowLines } from './paint-arrows.ts';
import { AXIS, paintAxis, paintFinds, paintHoldBox, paintShade } from './paint-ground.ts';
import { paintHold } from './paint-holds.ts';
import { isThere, paintLane } from './paint-lanes.ts';
import { paintMarks } from './paint-marks.ts';
import { Pen } from './pen.ts';
import { Playhead } from './playhead.ts';

/** What is to be seen. */
export interface Sight {
  readonly frame: Frame;
  readonly cursor: number;
  readonly width: number;
  readonly height: number;
  readonly group: string | undefined;
  readonly stretch: Stretch | undefined;
}

/** Arrows are found anew each time the lanes have been scrolled by so many pixels. */
const BAND = 240;

export class Picture {
  private readonly canvas: HTMLCanvasElement;
  private readonly box: HTMLElement;
  private readonly hits = new Hits();
  private readonly playhead: Playhead;
  private readonly unfollow: () => void;
  private pen: Pen | undefined;
  private inks: Inks | undefined;
  private sight: Sight | undefined;
  private scroll = 0;
  private leads = false;
  private names = '';
  private asked = 0;
  private arrows: { readonly frame: Frame; readonly key: string; readonly list: readonly Arrow[] } =
    { frame: {} as Frame, key: '', list: [] };

  /** Draws on a canvas in a scrolling box; the line at the cursor is put beside it. */
  constructor(canvas: HTMLCanvasElement, within: HTMLElement, box: HTMLElement) {
    this.canvas = canvas;
    this.box = box;
    this.playhead = new Playhead(within);
    this.unfollow = followInks(() => {
      this.inks = undefined;
      this.ask();
    });
  }

  /** Ends following the style sheets. */
  end(): void {
    this.unfollow();
    this.playhead.end();
    cancelAnimationFrame(this.asked);
  }

  show(sight: Sight): void {
    const before = this.sight;
    this.sight = sight;
    this.playhead.move(sight.frame, sight.cursor, sight.width);
    if (before !== undefined && this.asked === 0 && this.isSame(before, sight)) return;
    this.ask();
  }

  /** Whether all that lies below the line at the cursor stays as it is. */
  private isSame(before: Sight, sight: Sight): boolean {
    const keys = ['frame', 'width', 'height', 'group', 'stretch'] as const;
    return keys.every(key => before[key] === sight[key]) && this.namesAt(sight) === this.names;
  }

  /** Which lanes in view have somebody at the cursor: a letter each. */
  private namesAt({ frame, cursor, height }: Sight): string {
    const t = frame.trace.columns.t[cursor] ?? 0;
    return rowsBetween(frame.rows, this.scroll - 40, this.scroll + height + 40)
      .map(row => (row.kind === 'life' && isThere(frame.trace, cursor, t, row) ? 'x' : '-'))
      .join('');
  }

  /** How far the lanes are scrolled. */
  get top(): number {
    return this.scroll;
  }

  /** Scrolls the lanes; the box follows with the next drawing, when the page's layout is due anyway. */
  scrollTo(top: number): void {
    if (top === this.scroll) return;
    this.scroll = top;
    this.leads = true;
    this.ask();
  }

  /** Follows the box, which was scrolled by hand, unless it is yet to follow us. */
  follow(): void {
    const top = this.box.scrollTop;
    if (this.leads || top === this.scroll) return;
    this.scroll = top;
    this.ask();
  }

  /** What is at a point of the canvas. */
  at(x: number, y: number): Hit | undefined {
    if (this.asked !== 0) this.draw();
    return this.hits.at(x, y, AXIS - 6);
  }

  private ask(): void {
    if (this.asked !== 0) return;
    this.asked = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    const { sight } = this;
    if (sight === undefined) return;
    const pen = this.penFor(sight);
    if (pen === undefined) return;
    if (this.leads) {
      this.leads = false;
      this.box.scrollTop = this.scroll;
      this.scroll = this.box.scrollTop;
    }
    const { frame, cursor, width, height } = sight;
    const view = { from: this.scroll - 40, to: this.scroll + height + 40 };
    const t = frame.trace.columns.t[cursor] ?? 0;
    const arrows = this.arrowsIn(sight);
    const paint: Paint = { pen, frame, cursor, t, view, hits: this.hits, arrows };
    pen.begin(width, height);
    this.hits.clear();
    paintAxis(paint, height);
    if (sight.stretch !== undefined) paintShade(paint, sight.stretch, height);
    if (frame.found !== undefined) paintFinds(paint, frame.found);
    pen.flush();
    this.drawRows(paint, sight);
    this.names = this.namesAt(sight);
  }

  private drawRows(paint: Paint, sight: Sight): void {
    const { pen, frame, view, hits, arrows } = paint;
    const { ctx } = pen;
    const { left, width } = frame.scale;
    const inPlot = (draw: () => void): void =>
      pen.within(() => {
        ctx.beginPath();
        ctx.rect(left - 2, view.from - 100, width + 18, view.to - view.from + 200);
        ctx.clip();
        draw();
      });
    pen.within(() => {
      ctx.beginPath();
      ctx.rect(0, AXIS - 6, left + width + 40, sight.height);
      ctx.clip();
      ctx.translate(0, AXIS - this.scroll);
      hits.shift = AXIS - this.scroll;
      paintHoldBox(paint, sight.width);
      inPlot(() => paintArrowLines(paint, arrows, false));
      for (const row of rowsBetween(frame.rows, view.from, view.to)) {
        if (row.kind === 'life') paintLane(paint, row);
        else paintHold(paint, row);
      }
      pen.flush();
      inPlot(() => {
        paintArrowLines(paint, arrows, true);
        paintMarks(paint, arrows);
      });
    });
  }

  /** The arrows near the view, remembered while it moves little. */
  private arrowsIn({ frame, group, height }: Sight): readonly Arrow[] {
    const base = Math.floor(this.scroll / BAND) * BAND;
    const key = `${base} ${height} ${group ?? ''}`;
    if (this.arrows.frame !== frame || this.arrows.key !== key) {
      const view: View = { from: base - 40, to: base + BAND + height + 40 };
      this.arrows = { frame, key, list: arrowsOf(frame, group, view) };
    }
    return this.arrows.list;
  }

  /** The canvas in the right size, in the colours of now. */
  private penFor({ width, height }: Sight): Pen | undefined {
    const { canvas } = this;
    const density = window.devicePixelRatio;
    const [wide, high] = [Math.round(width * density), Math.round(height * density)];
    const resized = canvas.width !== wide || canvas.height !== high;
    if (resized) {
      canvas.width = wide;
      canvas.height = high;
    }
    if (this.inks === undefined || this.pen === undefined || resized) {
      const ctx = canvas.getContext('2d');
      if (ctx === null) return undefined;
      this.inks ??= readInks(canvas);
      this.pen = new Pen(ctx, this.inks, density);
    }
    return this.pen;
  }
}
