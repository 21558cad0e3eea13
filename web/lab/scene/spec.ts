// The measures of the PID clock, in the units of its own picture: wide (the card opened up, with
// code) and compact (tablet). One place for every number that both drawing and layout need.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Spec {
  readonly kind: 'wide' | 'compact' | 'strip';
  readonly width: number;
  readonly height: number;
  /** Centre of the clock. */
  readonly c: Point;
  /** Radii of the ring of cells, of the tokens on its edge and of the tiles around it. */
  readonly inner: number;
  readonly outer: number;
  readonly tokenAt: number;
  readonly tileAt: number;
  /** Radius of a token, and of one that has left the ring. */
  readonly token: number;
  readonly float: number;
  /** Side of a tile. */
  readonly tile: number;
  readonly card: Box;
  /** Where tiles go that would stand behind the card: above and below it. */
  readonly asideTop: Point;
  readonly asideBottom: Point;
  /** Type sizes: number in a cell, name beside a tile, word under it. */
  readonly figure: number;
  /** On a strip with very many numbers: they are written upwards. */
  readonly turned?: boolean;
  readonly name: number;
  readonly word: number;
  /** Where processes with numbers below the ring sit (init). */
  readonly low: Point;
}

export const WIDE: Spec = {
  kind: 'wide',
  width: 684,
  height: 490,
  c: { x: 414, y: 245 },
  inner: 101,
  outer: 154,
  tokenAt: 167,
  tileAt: 212,
  token: 13.2,
  float: 49,
  tile: 51,
  card: { x: 18, y: 79, w: 216, h: 331 },
  asideTop: { x: 246, y: 45 },
  asideBottom: { x: 248, y: 440 },
  figure: 18.7,
  name: 15.5,
  word: 13.5,
  low: { x: 652, y: 28 },
};

export const COMPACT: Spec = {
  kind: 'compact',
  width: 362,
  height: 276,
  c: { x: 205, y: 138 },
  inner: 57,
  outer: 86,
  tokenAt: 96,
  tileAt: 119,
  token: 9.6,
  float: 31,
  tile: 29,
  card: { x: 9, y: 66, w: 87, h: 144 },
  asideTop: { x: 108, y: 40 },
  asideBottom: { x: 108, y: 236 },
  figure: 14,
  name: 14,
  word: 13,
  low: { x: 343, y: 19 },
};

/** The strip of a phone: the same parts on a straight row; the radii have no meaning there. */
export const STRIP: Spec = {
  kind: 'strip',
  width: 374,
  height: 195,
  c: { x: 119, y: 37 },
  inner: 0,
  outer: 0,
  tokenAt: 0,
  tileAt: 0,
  token: 8.2,
  float: 31,
  tile: 26,
  card: { x: 176, y: 3, w: 183, h: 61 },
  asideTop: { x: 0, y: 0 },
  asideBottom: { x: 0, y: 0 },
  figure: 12.4,
  name: 15,
  word: 13,
  low: { x: 40, y: 28 },
};

/** The row of cells on a strip. */
export const ROW = { left: 15, width: 344, top: 139, height: 34, tokenY: 132, tileY: 100 } as const;

/** The point at a radius and an angle (degrees, clockwise from twelve o'clock). */
export function polar(c: Point, r: number, angle: number): Point {
  const a = (angle * Math.PI) / 180;
  return { x: c.x + r * Math.sin(a), y: c.y - r * Math.cos(a) };
}

/** Where a point lies, as polar() would have put it. */
export function toPolar(c: Point, p: Point): { readonly r: number; readonly angle: number } {
  const angle = (Math.atan2(p.x - c.x, c.y - p.y) * 180) / Math.PI;
  return { r: Math.hypot(p.x - c.x, p.y - c.y), angle: (angle + 360) % 360 };
}

/** Two decimals are enough for a path, and keep the document small. */
export const n2 = (x: number): number => Math.round(x * 100) / 100;

export const at = (p: Point): string => `${n2(p.x)} ${n2(p.y)}`;

export const boxAround = (p: Point, w: number, h = w): Box => ({
  x: p.x - w / 2,
  y: p.y - h / 2,
  w,
  h,
});

export const overlap = (a: Box, b: Box): number => {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
};

/** A circle's arc as points, at most `step` degrees apart; clockwise when `turn` is positive. */
export function arcPoints(c: Point, r: number, from: number, turn: number, step = 4): Point[] {
  const n = Math.max(1, Math.ceil(Math.abs(turn) / step));
  return Array.from({ length: n + 1 }, (_, i) => polar(c, r, from + (turn * i) / n));
}

/** Points along a broken line, a few units apart, its corners included. */
export function alongLine(points: readonly Point[], step = 5): readonly Point[] {
  return points.flatMap((p, i) => {
    const next = points[i + 1];
    if (next === undefined) return [p];
    const n = Math.max(1, Math.ceil(Math.hypot(next.x - p.x, next.y - p.y) / step));
    return Array.from({ length: n }, (_, k) => ({
      x: p.x + ((next.x - p.x) * k) / n,
      y: p.y + ((next.y - p.y) * k) / n,
    }));
  });
}

/** A line through points, as a path. */
export const linePath = (points: readonly Point[]): string => `M${points.map(at).join('L')}`;

/** Widths in Inter, in parts of the type size: enough for placing a text. */
const NARROW = new Map([..."ijl.,:;|!'’ "].map(c => [c, 0.27]));
const SLIM = new Map([...'frt()-+·'].map(c => [c, 0.38]));
const BROAD = new Map([...'mwMW…'].map(c => [c, 0.86]));
const USUAL = 0.58;

/** About how wide a text is in Inter, medium weight. */
export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const c of text) {
    const capital = c >= 'A' && c <= 'Z' ? 0.69 : USUAL;
    sum += NARROW.get(c) ?? SLIM.get(c) ?? BROAD.get(c) ?? capital;
  }
  return sum * size * 1.03;
}
