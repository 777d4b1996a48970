// `TrafficPolicy` → how callers use a service, a port of it or a version.
import type { Balance, ClientTls, Connections, Ejection, Sourced, TrafficPolicy } from '../../../model/index.ts';
import { type Draft, type Fields, shareOf, sourced } from '../../shared/reading/index.ts';

export function readTrafficPolicy(fields: Fields): Draft<TrafficPolicy> {
  const traffic = {
    ...balance(fields.fields('loadBalancer')),
    ...connections(fields.fields('connectionPool')),
    ...eject(fields.fields('outlierDetection')),
    ...tls(fields.fields('tls')),
  };
  fields.leave(['tunnel', 'proxyProtocol', 'retryBudget'], 'a setting of connections that the language does not have');
  return traffic;
}

const simple: ReadonlyMap<string, Exclude<Balance['kind'], 'hash'>> = new Map([
  ['ROUND_ROBIN', 'round-robin'],
  ['LEAST_REQUEST', 'least-request'],
  ['LEAST_CONN', 'least-request'],
  ['RANDOM', 'random'],
  ['PASSTHROUGH', 'passthrough'],
]);

function balance(fields: Fields | undefined): Pick<TrafficPolicy, 'balance'> {
  if (!fields) return {};
  const word = fields.text('simple');
  const hash = fields.fields('consistentHash');
  const value = hash ? readHash(hash) : word === undefined ? undefined : simple.get(word);
  if (word !== undefined && word !== 'UNSPECIFIED' && value === undefined)
    fields.notes.add(fields.pathOf('simple'), fields.span, `the balancing \`${word}\``);
  fields.leave(['localityLbSetting', 'warmup', 'warmupDurationSecs'], 'balancing by place and time');
  fields.done();
  if (value === undefined) return {};
  return { balance: sourced<Balance>(typeof value === 'string' ? { kind: value } : value, fields.span) };
}

function readHash(fields: Fields): Balance | undefined {
  const header = fields.text('httpHeaderName');
  const query = fields.text('httpQueryParameterName');
  const source = fields.bool('useSourceIp');
  const cookie = fields.fields('httpCookie');
  const name = cookie?.text('name');
  const ttl = cookie?.duration('ttl');
  cookie?.leave(['path', 'attributes'], 'the path of a cookie');
  cookie?.done();
  fields.leave(['minimumRingSize', 'ringHash', 'maglev'], 'the size of the ring');
  fields.done();
  if (header !== undefined) return { kind: 'hash', by: 'header', name: header };
  if (query !== undefined) return { kind: 'hash', by: 'query', name: query };
  if (source) return { kind: 'hash', by: 'source-ip' };
  if (name === undefined) return undefined;
  // Zero is a cookie of the session, as without a word.
  return { kind: 'hash', by: 'cookie', name, ...(ttl ? { ttl } : {}) };
}

function connections(fields: Fields | undefined): Pick<TrafficPolicy, 'connections'> {
  if (!fields) return {};
  const [tcp, http] = [fields.fields('tcp'), fields.fields('http')];
  const value = {
    ...positive('max', tcp?.number('maxConnections')),
    ...given('connect', tcp?.duration('connectTimeout')),
    ...given('idle', http?.duration('idleTimeout') ?? tcp?.duration('idleTimeout')),
    ...positive('pending', http?.number('http1MaxPendingRequests')),
    ...positive('requests', http?.number('http2MaxRequests')),
    ...positive('perConnection', http?.number('maxRequestsPerConnection')),
    ...positive('retries', http?.number('maxRetries')),
  } as Connections;
  const reason = 'a limit of connections that the language does not have';
  tcp?.leave(['tcpKeepalive', 'maxConnectionDuration', 'idleTimeout'], reason);
  http?.leave(['h2UpgradePolicy', 'useClientProtocol', 'maxConcurrentStreams', 'http2KeepAlive'], reason);
  for (const one of [tcp, http, fields]) one?.done();
  return Object.keys(value).length > 0 ? { connections: sourced(value, fields.span) } : {};
}

/** Zero is what nobody wrote. */
const positive = (name: string, value: number | undefined) => (value === 0 ? {} : given(name, value));

const given = <T>(name: string, value: T | undefined) => (value === undefined ? {} : { [name]: value });

function eject(fields: Fields | undefined): Pick<TrafficPolicy, 'eject'> {
  if (!fields) return {};
  const split = fields.bool('splitExternalLocalOriginErrors');
  const local = fields.number('consecutiveLocalOriginFailures');
  const gateway = fields.number('consecutiveGatewayErrors');
  const errors = fields.number('consecutive5xxErrors');
  fields.leave(['consecutiveErrors'], 'Istio takes it no more and ejects as where nothing is said', 'extra');
  const what = failures(split, local, gateway, errors);
  const [check, duration] = [fields.duration('interval'), fields.duration('baseEjectionTime')];
  const percent = fields.number('maxEjectionPercent');
  const atMost = percent === undefined ? undefined : shareOf(percent);
  fields.leave(['minHealthPercent'], 'the share of healthy pods from which ejection is off');
  fields.done();
  if (!what) fields.notes.add(fields.path, fields.span, 'ejection for several kinds of failures at once, or for none');
  const value: Ejection = {
    ...(what ?? { after: 5, on: '5xx' }),
    ...given('check', check),
    ...given('for', duration),
    ...given('atMost', atMost),
  };
  return { eject: sourced(value, fields.span) };
}

/** Istio ejects after five 5xx unless told otherwise, zero is off. */
function failures(
  split: boolean | undefined,
  local: number | undefined,
  gateway: number | undefined,
  errors: number | undefined,
): Pick<Ejection, 'after' | 'on'> | undefined {
  if (split && local && errors === 0 && !gateway) return { after: local, on: 'connect-failure' };
  if (split || local !== undefined) return undefined;
  if (gateway && errors === 0) return { after: gateway, on: 'gateway-error' };
  if (!gateway && errors !== 0) return { after: errors ?? 5, on: '5xx' };
  // Gateway errors are 5xx too: a larger number of them is never reached, a smaller one beside the usual five is a second kind.
  return gateway && gateway >= (errors ?? 5) ? { after: errors ?? 5, on: '5xx' } : undefined;
}

const modes: Readonly<Record<string, ClientTls['mode']>> = {
  DISABLE: 'off',
  SIMPLE: 'simple',
  ISTIO_MUTUAL: 'mutual',
  MUTUAL: 'client',
};

function tls(fields: Fields | undefined): { tls?: Sourced<ClientTls> } {
  if (!fields) return {};
  const mode = fields.text('mode') ?? 'DISABLE';
  const sni = fields.text('sni');
  const credential = fields.text('credentialName');
  const [chain, key, authority] = ['clientCertificate', 'privateKey', 'caCertificates'].map((name) =>
    mounted(fields, name),
  );
  if (chain !== key)
    fields.notes.add(fields.pathOf('privateKey'), fields.span, 'a key that is not beside its certificate');
  const known = Object.hasOwn(modes, mode) ? modes[mode] : undefined;
  fields.leave(['subjectAltNames', 'insecureSkipVerify', 'caCrl'], 'how the certificate is checked');
  fields.done();
  if (known === undefined) {
    fields.notes.add(fields.pathOf('mode'), fields.span, `the TLS mode \`${mode}\``);
    return {};
  }
  const certificate = chain ?? (known === 'client' ? (credential ?? folderOf(fields)) : undefined);
  const ca = authority ?? (known === 'simple' ? credential : undefined);
  const value: ClientTls = {
    mode: known,
    ...given('sni', sni),
    ...given('ca', ca),
    ...given('certificate', certificate),
  };
  return { tls: sourced(value, fields.span) };
}

/** A secret called like the folder of the certificate stands for files that mesh did not mount. */
function folderOf(fields: Fields): string {
  const folder = fields.text('clientCertificate')?.split('/').at(-2) ?? '';
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name || 'client-certificate';
}

/** Files of the proxy: the secrets that mesh mounts have their names in the path, others cannot be named. */
function mounted(fields: Fields, key: string): string | undefined {
  const path = fields.text(key);
  if (path === undefined) return undefined;
  const file = { clientCertificate: 'tls.crt', privateKey: 'tls.key', caCertificates: 'ca.crt' }[key];
  const found = /^\/etc\/mesh\/secrets\/([^/]+)\/([^/]+)$/.exec(path);
  if (found && found[2] === file) return found[1];
  fields.notes.add(fields.pathOf(key), fields.spanOf(key), 'a file in the proxy, where the language names a secret');
  return undefined;
}

/** Settings of a port that only repeat the service's are not its own. */
export const ownTraffic = (own: TrafficPolicy, whole: TrafficPolicy): TrafficPolicy =>
  Object.fromEntries(
    Object.entries(own).filter(
      ([name, setting]) => JSON.stringify(setting.value) !== JSON.stringify(whole[name as keyof TrafficPolicy]?.value),
    ),
  );
