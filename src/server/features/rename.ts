// Renaming across files: every place that names the thing, and the one that declares it. Refused, with the reason, where the new name
// is none, is taken, or the thing is not of this project.
import { ErrorCodes, type Range, ResponseError, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import { isDeclared, type MeshSymbol, spaceOf } from '../../program/index.ts';
import { quote, writeName } from '../../syntax/index.ts';
import { type Span, spanPath, spanText } from '../../text/index.ts';
import { type Named, namedAt } from '../place.ts';
import { rangeOf } from '../ranges.ts';
import { finished, type Steps } from '../steps.ts';
import { uriOfPath } from '../uri.ts';
import type { View } from '../workspace.ts';
import { ownerOf } from './definition.ts';

export function prepareRename(
  view: View,
  offset: number,
): { readonly range: Range; readonly placeholder: string } | undefined {
  const named = namedAt(view, offset);
  if (!named || refusal(view, named)) return undefined;
  return { range: rangeOf(named.span), placeholder: named.symbol.name };
}

export const rename = (view: View, offset: number, newName: string): WorkspaceEdit =>
  finished(renameInSteps(view, offset, newName));

export function* renameInSteps(view: View, offset: number, newName: string): Steps<WorkspaceEdit> {
  const named = namedAt(view, offset);
  if (!named) throw refuse('there is nothing to rename here');
  const reason = refusal(view, named) ?? taken(view, named.symbol, newName);
  if (reason) throw refuse(reason);
  const spans = [named.symbol.nameSpan, ...(yield* view.living.referencesInSteps(named.symbol))];
  const changes: Record<string, TextEdit[]> = {};
  for (const span of distinct(spans)) {
    const uri = uriOfPath(spanPath(span));
    const edits = changes[uri] ?? [];
    changes[uri] = edits;
    edits.push({ range: rangeOf(span), newText: written(span, newName) });
    yield;
  }
  return { changes };
}

const refuse = (reason: string): ResponseError<void> => new ResponseError(ErrorCodes.InvalidRequest, reason);

function refusal(view: View, { symbol, span }: Named): string | undefined {
  if (!view.living.tree(spanPath(symbol.nameSpan))) return `${symbol.key} is not of this project`;
  if (symbol.kind === 'port' && /^\d+$/.test(spanText(span)))
    return 'a port number is no name: change it where it is declared';
  if (symbol.kind === 'port' && /^\d+$/.test(symbol.name)) return 'the port has a number, but no name';
  return undefined;
}

/** Why a name cannot be had; nothing where it can. */
function taken(view: View, symbol: MeshSymbol, newName: string): string | undefined {
  if (newName.trim() === '' || /[\n\r"]/.test(newName)) return 'a name has letters, digits, `-` and `_`';
  if (newName === symbol.name) return undefined;
  if (isDeclared(symbol)) {
    const other = view.living.program.table(symbol.namespace)?.[spaceOf(symbol)].get(newName);
    return other && `${other.key} is there already`;
  }
  const owner = ownerOf(view, symbol);
  if (owner && 'members' in owner) {
    const members = symbol.kind === 'version' ? owner.members.versions : owner.members.ports;
    return members.has(newName) ? `${owner.key} has a ${symbol.kind} ${newName} already` : undefined;
  }
  return undefined;
}

/** A name that was quoted stays quoted; one that needs quotes gets them. */
const written = (span: Span, name: string): string => (spanText(span).startsWith('"') ? quote(name) : writeName(name));

function distinct(spans: readonly Span[]): readonly Span[] {
  const seen = new Set<string>();
  return spans.filter((span) => {
    const key = `${spanPath(span)} ${span.anchor.offset + span.start}`;
    if (seen.has(key) || spanText(span) === '') return false;
    seen.add(key);
    return true;
  });
}
