// The parts of `HTTPRoute` besides match and destinations.
import type { Sink } from '../../../documents/index.ts';
import type { Span } from '../../../text/index.ts';
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
import { matchKind } from './http-match.ts';
import { durationOf, optional, optionalDuration, optionalList, placed, texts } from './values.ts';
import { destination } from './virtual-service.ts';

export function httpAnswer(to: Sink, action: Exclude<HttpAction, { kind: 'route' }>): void {
  const { origin } = action;
  if (action.kind === 'redirect') {
    to.map('redirect', origin);
    optional(to, 'scheme', action.scheme, origin);
    optional(to, 'authority', action.authority, origin);
    optional(to, 'port', action.port, origin);
    if (action.portOfRequest) to.field('derivePort', 'FROM_REQUEST_PORT', origin);
    optional(to, 'uri', action.uri, origin);
    optional(to, 'prefixRewrite', action.prefixRewrite, origin);
    to.field('redirectCode', action.code, origin);
  } else {
    to.map('directResponse', origin);
    to.field('status', action.status, origin);
    if (action.body !== undefined) {
      to.map('body', origin);
      to.field('string', action.body, origin);
      to.end();
    }
  }
  to.end();
}

export function httpSettings(to: Sink, route: HttpRoute): void {
  const { timeout } = route;
  if (route.rewrite) rewrite(to, route.rewrite);
  if (timeout) to.field('timeout', durationOf(timeout.value), timeout.origin);
  if (route.retries) retries(to, route.retries);
  if (route.fault) fault(to, route.fault);
  if (route.mirror) mirror(to, route.mirror);
  if (route.headers) headers(to, route.headers);
  if (route.corsPolicy) cors(to, route.corsPolicy);
}

function rewrite(to: Sink, { uri, uriRegexRewrite, authority }: Rewrite): void {
  to.map('rewrite');
  placed(to, 'uri', uri);
  if (uriRegexRewrite) {
    const { value, origin } = uriRegexRewrite;
    to.map('uriRegexRewrite', origin);
    to.field('match', value.match, origin);
    to.field('rewrite', value.rewrite, origin);
    to.end();
  }
  placed(to, 'authority', authority);
  to.end();
}

function retries(to: Sink, { value, origin }: Placed<Retries>): void {
  to.map('retries', origin);
  to.field('attempts', value.attempts, origin);
  optionalDuration(to, 'perTryTimeout', value.perTryTimeout, origin);
  optional(to, 'retryOn', value.on, origin);
  to.end();
}

function percentage(to: Sink, value: number, origin: Span): void {
  to.map('percentage', origin);
  to.field('value', value, origin);
  to.end();
}

function fault(to: Sink, { delay, abort }: Fault): void {
  to.map('fault');
  if (delay) {
    to.map('delay', delay.origin);
    percentage(to, delay.value.percentage, delay.origin);
    to.field('fixedDelay', durationOf(delay.value.fixedDelay), delay.origin);
    to.end();
  }
  if (abort) {
    to.map('abort', abort.origin);
    percentage(to, abort.value.percentage, abort.origin);
    to.field('httpStatus', abort.value.httpStatus, abort.origin);
    to.end();
  }
  to.end();
}

function mirror(to: Sink, { value, origin }: Placed<Mirror>): void {
  to.list('mirrors', origin);
  to.mapItem(origin);
  destination(to, value.destination, origin);
  percentage(to, value.percentage, origin);
  to.end();
  to.end();
}

function headers(to: Sink, all: readonly Placed<HeaderOperation>[]): void {
  to.map('headers');
  for (const direction of ['request', 'response'] as const) {
    const some = all.filter(({ value }) => value.direction === direction);
    if (some.length > 0) operations(to, direction, some);
  }
  to.end();
}

function operations(to: Sink, direction: string, all: readonly Placed<HeaderOperation>[]): void {
  to.map(direction);
  for (const operation of ['set', 'add', 'remove'] as const) {
    const some = all.filter(({ value }) => value.operation === operation);
    if (some.length > 0)
      changes(
        to,
        operation,
        some.sort((a, b) => (a.value.header < b.value.header ? -1 : 1)),
      );
  }
  to.end();
}

function changes(to: Sink, operation: HeaderOperation['operation'], all: readonly Placed<HeaderOperation>[]): void {
  if (operation === 'remove') {
    to.list(operation);
    for (const { value, origin } of all) to.item(value.header, origin);
  } else {
    to.map(operation);
    for (const { value, origin } of all) to.field(value.header, value.value ?? '', origin);
  }
  to.end();
}

function cors(to: Sink, { value, origin }: Placed<CorsPolicy>): void {
  const some = (key: string, all: readonly string[]): void => {
    if (all.length > 0) texts(to, key, all, origin);
  };
  to.map('corsPolicy', origin);
  optionalList(to, 'allowOrigins', value.allowOrigins, origin, corsOrigin);
  some('allowMethods', value.allowMethods);
  some('allowHeaders', value.allowHeaders);
  some('exposeHeaders', value.exposeHeaders);
  optionalDuration(to, 'maxAge', value.maxAge, origin);
  optional(to, 'allowCredentials', value.allowCredentials, origin);
  to.end();
}

function corsOrigin(to: Sink, match: CorsPolicy['allowOrigins'][number]): void {
  to.mapItem(match.origin);
  matchKind(to, match);
  to.end();
}
