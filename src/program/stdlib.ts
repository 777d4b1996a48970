// The standard library: its embedded texts, parsed when they are first needed.
import { type FileTree, parseFile } from '../syntax/index.ts';
import { Source } from '../text/index.ts';
import { stdlibTexts } from './stdlib.gen.ts';

let trees: readonly FileTree[] | undefined;

/** The trees of `std/…`; parsed once per process. */
export function stdlib(): readonly FileTree[] {
  trees ??= stdlibSources().map((source) => parseFile(source));
  return trees;
}

/** Its files as they are embedded. */
export const stdlibSources = (): readonly Source[] =>
  Object.entries(stdlibTexts).map(([path, text]) => new Source(path, text));
