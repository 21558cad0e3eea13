// Everything about a call beside the code: prototype, purpose, what it returns, how it fails. Built
// without React, since the editor asks for plain nodes.

import { syntaxTree } from '@codemirror/language';
import { type EditorView, hoverTooltip, type Tooltip } from '@codemirror/view';
import { type CallHelp, callHelp } from '../../src/race/vocabulary.ts';

export function callCard(help: CallHelp): HTMLElement {
  const card = element('div', 'call-card');
  card.append(element('code', 'prototype', help.prototype));
  if (help.purpose !== '') card.append(element('p', '', help.purpose));
  if (help.returns !== '') card.append(element('p', '', `Returns ${help.returns}.`));
  if (!help.there) card.append(element('p', 'missing', 'Not on the kernel of this race.'));
  if (help.since !== undefined) card.append(element('p', 'caption', `Linux ${help.since}`));
  if (help.errors.length > 0) card.append(errors(help));
  return card;
}

function errors(help: CallHelp): HTMLElement {
  const list = element('dl', '');
  for (const { errno, cause } of help.errors) {
    list.append(element('dt', '', errno), element('dd', '', cause));
  }
  return list;
}

function element(tag: string, className: string, text?: string): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** The same card when the pointer rests on a call. */
export const callHover = (versionIn: (view: EditorView) => number) =>
  hoverTooltip((view, pos): Tooltip | null => {
    const node = syntaxTree(view.state).resolveInner(pos, 1);
    if (node.name !== 'Callee') return null;
    const help = callHelp(view.state.sliceDoc(node.from, node.to), versionIn(view));
    if (help === undefined) return null;
    return { pos: node.from, end: node.to, create: () => ({ dom: callCard(help) }) };
  });
