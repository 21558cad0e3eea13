// The hand-drawn process glyphs: line art on a 24 grid, stroke 1.7, round caps. `d` is stroked,
// `solid` is filled. A process has its glyph by name; an unknown name gets one of sixteen geometric
// marks chosen by a hash, so that the same name always looks the same.

export interface GlyphPath {
  readonly d: string;
  readonly solid?: string;
}

const circle = (cx: number, cy: number, r: number): string =>
  `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

export const GLYPHS: Readonly<Record<string, GlyphPath>> = {
  nut: { d: `M12 3.4l7.45 4.3v8.6L12 20.6l-7.45-4.3V7.7z${circle(12, 12, 3.2)}` },
  cylinder: {
    d: 'M5.5 6.2c0-1.5 2.9-2.7 6.5-2.7s6.5 1.2 6.5 2.7-2.9 2.7-6.5 2.7-6.5-1.2-6.5-2.7zM5.5 6.2v11.6c0 1.5 2.9 2.7 6.5 2.7s6.5-1.2 6.5-2.7V6.2M5.5 12c0 1.5 2.9 2.7 6.5 2.7s6.5-1.2 6.5-2.7',
  },
  eye: {
    d: 'M2.2 12C4.6 7.9 8 5.8 12 5.8s7.4 2.1 9.8 6.2c-2.4 4.1-5.8 6.2-9.8 6.2S4.6 16.1 2.2 12z',
    solid: circle(12, 12, 3.3),
  },
  loop: { d: 'M19.8 12.2a7.8 7.8 0 1 1-2.3-5.7l2.3 2.3M19.8 3.9v4.9h-4.9' },
  prompt: {
    d: 'M5 4.5h14a1.8 1.8 0 0 1 1.8 1.8v11.4a1.8 1.8 0 0 1-1.8 1.8H5a1.8 1.8 0 0 1-1.8-1.8V6.3A1.8 1.8 0 0 1 5 4.5zM7.2 9l3 3-3 3M12.4 15.2h4.2',
  },
  globe: {
    d: `${circle(12, 12, 8.8)}M3.2 12h17.6M12 3.2c2.4 2.5 3.6 5.4 3.6 8.8s-1.2 6.3-3.6 8.8c-2.4-2.5-3.6-5.4-3.6-8.8s1.2-6.3 3.6-8.8z`,
  },
  house: { d: 'M3.4 11.4L12 4l8.6 7.4M5.8 9.6v10.2h12.4V9.6M9.9 19.6v-5.2h4.2v5.2' },
  layers: { d: 'M12 3.2l8.8 4.5L12 12.2 3.2 7.7zM3.2 12l8.8 4.5 8.8-4.5M3.2 16.3l8.8 4.5 8.8-4.5' },
  page: {
    d: 'M6.4 2.9h7.7l4.2 4.2v13a1 1 0 0 1-1 1H6.4a1 1 0 0 1-1-1V3.9a1 1 0 0 1 1-1zM13.8 3v4.4h4.4M8.6 12h6.4M8.6 16h6.4',
  },
  diamond: { d: 'M12 3l9 9-9 9-9-9z' },
  puzzle: {
    d: 'M4 8.2h4.4a2.2 2.2 0 1 1 4.2 0H17v4.2a2.2 2.2 0 1 1 0 4.2v3.6H4v-4a2.2 2.2 0 1 0 0-4z',
  },
  mask: {
    d: 'M3 8.4c3-1.6 6-2 9-.6 3-1.4 6-1 9 .6 0 5-1.8 8.4-4.8 8.4-2 0-3-1.8-4.2-1.8s-2.2 1.8-4.2 1.8C4.8 16.8 3 13.4 3 8.4zM6.6 11.2h3M14.4 11.2h3',
  },
  window: {
    d: 'M4.8 4.5h14.4a1.6 1.6 0 0 1 1.6 1.6v11.8a1.6 1.6 0 0 1-1.6 1.6H4.8a1.6 1.6 0 0 1-1.6-1.6V6.1a1.6 1.6 0 0 1 1.6-1.6zM3.2 9h17.6M6 6.8h.6M9 6.8h.6',
  },
  box: { d: 'M12 3l8.2 4.2v9.6L12 21l-8.2-4.2V7.2zM3.8 7.2L12 11.4l8.2-4.2M12 11.4V21' },
  slab: {
    d: 'M8.2 2.8h7.6a2 2 0 0 1 2 2v14.4a2 2 0 0 1-2 2H8.2a2 2 0 0 1-2-2V4.8a2 2 0 0 1 2-2zM10.6 18.2h2.8',
  },
};

const BY_NAME: Readonly<Record<string, string>> = {
  worker: 'nut',
  postgres: 'cylinder',
  watchdog: 'eye',
  cron: 'loop',
  sshd: 'prompt',
  nginx: 'globe',
  init: 'house',
  systemd: 'house',
  backup: 'layers',
  tar: 'page',
  curl: 'diamond',
  library: 'puzzle',
  attacker: 'mask',
  browser: 'window',
  app: 'window',
  container: 'box',
  bash: 'prompt',
  sh: 'prompt',
};

const SHAPES: readonly string[] = [
  'M12 4l9 15.6H3z',
  'M5 5h14v14H5z',
  'M12 3.2l8.8 6.4-3.4 10.4H6.6L3.2 9.6z',
  circle(12, 12, 8),
  'M12 3l2.6 5.9 6.4.6-4.8 4.3 1.4 6.3-5.6-3.3-5.6 3.3 1.4-6.3L3 9.5l6.4-.6z',
  'M9 3.5h6V9h5.5v6H15v5.5H9V15H3.5V9H9z',
  'M12 3c3.6 4.4 5.8 7.6 5.8 10.8a5.8 5.8 0 0 1-11.6 0C6.2 10.6 8.4 7.4 12 3z',
  'M15.5 3.9a8.6 8.6 0 1 0 4.9 11.4A7.2 7.2 0 0 1 15.5 3.9z',
];

/** A small stable hash of a name (FNV-1a). */
function hash(name: string): number {
  let h = 0x811c9dc5;
  for (const c of name) h = Math.imul(h ^ (c.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return h;
}

/** The glyph of a process: the one asked for, the one its name is known by, or a geometric one. */
export function glyphOf(name: string, wanted?: string): GlyphPath {
  const known = GLYPHS[wanted ?? ''] ?? GLYPHS[BY_NAME[name] ?? ''];
  if (known !== undefined) return known;
  const h = hash(name);
  const d = SHAPES[h % SHAPES.length] ?? '';
  return (h >>> 8) % 2 === 0 ? { d } : { d, solid: d };
}
