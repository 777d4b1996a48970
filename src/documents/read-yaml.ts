// YAML text → documents with the span of every node, read as Kubernetes reads them; what is wrong with one is told and leaves the
// others alone. JSON is read as the YAML that it is.
import { Anchor, type Source } from '../text/index.ts';
import type { AliasUse, Problem } from './read-node.ts';
import { readPlain } from './read-plain.ts';
import { readWhole } from './read-whole.ts';
import { type DocumentRange, splitDocuments } from './split-documents.ts';
import type { Node } from './tree.ts';

/**
 * One document of a stream. `range` are offsets of its text, comments before it and its `---` included; the ranges of a stream's
 * documents make up its text. In maps an entry's `origin` is its key's span, that of a value the value's (a flow collection's begins at
 * its bracket, a block list's at its first dash, a block map's at its first key).
 */
export interface ReadDocument {
  readonly index: number;
  /** `broken`: not to be understood, no root. `empty`: nothing but comments, no root. */
  readonly state: 'read' | 'empty' | 'broken';
  readonly root?: Node;
  readonly source: Source;
  readonly range: DocumentRange;
  readonly aliases: readonly AliasUse[];
  readonly problems: readonly Problem[];
}

export interface ReadOptions {
  /** How many nodes all aliases of one document may stand for together. */
  readonly maxAliases?: number;
}

const MOST_ALIASES = 100_000;

/** All documents of a stream, and the problems of all of them in order. Never throws on any text. */
export function readYaml(
  source: Source,
  { maxAliases = MOST_ALIASES }: ReadOptions = {},
): { readonly documents: readonly ReadDocument[]; readonly problems: readonly Problem[] } {
  const anchor = new Anchor(source, 0);
  const documents = splitDocuments(source.text).map((range, index) => readDocument(anchor, range, index, maxAliases));
  return { documents, problems: documents.flatMap(({ problems }) => problems) };
}

function readDocument(anchor: Anchor, range: DocumentRange, index: number, maxAliases: number): ReadDocument {
  const { source } = anchor;
  const root = readPlain(anchor, source.text.slice(range.start, range.end), range.start);
  if (!root) return readWhole(anchor, range, index, maxAliases);
  return { index, source, range, state: 'read', root, aliases: [], problems: [] };
}
