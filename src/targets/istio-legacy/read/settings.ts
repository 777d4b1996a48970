// The fields of a RouteRule besides match and route → settings of a rule.
import { type Cors, MILLION, type PartsPerMillion, type Settings } from '../../../model/index.ts';
import { type Fields, type Gathering, shareOf, sourced } from '../../shared/reading/index.ts';
import { readRef, versionByLabels } from './service-ref.ts';

export function readSettings(spec: Fields, namespace: string, gathering: Gathering): Settings {
  return {
    ...timeout(spec.fields('httpReqTimeout')),
    ...retries(spec.fields('httpReqRetries')),
    ...faults(spec.fields('httpFault')),
    ...mirror(spec, namespace, gathering),
    ...headers(spec),
    ...cors(spec.fields('corsPolicy')),
    ...(spec.bool('websocketUpgrade') ? { websocket: sourced(true, spec.spanOf('websocketUpgrade')) } : {}),
  };
}

const ownHeaders = 'a timeout or retry that the request itself may change by a header';

function timeout(fields: Fields | undefined): Pick<Settings, 'timeout'> {
  const simple = fields?.fields('simpleTimeout');
  const value = simple?.duration('timeout');
  simple?.leave(['overrideHeaderName'], ownHeaders);
  simple?.done();
  fields?.leave(['custom'], 'a timeout of another kind');
  fields?.done();
  return value === undefined || !fields ? {} : { timeout: sourced(value === 0 ? 'none' : value, fields.span) };
}

function retries(fields: Fields | undefined): Pick<Settings, 'retry'> {
  const simple = fields?.fields('simpleRetry');
  const attempts = simple?.number('attempts');
  const perTry = simple?.duration('perTryTimeout');
  simple?.leave(['overrideHeaderName'], ownHeaders);
  simple?.done();
  fields?.leave(['custom'], 'retries of another kind');
  fields?.done();
  if (!fields || attempts === undefined) return {};
  if (attempts === 0) return { retry: sourced('never', fields.span) };
  return { retry: sourced({ attempts, on: [], ...(perTry === undefined ? {} : { perTry }) }, fields.span) };
}

function faults(fields: Fields | undefined): Pick<Settings, 'delay' | 'abort'> {
  if (!fields) return {};
  const [delay, abort] = [fields.fields('delay'), fields.fields('abort')];
  const duration = delay?.duration('fixedDelay');
  const status = abort?.number('httpStatus');
  const [delayed, aborted] = [delay && share(delay, 'delayed'), abort && share(abort, 'aborted')];
  const result = {
    ...(delay && duration !== undefined && delayed !== undefined
      ? { delay: sourced({ duration, share: delayed }, delay.span) }
      : {}),
    ...(abort && status !== undefined && aborted !== undefined
      ? { abort: sourced({ status, share: aborted }, abort.span) }
      : {}),
  };
  delay?.leave(['exponentialDelay', 'overrideHeaderName'], 'a delay that is not fixed');
  abort?.leave(['grpcStatus', 'http2Error', 'overrideHeaderName'], 'an abort with a status of gRPC or HTTP/2');
  for (const one of [delay, abort, fields]) one?.done();
  return result;
}

/** Pilot cuts what is behind the point; where nothing is said it is of no request. */
function share(fields: Fields, what: string): PartsPerMillion | undefined {
  const percent = fields.number('percent');
  const path = fields.pathOf('percent');
  if (percent === undefined) {
    fields.notes.add(path, fields.span, `no share is said: no request is ${what}`, 'extra');
    return undefined;
  }
  if (!Number.isInteger(percent))
    fields.notes.add(path, fields.span, 'a fraction of a percent, which Pilot cuts off', 'extra');
  const parts = shareOf(Math.floor(percent));
  if (parts === undefined) fields.notes.add(path, fields.span, 'a share beyond 100 %', 'extra');
  return parts ?? MILLION;
}

function mirror(spec: Fields, namespace: string, gathering: Gathering): Pick<Settings, 'mirror'> {
  const target = readRef(spec, 'mirror', namespace, gathering);
  if (!target) return {};
  const origin = spec.spanOf('mirror');
  const version = versionByLabels(target.callee, target.labels, origin, gathering);
  const { kind, key } = target.callee;
  return {
    mirror: sourced(
      { share: MILLION, to: { kind, target: key, ...(version === undefined ? {} : { version }) } },
      origin,
    ),
  };
}

function headers(spec: Fields): Pick<Settings, 'headers'> {
  const all = spec.map('appendHeaders');
  const origin = spec.spanOf('appendHeaders');
  const changes = Object.entries(all ?? {}).map(([header, value]) =>
    sourced({ direction: 'request' as const, operation: 'add' as const, header: header.toLowerCase(), value }, origin),
  );
  return changes.length === 0 ? {} : { headers: changes };
}

function cors(fields: Fields | undefined): Pick<Settings, 'cors'> {
  if (!fields) return {};
  const texts = (key: string): readonly string[] => fields.texts(key).map(({ value }) => value);
  const maxAge = fields.duration('maxAge');
  const credentials = fields.bool('allowCredentials');
  const value: Cors = {
    origins: texts('allowOrigin').map((origin) =>
      origin === '*' ? { operator: 'matches', value: '.*' } : { operator: 'equals', value: origin },
    ),
    methods: texts('allowMethods'),
    headers: texts('allowHeaders'),
    expose: texts('exposeHeaders'),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  fields.done();
  return { cors: sourced(value, fields.span) };
}
