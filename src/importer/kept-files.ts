// Objects that stay YAML → a file for each, with their texts as they are.
import { type MapNode, type ReadDocument, writeYaml } from '../documents/index.ts';
import type { InputObject } from '../targets/index.ts';
import { type GivenNames, numberedName } from '../text/index.ts';

export interface KeptFile {
  readonly path: string;
  readonly text: string;
}
export interface Found {
  readonly object: InputObject;
  readonly document: ReadDocument;
  /** Whether the document is this object alone. */
  readonly isWhole: boolean;
}

export function keptFiles(found: readonly Found[]): readonly KeptFile[] {
  const names: GivenNames = new Map();
  return found
    .filter(({ object: { notes } }) => notes.kept !== undefined || notes.staysToo)
    .map(({ object, document, isWhole }) => {
      const { range, source } = document;
      const own = source.text.slice(range.start, range.end).replace(/^---[^\n]*\n/, '');
      const text = isWhole ? own : writeYaml([{ root: object.root as MapNode, path: '' }]);
      return { path: pathOf(object, names), text: text.endsWith('\n') ? text : `${text}\n` };
    });
}

function pathOf({ kind, namespace, name }: InputObject, names: GivenNames): string {
  const base = `${kind}-${namespace}-${name}`
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 100);
  return `include/${numberedName(base, names)}.yaml`;
}
