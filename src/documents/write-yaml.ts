// Documents → YAML: of trees as one text, of what is told as bytes, one document at a time. How it looks is the business of yaml-sink.
import { type ToldDocument, tellTree } from './sink.ts';
import type { Document } from './tree.ts';
import { type LineMapping, type WriteOptions, YamlSink } from './yaml-sink.ts';

/** YAML text of several documents with `---` between them; empty for none. */
export const writeYaml = (documents: readonly Document[], options: WriteOptions = {}): string =>
  write(documents, new YamlSink(options));

/** `writeYaml`, and the origin of every line that begins a node whose own or enclosing origin is known. */
export function writeYamlWithMap(
  documents: readonly Document[],
  options: WriteOptions = {},
): { readonly text: string; readonly mappings: readonly LineMapping[] } {
  const mappings: LineMapping[] = [];
  return { text: write(documents, new YamlSink(options, mappings)), mappings };
}

function write(documents: readonly Document[], sink: YamlSink): string {
  for (const [index, document] of documents.entries()) {
    if (index > 0) sink.between();
    sink.document(told(document));
  }
  return decoder.decode(sink.out.bytes.subarray(0, sink.out.end));
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The document, told from its tree. */
export function told({ root, path, comments }: Document): ToldDocument {
  return { path, comments, origin: root.origin, tell: (to) => tellTree(root, to) };
}

export interface YamlWriter {
  /** The document's YAML, without a line before it; the bytes are good until the next call. */
  readonly document: (document: ToldDocument) => Uint8Array;
}

/** Writes documents one after the other, in the same memory. */
export function yamlWriter(options: WriteOptions = {}): YamlWriter {
  const sink = new YamlSink(options);
  return {
    document: (document) => {
      sink.out.end = 0;
      sink.document(document);
      return sink.out.bytes.subarray(0, sink.out.end);
    },
  };
}
