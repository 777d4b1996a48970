// Names, references, values, conditions → layouts. What has a text in its source is written as it stands there; what was made by a
// program (the importer's trees) is written from its value.
import type * as tree from '../syntax/index.ts';
import { quote, writeName } from '../syntax/index.ts';
import { spanText } from '../text/index.ts';
import { commas, group, indent, type Layout, line, soft } from './layout.ts';

/** The text a node was written as; undefined for a node without a place. */
const written = (node: { readonly span: tree.Name['span'] }): string | undefined =>
  node.span.start === node.span.end ? undefined : spanText(node.span);

export const nameText = (name: tree.Name): string =>
  written(name) ?? (name.quoted ? quote(name.text) : writeName(name.text));

export function referenceText(reference: tree.Reference): string {
  const text = written(reference);
  if (text !== undefined) return text;
  const { namespace, name, version, port } = reference;
  return [
    namespace ? `${nameText(namespace)}/` : '',
    nameText(name),
    version ? `@${nameText(version)}` : '',
    port ? `:${/^\d+$/.test(port.text) ? port.text : nameText(port)}` : '',
  ].join('');
}

export function value(node: tree.Value): Layout {
  switch (node.kind) {
    case 'text':
      return written(node) ?? quote(node.value);
    case 'raw':
      return written(node) ?? (node.value.includes('`') ? quote(node.value) : `\`${node.value}\``);
    case 'number':
    case 'word':
      return node.text;
    case 'list':
      return brackets('[', node.items.map(value), ']');
    case 'call':
      return call(node);
    case 'missing':
      return '';
  }
}

export const call = (node: tree.Call): Layout => [
  referenceText(node.reference),
  node.arguments ? brackets('(', node.arguments.map(value), ')') : '',
];

export const brackets = (open: string, items: readonly Layout[], close: string): Layout =>
  group(open, indent(soft, commas(items)), soft, close);

/** Labels on one line, or one line each. */
export const map = (node: tree.MapLiteral): Layout =>
  group(
    '{',
    indent(line, commas(node.entries.map((entry) => [nameText(entry.key), ': ', value(entry.value)]))),
    line,
    '}',
  );

export const parameters = (list: readonly tree.Parameter[] | undefined): Layout =>
  list
    ? brackets(
        '(',
        list.map((one) => [nameText(one.name), ': ', type(one.type), one.value ? [' = ', value(one.value)] : '']),
        ')',
      )
    : '';

export const type = (node: tree.TypeReference): string =>
  node.list ? `[${nameText(node.name)}]` : nameText(node.name);

// ---- conditions

export function condition(node: tree.Condition): Layout {
  switch (node.kind) {
    case 'logical':
      return group(
        node.operands.map((one, index) =>
          index === 0 ? condition(one) : [line, operator(node, index), condition(one)],
        ),
      );
    case 'not':
      return ['not ', condition(node.condition)];
    case 'parenthesized':
      return group('(', indent(soft, condition(node.condition)), soft, ')');
    case 'from':
      return ['from ', source(node.source)];
    case 'test':
      return test(node);
    case 'call-condition':
      return call(node.call);
    case 'missing':
      return '';
  }
}

const operator = (node: tree.LogicalCondition, index: number): string => `${node.operators[index - 1]?.kind ?? 'and'} `;

export function source(node: tree.SourceExpression): Layout {
  switch (node.kind) {
    case 'source-namespace':
      return ['namespace ', nameText(node.name)];
    case 'source-gateway':
      return ['gateway ', referenceText(node.reference)];
    case 'source-pods':
      return ['pods ', map(node.map)];
    case 'source-workload':
      return referenceText(node.reference);
  }
}

function test(node: tree.TestCondition): Layout {
  const subject: Layout = [node.subject.word, node.subject.name ? [' ', value(node.subject.name)] : ''];
  const operands = node.operands.map(value);
  if (node.operator.text === 'exists') return [subject, ' exists'];
  const list =
    node.operands.length > 1 ||
    (node.operator.text === 'in' && node.operands[0]?.kind !== 'list' && node.operands[0]?.kind !== 'call');
  return [subject, ' ', node.operator.text, ' ', list ? brackets('(', operands, ')') : operands];
}
