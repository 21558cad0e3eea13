// What the compiler has to say, as a list: place, message, hint. A line leads to its place.

import { useStore } from 'zustand';
import type { Diagnostic } from '../../src/race/diagnostic.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { jumpTo } from './CodeEditor.tsx';
import { editor } from './editor-store.ts';

export function Problems() {
  const diagnostics = useStore(editor, s => s.diagnostics);
  const failed = useStore(editor, s => s.failed);
  const errors = diagnostics.filter(d => d.severity === 'error').length;
  return (
    <section className="ed-problems" aria-label="Problems">
      <div role="status">
        <h2>
          <Icon
            name={diagnostics.length === 0 && failed === undefined ? 'tick' : 'warning'}
            size={17}
          />
          {summary(errors, diagnostics.length - errors, failed)}
        </h2>
      </div>
      {diagnostics.length === 0 ? undefined : (
        <ul>
          {diagnostics.map(diagnostic => (
            <li key={`${diagnostic.from} ${diagnostic.message}`}>
              <Problem diagnostic={diagnostic} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function summary(errors: number, warnings: number, failed: string | undefined): string {
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  if (errors > 0) return `${count(errors, 'error')}. The last good program stays on show.`;
  if (failed !== undefined) return `It cannot be set up: ${failed}`;
  return warnings > 0 ? `${count(warnings, 'warning')}.` : 'No problems.';
}

function Problem({ diagnostic }: { readonly diagnostic: Diagnostic }) {
  const { severity, line, column, message, hint, from } = diagnostic;
  return (
    <button type="button" className={`problem ${severity}`} onClick={() => jumpTo(from)}>
      <Icon name={severity === 'error' ? 'cross' : 'warning'} size={15} />
      <span className="mono place">
        {line}:{column}
      </span>
      <span>
        <span className="sr">{severity}: </span>
        {message}
        {hint === undefined ? undefined : <span className="hint">{hint}</span>}
      </span>
    </button>
  );
}
