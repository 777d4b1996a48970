// The texts that an editor has open: each change makes a new source. Versions are remembered, never trusted: what counts is the order
// in which changes come.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { Source } from '../text/index.ts';
import { offsetsOf } from './ranges.ts';

export interface OpenText {
  /** As the editor wrote it. */
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly source: Source;
}

/** The text after all changes of one message, one after the other. */
export function changed(source: Source, changes: readonly TextDocumentContentChangeEvent[]): Source {
  let result = source;
  for (const change of changes) result = new Source(source.path, textAfter(result, change));
  return result;
}

function textAfter(source: Source, change: TextDocumentContentChangeEvent): string {
  if (!('range' in change) || !change.range) return change.text;
  const { start, end } = offsetsOf(source, change.range);
  return source.text.slice(0, start) + change.text + source.text.slice(end);
}
