// Clusters → envoy.config.cluster.v3.Cluster. Shape only.
import { type Node, toNode } from '../../../documents/index.ts';
import type { ClientTlsPlan, ClusterPlan, EndpointPlan, LimitsPlan, OutlierPlan } from '../plan.ts';
import { duration, optionalDuration, secretFile, socketAddress, typed } from './shape.ts';

export function clusterNode(cluster: ClusterPlan): Node {
  const { name, endpoints, connect, balance, limits, outliers, tls, origin } = cluster;
  return toNode(
    {
      name,
      ...placeFields(cluster),
      connect_timeout: connect && toNode(duration(connect.value), connect.origin),
      lb_policy: endpoints.kind === 'original' ? 'CLUSTER_PROVIDED' : balance && toNode(balance.value, balance.origin),
      circuit_breakers: limits && limitsNode(limits),
      outlier_detection: outliers && outliersNode(outliers),
      // Else what was ejected is used again once it is half of the endpoints: `at-most` is the only limit said.
      common_lb_config: outliers && toNode({ healthy_panic_threshold: { value: 0 } }, outliers.origin),
      typed_extension_protocol_options: protocolFields(cluster),
      transport_socket: tls && clientTlsNode(tls),
    },
    origin,
  );
}

const TYPES = { dns: 'STRICT_DNS', static: 'STATIC', original: 'ORIGINAL_DST' } as const;

function placeFields({ name, endpoints }: ClusterPlan): object {
  const type = TYPES[endpoints.kind];
  if (endpoints.kind === 'original') {
    const { port } = endpoints;
    return { type, ...(port === undefined ? {} : { original_dst_lb_config: { upstream_port_override: port } }) };
  }
  return {
    type,
    ...(type === 'STRICT_DNS' ? { dns_lookup_family: 'V4_PREFERRED' } : {}),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: endpoints.endpoints.map(endpointNode) }],
    },
  };
}

const endpointNode = ({ address, port, origin }: EndpointPlan): Node =>
  toNode({ endpoint: { address: socketAddress(address, port) } }, origin);

function limitsNode({ max, pending, requests, retries, origin }: LimitsPlan): Node | undefined {
  if (max === undefined && pending === undefined && requests === undefined && retries === undefined) return undefined;
  const threshold = {
    max_connections: max,
    max_pending_requests: pending,
    max_requests: requests,
    max_retries: retries,
  };
  return toNode({ thresholds: [threshold] }, origin);
}

/** Only what was asked for: Envoy would eject for 5xx answers and poor success rates besides. */
function outliersNode({ after, on, interval, ejection, atMost, origin }: OutlierPlan): Node {
  return toNode(
    {
      ...OUTLIERS[on](after),
      enforcing_success_rate: 0,
      enforcing_local_origin_success_rate: 0,
      interval: optionalDuration(interval),
      base_ejection_time: optionalDuration(ejection),
      max_ejection_percent: atMost,
      // Envoy's own 10 % would keep fewer than ten endpoints from ever being ejected.
      ...(atMost === undefined ? { always_eject_one_host: true } : {}),
    },
    origin,
  );
}

const OUTLIERS: Readonly<Record<OutlierPlan['on'], (after: number) => object>> = {
  '5xx': (after) => ({ consecutive_5xx: after }),
  'gateway-error': (after) => ({
    enforcing_consecutive_5xx: 0,
    consecutive_gateway_failure: after,
    enforcing_consecutive_gateway_failure: 100,
  }),
  'connect-failure': (after) => ({
    split_external_local_origin_errors: true,
    enforcing_consecutive_5xx: 0,
    consecutive_local_origin_failure: after,
    enforcing_consecutive_local_origin_failure: 100,
  }),
};

function protocolFields({ protocol, limits, tls, endpoints }: ClusterPlan): object | undefined {
  const common = commonOptions(limits);
  if (protocol === 'tcp' || (protocol === 'http1' && !common && !usesHost(tls) && endpoints.kind !== 'original'))
    return undefined;
  return {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      {
        common_http_protocol_options: common,
        ...(usesHost(tls) ? { upstream_http_protocol_options: { auto_sni: true, auto_san_validation: true } } : {}),
        explicit_http_config: protocol === 'http2' ? { http2_protocol_options: {} } : { http_protocol_options: {} },
      },
    ),
  };
}

/** The name of the server is the Host of each request. */
const usesHost = (tls: ClientTlsPlan | undefined): boolean => tls !== undefined && tls.sni === undefined;

function commonOptions(limits: LimitsPlan | undefined): Node | undefined {
  if (limits?.perConnection === undefined && limits?.idle === undefined) return undefined;
  return toNode(
    { max_requests_per_connection: limits.perConnection, idle_timeout: optionalDuration(limits.idle) },
    limits.origin,
  );
}

/** The authorities that the system trusts, where Debian, Alpine and Envoy's own image keep them. */
const SYSTEM_AUTHORITIES = { filename: '/etc/ssl/certs/ca-certificates.crt' };

const clientTlsNode = ({ sni, ca, certificate, origin }: ClientTlsPlan): Node =>
  toNode(
    {
      name: 'envoy.transport_sockets.tls',
      typed_config: typed('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
        sni,
        common_tls_context: {
          ...(certificate === undefined
            ? {}
            : {
                tls_certificates: [
                  {
                    certificate_chain: secretFile(certificate, 'tls.crt'),
                    private_key: secretFile(certificate, 'tls.key'),
                  },
                ],
              }),
          validation_context: {
            trusted_ca: ca === undefined ? SYSTEM_AUTHORITIES : secretFile(ca, 'ca.crt'),
            ...(sni === undefined
              ? {}
              : { match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: sni } }] }),
          },
        },
      }),
    },
    origin,
  );
