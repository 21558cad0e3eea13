// Drawing on a canvas in the page's own colours and faces, in CSS pixels whatever the screen's density.

import type { Inks } from './inks.ts';

export type Face = 'sans' | 'mono';

/** Weight and size of a text. */
export interface Type {
  readonly face: Face;
  readonly size: number;
  readonly weight: number;
}

export const type = (face: Face, size: number, weight: number): Type => ({ face, size, weight });

/** Side of the tile that hatching repeats. */
const TILE = 7;
/** A dot of a dotted line, and from one to the next. */
const DOT = { long: 3.8, high: 2, period: 6.5 } as const;

interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  readonly align: CanvasTextAlign;
}

export class Pen {
  readonly ctx: CanvasRenderingContext2D;
  readonly inks: Inks;
  private readonly density: number;
  private readonly patterns = new Map<string, CanvasPattern>();
  private font = '';
  private readonly texts = new Map<Type, Text[]>();
  private readonly advances = new Map<Type, number>();

  constructor(ctx: CanvasRenderingContext2D, inks: Inks, density: number) {
    this.ctx = ctx;
    this.inks = inks;
    this.density = density;
  }

  /** Begins a picture: nothing drawn, one unit a CSS pixel. */
  begin(width: number, height: number): void {
    const { ctx, density } = this;
    ctx.setTransform(density, 0, 0, density, 0, 0);
    ctx.clearRect(0, 0, width, height);
    ctx.lineCap = 'butt';
    ctx.lineJoin = 'miter';
    ctx.textBaseline = 'alphabetic';
  }

  /** Draws with changes to the canvas that are taken back afterwards: a clip, another origin. */
  within(draw: () => void): void {
    this.flush();
    this.ctx.save();
    draw();
    this.flush();
    this.ctx.restore();
    this.font = '';
  }

  /** A rectangle's outline as the current path; corners as round as there is room for. */
  box(x: number, y: number, w: number, h: number, r: number): void {
    this.ctx.beginPath();
    if (r > 0) this.ctx.roundRect(x, y, w, h, Math.min(r, w / 2, h / 2));
    else this.ctx.rect(x, y, w, h);
  }

  fill(colour: string | CanvasPattern): void {
    this.ctx.fillStyle = colour;
    this.ctx.fill();
  }

  stroke(colour: string, width: number): void {
    this.ctx.strokeStyle = colour;
    this.ctx.lineWidth = width;
    this.ctx.stroke();
  }

  /** A dashed line along the current path. */
  dash(
    colour: string,
    width: number,
    dashes: readonly number[],
    cap: CanvasLineCap = 'butt',
  ): void {
    this.ctx.setLineDash([...dashes]);
    this.ctx.lineCap = cap;
    this.stroke(colour, width);
    this.ctx.lineCap = 'butt';
    this.ctx.setLineDash([]);
  }

  line(x1: number, y1: number, x2: number, y2: number): void {
    this.ctx.beginPath();
    this.ctx.moveTo(x1, y1);
    this.ctx.lineTo(x2, y2);
  }

  /** Draws a text over what is drawn until `flush`: those of one type together, since changing it is dear. */
  text(
    text: string,
    x: number,
    y: number,
    type: Type,
    colour: string,
    align: CanvasTextAlign = 'left',
  ): void {
    const list = this.texts.get(type);
    const entry = { text, x, y, colour, align };
    if (list === undefined) this.texts.set(type, [entry]);
    else list.push(entry);
  }

  flush(): void {
    const { ctx } = this;
    for (const [type, list] of this.texts) {
      if (list.length === 0) continue;
      this.use(type);
      let [now, side] = ['', ''];
      for (const { text, x, y, colour, align } of list) {
        // Setting what is set already costs a third of the letters themselves.
        if (side !== align) ctx.textAlign = align;
        if (now !== colour) ctx.fillStyle = colour;
        [now, side] = [colour, align];
        ctx.fillText(text, x, y);
      }
      list.length = 0;
    }
  }

  /** The same with an edge around the letters. */
  haloText(text: string, x: number, y: number, type: Type, colour: string, halo: string): void {
    const { ctx } = this;
    this.use(type);
    ctx.textAlign = 'left';
    ctx.lineJoin = 'round';
    ctx.strokeStyle = halo;
    ctx.lineWidth = 4;
    ctx.strokeText(text, x, y);
    ctx.lineJoin = 'miter';
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }

  /** Width of a text in a mono type: all its letters are as wide as the first that was measured. */
  monoWidth(text: string, type: Type): number {
    let advance = this.advances.get(type);
    if (advance === undefined) {
      this.use(type);
      advance = this.ctx.measureText('0').width;
      this.advances.set(type, advance);
    }
    return text.length * advance;
  }

  private use({ face, size, weight }: Type): void {
    const font = `${weight} ${size}px ${face === 'mono' ? this.inks.mono : this.inks.sans}`;
    if (font === this.font) return;
    this.font = font;
    this.ctx.font = font;
  }

  /** A dotted line from left to right. From a tile, since dashes with round ends cost ten times as much. */
  dots(x1: number, x2: number, y: number, colour: string): void {
    if (x2 <= x1) return;
    const { ctx } = this;
    const shrunk = (): DOMMatrix => new DOMMatrix().scale(1 / this.density);
    const tile = this.patternOf(`dots ${colour}`, () => this.dotTile(colour), shrunk);
    if (tile === undefined) return;
    const top = y - DOT.high / 2;
    // The pattern moves with the canvas, which is cheaper than to move it on the canvas.
    ctx.translate(x1, top);
    ctx.fillStyle = tile;
    ctx.fillRect(0, 0, x2 - x1, DOT.high);
    ctx.translate(-x1, -top);
  }

  private dotTile(colour: string): CanvasImageSource | undefined {
    const { density } = this;
    const tile = document.createElement('canvas');
    tile.width = Math.round(2 * DOT.period * density);
    tile.height = Math.max(1, Math.round(DOT.high * density));
    const ctx = tile.getContext('2d');
    if (ctx === null) return undefined;
    ctx.scale(tile.width / (2 * DOT.period), tile.height / DOT.high);
    ctx.fillStyle = colour;
    ctx.beginPath();
    for (const x of [0, DOT.period]) ctx.roundRect(x, 0.1, DOT.long, DOT.high - 0.2, 1);
    ctx.fill();
    return tile;
  }

  private patternOf(
    key: string,
    draw: () => CanvasImageSource | undefined,
    shape: () => DOMMatrix,
  ): CanvasPattern | undefined {
    const known = this.patterns.get(key);
    if (known !== undefined) return known;
    const tile = draw();
    const made = tile === undefined ? null : this.ctx.createPattern(tile, 'repeat');
    if (made === null) return undefined;
    made.setTransform(shape());
    this.patterns.set(key, made);
    return made;
  }

  /** Oblique lines in a colour. */
  hatch(colour: string): CanvasPattern | string {
    const side = Math.round(TILE * this.density);
    const turned = (): DOMMatrix => new DOMMatrix().rotate(45).scale(TILE / side);
    const draw = (): CanvasImageSource | undefined => {
      const tile = document.createElement('canvas');
      tile.width = side;
      tile.height = side;
      const ctx = tile.getContext('2d');
      if (ctx === null) return undefined;
      ctx.fillStyle = colour;
      ctx.fillRect(0, 0, (this.inks.hatch / 2) * this.density, side);
      return tile;
    };
    return this.patternOf(`hatch ${colour}`, draw, turned) ?? colour;
  }
}
