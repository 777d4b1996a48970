// Listeners → envoy.config.listener.v3.Listener with their filters. Shape only.
import { type Node, toNode } from '../../../documents/index.ts';
import type {
  ChainMatch,
  ChainPlan,
  HttpPlan,
  ListenerPlan,
  ObservedPlan,
  ServerTls,
  TcpPlan,
  TracingPlan,
} from '../plan.ts';
import { virtualHostNode } from './route.ts';
import { secretFile, socketAddress, some, typed } from './shape.ts';

const HTTP = 'envoy.extensions.filters.http';
const NETWORK = 'envoy.extensions.filters.network';

export const listenerNode = (listener: ListenerPlan): Node =>
  toNode(
    {
      name: listener.name,
      traffic_direction: listener.direction,
      address: socketAddress(listener.address, listener.port),
      ...(listener.bound ? {} : { bind_to_port: false }),
      ...(listener.redirects ? { use_original_dst: true } : {}),
      listener_filters: some(listener.inspects.map(inspector)),
      filter_chains: some(listener.chains.map(chainNode)),
      default_filter_chain: listener.otherwise && chainNode(listener.otherwise),
    },
    listener.origin,
  );

const inspector = (what: 'tls' | 'http'): object => ({
  name: `envoy.filters.listener.${what}_inspector`,
  typed_config: typed(
    `envoy.extensions.filters.listener.${what}_inspector.v3.${what === 'tls' ? 'TlsInspector' : 'HttpInspector'}`,
  ),
});

const chainNode = ({ match, tls, filter, origin }: ChainPlan): Node =>
  toNode(
    {
      filter_chain_match: match && matchShape(match),
      transport_socket: tls && serverTlsNode(tls),
      filters: [filter.kind === 'http' ? httpFilter(filter) : tcpFilter(filter)],
    },
    origin,
  );

const matchShape = (match: ChainMatch): object => ({
  destination_port: match.destinationPort,
  prefix_ranges: match.addresses?.map((address) => ({
    address_prefix: address,
    prefix_len: address.includes(':') ? 128 : 32,
  })),
  server_names: match.serverNames,
  application_protocols: match.applicationProtocols,
});

const serverTlsNode = ({ certificate, clients, alpn, origin }: ServerTls): Node =>
  toNode(
    {
      name: 'envoy.transport_sockets.tls',
      typed_config: typed('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
        ...(clients === undefined ? {} : { require_client_certificate: true }),
        common_tls_context: {
          alpn_protocols: some(alpn),
          tls_certificates: [
            { certificate_chain: secretFile(certificate, 'tls.crt'), private_key: secretFile(certificate, 'tls.key') },
          ],
          ...(clients === undefined ? {} : { validation_context: { trusted_ca: secretFile(clients, 'ca.crt') } }),
        },
      }),
    },
    origin,
  );

function httpFilter(plan: HttpPlan): object {
  const websocket = plan.hosts.some(({ routes }) =>
    routes.some(({ action }) => action.kind === 'forward' && action.websocket !== undefined),
  );
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: typed(`${NETWORK}.http_connection_manager.v3.HttpConnectionManager`, {
      stat_prefix: plan.statPrefix,
      ...(plan.edge ? { use_remote_address: true } : {}),
      normalize_path: true,
      merge_slashes: true,
      path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
      strip_trailing_host_dot: true,
      ...(websocket ? { upgrade_configs: [{ upgrade_type: 'websocket', enabled: false }] } : {}),
      ...observedFields(plan.telemetry),
      http_filters: HTTP_FILTERS,
      route_config: {
        name: plan.statPrefix,
        ignore_port_in_host_matching: true,
        ...bodyLimit(plan),
        virtual_hosts: plan.hosts.map(virtualHostNode),
      },
    }),
  };
}

const HTTP_FILTERS: readonly object[] = [
  { name: 'envoy.filters.http.cors', typed_config: typed(`${HTTP}.cors.v3.Cors`) },
  { name: 'envoy.filters.http.fault', typed_config: typed(`${HTTP}.fault.v3.HTTPFault`) },
  { name: 'envoy.filters.http.router', typed_config: typed(`${HTTP}.router.v3.Router`) },
];

/** Envoy refuses longer bodies than 4096 bytes unless told so. */
function bodyLimit({ hosts }: HttpPlan): object {
  const bodies = hosts.flatMap(({ routes }) =>
    routes.flatMap(({ action }) =>
      action.kind === 'respond' ? [new TextEncoder().encode(action.body ?? '').length] : [],
    ),
  );
  const longest = bodies.reduce((most, length) => Math.max(most, length), 0);
  return longest > 4096 ? { max_direct_response_body_size_bytes: longest } : {};
}

const tcpFilter = ({ statPrefix, clusters, idle, telemetry, origin }: TcpPlan): Node =>
  toNode(
    {
      name: 'envoy.filters.network.tcp_proxy',
      typed_config: typed(`${NETWORK}.tcp_proxy.v3.TcpProxy`, {
        stat_prefix: statPrefix,
        ...(clusters.length === 1
          ? { cluster: toNode(clusters[0]?.cluster, clusters[0]?.origin) }
          : {
              weighted_clusters: {
                // A share of nothing: connections know no weight 0.
                clusters: clusters
                  .filter(({ weight }) => weight > 0)
                  .map((one) => toNode({ name: one.cluster, weight: one.weight }, one.origin)),
              },
            }),
        idle_timeout: idle === undefined ? undefined : `${idle / 1000}s`,
        ...observedFields({ ...(telemetry.accessLog ? { accessLog: telemetry.accessLog } : {}) }),
      }),
    },
    origin,
  );

function observedFields({ accessLog, tracing }: ObservedPlan): object {
  return {
    ...(accessLog ? { access_log: [toNode(stdoutLog(accessLog.format), accessLog.origin)] } : {}),
    ...(tracing ? { tracing: tracingNode(tracing) } : {}),
  };
}

const LOGGED = {
  time: '%START_TIME%',
  method: '%REQ(:METHOD)%',
  authority: '%REQ(:AUTHORITY)%',
  path: '%REQ(:PATH)%',
  protocol: '%PROTOCOL%',
  status: '%RESPONSE_CODE%',
  flags: '%RESPONSE_FLAGS%',
  duration: '%DURATION%',
  received: '%BYTES_RECEIVED%',
  sent: '%BYTES_SENT%',
  request_id: '%REQ(X-REQUEST-ID)%',
  route: '%ROUTE_NAME%',
  cluster: '%UPSTREAM_CLUSTER%',
  upstream: '%UPSTREAM_HOST%',
  downstream: '%DOWNSTREAM_REMOTE_ADDRESS%',
};

const stdoutLog = (format: 'json' | 'text'): object => ({
  name: 'envoy.access_loggers.stdout',
  typed_config: typed('envoy.extensions.access_loggers.stream.v3.StdoutAccessLog', {
    ...(format === 'json' ? { log_format: { json_format: LOGGED } } : {}),
  }),
});

const tracingNode = (tracing: TracingPlan): Node =>
  toNode(
    {
      ...(tracing.sample === undefined ? {} : { random_sampling: { value: tracing.sample / 10_000 } }),
      provider: tracing.kind === 'zipkin' ? zipkin(tracing) : openTelemetry(tracing),
    },
    tracing.origin,
  );

const zipkin = ({ cluster, authority }: TracingPlan): object => ({
  name: 'envoy.tracers.zipkin',
  typed_config: typed('envoy.config.trace.v3.ZipkinConfig', {
    collector_cluster: cluster,
    collector_endpoint: '/api/v2/spans',
    collector_hostname: authority,
    collector_endpoint_version: 'HTTP_JSON',
  }),
});

const openTelemetry = ({ cluster, service }: TracingPlan): object => ({
  name: 'envoy.tracers.opentelemetry',
  typed_config: typed('envoy.config.trace.v3.OpenTelemetryConfig', {
    grpc_service: { envoy_grpc: { cluster_name: cluster } },
    service_name: service,
  }),
});
