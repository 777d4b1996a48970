// Where a name is declared; for the services of a route also the route; what kind of thing a value is of.
import type { Location } from 'vscode-languageserver';
import { isDeclared, type MeshSymbol, stdlibSources } from '../../program/index.ts';
import { type Span, spanPath } from '../../text/index.ts';
import { namedAt } from '../place.ts';
import { rangeOf } from '../ranges.ts';
import { uriOfPath } from '../uri.ts';
import type { View } from '../workspace.ts';

export const locationOf = (span: Span): Location => ({ uri: shownUri(spanPath(span)), range: rangeOf(span) });

/** The standard library has no files: it is shown as a document of the server. */
const shownUri = (path: string): string =>
  stdlibSources().some((source) => source.path === path) ? `mesh-std:/${path}` : uriOfPath(path);

/** The name that declares what is named here; the standard library is shown as a document of its own. */
export function definition(view: View, offset: number): Location | undefined {
  const named = namedAt(view, offset);
  return named && locationOf(named.symbol.nameSpan);
}

/** What a thing is a part of: the service of a version or port, else its own declaration. */
export function typeDefinition(view: View, offset: number): Location | undefined {
  const named = namedAt(view, offset);
  if (!named) return undefined;
  const owner = ownerOf(view, named.symbol);
  return locationOf((owner ?? named.symbol).nameSpan);
}

export function ownerOf(view: View, symbol: MeshSymbol): MeshSymbol | undefined {
  if (symbol.kind !== 'version' && symbol.kind !== 'port') return undefined;
  const [namespace = '', name = ''] = symbol.owner.split('/');
  const table = view.living.program.table(namespace);
  return table?.target.get(name) ?? table?.gateway.get(name);
}

/** What decides the requests of a service, egress or gateway: its routes, the hosts at the door. */
export function implementations(view: View, offset: number): Location[] {
  const named = namedAt(view, offset);
  if (!named || !isDeclared(named.symbol)) return [];
  const { symbol } = named;
  if (symbol.kind === 'gateway')
    return view.living.mesh.ingresses
      .filter(({ doors }) => doors.some(({ gateway }) => gateway === symbol.key))
      .map(({ origin }) => locationOf(headOf(origin)));
  if (symbol.kind !== 'service' && symbol.kind !== 'egress') return [locationOf(symbol.nameSpan)];
  return view.living.mesh.routes
    .filter(({ target, origin }) => target === symbol.key && origin.anchor !== symbol.nameSpan.anchor)
    .map(({ origin }) => locationOf(headOf(origin)));
}

/** The first word of a declaration's span and what follows on that line. */
const headOf = (span: Span): Span => {
  const text = span.anchor.source.text.slice(span.anchor.offset + span.start, span.anchor.offset + span.end);
  const end = text.search(/[\r\n{]/);
  return end < 0 ? span : { ...span, end: span.start + text.slice(0, end).trimEnd().length };
};
