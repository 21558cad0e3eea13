// The star that marks a hit on the wrong process.

const round = (n: number): number => Math.round(n * 100) / 100;

/** A thirteen-point star about a point, as a path. */
export function burstPath(
  c: { readonly x: number; readonly y: number },
  outer: number,
  inner: number,
): string {
  const points = Array.from({ length: 26 }, (_, i) => {
    const a = (i * Math.PI) / 13 - Math.PI / 2;
    const r = i % 2 === 0 ? outer * (i % 4 === 0 ? 1 : 0.88) : inner;
    return `${round(c.x + r * Math.cos(a))} ${round(c.y + r * Math.sin(a))}`;
  });
  return `M${points.join('L')}Z`;
}
