// Icons of the controls: line art on the same 24 grid as the glyphs. Always decoration; the
// control's own text or label says what it does.

const PATHS = {
  share: 'M12 15V3.5M7.5 7.5L12 3l4.5 4.5M5 12v7.5h14V12',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  help: 'M8.8 9.2a3.3 3.3 0 1 1 4.9 2.9c-1.1.6-1.7 1.2-1.7 2.4M12 18.2v.1',
  filter: 'M3.5 5h17l-6.5 8v6l-4 2v-8z',
  stretch: 'M5 4v16M19 4v16M8 12h8M10.5 9L7.8 12l2.7 3M13.5 9l2.7 3-2.7 3',
  left: 'M14.5 5.5L8 12l6.5 6.5',
  right: 'M9.5 5.5L16 12l-6.5 6.5',
  down: 'M5.5 9.5L12 16l6.5-6.5',
  reset: 'M4.2 12.2a7.8 7.8 0 1 0 2.3-5.7L4.2 8.8M4.2 3.9v4.9h4.9',
  redo: 'M19.5 9H9a5 5 0 0 0 0 10h6M15.5 5l4 4-4 4',
  branch:
    'M7 8.5v7M7 3.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM7 15.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM17 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM17 10.5c0 3.5-4 4-10 5',
  tick: 'M4.5 12.5l5 5 10-11',
  cross: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
  warning: 'M12 3.8L21.5 20h-19zM12 10v5M12 17.5v.1',
  plug: 'M2.5 12H8M21.5 12h-4M8 7.5v9h3.5c3.5 0 6-2 6-4.5s-2.5-4.5-6-4.5zM17 10h4.5M17 14h4.5',
  note: 'M5 4h14v10l-5.5 6H5zM13.5 20v-6H19M8.5 8.5h7M8.5 12h4',
  menu: 'M4 6.5h16M4 12h16M4 17.5h16',
  list: 'M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1',
  code: 'M8.5 7L3.5 12l5 5M15.5 7l5 5-5 5',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5l5 5',
  file: 'M6.5 3h7.5l4.5 4.5V21h-12zM13.5 3v5h5',
  xray: 'M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16M8 12h8M12 8v8',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2',
  contrast: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 3.5v17M12 8h6.5M12 12h8.5M12 16h6.5',
  keyboard: 'M3 6.5h18v11H3zM7 10.5h.1M12 10.5h.1M17 10.5h.1M8 14h8',
  motion: 'M3 8h9M3 12h6M3 16h9M13 6l6 6-6 6',
} as const;

const SOLID = {
  play: 'M7 4.5v15l12.5-7.5z',
  pause: 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z',
} as const;

export type IconName = keyof typeof PATHS | keyof typeof SOLID;

const isSolid = (name: IconName): name is keyof typeof SOLID => name in SOLID;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  const solid = isSolid(name);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill={solid ? 'currentColor' : 'none'}
      stroke={solid ? 'none' : 'currentColor'}
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={solid ? SOLID[name] : PATHS[name]} />
    </svg>
  );
}

/** The product's mark: a dial with one hole in use. */
export function Logo({ size = 26 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" fill="none">
      <circle
        cx="12"
        cy="12"
        r="9.4"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeDasharray="7.4 2.443"
      />
      <circle className="core" cx="12" cy="12" r="4.2" />
    </svg>
  );
}
