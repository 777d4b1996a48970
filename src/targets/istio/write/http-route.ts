// The parts of `HTTPRoute` besides match and destinations.
import { bool, type Entry, entry, type MapNode, map, number, text } from '../../../documents/index.ts';
import type {
  CorsPolicy,
  Fault,
  HeaderOperation,
  HttpAction,
  HttpRoute,
  Mirror,
  Placed,
  Retries,
  Rewrite,
} from '../plan.ts';
import { stringMatch } from './http-match.ts';
import { duration, optionalDuration, optionalList, optionalNumber, optionalText, texts } from './values.ts';
import { destination } from './virtual-service.ts';

export function httpAction(action: Exclude<HttpAction, { kind: 'route' }>): Entry {
  const { origin } = action;
  if (action.kind === 'directResponse') {
    const body =
      action.body === undefined ? undefined : entry('body', map([entry('string', text(action.body, origin))], origin));
    return entry('directResponse', map([entry('status', number(action.status, origin)), body], origin));
  }
  const { scheme, authority, port, uri, prefixRewrite, code } = action;
  return entry(
    'redirect',
    map(
      [
        optionalText('scheme', scheme, origin),
        optionalText('authority', authority, origin),
        optionalNumber('port', port, origin),
        optionalText('uri', uri, origin),
        optionalText('prefixRewrite', prefixRewrite, origin),
        entry('redirectCode', number(code, origin)),
      ],
      origin,
    ),
  );
}

export const httpSettings = (route: HttpRoute): readonly (Entry | undefined)[] => [
  route.rewrite && entry('rewrite', rewrite(route.rewrite)),
  route.timeout && entry('timeout', duration(route.timeout.value, route.timeout.origin)),
  route.retries && entry('retries', retries(route.retries)),
  route.fault && entry('fault', fault(route.fault)),
  route.mirror && optionalList('mirrors', [mirror(route.mirror)], route.mirror.origin),
  route.headers && entry('headers', headers(route.headers)),
  route.corsPolicy && entry('corsPolicy', cors(route.corsPolicy)),
];

const rewrite = ({ uri, uriRegexRewrite, authority }: Rewrite): MapNode =>
  map([
    uri && entry('uri', text(uri.value, uri.origin)),
    uriRegexRewrite &&
      entry(
        'uriRegexRewrite',
        map(
          [
            entry('match', text(uriRegexRewrite.value.match, uriRegexRewrite.origin)),
            entry('rewrite', text(uriRegexRewrite.value.rewrite, uriRegexRewrite.origin)),
          ],
          uriRegexRewrite.origin,
        ),
      ),
    authority && entry('authority', text(authority.value, authority.origin)),
  ]);

const retries = ({ value, origin }: Placed<Retries>): MapNode =>
  map(
    [
      entry('attempts', number(value.attempts, origin)),
      optionalDuration('perTryTimeout', value.perTryTimeout, origin),
      optionalText('retryOn', value.on, origin),
    ],
    origin,
  );

const percentage = (value: number, origin: Placed<unknown>['origin']): Entry =>
  entry('percentage', map([entry('value', number(value, origin))], origin));

const fault = ({ delay, abort }: Fault): MapNode =>
  map([
    delay &&
      entry(
        'delay',
        map(
          [
            percentage(delay.value.percentage, delay.origin),
            entry('fixedDelay', duration(delay.value.fixedDelay, delay.origin)),
          ],
          delay.origin,
        ),
      ),
    abort &&
      entry(
        'abort',
        map(
          [
            percentage(abort.value.percentage, abort.origin),
            entry('httpStatus', number(abort.value.httpStatus, abort.origin)),
          ],
          abort.origin,
        ),
      ),
  ]);

const mirror = ({ value, origin }: Placed<Mirror>): MapNode =>
  map([entry('destination', destination(value.destination, origin)), percentage(value.percentage, origin)], origin);

function headers(all: readonly Placed<HeaderOperation>[]): MapNode {
  const directions = (['request', 'response'] as const).map((direction) => {
    const some = all.filter(({ value }) => value.direction === direction);
    return some.length === 0 ? undefined : entry(direction, operations(some));
  });
  return map(directions);
}

function operations(all: readonly Placed<HeaderOperation>[]): MapNode {
  const of = (operation: HeaderOperation['operation']) =>
    all.filter(({ value }) => value.operation === operation).sort((a, b) => (a.value.header < b.value.header ? -1 : 1));
  const valued = (operation: 'set' | 'add'): Entry | undefined => {
    const some = of(operation);
    const entries = some.map(({ value, origin }) => entry(value.header, text(value.value ?? '', origin)));
    return some.length === 0 ? undefined : entry(operation, map(entries));
  };
  const removed = of('remove').map(({ value, origin }) => text(value.header, origin));
  return map([valued('set'), valued('add'), optionalList('remove', removed)]);
}

function cors({ value, origin }: Placed<CorsPolicy>): MapNode {
  const { allowOrigins, allowMethods, allowHeaders, exposeHeaders, maxAge, allowCredentials } = value;
  const some = (key: string, all: readonly string[]) => (all.length === 0 ? undefined : entry(key, texts(all, origin)));
  return map(
    [
      optionalList('allowOrigins', allowOrigins.map(stringMatch), origin),
      some('allowMethods', allowMethods),
      some('allowHeaders', allowHeaders),
      some('exposeHeaders', exposeHeaders),
      optionalDuration('maxAge', maxAge, origin),
      allowCredentials === undefined ? undefined : entry('allowCredentials', bool(allowCredentials, origin)),
    ],
    origin,
  );
}
