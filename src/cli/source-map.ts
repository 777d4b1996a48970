// `--source-map`: which line of the written YAML came from which place of the source, as JSON.
import { type Document, writeYamlWithMap } from '../documents/index.ts';
import { placeOf } from '../text/index.ts';

export function sourceMap(documents: readonly Document[]): string {
  const { mappings } = writeYamlWithMap(documents);
  return `${JSON.stringify({ version: 1, lines: mappings.map(({ line, span }) => ({ line, from: placeOf(span) })) }, undefined, 1)}\n`;
}
