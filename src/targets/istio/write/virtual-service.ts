// `VirtualService.spec`.
import { entry, list, type MapNode, map, number, text } from '../../../documents/index.ts';
import type {
  Destination,
  HttpRoute,
  Placed,
  SourceMatch,
  StreamMatch,
  StreamRoute,
  VirtualService,
  WeightedDestination,
} from '../plan.ts';
import { httpMatch } from './http-match.ts';
import { httpAction, httpSettings } from './http-route.ts';
import { exported, labels, optionalList, optionalNumber, optionalText, placedTexts, texts } from './values.ts';

export const virtualServiceSpec = ({ hosts, gateways, exportTo, http, tls, tcp, origin }: VirtualService): MapNode =>
  map(
    [
      entry('hosts', placedTexts(hosts)),
      entry('gateways', texts(gateways, origin)),
      exported(exportTo),
      optionalList('http', http.map(httpRoute), origin),
      optionalList('tls', tls.map(streamRoute), origin),
      optionalList('tcp', tcp.map(streamRoute), origin),
    ],
    origin,
  );

function httpRoute(route: HttpRoute): MapNode {
  const { name, matches, action, origin } = route;
  return map(
    [
      name && entry('name', text(name.value, name.origin)),
      optionalList('match', matches.map(httpMatch), origin),
      action.kind === 'route' ? entry('route', destinations(action.destinations)) : httpAction(action),
      ...httpSettings(route),
    ],
    origin,
  );
}

const streamRoute = ({ matches, destinations: to, origin }: StreamRoute): MapNode =>
  map([optionalList('match', matches.map(streamMatch), origin), entry('route', destinations(to))], origin);

const streamMatch = (match: StreamMatch): MapNode =>
  map([match.sniHosts && entry('sniHosts', placedTexts(match.sniHosts)), ...sourceMatch(match)], match.origin);

/** The fields that all kinds of matches share. */
export const sourceMatch = ({ port, gateways, sourceLabels, sourceNamespace }: SourceMatch) => [
  port && entry('port', number(port.value, port.origin)),
  gateways && entry('gateways', texts(gateways.value, gateways.origin)),
  sourceLabels && entry('sourceLabels', labels(sourceLabels.value, sourceLabels.origin)),
  sourceNamespace && placedText('sourceNamespace', sourceNamespace),
];

const placedText = (key: string, { value, origin }: Placed<string>) => entry(key, text(value, origin));

const destinations = (all: readonly WeightedDestination[]) =>
  list(
    all.map(({ destination: to, weight, origin }) =>
      map([entry('destination', destination(to, origin)), optionalNumber('weight', weight, origin)], origin),
    ),
  );

export const destination = ({ host, subset, port }: Destination, origin: WeightedDestination['origin']): MapNode =>
  map(
    [
      entry('host', text(host, origin)),
      optionalText('subset', subset, origin),
      port === undefined ? undefined : entry('port', map([entry('number', number(port, origin))], origin)),
    ],
    origin,
  );
