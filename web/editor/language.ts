// The race language for CodeMirror: the compiler's own grammar with colours, indentation and folding,
// and the site's tokens as a theme.

import {
  delimitedIndent,
  foldInside,
  foldNodeProp,
  HighlightStyle,
  indentNodeProp,
  LanguageSupport,
  LRLanguage,
} from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags as t } from '@lezer/highlight';
import { highlighting } from '../../src/race/highlight.ts';
import { parser } from '../../src/race/parser.gen.ts';

export const raceLanguage = LRLanguage.define({
  name: 'race',
  parser: parser.configure({
    props: [
      highlighting,
      indentNodeProp.add({
        Block: delimitedIndent({ closing: '}' }),
        Question: delimitedIndent({ closing: '}' }),
        Arguments: delimitedIndent({ closing: ')', align: false }),
      }),
      foldNodeProp.add({ Block: foldInside }),
    ],
  }),
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '{', '"'] },
    indentOnInput: /^\s*\}$/,
  },
});

export const race = new LanguageSupport(raceLanguage);

/** Weight and slope beside hue, so that kinds are told apart without colour. */
export const colours = HighlightStyle.define([
  { tag: [t.definitionKeyword, t.controlKeyword], color: 'var(--n1)', fontWeight: '600' },
  { tag: t.modifier, color: 'var(--n1)' },
  { tag: t.function(t.variableName), color: 'var(--n2)', fontWeight: '600' },
  { tag: t.className, color: 'var(--t1)', fontWeight: '700' },
  { tag: t.constant(t.variableName), color: 'var(--n3)' },
  { tag: t.labelName, color: 'var(--cable)', fontWeight: '600' },
  { tag: t.number, color: 'var(--n4)' },
  { tag: t.string, color: 'var(--n5)' },
  { tag: t.comment, color: 'var(--t3)', fontStyle: 'italic' },
  { tag: [t.operator, t.separator, t.paren, t.brace], color: 'var(--t2)' },
  { tag: t.invalid, color: 'var(--bad)', textDecoration: 'underline wavy' },
]);

export const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--t1)', backgroundColor: 'var(--s1)', fontSize: '14px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    // `->` must look as typed.
    fontVariantLigatures: 'none',
    fontFeatureSettings: '"calt" 0, "zero" 0',
    lineHeight: '1.5',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--t1)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--t1)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'color-mix(in oklab, var(--focus) 28%, transparent)' },
  '.cm-gutters': { backgroundColor: 'var(--s2)', color: 'var(--t3)', border: 'none' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--s3)', color: 'var(--t1)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--s3)', outline: '1px solid var(--edge)' },
  '.cm-tooltip': {
    border: '1px solid var(--edge)',
    borderRadius: '10px',
    backgroundColor: 'var(--s1)',
    color: 'var(--t1)',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--t1)',
    color: 'var(--on-t1)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'inherit', opacity: '0.85' },
  '.cm-diagnostic': { borderLeftColor: 'var(--bad)', padding: '4px 10px' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
});
