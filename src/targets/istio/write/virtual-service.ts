// `VirtualService.spec`.
import type { Sink } from '../../../documents/index.ts';
import type { Span } from '../../../text/index.ts';
import type {
  Destination,
  HttpRoute,
  SourceMatch,
  StreamMatch,
  StreamRoute,
  VirtualService,
  WeightedDestination,
} from '../plan.ts';
import { httpMatch } from './http-match.ts';
import { httpAnswer, httpSettings } from './http-route.ts';
import { exported, labels, optional, optionalList, placed, placedTexts, port, texts } from './values.ts';

export function virtualServiceSpec(to: Sink, object: VirtualService): void {
  const { origin } = object;
  placedTexts(to, 'hosts', object.hosts);
  texts(to, 'gateways', object.gateways, origin);
  exported(to, object.exportTo);
  optionalList(to, 'http', object.http, origin, httpRoute);
  optionalList(to, 'tls', object.tls, origin, streamRoute);
  optionalList(to, 'tcp', object.tcp, origin, streamRoute);
}

function httpRoute(to: Sink, route: HttpRoute): void {
  const { action, origin } = route;
  to.mapItem(origin);
  placed(to, 'name', route.name);
  optionalList(to, 'match', route.matches, origin, httpMatch);
  if (action.kind === 'route') destinations(to, action.destinations);
  else httpAnswer(to, action);
  httpSettings(to, route);
  to.end();
}

function streamRoute(to: Sink, route: StreamRoute): void {
  to.mapItem(route.origin);
  optionalList(to, 'match', route.matches, route.origin, streamMatch);
  destinations(to, route.destinations);
  to.end();
}

function streamMatch(to: Sink, match: StreamMatch): void {
  to.mapItem(match.origin);
  if (match.sniHosts) placedTexts(to, 'sniHosts', match.sniHosts);
  sourceMatch(to, match);
  to.end();
}

/** The fields that all kinds of matches share. */
export function sourceMatch(to: Sink, { port: number, gateways, sourceLabels, sourceNamespace }: SourceMatch): void {
  placed(to, 'port', number);
  if (gateways) texts(to, 'gateways', gateways.value, gateways.origin);
  if (sourceLabels) labels(to, 'sourceLabels', sourceLabels.value, sourceLabels.origin);
  placed(to, 'sourceNamespace', sourceNamespace);
}

function destinations(to: Sink, all: readonly WeightedDestination[]): void {
  to.list('route');
  for (let at = 0; at < all.length; at++) {
    const { destination: one, weight, origin } = all[at] as WeightedDestination;
    to.mapItem(origin);
    destination(to, one, origin);
    optional(to, 'weight', weight, origin);
    to.end();
  }
  to.end();
}

export function destination(to: Sink, { host, subset, port: number }: Destination, origin: Span): void {
  to.map('destination', origin);
  to.field('host', host, origin);
  optional(to, 'subset', subset, origin);
  if (number !== undefined) port(to, number, origin);
  to.end();
}
