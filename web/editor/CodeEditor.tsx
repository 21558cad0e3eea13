// The text itself: CodeMirror, told about the store's text, diagnostics and marks, and telling it what
// is typed. Tab indents; Esc and then Tab leaves the text by keyboard.

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, type Diagnostic as Mark, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Diagnostic } from '../../src/race/diagnostic.ts';
import { callHover } from './call-card.ts';
import { complete, versionIn } from './complete.ts';
import { colours, race, theme } from './language.ts';
import { lineMarking, marksEffect } from './marks.ts';
import { type LineMark, smallestChange } from './run.ts';

interface CodeEditorProps {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly marks: readonly LineMark[];
  /** The text that the marks are of. */
  readonly markedText: string | undefined;
  readonly onChange: (text: string) => void;
  /** Keys of the page that also work inside the text. */
  readonly commands: Readonly<Record<string, () => boolean>>;
}

let current: EditorView | undefined;

/** Puts the cursor at a place of the text and goes there. */
export function jumpTo(at: number): void {
  const head = Math.min(at, current?.state.doc.length ?? 0);
  current?.dispatch({ selection: { anchor: head }, scrollIntoView: true });
  current?.focus();
}

export function CodeEditor(props: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (place.current === null) return;
    const { text, commands } = latest.current;
    const own = Object.entries(commands).map(([key, run]) => ({ key, run, preventDefault: true }));
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          keymap.of(own),
          EditorView.updateListener.of(update => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          extensions,
        ],
      }),
    });
    view.current = made;
    current = made;
    return () => {
      made.destroy();
      if (current === made) current = undefined;
    };
  }, []);

  const { text, diagnostics, marks, markedText } = props;
  useEffect(() => {
    const before = view.current?.state.doc.toString();
    if (before === undefined || before === text) return;
    view.current?.dispatch({ changes: smallestChange(before, text) });
  }, [text]);
  useEffect(() => {
    const now = view.current;
    if (now !== undefined) now.dispatch(setDiagnostics(now.state, marksOf(now.state, diagnostics)));
  }, [diagnostics]);
  useEffect(() => {
    const now = view.current;
    if (now === undefined || now.state.doc.toString() !== markedText) return;
    const stepped = marks.find(mark => mark.at === 'last')?.line;
    const shown = stepped === undefined || now.hasFocus ? undefined : now.state.doc.line(stepped);
    const follow = shown && EditorView.scrollIntoView(shown.from, { y: 'nearest', yMargin: 48 });
    now.dispatch({ effects: [marksEffect(now.state, marks), ...(follow ? [follow] : [])] });
  }, [marks, markedText]);
  return <div className="ed-code" ref={place} />;
}

function marksOf(state: EditorState, diagnostics: readonly Diagnostic[]): readonly Mark[] {
  const end = state.doc.length;
  return diagnostics.map(({ from, to, severity, message, hint }) => ({
    from: Math.min(from, end),
    to: Math.min(Math.max(to, from), end),
    severity,
    message: hint === undefined ? message : `${message}\n${hint}`,
  }));
}

const extensions: Extension = [
  lineNumbers(),
  lintGutter(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ override: [complete], icons: false }),
  callHover(view => versionIn(view.state)),
  race,
  syntaxHighlighting(colours),
  theme,
  lineMarking,
  EditorView.lineWrapping,
  EditorState.tabSize.of(2),
  EditorView.contentAttributes.of({
    'aria-label': 'Program',
    'aria-describedby': 'ed-tab-hint',
    tabindex: '0',
  }),
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...historyKeymap,
    ...completionKeymap,
    ...lintKeymap,
    indentWithTab,
  ]),
];
