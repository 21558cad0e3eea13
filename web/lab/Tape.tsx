// The tape: the steps of this order, done and to come. Click a step to be there; drag along it to
// scrub.

import type { PointerEvent } from 'react';
import { Glyph } from '../glyphs/Glyph.tsx';
import { keepFocus } from './focus.ts';
import { goTo, rejoin } from './lab-store.ts';
import type { TapeRow } from './rows.ts';

interface TapeProps {
  readonly rows: readonly TapeRow[];
  readonly form: 'rows' | 'row' | 'stack' | 'phone';
  /** This order is the reader's own, not the script. */
  readonly yours: boolean;
}

/** More steps than this need a tape that scrolls. */
const UNSCROLLED = { rows: 8, row: 7, stack: 7, phone: 8 } as const;

export function Tape({ rows, form, yours }: TapeProps) {
  return (
    <div className="tape">
      <div className="row-label">
        {yours ? 'Your order' : 'So far'}
        {yours && form === 'rows' ? (
          <button type="button" className="rejoin" onClick={() => keepFocus(rejoin)}>
            Back to the script
          </button>
        ) : undefined}
      </div>
      <ol
        className={rows.length > UNSCROLLED[form] ? 'steps long' : 'steps'}
        aria-label="Steps of this order"
        onPointerMove={scrub}
      >
        {rows.map(row => (
          <li key={row.index} data-index={row.index} ref={row.state === 'now' ? reveal : undefined}>
            <button
              type="button"
              className={`step ${row.state}${row.harm ? ' harm' : ''}`}
              aria-current={row.state === 'now' ? 'step' : undefined}
              aria-label={`Step ${row.index}: ${row.name} ${row.verb}`}
              title={`${row.name} ${row.verb}`}
              onClick={() => {
                goTo(row.index);
              }}
            >
              <Glyph name={row.name} glyph={row.glyph} size={form === 'phone' ? 21 : 20} />
              {form === 'row' || form === 'phone' ? undefined : (
                <span className="what">
                  {form === 'rows' ? <span className="name">{row.name}</span> : undefined}
                  <span className="verb mono">{row.verb}</span>
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** While a button is held down, the step under the pointer is shown. */
function scrub(event: PointerEvent<HTMLOListElement>): void {
  if (event.buttons !== 1) return;
  const list = event.currentTarget;
  const steps = [...list.querySelectorAll<HTMLElement>('li')];
  const passed = steps.filter(li => {
    const box = li.getBoundingClientRect();
    return box.left + box.width / 2 <= event.clientX;
  });
  goTo(Number(passed.at(-1)?.dataset.index ?? 0));
}

/** Keeps the current step within a long tape's window. */
function reveal(element: HTMLLIElement | null): void {
  const list = element?.parentElement;
  if (element === null || !list || list.scrollWidth <= list.clientWidth) return;
  const left = element.offsetLeft;
  if (left < list.scrollLeft || left + element.offsetWidth > list.scrollLeft + list.clientWidth) {
    list.scrollLeft = left - list.clientWidth / 2;
  }
}
