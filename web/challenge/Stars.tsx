// Three stars, so many of them filled.

import { MAX_STARS } from './progress.ts';

interface StarsProps {
  readonly stars: number;
  /** What they say. */
  readonly label: string;
  readonly size?: number;
}

const STAR = 'M12 3l2.75 5.9 6.25.75-4.6 4.35 1.2 6.3L12 17.2 6.4 20.3l1.2-6.3L3 9.65l6.25-.75z';

export function Stars({ stars, label, size = 20 }: StarsProps) {
  return (
    <span className="stars">
      <span className="sr">{label}</span>
      {Array.from({ length: MAX_STARS }, (_, i) => (
        <svg
          // biome-ignore lint/suspicious/noArrayIndexKey: a star is its place.
          key={i}
          className={i < stars ? 'star on' : 'star'}
          width={size}
          height={size}
          viewBox="0 0 24 24"
          aria-hidden="true"
        >
          <path d={STAR} />
        </svg>
      ))}
    </span>
  );
}
