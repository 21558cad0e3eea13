// The editor: the text of a race with its problems, and beside it the last good program running in all
// its worlds, with the verdicts. On phones the text and the verdicts alone.

import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { now } from '../../src/machine/timeline.ts';
import { headline } from '../explorer/words.ts';
import { HatchDefs } from '../lab/HatchDefs.tsx';
import { viewsOf } from '../lab/select.ts';
import { layout } from '../shell/layout.ts';
import { CodeEditor } from './CodeEditor.tsx';
import { EDITOR_KEYS, TEXT_KEYS } from './editor-keys.ts';
import { type Editor, edit, editor, leave as leaveEditor, openRoute } from './editor-store.ts';
import { Problems } from './Problems.tsx';
import { RunPanel } from './RunPanel.tsx';
import { lineMarks } from './run.ts';
import { openFile, Toolbar } from './Toolbar.tsx';
import { Verdicts } from './Verdicts.tsx';
import '../styles/scene.css';
import '../styles/scene-held.css';
import '../styles/scene-links.css';
import '../styles/lab.css';
import './editor.css';
import './verdicts.css';

export const open = openRoute;
export const leave = leaveEditor;
export const keys = EDITOR_KEYS;

export default function EditorPage() {
  const state = useStore(editor);
  const { kind } = useStore(layout);
  const [pane, setPane] = useState<'text' | 'run'>('text');
  const { good, text, diagnostics } = state;
  const marks = useMemo(
    () => (good === undefined ? [] : lineMarks(viewsOf(now(good.timeline)))),
    [good],
  );
  const tabs = kind === 'compact';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files are dropped anywhere; Open is the button for it.
    <div
      className={`editor ${kind}${tabs ? ` show-${pane}` : ''}`}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault();
        void openFile(event.dataTransfer.files[0]);
      }}
    >
      <HatchDefs />
      <header className="ed-head">
        <div>
          <h1 className="headline">{headlineOf(state)}</h1>
          <p className="caption">{keptText(state)}</p>
        </div>
        <Toolbar />
      </header>
      {tabs ? <Panes pane={pane} onChange={setPane} /> : undefined}
      <div className="ed-body">
        <section className="panel ed-text" aria-label="Program text">
          <CodeEditor
            key={state.origin ?? ''}
            text={text}
            diagnostics={diagnostics}
            marks={marks}
            markedText={good?.text}
            onChange={edit}
            commands={TEXT_KEYS}
          />
          <p className="sr" id="ed-tab-hint">
            Tab indents. Press Escape and then Tab to leave the text.
          </p>
          <Problems />
        </section>
        <div className="ed-side">
          {kind === 'strip' ? undefined : <RunPanel />}
          <Verdicts />
        </div>
      </div>
    </div>
  );
}

interface PanesProps {
  readonly pane: 'text' | 'run';
  readonly onChange: (pane: 'text' | 'run') => void;
}

function Panes({ pane, onChange }: PanesProps) {
  return (
    <fieldset className="segmented">
      <legend className="sr">Show</legend>
      <button type="button" aria-pressed={pane === 'text'} onClick={() => onChange('text')}>
        Program
      </button>
      <button type="button" aria-pressed={pane === 'run'} onClick={() => onChange('run')}>
        Lab
      </button>
    </fieldset>
  );
}

/** The result of the last good program; of none, what is to be done. */
function headlineOf({ good, searches }: Editor): string {
  if (good === undefined) return 'This program does not compile yet.';
  return searches.length === 0 ? 'Walking through every order…' : headline(good.race, searches);
}

function keptText({ kept, shelved }: Editor): string {
  if (shelved !== undefined)
    return 'This program came with the link. Your own draft is kept aside.';
  return kept === 'refused'
    ? 'This browser keeps nothing here: your work is in the address alone. Save a file.'
    : 'Kept in this browser only. The link in the address bar holds the whole program.';
}
