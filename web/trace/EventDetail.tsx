// The event at the cursor: the call, the line as it stands in the file, and the tasks it concerns.

import { useEffect, useState } from 'react';
import { callText } from '../../src/explain/trace.ts';
import { lineOf, offsetOf } from '../../src/trace/trace.ts';
import { readLine } from './open.ts';
import { Task } from './Task.tsx';
import type { Loaded } from './trace-store.ts';

/** `open`: whether it begins unfolded. Folded it costs nothing but its heading. */
export function EventDetail(props: {
  readonly loaded: Loaded;
  readonly cursor: number;
  readonly open: boolean;
}) {
  const { loaded, cursor, open } = props;
  const { trace } = loaded;
  const [shown, setShown] = useState(open);
  if (trace.count === 0) return undefined;
  return (
    <details
      className="event-detail"
      open={shown}
      onToggle={event => setShown(event.currentTarget.open)}
    >
      <summary>
        Event {cursor + 1}, line {lineOf(trace, cursor)}
      </summary>
      {shown ? <Inside loaded={loaded} cursor={cursor} /> : undefined}
    </details>
  );
}

function Inside({ loaded, cursor }: { readonly loaded: Loaded; readonly cursor: number }) {
  const { trace } = loaded;
  const actor = trace.lives.at(trace.columns.actor[cursor] ?? -1);
  const object = trace.lives.at(trace.columns.object[cursor] ?? -1);
  return (
    <>
      <p className="mono call">{callText(trace, cursor)}</p>
      <RawLine loaded={loaded} event={cursor} />
      {actor === undefined ? undefined : <Task loaded={loaded} life={actor} event={cursor} />}
      {object === undefined || object.index === actor?.index ? undefined : (
        <Task loaded={loaded} life={object} event={cursor} />
      )}
    </>
  );
}

/** The line as it stands in the file. */
function RawLine({ loaded, event }: { readonly loaded: Loaded; readonly event: number }) {
  const [text, setText] = useState('');
  const offset = offsetOf(loaded.trace, event);
  useEffect(() => {
    let wanted = true;
    // At rest only: while the cursor moves, a line is gone before it is read.
    const timer = setTimeout(() => {
      readLine(loaded.blob, offset).then(
        line => wanted && setText(line),
        () => wanted && setText(''),
      );
    }, 60);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [loaded.blob, offset]);
  return text === '' ? undefined : <pre className="raw-line">{text.slice(0, 600)}</pre>;
}
