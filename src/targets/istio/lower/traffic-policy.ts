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
  const stream = ports.length > 0 && ports.every((port) => trafficOf(port.protocol) !== 'http');
  const policy = policyOf(traffic, { secrets, stream }, context);
  const portLevelSettings = ports
    .filter(({ traffic: own }) => Object.keys(own).length > 0)
    .map((port): PortPolicy => {
      const place = { secrets, stream: trafficOf(port.protocol) !== 'http' };
      return { port: port.number, origin: port.origin, ...policyOf({ ...traffic, ...port.traffic }, place, context) };
    });
  const all = { ...policy, ...(portLevelSettings.length > 0 ? { portLevelSettings } : {}) };
  return Object.keys(all).length > 0 ? all : undefined;
}

export function policyOf(traffic: Traffic, place: Place, context: Lowering): Omit<TrafficPolicy, 'portLevelSettings'> {
  const { balance, connections, eject, tls } = traffic;
  return {
    ...(balance ? { loadBalancer: placed(balance, loadBalancer(balance.value)) } : {}),
    ...(connections ? { connectionPool: placed(connections, connectionPool(connections.value, place.stream)) } : {}),
    ...(eject ? { outlierDetection: placed(eject, outlierDetection(eject, context)) } : {}),
    ...(tls ? { tls: placed(tls, clientTls(tls.value, place.secrets)) } : {}),
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
    ...(max !== undefined ? { maxConnections: max } : {}),
    ...(connect !== undefined ? { connectTimeout: connect } : {}),
    ...(idle !== undefined && stream ? { idleTimeout: idle } : {}),
  };
  const http = {
    ...(pending !== undefined ? { http1MaxPendingRequests: pending } : {}),
    ...(requests !== undefined ? { http2MaxRequests: requests } : {}),
    ...(perConnection !== undefined ? { maxRequestsPerConnection: perConnection } : {}),
    ...(retries !== undefined ? { maxRetries: retries } : {}),
    ...(idle !== undefined && !stream ? { idleTimeout: idle } : {}),
  };
  return { ...(Object.keys(tcp).length > 0 ? { tcp } : {}), ...(Object.keys(http).length > 0 ? { http } : {}) };
}

function outlierDetection({ value, origin }: Sourced<Ejection>, { report }: Lowering): OutlierDetection {
  const { check, for: duration, atMost } = value;
  if (atMost !== undefined && atMost % 10_000 !== 0) {
    report.add(catalogue.istio.valueTooFine, origin, { setting: 'at-most', value: percentText(atMost), step: '1%' });
  }
  return {
    ...failures(value),
    ...(check !== undefined ? { interval: check } : {}),
    ...(duration !== undefined ? { baseEjectionTime: duration } : {}),
    ...(atMost !== undefined ? { maxEjectionPercent: Math.floor(atMost / 10_000) } : {}),
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
    ...(sni !== undefined ? { sni } : {}),
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
  const all = [traffic.tls, ...ports.map((port) => port.traffic.tls)].flatMap((tls) => [
    tls?.value.ca,
    tls?.value.certificate,
  ]);
  return [...new Set(all.filter((name) => name !== undefined))].sort();
};
