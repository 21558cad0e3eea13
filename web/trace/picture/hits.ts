// What stands where in a picture, so that a click finds it: later things lie on earlier ones.

export interface Hit {
  /** A handle that folds a lane; a use's mark; an incarnation's bar or badge. */
  readonly kind: 'fold' | 'use' | 'life';
  readonly value: number;
}

interface Place extends Hit {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export class Hits {
  /** Added to the heights of what is noted: how far the lanes are scrolled. */
  shift = 0;
  private places: Place[] = [];

  clear(): void {
    this.places = [];
    this.shift = 0;
  }

  note(kind: Hit['kind'], value: number, x: number, y: number, w: number, h: number): void {
    this.places.push({ kind, value, x, y: y + this.shift, w, h });
  }

  /** What lies on top at a point, of those above `top` nothing. */
  at(x: number, y: number, top: number): Hit | undefined {
    if (y < top) return undefined;
    return this.places.findLast(
      place => x >= place.x && x <= place.x + place.w && y >= place.y && y <= place.y + place.h,
    );
  }
}
