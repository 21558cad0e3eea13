// Paths: a text in quotes, or sprintf with numbers in it.

import { expression } from './expression.ts';
import type { Arg } from './program.ts';
import { argumentNodes, calleeOf, type Scope } from './scope.ts';
import type { Param } from './signatures.ts';
import { type SyntaxNode, textOf, unquote } from './tree.ts';

const NULL_ARG: Arg = { kind: 'null' };

/** The argument for a parameter that is a path or a name. */
export function pathArgument(scope: Scope, call: string, param: Param, node: SyntaxNode): Arg {
  const { source, reporter } = scope.names;
  if (node.name === 'String') return { kind: 'text', text: wordOf(scope, call, node), values: [] };
  if (node.name === 'OpenString') return NULL_ARG;
  if (node.name !== 'Call' || calleeOf(scope, node) !== 'sprintf') {
    const hint = '"/proc/self", or with a number in it: sprintf("/proc/%d", nr)';
    reporter.error(node, `${call} wants a path for ${param.name}`, hint);
    return NULL_ARG;
  }
  const [format, ...rest] = argumentNodes(node);
  if (format?.name !== 'String') {
    reporter.error(node, 'sprintf wants a path in quotes first', 'sprintf("/proc/%d", nr)');
    return NULL_ARG;
  }
  const text = unquote(textOf(source, format));
  const holes = text.split('%d').length - 1;
  if (holes !== rest.length)
    reporter.error(node, `this path has ${holes} %d and ${rest.length} values for them`);
  return { kind: 'text', text, values: rest.map(item => expression(scope, item)) };
}

/** What stands in quotes; the knobs of sysctl are two. */
function wordOf(scope: Scope, call: string, node: SyntaxNode): string {
  const word = unquote(textOf(scope.names.source, node));
  if (call === 'sysctl' && word !== 'pid_max' && word !== 'ns_last_pid')
    scope.names.reporter.error(node, `no sysctl '${word}' is modelled`, 'pid_max or ns_last_pid');
  return word;
}
