// Documents → JSON, two spaces of indentation, members in the tree's order. Several documents follow one another, each ending in a
// line break: the stream that kubectl and jq read. The text is YAML too.
import type { Document, Node, ScalarValue } from './tree.ts';
import { quoteJson } from './yaml-text.ts';

/** JSON text of the documents. Throws RangeError for a number that JSON cannot hold (a fault of ours). */
export const writeJson = (documents: readonly Document[]): string =>
  documents.map(({ root }) => `${json(root, '\n')}\n`).join('');

/** `lead` is a line break and the indentation of the line that the node begins on. */
function json(node: Node, lead: string): string {
  switch (node.kind) {
    case 'scalar':
      return jsonScalar(node.value);
    case 'list':
      return bracketed('[', ']', lead, node.items, (item, inner) => json(item, inner));
    case 'map':
      return bracketed(
        '{',
        '}',
        lead,
        node.entries,
        ({ key, value }, inner) => `${quoteJson(key)}: ${json(value, inner)}`,
      );
  }
}

function bracketed<T>(
  open: string,
  close: string,
  lead: string,
  parts: readonly T[],
  write: (part: T, lead: string) => string,
): string {
  if (parts.length === 0) return open + close;
  const inner = `${lead}  `;
  return open + parts.map((part) => inner + write(part, inner)).join(',') + lead + close;
}

function jsonScalar(value: ScalarValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`JSON has no ${value}`);
  return typeof value === 'string' ? quoteJson(value) : JSON.stringify(value);
}
