// Arguments of the kernel's calls: values, places, paths, structures and lists, each checked against
// the parameter that it stands for.

import { unreachable } from '../base.ts';
import { BAD_ADDRESS } from './constants.ts';
import { expression } from './expression.ts';
import { checkMeaning } from './meaning.ts';
import { pathArgument } from './path.ts';
import type { Arg } from './program.ts';
import { assignSlot, type Scope } from './scope.ts';
import type { FieldSpec, Param, Signature } from './signatures.ts';
import { didYouMean } from './suggest.ts';
import { all, children, first, type SyntaxNode, textOf } from './tree.ts';

const NULL_ARG: Arg = { kind: 'null' };

/** The arguments in man-page order. */
export function argumentsOf(
  scope: Scope,
  signature: Signature,
  given: readonly SyntaxNode[],
): Arg[] {
  return given.map((node, i) => {
    const param = signature.params[i];
    return param === undefined ? NULL_ARG : argument(scope, signature.name, param, node);
  });
}

function argument(scope: Scope, call: string, param: Param, node: SyntaxNode): Arg {
  const { type } = param;
  switch (type.kind) {
    case 'value':
      return valueArgument(scope, call, param, node);
    case 'out':
      return outArgument(scope, call, param, node);
    case 'text':
      return pathArgument(scope, call, param, node);
    case 'ignored':
      if (isExpression(node)) expression(scope, node);
      return NULL_ARG;
    case 'struct':
      return structArgument(scope, call, type.fields, node);
    case 'structOrOut':
      if (node.name === 'AddressOf' && !usesMembers(scope, node))
        return outArgument(scope, call, param, node);
      return structArgument(scope, call, type.fields, node);
    case 'structOrValue':
      return isExpression(node)
        ? valueArgument(scope, call, param, node)
        : structArgument(scope, call, type.fields, node);
    case 'array':
      return arrayArgument(scope, call, type.fields, node);
    case 'set':
      return listArgument(scope, call, param, node, item =>
        valueArgument(scope, call, param, item),
      );
    case 'outs':
      return listArgument(scope, call, param, node, item => outArgument(scope, call, param, item));
    default:
      return unreachable(type);
  }
}

const isExpression = (node: SyntaxNode): boolean => node.type.is('Expression');

function isNull(scope: Scope, node: SyntaxNode): boolean {
  return node.name === 'Name' && textOf(scope.names.source, node) === 'NULL';
}

function valueArgument(scope: Scope, call: string, param: Param, node: SyntaxNode): Arg {
  if (isNull(scope, node)) return NULL_ARG;
  if (isExpression(node)) {
    checkMeaning(scope, call, param, node);
    return { kind: 'value', expr: expression(scope, node) };
  }
  const what = node.name === 'AddressOf' ? 'the address of a variable' : 'a structure';
  scope.names.reporter.error(node, `${call} wants a value for ${param.name}, not ${what}`);
  return NULL_ARG;
}

/** The variable of `&x`. */
function addressed(scope: Scope, node: SyntaxNode): string | undefined {
  const target = first(node, 'Definition');
  return target === undefined ? undefined : textOf(scope.names.source, target);
}

function usesMembers(scope: Scope, node: SyntaxNode): boolean {
  const name = addressed(scope, node);
  return [...scope.members].some(member => member.startsWith(`${name}.`));
}

function outArgument(scope: Scope, call: string, param: Param, node: SyntaxNode): Arg {
  if (isNull(scope, node)) return NULL_ARG;
  const name = node.name === 'AddressOf' ? addressed(scope, node) : undefined;
  if (name !== undefined) return { kind: 'out', slot: assignSlot(scope, name) };
  scope.names.reporter.error(
    node,
    `${call} writes ${param.name}: it wants the address of a variable, or NULL`,
    `&${isExpression(node) && node.name === 'Name' ? textOf(scope.names.source, node) : param.name}`,
  );
  return NULL_ARG;
}

function structArgument(
  scope: Scope,
  call: string,
  specs: readonly FieldSpec[],
  node: SyntaxNode,
): Arg {
  if (isNull(scope, node)) return NULL_ARG;
  const bad = FAULTING.has(call) ? badAddress(scope, node) : undefined;
  if (bad !== undefined) return bad;
  if (node.name === 'AddressOf') return memberStruct(scope, specs, node);
  if (node.name === 'Braces') return braces(scope, call, specs, node);
  scope.names.reporter.error(
    node,
    `${call} wants a structure here, in braces, or the address of one, or NULL`,
    `{ .${specs[0]?.name} = … }`,
  );
  return NULL_ARG;
}

/** Calls in which a structure at a bad address is modelled. */
const FAULTING = new Set(['rt_sigqueueinfo', 'pidfd_send_signal', 'ioctl']);

function badAddress(scope: Scope, node: SyntaxNode): Arg | undefined {
  const named = node.name === 'Name' && textOf(scope.names.source, node) === BAD_ADDRESS;
  return named ? { kind: 'value', expr: expression(scope, node) } : undefined;
}

/** `&info`: every member of info that the program uses becomes a field. */
function memberStruct(scope: Scope, specs: readonly FieldSpec[], node: SyntaxNode): Arg {
  const name = addressed(scope, node);
  const fields: { readonly name: string; readonly value: Arg }[] = [];
  for (const member of scope.members) {
    if (!member.startsWith(`${name}.`)) continue;
    const field = member.slice(`${name}.`.length);
    const spec = specs.find(s => s.name === field);
    if (spec === undefined) {
      const hint =
        didYouMean(
          field,
          specs.map(s => s.name),
        ) ?? `its members: ${specs.map(s => s.name).join(', ')}`;
      scope.names.reporter.error(node, `this structure has no member '${field}'`, hint);
    } else if (spec.way === 'in') {
      if (!scope.assigned.has(member)) continue;
      const slot = assignSlot(scope, member);
      fields.push({ name: field, value: { kind: 'value', expr: { kind: 'var', slot } } });
    } else {
      fields.push({ name: field, value: { kind: 'out', slot: assignSlot(scope, member) } });
    }
  }
  return { kind: 'struct', fields };
}

/** `{ .flags = 0, .pidfd = &fd }`, or the fields in order: `{fd, POLLIN}`. */
function braces(scope: Scope, call: string, specs: readonly FieldSpec[], node: SyntaxNode): Arg {
  const fields: { readonly name: string; readonly value: Arg }[] = [];
  for (const [i, item] of elements(node).entries()) {
    const named = item.name === 'Field';
    const label = named ? fieldName(scope, item) : specs[i]?.name;
    const spec = specs.find(s => s.name === label);
    const valueNode = named ? children(item).at(-1) : item;
    if (spec === undefined || valueNode === undefined) {
      const names = specs.map(s => s.name);
      const hint = didYouMean(label ?? '', names) ?? `its fields: ${names.join(', ')}`;
      scope.names.reporter.error(item, `this structure of ${call} has no field '${label}'`, hint);
      continue;
    }
    if (fields.some(f => f.name === spec.name))
      scope.names.reporter.error(item, `the field .${spec.name} is given twice`);
    fields.push({ name: spec.name, value: fieldValue(scope, call, spec, valueNode) });
  }
  return { kind: 'struct', fields };
}

function fieldName(scope: Scope, item: SyntaxNode): string | undefined {
  const label = first(item, 'FieldName');
  return label === undefined ? undefined : textOf(scope.names.source, label);
}

function fieldValue(scope: Scope, call: string, spec: FieldSpec, node: SyntaxNode): Arg {
  const param: Param = { name: `.${spec.name}`, type: { kind: 'value' }, optional: false };
  switch (spec.way) {
    case 'in':
      return valueArgument(scope, call, param, node);
    case 'out':
      return outArgument(scope, call, param, node);
    case 'pointer':
      return badAddress(scope, node) ?? outArgument(scope, call, param, node);
    case 'list':
      if (node.name !== 'Braces')
        return { kind: 'list', items: [valueArgument(scope, call, param, node)] };
      return listArgument(scope, call, param, node, item =>
        valueArgument(scope, call, param, item),
      );
    default:
      return unreachable(spec.way);
  }
}

function elements(node: SyntaxNode): SyntaxNode[] {
  return children(node).filter(child => !/^[{},]$/.test(child.name));
}

function listArgument(
  scope: Scope,
  call: string,
  param: Param,
  node: SyntaxNode,
  item: (node: SyntaxNode) => Arg,
): Arg {
  if (isNull(scope, node)) return NULL_ARG;
  if (node.name === 'Braces') return { kind: 'list', items: elements(node).map(item) };
  scope.names.reporter.error(node, `${call} wants a list in braces for ${param.name}`, '{ …, … }');
  return NULL_ARG;
}

/** `{ {fd, POLLIN}, … }`; one structure may stand without the outer braces; `&p` as well. */
function arrayArgument(
  scope: Scope,
  call: string,
  specs: readonly FieldSpec[],
  node: SyntaxNode,
): Arg {
  const nested = node.name === 'Braces' && all(node, 'Braces').length > 0;
  if (!nested) {
    const one = structArgument(scope, call, specs, node);
    return one.kind === 'null' ? one : { kind: 'list', items: [one] };
  }
  const items = elements(node).map(item => structArgument(scope, call, specs, item));
  return { kind: 'list', items };
}
