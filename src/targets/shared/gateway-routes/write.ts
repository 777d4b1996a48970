// Plan → documents: the shape of Gateway API's objects, nothing decided here. Fields by their upstream names.
import { type Document, entry, list, map, type Node, number, text, toNode } from '../../../documents/index.ts';
import type { Span } from '../../../text/index.ts';
import type {
  Annotations,
  Backend,
  CorsPlan,
  Filter,
  GatewayPlan,
  HeaderChanges,
  HttpMatch,
  Listener,
  ParentReference,
  Plan,
  ReferenceGrantPlan,
  RoutePlan,
  RoutePlanRule,
  VersionService,
} from './plan.ts';

const GROUP = 'gateway.networking.k8s.io';

/** `versions`: of a kind, where it is not v1; with its group where that is not Gateway API's. */
export function writeRoutes(
  { gateways, routes, services, grants }: Plan,
  versions: Readonly<Record<string, string>>,
): Document[] {
  const version = (kind: string): string => {
    const own = versions[kind] ?? 'v1';
    return own.includes('/') ? own : `${GROUP}/${own}`;
  };
  return [
    ...gateways.map((gateway) => object(version('Gateway'), 'Gateway', gateway, gatewaySpec(gateway))),
    ...services.map((service) => object('v1', 'Service', service, serviceSpec(service))),
    ...grants.map((grant, index) =>
      object(
        version('ReferenceGrant'),
        'ReferenceGrant',
        { ...grant, name: grantName(grant, index) },
        grantSpec(grant),
      ),
    ),
    ...routes.map((route) => object(version(route.kind), route.kind, route, routeSpec(route))),
  ];
}

const kebab = (kind: string): string =>
  kind
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/^(HTTP|GRPC|TLS|TCP)/, '$1-')
    .toLowerCase();

interface Named {
  readonly namespace: string;
  readonly name: string;
  readonly annotations?: Annotations;
  readonly origin: Span;
}

export const object = (
  apiVersion: string,
  kind: string,
  { namespace, name, annotations, origin }: Named,
  spec: Node,
): Document => ({
  path: `${kebab(kind)}/${namespace}/${name}.yaml`,
  root: map(
    [
      entry('apiVersion', text(apiVersion)),
      entry('kind', text(kind)),
      entry(
        'metadata',
        map([
          entry('name', text(name)),
          entry('namespace', text(namespace)),
          annotations !== undefined && entry('annotations', toNode(annotations)),
        ]),
      ),
      entry('spec', spec),
    ],
    origin,
  ),
});

const gatewaySpec = ({ gatewayClassName, listeners }: GatewayPlan): Node =>
  map([entry('gatewayClassName', text(gatewayClassName)), entry('listeners', list(listeners.map(listener)))]);

const listener = ({ name, port, protocol, hostname, tls, allowedNamespaces, origin }: Listener): Node =>
  map(
    [
      entry('name', text(name)),
      hostname !== undefined && entry('hostname', text(hostname)),
      entry('port', number(port)),
      entry('protocol', text(protocol)),
      tls !== undefined &&
        entry(
          'tls',
          toNode({
            mode: tls.mode,
            ...(tls.certificate ? { certificateRefs: [{ kind: 'Secret', ...tls.certificate }] } : {}),
          }),
        ),
      allowedNamespaces !== undefined && entry('allowedRoutes', allowedRoutes(allowedNamespaces)),
    ],
    origin,
  );

const allowedRoutes = (namespaces: readonly string[] | 'All'): Node =>
  toNode(
    namespaces === 'All'
      ? { namespaces: { from: 'All' } }
      : {
          namespaces: {
            from: 'Selector',
            selector: {
              matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }],
            },
          },
        },
  );

const serviceSpec = ({ selector, ports }: VersionService): Node => toNode({ selector, ports });

const grantName = ({ to: [first] }: ReferenceGrantPlan, index: number): string =>
  first?.kind === 'ServiceImport' ? `mesh-import-${first.name}` : `mesh-${first?.name ?? index}`;
const grantSpec = ({ from, to }: ReferenceGrantPlan): Node =>
  toNode({
    from: from.map((each) => ({ group: GROUP, ...each })),
    to: to.map(({ kind, name }) => ({ group: kind === 'ServiceImport' ? groups[kind] : '', kind, name })),
  });

const routeSpec = ({ kind, parents, hostnames, rules }: RoutePlan): Node =>
  map([
    entry('parentRefs', list(parents.map(parent))),
    hostnames.length > 0 && entry('hostnames', list(hostnames.map((host) => text(host)))),
    entry(
      'rules',
      list(rules.map((rule) => (kind === 'HTTPRoute' || kind === 'GRPCRoute' ? httpRule(rule) : plainRule(rule)))),
    ),
  ]);

const groups: Readonly<Record<ParentReference['kind'], string>> = {
  Service: '',
  Gateway: GROUP,
  ServiceImport: 'multicluster.x-k8s.io',
  EgressNetwork: 'policy.linkerd.io',
};

const parent = ({ kind, ...rest }: ParentReference): Node => toNode({ group: groups[kind], kind, ...rest });

const plainRule = ({ backends, origin }: RoutePlanRule): Node =>
  map([entry('backendRefs', list(backends.map(backend)))], origin);

const httpRule = ({ name, matches, filters, backends, timeouts, retry, origin }: RoutePlanRule): Node =>
  map(
    [
      name !== undefined && entry('name', text(name)),
      matches.length > 0 && entry('matches', list(matches.map(match))),
      filters.length > 0 && entry('filters', list(filters.map(filter))),
      backends.length > 0 && entry('backendRefs', list(backends.map(backend))),
      timeouts !== undefined && entry('timeouts', toNode(timeouts)),
      retry !== undefined &&
        entry('retry', toNode({ ...(retry.codes.length > 0 ? { codes: retry.codes } : {}), attempts: retry.attempts })),
    ],
    origin,
  );

const match = ({ path, method, headers, query, grpc }: HttpMatch): Node =>
  map([
    path !== undefined && entry('path', toNode(path)),
    grpc !== undefined && entry('method', toNode({ ...grpc })),
    headers.length > 0 && entry('headers', list(headers.map((header) => toNode({ ...header })))),
    query.length > 0 && entry('queryParams', list(query.map((parameter) => toNode({ ...parameter })))),
    method !== undefined && entry('method', text(method)),
  ]);

const backend = ({ kind, namespace, name, port, weight, origin }: Backend): Node =>
  map(
    [
      kind !== undefined && entry('group', text(groups[kind])),
      kind !== undefined && entry('kind', text(kind)),
      entry('name', text(name)),
      entry('namespace', text(namespace)),
      port !== undefined && entry('port', number(port)),
      weight !== undefined && entry('weight', number(weight)),
    ],
    origin,
  );

function filter(plan: Filter): Node {
  switch (plan.type) {
    case 'RequestHeaderModifier':
      return toNode({ type: plan.type, requestHeaderModifier: headerChanges(plan.changes) });
    case 'ResponseHeaderModifier':
      return toNode({ type: plan.type, responseHeaderModifier: headerChanges(plan.changes) });
    case 'RequestMirror':
      return map([
        entry('type', text(plan.type)),
        entry(
          'requestMirror',
          map([
            entry('backendRef', backend(plan.backend)),
            plan.fraction !== undefined && entry('fraction', toNode(plan.fraction)),
          ]),
        ),
      ]);
    case 'RequestRedirect': {
      const { type, ...requestRedirect } = plan;
      return toNode({ type, requestRedirect });
    }
    case 'URLRewrite': {
      const { type, ...urlRewrite } = plan;
      return toNode({ type, urlRewrite });
    }
    case 'CORS':
      return toNode({ type: plan.type, cors: cors(plan.cors) });
  }
}

const headerChanges = ({ set, add, remove }: HeaderChanges): object => ({
  ...(set.length > 0 ? { set } : {}),
  ...(add.length > 0 ? { add } : {}),
  ...(remove.length > 0 ? { remove } : {}),
});

const cors = ({
  allowOrigins,
  allowMethods,
  allowHeaders,
  exposeHeaders,
  maxAge,
  allowCredentials,
}: CorsPlan): object => ({
  ...(allowOrigins.length > 0 ? { allowOrigins } : {}),
  ...(allowCredentials === undefined ? {} : { allowCredentials }),
  ...(allowMethods.length > 0 ? { allowMethods } : {}),
  ...(allowHeaders.length > 0 ? { allowHeaders } : {}),
  ...(exposeHeaders.length > 0 ? { exposeHeaders } : {}),
  ...(maxAge === undefined ? {} : { maxAge }),
});
