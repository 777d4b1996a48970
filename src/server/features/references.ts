// Who names a thing: references across files, highlights in one.
import { type DocumentHighlight, DocumentHighlightKind, type Location } from 'vscode-languageserver';
import { spanPath } from '../../text/index.ts';
import { namedAt } from '../place.ts';
import { rangeOf } from '../ranges.ts';
import { finished, flatMapInSteps, type Steps } from '../steps.ts';
import type { View } from '../workspace.ts';
import { locationOf } from './definition.ts';

export const references = (view: View, offset: number, withDeclaration: boolean): Location[] =>
  finished(referencesInSteps(view, offset, withDeclaration));

export function* referencesInSteps(view: View, offset: number, withDeclaration: boolean): Steps<Location[]> {
  const named = namedAt(view, offset);
  if (!named) return [];
  const found = yield* view.living.referencesInSteps(named.symbol);
  const declared = withDeclaration ? [named.symbol.nameSpan] : [];
  return yield* flatMapInSteps([...declared, ...found], (span) => [locationOf(span)]);
}

export function highlights(view: View, offset: number): DocumentHighlight[] {
  const named = namedAt(view, offset);
  if (!named) return [];
  const { nameSpan } = named.symbol;
  const read = view.living
    .referencesTo(named.symbol)
    .filter((span) => spanPath(span) === view.path)
    .map((span) => ({ range: rangeOf(span), kind: DocumentHighlightKind.Read }));
  const written =
    spanPath(nameSpan) === view.path ? [{ range: rangeOf(nameSpan), kind: DocumentHighlightKind.Write }] : [];
  return [...written, ...read];
}
