// What the editor offers at a place: calls with signature and errnos inside a program, constants,
// variables and names; the words of declarations outside. The language's own tables know it all.

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import {
  callHelp,
  callNames,
  constantsOn,
  INNER_WORDS,
  OUTER_WORDS,
} from '../../src/race/vocabulary.ts';
import { callCard } from './call-card.ts';

const DEFAULT_VERSION = 6018;
const SILENT = /String|Comment|^(race|story|source|caveat)$/;

export function complete(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/\w+/);
  if (word === null && !context.explicit) return null;
  const node = treeOf(context.state).resolveInner(context.pos, -1);
  if (SILENT.test(node.name)) return null;
  const options = optionsAt(context.state, node);
  return { from: word?.from ?? context.pos, options, validFor: /^\w*$/ };
}

function optionsAt(state: EditorState, node: SyntaxNode): readonly Completion[] {
  const process = ancestor(node, 'Block') && ancestor(node, 'Process');
  const names = namesIn(state);
  if (process === undefined) {
    return [...OUTER_WORDS.map(keyword), ...names, ...signals(versionIn(state))];
  }
  const version = versionIn(state);
  return [
    ...variablesIn(state, process),
    ...names,
    ...callNames().flatMap(name => callOption(name, version)),
    ...constantsOn(version).map(({ name, value }) => ({
      label: name,
      type: 'constant',
      detail: String(value),
    })),
    ...INNER_WORDS.map(keyword),
  ];
}

const keyword = (label: string): Completion => ({ label, type: 'keyword', boost: -1 });

function callOption(name: string, version: number): Completion[] {
  const help = callHelp(name, version);
  if (help === undefined) return [];
  const detail = help.prototype.slice(help.prototype.indexOf('('));
  const missing = help.there ? {} : { boost: -5 };
  return [
    { label: name, type: 'function', detail, info: () => callCard(help), apply: call, ...missing },
  ];
}

/** The name with brackets, the cursor between them. */
const call: NonNullable<Completion['apply']> = (view, { label }, from, to) => {
  const open = view.state.sliceDoc(to, to + 1) === '(';
  view.dispatch({
    changes: { from, to, insert: open ? label : `${label}()` },
    selection: { anchor: from + label.length + 1 },
    userEvent: 'input.complete',
  });
};

function signals(version: number): readonly Completion[] {
  return constantsOn(version)
    .filter(constant => /^SIG[A-Z0-9]+$/.test(constant.name))
    .map(({ name, value }) => ({ label: name, type: 'constant', detail: String(value) }));
}

/** The kernel that the program is for. */
export function versionIn(state: EditorState): number {
  const named = treeOf(state).topNode.getChild('KernelVersion')?.getChild('Version');
  if (!named) return DEFAULT_VERSION;
  const [major, minor] = state.sliceDoc(named.from, named.to).split('.');
  return Number(major) * 1000 + Number(minor ?? 0);
}

/** Processes, cells, sockets, namespaces and variants that are declared anywhere. */
function namesIn(state: EditorState): readonly Completion[] {
  const found = new Map<string, string>();
  for (let item = treeOf(state).topNode.firstChild; item; item = item.nextSibling) {
    const kind = item.name.toLowerCase();
    const name = item.getChild('Definition');
    if (name !== null) found.set(state.sliceDoc(name.from, name.to), kind);
    for (const via of item.getChild('Via')?.getChildren('Name') ?? []) {
      found.set(state.sliceDoc(via.from, via.to), 'variant');
    }
  }
  return [...found].map(([label, detail]) => ({ label, detail, type: 'class', boost: 1 }));
}

/** What the process around assigns, declares or takes the address of. */
function variablesIn(state: EditorState, process: SyntaxNode): readonly Completion[] {
  const found = new Set<string>();
  const block = process.getChild('Block');
  block?.cursor().iterate(({ name, node }) => {
    const target =
      name === 'Assign'
        ? node.getChild('Name')
        : name === 'Declare' || name === 'AddressOf'
          ? node.getChild('Definition')
          : null;
    if (target !== null) found.add(state.sliceDoc(target.from, target.to));
  });
  return [...found, 'errno'].map(label => ({ label, type: 'variable', boost: 2 }));
}

function ancestor(node: SyntaxNode, name: string): SyntaxNode | undefined {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name === name) return at;
  }
  return undefined;
}

/** The whole tree: on a busy machine it may be behind the text, and is then waited for a little. */
function treeOf(state: EditorState) {
  return ensureSyntaxTree(state, state.doc.length, 500) ?? syntaxTree(state);
}
