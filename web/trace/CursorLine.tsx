// The line at the cursor on a drawing of the whole recording: an element of its own over it, moved without
// rendering or drawing anything else anew.

import { useLayoutEffect, useRef } from 'react';
import type { Trace } from '../../src/trace/trace.ts';
import { type Scale, xOf } from './scale.ts';
import { traces } from './trace-store.ts';

export function CursorLine({ trace, scale }: { readonly trace: Trace; readonly scale: Scale }) {
  const line = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const move = (): void => {
      const x = xOf(scale, trace.columns.t[traces.getState().cursor] ?? 0);
      if (line.current !== null) line.current.style.transform = `translateX(${x - 0.6}px)`;
    };
    move();
    return traces.subscribe((now, before) => {
      if (now.cursor !== before.cursor) move();
    });
  }, [trace, scale]);
  return <div ref={line} className="cursor-line" aria-hidden="true" />;
}
