// Routes → envoy.config.route.v3: virtual hosts, actions and the configuration of filters per route. Shape only.
import { type Node, toNode } from '../../../documents/index.ts';
import type {
  CorsPlan,
  FaultPlan,
  ForwardPlan,
  HashPlan,
  HeaderPlan,
  RedirectPlan,
  RespondPlan,
  RetryPlan,
  RewritePlan,
  RoutePlan,
  VirtualHostPlan,
} from '../plan.ts';
import { matchNode, textShape } from './match.ts';
import { duration, fraction, optionalDuration, some, typed } from './shape.ts';

export const virtualHostNode = ({ name, domains, routes, origin }: VirtualHostPlan): Node =>
  toNode({ name, domains: [...domains], routes: routes.map(routeNode) }, origin);

export function routeNode(route: RoutePlan): Node {
  const { headers, origin } = route;
  return toNode(
    {
      name: route.name,
      match: matchNode(route.match),
      ...actionFields(route),
      request_headers_to_add: some(headers.filter((one) => isAdded(one, 'request')).map(addedNode)),
      request_headers_to_remove: some(headers.filter((one) => isRemoved(one, 'request')).map(removedNode)),
      response_headers_to_add: some(headers.filter((one) => isAdded(one, 'response')).map(addedNode)),
      response_headers_to_remove: some(headers.filter((one) => isRemoved(one, 'response')).map(removedNode)),
      typed_per_filter_config: filterFields(route),
    },
    origin,
  );
}

function actionFields({ action }: RoutePlan): Record<string, Node> {
  switch (action.kind) {
    case 'forward':
      return { route: forwardNode(action) };
    case 'redirect':
      return { redirect: redirectNode(action) };
    case 'respond':
      return { direct_response: respondNode(action) };
  }
}

function forwardNode(action: ForwardPlan): Node {
  const { clusters, timeout, host, mirror, websocket, hash, origin } = action;
  const [first] = clusters;
  return toNode(
    {
      ...(clusters.length === 1
        ? { cluster: toNode(first?.cluster, first?.origin) }
        : {
            weighted_clusters: {
              clusters: clusters.map((one) => toNode({ name: one.cluster, weight: one.weight }, one.origin)),
            },
          }),
      timeout: timeout && toNode(duration(timeout.value), timeout.origin),
      retry_policy: action.retry && retryNode(action.retry),
      ...rewriteFields(action.rewrite),
      host_rewrite_literal: host && toNode(host.value, host.origin),
      request_mirror_policies: mirror && [
        toNode({ cluster: mirror.cluster, runtime_fraction: { default_value: fraction(mirror.share) } }, mirror.origin),
      ],
      upgrade_configs: websocket && [
        toNode({ upgrade_type: 'websocket', ...(websocket.value ? {} : { enabled: false }) }, websocket.origin),
      ],
      hash_policy: hash && [hashNode(hash)],
    },
    origin,
  );
}

const retryNode = ({ on, codes, attempts, perTry, origin }: RetryPlan): Node =>
  toNode(
    {
      retry_on: on.join(','),
      num_retries: attempts,
      per_try_timeout: optionalDuration(perTry),
      retriable_status_codes: some(codes),
    },
    origin,
  );

function rewriteFields(rewrite: RewritePlan | undefined): Record<string, Node> {
  if (!rewrite) return {};
  const { kind, origin } = rewrite;
  return kind === 'prefix_rewrite'
    ? { prefix_rewrite: toNode(rewrite.to, origin) }
    : { regex_rewrite: toNode({ pattern: { regex: rewrite.regex }, substitution: rewrite.substitution }, origin) };
}

function hashNode({ by, name, ttl, origin }: HashPlan): Node {
  switch (by) {
    case 'header':
      return toNode({ header: { header_name: name } }, origin);
    case 'cookie':
      return toNode({ cookie: { name, ttl: optionalDuration(ttl) } }, origin);
    case 'query':
      return toNode({ query_parameter: { name } }, origin);
    case 'source-ip':
      return toNode({ connection_properties: { source_ip: true } }, origin);
  }
}

const CODES: Readonly<Record<number, string>> = {
  301: 'MOVED_PERMANENTLY',
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

const redirectNode = (action: RedirectPlan): Node =>
  toNode(
    {
      scheme_redirect: action.scheme,
      host_redirect: action.host,
      port_redirect: action.port,
      path_redirect: action.path,
      ...rewriteFields(action.rewrite),
      response_code: CODES[action.code],
    },
    action.origin,
  );

const respondNode = ({ status, body, origin }: RespondPlan): Node =>
  toNode({ status, body: body === undefined ? undefined : { inline_string: body } }, origin);

const isAdded = (one: HeaderPlan, direction: HeaderPlan['direction']): boolean =>
  one.direction === direction && one.operation !== 'remove';
const isRemoved = (one: HeaderPlan, direction: HeaderPlan['direction']): boolean =>
  one.direction === direction && one.operation === 'remove';

// `%` begins a command of Envoy's format strings.
const addedNode = ({ operation, header, value, origin }: HeaderPlan): Node =>
  toNode(
    {
      header: { key: header, value: value.replaceAll('%', '%%') },
      append_action: operation === 'set' ? 'OVERWRITE_IF_EXISTS_OR_ADD' : 'APPEND_IF_EXISTS_OR_ADD',
      ...(value === '' ? { keep_empty_value: true } : {}),
    },
    origin,
  );
const removedNode = ({ header, origin }: HeaderPlan): Node => toNode(header, origin);

function filterFields({ fault, cors }: RoutePlan): object | undefined {
  if (!fault && !cors) return undefined;
  return {
    ...(cors ? { 'envoy.filters.http.cors': corsNode(cors) } : {}),
    ...(fault ? { 'envoy.filters.http.fault': faultNode(fault) } : {}),
  };
}

const faultNode = ({ delay, abort }: FaultPlan): Node =>
  toNode(
    typed('envoy.extensions.filters.http.fault.v3.HTTPFault', {
      delay:
        delay && toNode({ fixed_delay: duration(delay.duration), percentage: fraction(delay.share) }, delay.origin),
      abort: abort && toNode({ http_status: abort.status, percentage: fraction(abort.share) }, abort.origin),
    }),
    delay?.origin ?? abort?.origin,
  );

const corsNode = (cors: CorsPlan): Node =>
  toNode(
    typed('envoy.extensions.filters.http.cors.v3.CorsPolicy', {
      allow_origin_string_match: cors.origins.map(textShape),
      allow_methods: listed(cors.methods),
      allow_headers: listed(cors.headers),
      expose_headers: listed(cors.expose),
      max_age: cors.maxAge === undefined ? undefined : String(Math.round(cors.maxAge / 1000)),
      allow_credentials: cors.credentials,
    }),
    cors.origin,
  );

const listed = (words: readonly string[]): string | undefined => (words.length > 0 ? words.join(',') : undefined);
