// The room's harness: parse a text and look at what is wrong with it, or at its tree.
import type { Diagnostic } from '../../../src/diagnostics/index.ts';
import { type Declaration, declarationsOf, type FileTree, parseFile } from '../../../src/syntax/index.ts';
import { applyEdits, placeOf, Source } from '../../../src/text/index.ts';

export const parse = (text: string): FileTree => parseFile(new Source('main.mesh', text));

export const problemsOf = (text: string): readonly Diagnostic[] =>
  parse(text).segments.flatMap((segment) => segment.problems);

/** `line:column code message`, one for each problem. */
export const messagesOf = (text: string): readonly string[] =>
  problemsOf(text).map((one) => `${placeOf(one.span).replace('main.mesh:', '')} ${one.code} ${one.message}`);

/** The text after the preferred (else the first) fix of each problem. */
export function fixed(text: string): string {
  const edits = problemsOf(text).flatMap(
    ({ fixes = [] }) => (fixes.find((one) => one.preferred) ?? fixes[0])?.edits ?? [],
  );
  return applyEdits('main.mesh', text, edits);
}

/** The only declaration of a text, as some kind. */
export function only<K extends Declaration['kind']>(text: string, kind: K): Extract<Declaration, { kind: K }> {
  const [first, ...more] = declarationsOf(parse(text));
  if (first?.kind !== kind || more.length > 0) throw new Error(`${first?.kind} and ${more.length} more`);
  return first as Extract<Declaration, { kind: K }>;
}
