// Colours for the editor: which node of the syntax tree is which kind of word. The editor adds these
// to the parser (`parser.configure({ props: [highlighting] })`) and maps the tags to its theme.

import { styleTags, tags } from '@lezer/highlight';

export const highlighting = styleTags({
  'race story source caveat chapter level tags numbers cursor kernel watch tick':
    tags.definitionKeyword,
  'cell namespace socket process claim expect schedule at question via': tags.definitionKeyword,
  'parent thread of in as group uid ignores subreaper glyph idle between next detail because':
    tags.modifier,
  'never eventually only no stranger is hit reached reaches by broken holds right wrong':
    tags.modifier,
  'int if else repeat while mark after break continue': tags.controlKeyword,
  Foreign: tags.invalid,
  Callee: tags.function(tags.variableName),
  'Process/Definition Cell/Definition Socket/Definition Namespace/Definition': tags.className,
  Definition: tags.definition(tags.variableName),
  'Via/Name Expectation/Name': tags.labelName,
  'Mark/Name After/Name': tags.labelName,
  Name: tags.variableName,
  Signal: tags.constant(tags.variableName),
  'Member/Name': tags.variableName,
  FieldName: tags.propertyName,
  'Number Version': tags.number,
  String: tags.string,
  OpenString: tags.invalid,
  'LineComment BlockComment': tags.comment,
  'Operator Minus Not': tags.operator,
  '( )': tags.paren,
  '{ }': tags.brace,
  ', ; :': tags.separator,
});
