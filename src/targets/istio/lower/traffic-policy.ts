// How callers use a service: the model's settings in upstream's fields.
import { catalogue } from '../../../diagnostics/index.ts';
import {
  type Balance,
  type ClientTls,
  type Connections,
  type Ejection,
  type Port,
  percentText,
  type Sourced,
  type TrafficPolicy as Traffic,
  trafficOf,
} from '../../../model/index.ts';
import type {
  ClientTlsSettings,
  ConnectionPool,
  LoadBalancer,
  OutlierDetection,
  Placed,
  PortPolicy,
  TrafficPolicy,
} from '../plan.ts';
import type { Lowering } from './context.ts';

/** Where secrets of client TLS are: mounted in every caller's proxy, or read by the gateway that everything leaves by. */
export type SecretPlace = 'files' | 'secrets';

interface Place {
  readonly secrets: SecretPlace;
  /** The ports are not HTTP. */
  readonly stream: boolean;
}

/** Undefined where nothing is set. Port settings repeat what they inherit: upstream starts them from its defaults. */
export function trafficPolicy(
  traffic: Traffic,
  ports: readonly Port[],
  secrets: SecretPlace,
  context: Lowering,
): TrafficPolicy | undefined {
  const { balance, connections, eject, tls } = traffic;
  const portLevelSettings = ports.some(({ traffic: own }) => Object.keys(own).length > 0)
    ? portPolicies(traffic, ports, secrets, context)
    : undefined;
  if (!balance && !connections && !eject && !tls && !portLevelSettings) return undefined;
  const policy = policyOf(traffic, { secrets, stream: isStream(ports) }, context);
  return portLevelSettings ? { ...policy, portLevelSettings } : policy;
}

function portPolicies(
  traffic: Traffic,
  ports: readonly Port[],
  secrets: SecretPlace,
  context: Lowering,
): readonly PortPolicy[] {
  const own = ports.filter(({ traffic: some }) => Object.keys(some).length > 0);
  return own.map((port) => {
    const place = { secrets, stream: isStream([port]) };
    return { port: port.number, origin: port.origin, ...policyOf({ ...traffic, ...port.traffic }, place, context) };
  });
}

/** Whether none of the ports is HTTP. */
export const isStream = (ports: readonly Port[]): boolean =>
  ports.length > 0 && ports.every((port) => trafficOf(port.protocol) !== 'http');

export function policyOf(traffic: Traffic, place: Place, context: Lowering): Omit<TrafficPolicy, 'portLevelSettings'> {
  const { balance, connections, eject, tls } = traffic;
  return {
    loadBalancer: balance && placed(balance, loadBalancer(balance.value)),
    connectionPool: connections && placed(connections, connectionPool(connections.value, place.stream)),
    outlierDetection: eject && placed(eject, outlierDetection(eject, context)),
    tls: tls && placed(tls, clientTls(tls.value, place.secrets)),
  };
}

const placed = <T>({ origin }: Sourced<unknown>, value: T): Placed<T> => ({ value, origin });

const simple = {
  'round-robin': 'ROUND_ROBIN',
  'least-request': 'LEAST_REQUEST',
  random: 'RANDOM',
  passthrough: 'PASSTHROUGH',
} as const;

function loadBalancer(balance: Balance): LoadBalancer {
  if (balance.kind !== 'hash') return { simple: simple[balance.kind] };
  const { by, name = '', ttl = 0 } = balance;
  switch (by) {
    case 'header':
      return { consistentHash: { httpHeaderName: name } };
    case 'cookie':
      return { consistentHash: { httpCookie: { name, ttl } } };
    case 'query':
      return { consistentHash: { httpQueryParameterName: name } };
    case 'source-ip':
      return { consistentHash: { useSourceIp: true } };
  }
}

function connectionPool(connections: Connections, stream: boolean): ConnectionPool {
  const { max, pending, requests, retries, perConnection, connect, idle } = connections;
  const tcp = {
    maxConnections: max,
    connectTimeout: connect,
    idleTimeout: stream ? idle : undefined,
  };
  const http = {
    http1MaxPendingRequests: pending,
    http2MaxRequests: requests,
    maxRequestsPerConnection: perConnection,
    maxRetries: retries,
    idleTimeout: stream ? undefined : idle,
  };
  return { tcp: saysAnything(tcp) ? tcp : undefined, http: saysAnything(http) ? http : undefined };
}

function saysAnything(fields: Readonly<Record<string, unknown>>): boolean {
  for (const key in fields) if (fields[key] !== undefined) return true;
  return false;
}

function outlierDetection({ value, origin }: Sourced<Ejection>, { report }: Lowering): OutlierDetection {
  const { check, for: duration, atMost } = value;
  if (atMost !== undefined && atMost % 10_000 !== 0) {
    report.add(catalogue.istio.valueTooFine, origin, { setting: 'at-most', value: percentText(atMost), step: '1%' });
  }
  return {
    ...failures(value),
    interval: check,
    baseEjectionTime: duration,
    maxEjectionPercent: atMost === undefined ? undefined : Math.floor(atMost / 10_000),
  };
}

/** Istio ejects after five 5xx unless told not to, so the narrower kinds turn that off. */
function failures({ after, on }: Ejection): OutlierDetection {
  switch (on) {
    case '5xx':
      return { consecutive5xxErrors: after };
    case 'gateway-error':
      return { consecutiveGatewayErrors: after, consecutive5xxErrors: 0 };
    case 'connect-failure':
      return { splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: after, consecutive5xxErrors: 0 };
  }
}

const modes = { off: 'DISABLE', simple: 'SIMPLE', mutual: 'ISTIO_MUTUAL', client: 'MUTUAL' } as const;

function clientTls({ mode, sni, ca, certificate }: ClientTls, secrets: SecretPlace): ClientTlsSettings {
  return {
    mode: modes[mode],
    sni,
    ...(secrets === 'secrets' ? named(ca, certificate) : mounted(ca, certificate)),
  };
}

/** A gateway finds the authority in the certificate's secret or in one with `-cacert`. */
function named(ca: string | undefined, certificate: string | undefined): Partial<ClientTlsSettings> {
  const name = certificate ?? ca;
  return name === undefined ? {} : { credentialName: name };
}

/** Sidecars ignore `credentialName` and would then send plain text; they read files. */
function mounted(ca: string | undefined, certificate: string | undefined): Partial<ClientTlsSettings> {
  return {
    ...(certificate !== undefined
      ? { clientCertificate: `${mountPath(certificate)}/tls.crt`, privateKey: `${mountPath(certificate)}/tls.key` }
      : {}),
    ...(ca !== undefined ? { caCertificates: `${mountPath(ca)}/ca.crt` } : {}),
  };
}

/** Where the proxies of callers must have a secret mounted. */
export const mountPath = (secret: string): string => `/etc/mesh/secrets/${secret}`;

/** Secrets that callers' proxies must have. */
export const mountedSecrets = (traffic: Traffic, ports: readonly Port[]): readonly string[] => {
  if (!traffic.tls && ports.every((port) => !port.traffic.tls)) return [];
  const all = [traffic.tls, ...ports.map((port) => port.traffic.tls)].flatMap((tls) => [
    tls?.value.ca,
    tls?.value.certificate,
  ]);
  return [...new Set(all.filter((name) => name !== undefined))].sort();
};
