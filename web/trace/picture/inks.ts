// The colours and faces of the style sheets, as a canvas needs them: read from the element they are drawn
// on, so that theme, contrast and forced colours hold there as well.

/** Each colour and the CSS that makes it. */
const COLOURS = {
  t1: 'var(--t1)',
  t2: 'var(--t2)',
  t3: 'var(--t3)',
  s1: 'var(--s1)',
  s2: 'var(--s2)',
  s3: 'var(--s3)',
  edge: 'var(--edge)',
  line: 'var(--line)',
  onT1: 'var(--on-t1)',
  bad: 'var(--bad)',
  onBad: 'var(--on-bad)',
  ok: 'var(--ok)',
  onOk: 'var(--on-ok)',
  warn: 'var(--warn)',
  onWarn: 'light-dark(#ffffff, #0e1117)',
  cable: 'var(--cable)',
  cableHi: 'var(--cable-hi)',
  paper: 'var(--paper)',
  paperEdge: 'var(--paper-edge)',
  ink: 'var(--ink)',
  focus: 'var(--focus)',
  chosen: 'color-mix(in oklab, var(--focus) 9%, transparent)',
  shade: 'color-mix(in oklab, var(--focus) 12%, transparent)',
} as const;

/** A number's colour: of its outlines, of its soft fills, and of every other holder's bar. */
export interface ToneInk {
  readonly tone: string;
  readonly soft: string;
  readonly other: string;
  /** A bar, its outline, the text on it, the ticks. */
  readonly fill: string;
  readonly outline: string | undefined;
  readonly text: string;
  readonly ticks: string;
}

export type Inks = { readonly [K in keyof typeof COLOURS]: string } & {
  readonly tones: readonly ToneInk[];
  /** Width of a zombie's hatching. */
  readonly hatch: number;
  readonly sans: string;
  readonly mono: string;
};

/** Number colours; the first is that of a number of no interest. */
const TONES = 6;

/** Reads everything. Costs a few milliseconds; done once per theme. */
export function readInks(element: HTMLElement): Inks {
  const style = getComputedStyle(element);
  const { color } = element.style;
  const read = (css: string): string => {
    element.style.color = css;
    return style.color;
  };
  const named = Object.fromEntries(
    Object.entries(COLOURS).map(([name, css]) => [name, read(css)]),
  ) as { [K in keyof typeof COLOURS]: string };
  const tones = Array.from({ length: TONES }, (_, i) => toneInk(i, named, read));
  element.style.color = color;
  return {
    ...named,
    tones,
    hatch: Number.parseFloat(style.getPropertyValue('--hatch')) || 2.6,
    sans: style.getPropertyValue('--sans'),
    mono: style.getPropertyValue('--mono'),
  };
}

function toneInk(
  i: number,
  named: { readonly [K in keyof typeof COLOURS]: string },
  read: (css: string) => string,
): ToneInk {
  if (i === 0) {
    return {
      tone: named.edge,
      soft: named.s2,
      other: read('color-mix(in oklab, var(--edge) 45%, var(--s1))'),
      fill: named.s3,
      outline: named.edge,
      text: named.t2,
      ticks: named.t3,
    };
  }
  const tone = read(`var(--n${i})`);
  return {
    tone,
    soft: read(`var(--n${i}-soft)`),
    other: read(`color-mix(in oklab, var(--n${i}) 72%, var(--s1))`),
    fill: tone,
    outline: undefined,
    text: named.s1,
    ticks: named.s1,
  };
}

/** Calls back when the colours may be others: theme or contrast chosen, or changed by the system. */
export function followInks(changed: () => void): () => void {
  const stop = new AbortController();
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, {
    attributeFilter: ['data-theme', 'data-contrast'],
  });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', changed, { signal: stop.signal });
  }
  document.fonts.addEventListener('loadingdone', changed, { signal: stop.signal });
  return () => {
    observer.disconnect();
    stop.abort();
  };
}
