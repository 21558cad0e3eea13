// Marks the lines at which processes stand. Marks belong to the last good text; while the text is
// changed they move with their lines.

import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import type { LineMark } from './run.ts';

/** New marks, for the text as it is now. */
const setMarks = StateEffect.define<DecorationSet>();

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    const moved = before.map(transaction.changes);
    return transaction.effects.reduce(
      (now, effect) => (effect.is(setMarks) ? effect.value : now),
      moved,
    );
  },
  provide: it => EditorView.decorations.from(it),
});

export const lineMarking: Extension = field;

/** Who stands at a line, at its end. */
class Who extends WidgetType {
  private readonly names: string;
  private readonly at: LineMark['at'];

  constructor(names: string, at: LineMark['at']) {
    super();
    this.names = names;
    this.at = at;
  }

  override eq(other: Who): boolean {
    return other.names === this.names && other.at === this.at;
  }

  override toDOM(): HTMLElement {
    const tag = document.createElement('span');
    tag.className = `race-who ${this.at}`;
    tag.textContent = this.names;
    return tag;
  }
}

export function marksEffect(state: EditorState, marks: readonly LineMark[]) {
  const ranges = marks
    .filter(({ line }) => line >= 1 && line <= state.doc.lines)
    .flatMap(({ line, who, at }) => {
      const { from, to } = state.doc.line(line);
      const names = `${at === 'last' ? '✓' : '▸'} ${who.join(', ')}`;
      return [
        Decoration.line({ class: `race-line ${at}` }).range(from),
        Decoration.widget({ widget: new Who(names, at), side: 1 }).range(to),
      ];
    });
  return setMarks.of(Decoration.set(ranges, true));
}
