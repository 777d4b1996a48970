// `DestinationRule.spec`.
import { bool, type Entry, entry, list, type MapNode, map, number, text } from '../../../documents/index.ts';
import type { Span } from '../../../text/index.ts';
import type {
  ClientTlsSettings,
  ConnectionPool,
  DestinationRule,
  LoadBalancer,
  OutlierDetection,
  PortPolicy,
  Subset,
  TrafficPolicy,
} from '../plan.ts';
import { duration, exported, labels, optionalDuration, optionalList, optionalNumber, optionalText } from './values.ts';

export const destinationRuleSpec = ({ host, exportTo, trafficPolicy, subsets, origin }: DestinationRule): MapNode =>
  map(
    [
      entry('host', text(host.value, host.origin)),
      exported(exportTo),
      trafficPolicy && entry('trafficPolicy', policy(trafficPolicy, origin)),
      optionalList('subsets', subsets.map(subset), origin),
    ],
    origin,
  );

const subset = ({ name, labels: all, trafficPolicy, origin }: Subset): MapNode =>
  map(
    [
      entry('name', text(name, origin)),
      entry('labels', labels(all, origin)),
      trafficPolicy && entry('trafficPolicy', policy(trafficPolicy, origin)),
    ],
    origin,
  );

const policy = (traffic: TrafficPolicy, origin: Span): MapNode =>
  map(
    [
      ...settings(traffic),
      traffic.portLevelSettings && entry('portLevelSettings', list(traffic.portLevelSettings.map(portPolicy), origin)),
    ],
    origin,
  );

const portPolicy = (traffic: PortPolicy): MapNode =>
  map(
    [entry('port', map([entry('number', number(traffic.port, traffic.origin))], traffic.origin)), ...settings(traffic)],
    traffic.origin,
  );

const settings = ({
  loadBalancer,
  connectionPool,
  outlierDetection,
  tls,
}: TrafficPolicy | PortPolicy): readonly (Entry | undefined)[] => [
  loadBalancer && entry('loadBalancer', balance(loadBalancer.value, loadBalancer.origin)),
  connectionPool && entry('connectionPool', pool(connectionPool.value, connectionPool.origin)),
  outlierDetection && entry('outlierDetection', outlier(outlierDetection.value, outlierDetection.origin)),
  tls && entry('tls', clientTls(tls.value, tls.origin)),
];

function balance(balancer: LoadBalancer, origin: Span): MapNode {
  if ('simple' in balancer) return map([entry('simple', text(balancer.simple, origin))], origin);
  return map([entry('consistentHash', hash(balancer.consistentHash, origin))], origin);
}

function hash(by: Extract<LoadBalancer, { consistentHash: unknown }>['consistentHash'], origin: Span): MapNode {
  if ('httpHeaderName' in by) return map([entry('httpHeaderName', text(by.httpHeaderName, origin))], origin);
  if ('httpQueryParameterName' in by) {
    return map([entry('httpQueryParameterName', text(by.httpQueryParameterName, origin))], origin);
  }
  if ('useSourceIp' in by) return map([entry('useSourceIp', bool(true, origin))], origin);
  const { name, ttl } = by.httpCookie;
  return map(
    [entry('httpCookie', map([entry('name', text(name, origin)), entry('ttl', duration(ttl, origin))], origin))],
    origin,
  );
}

const pool = ({ tcp, http }: ConnectionPool, origin: Span): MapNode =>
  map(
    [
      tcp &&
        entry(
          'tcp',
          map(
            [
              optionalNumber('maxConnections', tcp.maxConnections, origin),
              optionalDuration('connectTimeout', tcp.connectTimeout, origin),
              optionalDuration('idleTimeout', tcp.idleTimeout, origin),
            ],
            origin,
          ),
        ),
      http &&
        entry(
          'http',
          map(
            [
              optionalNumber('http1MaxPendingRequests', http.http1MaxPendingRequests, origin),
              optionalNumber('http2MaxRequests', http.http2MaxRequests, origin),
              optionalNumber('maxRequestsPerConnection', http.maxRequestsPerConnection, origin),
              optionalNumber('maxRetries', http.maxRetries, origin),
              optionalDuration('idleTimeout', http.idleTimeout, origin),
            ],
            origin,
          ),
        ),
    ],
    origin,
  );

const outlier = (detection: OutlierDetection, origin: Span): MapNode =>
  map(
    [
      detection.splitExternalLocalOriginErrors && entry('splitExternalLocalOriginErrors', bool(true, origin)),
      optionalNumber('consecutiveLocalOriginFailures', detection.consecutiveLocalOriginFailures, origin),
      optionalNumber('consecutiveGatewayErrors', detection.consecutiveGatewayErrors, origin),
      optionalNumber('consecutive5xxErrors', detection.consecutive5xxErrors, origin),
      optionalDuration('interval', detection.interval, origin),
      optionalDuration('baseEjectionTime', detection.baseEjectionTime, origin),
      optionalNumber('maxEjectionPercent', detection.maxEjectionPercent, origin),
    ],
    origin,
  );

const clientTls = (tls: ClientTlsSettings, origin: Span): MapNode =>
  map(
    [
      entry('mode', text(tls.mode, origin)),
      optionalText('sni', tls.sni, origin),
      optionalText('credentialName', tls.credentialName, origin),
      optionalText('clientCertificate', tls.clientCertificate, origin),
      optionalText('privateKey', tls.privateKey, origin),
      optionalText('caCertificates', tls.caCertificates, origin),
    ],
    origin,
  );
