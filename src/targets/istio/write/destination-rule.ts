// `DestinationRule.spec`.
import type { Sink } from '../../../documents/index.ts';
import type { Span } from '../../../text/index.ts';
import type {
  ClientTlsSettings,
  ConnectionPool,
  DestinationRule,
  LoadBalancer,
  OutlierDetection,
  Placed,
  PortPolicy,
  Subset,
  TrafficPolicy,
} from '../plan.ts';
import { durationOf, exported, labels, optional, optionalDuration, optionalList, placed, port } from './values.ts';

export function destinationRuleSpec(to: Sink, object: DestinationRule): void {
  const { trafficPolicy, origin } = object;
  placed(to, 'host', object.host);
  exported(to, object.exportTo);
  if (trafficPolicy) policy(to, trafficPolicy, origin);
  optionalList(to, 'subsets', object.subsets, origin, subset);
}

function subset(to: Sink, { name, labels: all, trafficPolicy, origin }: Subset): void {
  to.mapItem(origin);
  to.field('name', name, origin);
  labels(to, 'labels', all, origin);
  if (trafficPolicy) policy(to, trafficPolicy, origin);
  to.end();
}

function policy(to: Sink, traffic: TrafficPolicy, origin: Span): void {
  to.map('trafficPolicy', origin);
  settings(to, traffic);
  optionalList(to, 'portLevelSettings', traffic.portLevelSettings ?? [], origin, portPolicy);
  to.end();
}

function portPolicy(to: Sink, traffic: PortPolicy): void {
  to.mapItem(traffic.origin);
  port(to, traffic.port, traffic.origin);
  settings(to, traffic);
  to.end();
}

function settings(to: Sink, traffic: TrafficPolicy | PortPolicy): void {
  if (traffic.loadBalancer) balance(to, traffic.loadBalancer);
  if (traffic.connectionPool) pool(to, traffic.connectionPool);
  if (traffic.outlierDetection) outlier(to, traffic.outlierDetection);
  if (traffic.tls) clientTls(to, traffic.tls);
}

function balance(to: Sink, { value, origin }: Placed<LoadBalancer>): void {
  to.map('loadBalancer', origin);
  if ('simple' in value) to.field('simple', value.simple, origin);
  else hash(to, value.consistentHash, origin);
  to.end();
}

function hash(to: Sink, by: Extract<LoadBalancer, { consistentHash: unknown }>['consistentHash'], origin: Span): void {
  to.map('consistentHash', origin);
  if ('httpHeaderName' in by) to.field('httpHeaderName', by.httpHeaderName, origin);
  else if ('httpQueryParameterName' in by) to.field('httpQueryParameterName', by.httpQueryParameterName, origin);
  else if ('useSourceIp' in by) to.field('useSourceIp', true, origin);
  else {
    to.map('httpCookie', origin);
    to.field('name', by.httpCookie.name, origin);
    to.field('ttl', durationOf(by.httpCookie.ttl), origin);
    to.end();
  }
  to.end();
}

function pool(to: Sink, { value: { tcp, http }, origin }: Placed<ConnectionPool>): void {
  to.map('connectionPool', origin);
  if (tcp) {
    to.map('tcp', origin);
    optional(to, 'maxConnections', tcp.maxConnections, origin);
    optionalDuration(to, 'connectTimeout', tcp.connectTimeout, origin);
    optionalDuration(to, 'idleTimeout', tcp.idleTimeout, origin);
    to.end();
  }
  if (http) {
    to.map('http', origin);
    optional(to, 'http1MaxPendingRequests', http.http1MaxPendingRequests, origin);
    optional(to, 'http2MaxRequests', http.http2MaxRequests, origin);
    optional(to, 'maxRequestsPerConnection', http.maxRequestsPerConnection, origin);
    optional(to, 'maxRetries', http.maxRetries, origin);
    optionalDuration(to, 'idleTimeout', http.idleTimeout, origin);
    to.end();
  }
  to.end();
}

function outlier(to: Sink, { value, origin }: Placed<OutlierDetection>): void {
  to.map('outlierDetection', origin);
  optional(to, 'splitExternalLocalOriginErrors', value.splitExternalLocalOriginErrors, origin);
  optional(to, 'consecutiveLocalOriginFailures', value.consecutiveLocalOriginFailures, origin);
  optional(to, 'consecutiveGatewayErrors', value.consecutiveGatewayErrors, origin);
  optional(to, 'consecutive5xxErrors', value.consecutive5xxErrors, origin);
  optionalDuration(to, 'interval', value.interval, origin);
  optionalDuration(to, 'baseEjectionTime', value.baseEjectionTime, origin);
  optional(to, 'maxEjectionPercent', value.maxEjectionPercent, origin);
  to.end();
}

function clientTls(to: Sink, { value, origin }: Placed<ClientTlsSettings>): void {
  to.map('tls', origin);
  to.field('mode', value.mode, origin);
  optional(to, 'sni', value.sni, origin);
  optional(to, 'credentialName', value.credentialName, origin);
  optional(to, 'clientCertificate', value.clientCertificate, origin);
  optional(to, 'privateKey', value.privateKey, origin);
  optional(to, 'caCertificates', value.caCertificates, origin);
  to.end();
}
