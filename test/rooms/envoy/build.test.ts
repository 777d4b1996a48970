// What the target writes, without any Envoy: places of the source, versions, order, and what it refuses.
import { describe, expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { type Document, memberAt, type Node, toPlain, writeYaml } from '../../../src/documents/index.ts';
import type { Condition, Mesh } from '../../../src/model/index.ts';
import { envoy } from '../../../src/targets/envoy/index.ts';
import {
  all,
  always,
  any,
  egressOf,
  gatewayOf,
  here,
  ingressOf,
  meshOf,
  no,
  portOf,
  respond,
  routeOf,
  ruleOf,
  said,
  serviceOf,
  text,
  to,
  versionOf,
} from '../../support/models.ts';

const build = (mesh: Mesh, version = '1.40') => {
  const report = new Report();
  const documents = envoy.build(mesh, { version, report });
  return { documents, codes: report.sorted().map(({ code }) => code) };
};
const fileOf = (documents: readonly Document[], path: string): Document => {
  const found = documents.find((document) => document.path === path);
  if (!found) throw new Error(`no ${path} among ${documents.map((document) => document.path).join(' ')}`);
  return found;
};

const reviews = serviceOf('shop/reviews', { versions: [versionOf('v1'), versionOf('v2')] });
const withRoute = (condition: Condition): Mesh =>
  meshOf({
    services: [reviews],
    routes: [
      routeOf('shop/reviews', [ruleOf(condition, to('shop/reviews@v1')), ruleOf(always(), to('shop/reviews@v2'))]),
    ],
  });

interface PlainRoute {
  readonly match: { readonly headers?: readonly Record<string, unknown>[] } & Record<string, unknown>;
  readonly route?: unknown;
}
/** Routes to reviews as the first sidecar has them. */
function routesOf(mesh: Mesh, version?: string): readonly PlainRoute[] {
  const { documents } = build(mesh, version);
  const { listeners } = toPlain(
    memberAt(fileOf(documents, 'sidecar/shop/reviews.v1.yaml').root, 'static_resources') as Node,
  ) as {
    listeners: readonly {
      name: string;
      filter_chains: readonly {
        filters: readonly {
          typed_config: { route_config: { virtual_hosts: readonly { routes: readonly PlainRoute[] }[] } };
        }[];
      }[];
    }[];
  };
  const http = listeners.find(({ name }) => name === 'outbound_9080');
  return http?.filter_chains[0]?.filters[0]?.typed_config.route_config.virtual_hosts[0]?.routes ?? [];
}

describe('headers in the dialect of the version', () => {
  const routes = (version: string) =>
    routesOf(withRoute(text('header', 'equals', 'jason', 'x-user')), version)[0]?.match.headers;

  test('each line by itself from 1.39', () => {
    expect(routes('1.39')).toEqual([{ name: 'x-user', string_match: { exact: 'jason' } }]);
  });
  test('any value of the joined text before', () => {
    expect(routes('1.38')).toEqual([
      { name: 'x-user', string_match: { safe_regex: { regex: '(?:.*,[ \\t]*)?(?:jason)(?:[ \\t]*,.*)?' } } },
    ]);
  });
});

describe('conditions', () => {
  test('an alternative is a route', () => {
    const routes = routesOf(
      withRoute(any(text('path', 'under', '/a'), all(text('path', 'equals', '/b'), text('method', 'equals', 'GET')))),
    );
    expect(routes.map(({ match }) => match)).toEqual([
      { path_separated_prefix: '/a' },
      { path: '/b', headers: [{ name: ':method', string_match: { exact: 'GET' } }] },
      { prefix: '/' },
    ]);
  });
  test('what the proxy knows is decided', () => {
    const from = (version: string): Condition => ({
      kind: 'from',
      source: { kind: 'service', service: 'shop/reviews', version },
      origin: here(),
    });
    expect(routesOf(withRoute(from('v1'))).map(({ match }) => match)).toEqual([{ prefix: '/' }]);
    expect(routesOf(withRoute(from('v2'))).map(({ match }) => match)).toEqual([{ prefix: '/' }]);
    expect(routesOf(withRoute(from('v1')))).not.toEqual(routesOf(withRoute(from('v2'))));
  });
  test('a path that no request has is no route', () => {
    expect(routesOf(withRoute(text('path', 'equals', '/a?b')))).toHaveLength(1);
  });
  test('too many alternatives are refused', () => {
    const either = (name: string) => any(text('header', 'equals', '1', name), text('query', 'equals', '1', name));
    expect(build(withRoute(all(...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(either)))).codes).toEqual(['M5301']);
  });
  test('an anchor inside is refused only where the text is a part of another', () => {
    const anchored = '(a|^b)c';
    expect(build(withRoute(text('header', 'matches', anchored, 'x'))).codes).toEqual([]);
    expect(build(withRoute(text('header', 'matches', anchored, 'x')), '1.38').codes).toEqual(['M5302']);
    expect(build(withRoute(text('path', 'matches', `/${anchored}`))).codes).toEqual([]);
    expect(build(withRoute(no(text('path', 'matches', `/${anchored}`)))).codes).toEqual(['M5302']);
  });
});

describe('what nothing can be done about', () => {
  test('connections without names on one port', () => {
    const orders = serviceOf('shop/orders', { ports: [portOf(5000, 'tcp')] });
    const stock = serviceOf('shop/stock', { ports: [portOf(5000, 'tcp')] });
    expect(build(meshOf({ services: [orders, stock] })).codes).toEqual(['M5305']);
    const placed = { ...stock, addresses: [said('10.0.0.5')] };
    expect(build(meshOf({ services: [orders, placed] })).codes).toEqual([]);
  });
  test('a wildcard at another port keeps the address that the caller looked up', () => {
    const wide = (port: Parameters<typeof portOf>[2]): string =>
      writeYaml(
        build(
          meshOf({
            services: [serviceOf('shop/web')],
            egresses: [egressOf('shop/wide', ['*.example.org'], { ports: [portOf(443, 'tls', port)] })],
          }),
        ).documents,
      );
    expect(wide({ target: 8443 })).toMatch(
      /type: ORIGINAL_DST\n *original_dst_lb_config:\n *upstream_port_override: 8443\n/,
    );
    expect(wide({})).not.toContain('upstream_port_override');
  });
  test('a wildcard that leaves by a gateway', () => {
    const gateway = gatewayOf('shop/out');
    const through = { gateway: 'shop/out', port: 80, origin: here() };
    expect(
      build(meshOf({ gateways: [gateway], egresses: [egressOf('shop/wide', ['*.example.org'], { through })] })).codes,
    ).toEqual(['M5308']);
    expect(
      build(meshOf({ gateways: [gateway], egresses: [egressOf('shop/one', ['www.example.org'], { through })] })).codes,
    ).toEqual([]);
  });
});

describe('an egress that leaves by a gateway', () => {
  const port = portOf(80, 'http', { target: 443, traffic: { tls: said({ mode: 'simple', ca: 'bank-ca' }) } });
  const mesh = meshOf({
    services: [serviceOf('shop/web')],
    gateways: [gatewayOf('shop/out', { ports: [{ number: 8080, name: 'http', protocol: 'http', origin: here() }] })],
    egresses: [
      egressOf('shop/bank', ['bank.example.org'], {
        ports: [port],
        through: { gateway: 'shop/out', port: 8080, origin: here() },
      }),
    ],
  });
  const clusterOf = (path: string) => {
    const { clusters } = toPlain(memberAt(fileOf(build(mesh).documents, path).root, 'static_resources') as Node) as {
      clusters: readonly {
        name: string;
        transport_socket?: unknown;
        load_assignment: {
          endpoints: readonly { lb_endpoints: readonly { endpoint: { address: { socket_address: unknown } } }[] }[];
        };
      }[];
    };
    const cluster = clusters.find(({ name }) => name === 'outbound|80||bank.example.org');
    return {
      place: cluster?.load_assignment.endpoints[0]?.lb_endpoints[0]?.endpoint.address.socket_address,
      tls: cluster?.transport_socket !== undefined,
    };
  };

  test('goes to the gateway as it is', () => {
    expect(clusterOf('sidecar/shop/web.yaml')).toEqual({
      place: { address: 'out.shop.svc.cluster.local', port_value: 8080 },
      tls: false,
    });
  });
  test('and from there to its host, encrypted', () => {
    expect(clusterOf('gateway/shop/out.yaml')).toEqual({
      place: { address: 'bank.example.org', port_value: 443 },
      tls: true,
    });
  });
});

describe('documents', () => {
  const mesh = meshOf({
    services: [reviews, serviceOf('shop/web', { visibleTo: said(['shop']) })],
    gateways: [gatewayOf('shop/door')],
    ingresses: [
      ingressOf(['www.example.com'], 'shop/door', [
        ruleOf(text('path', 'under', '/a'), to('shop/reviews:9080'), { timeout: said('none') }),
        ruleOf(always(), respond(403)),
      ]),
    ],
  });

  test('one bootstrap for each version and gateway, and watched files that those share who see the same', () => {
    const sidecars = ['reviews.v1', 'reviews.v2', 'web'];
    expect(build(mesh).documents.map(({ path }) => path)).toEqual([
      ...sidecars.map((name) => `sidecar/shop/${name}.yaml`),
      'gateway/shop/door.yaml',
      'watched-sidecar/shop/reviews.v1.yaml',
      'watched-sidecar/shop/outbound/cds.yaml',
      'watched-sidecar/shop/outbound/lds.yaml',
      'watched-sidecar/shop/reviews.v2.yaml',
      'watched-sidecar/shop/web.yaml',
      'watched-gateway/shop/door.yaml',
      'watched-gateway/shop/door/cds.yaml',
      'watched-gateway/shop/door/lds.yaml',
    ]);
  });
  test('who is told apart by a rule shares nothing', () => {
    const { documents } = build(
      withRoute({ kind: 'from', source: { kind: 'service', service: 'shop/reviews', version: 'v1' }, origin: here() }),
    );
    expect(documents.filter(({ path }) => path.endsWith('lds.yaml')).map(({ path }) => path)).toEqual([
      'watched-sidecar/shop/outbound/lds.yaml',
      'watched-sidecar/shop/outbound-2/lds.yaml',
    ]);
  });
  test('whole bootstraps have an end', () => {
    const many = meshOf({ services: Array.from({ length: 101 }, (_, at) => serviceOf(`shop/s${at}`)) });
    expect(build(many).documents.filter(({ path }) => path.startsWith('sidecar/'))).toEqual([]);
    expect(build(many).documents).toHaveLength(103);
  });
  test('the same bytes each time', () => {
    expect(writeYaml(build(mesh).documents)).toBe(writeYaml(build(mesh).documents));
  });
  test('rules, matches, destinations and settings know their place', () => {
    const [first] = mesh.ingresses[0]?.rules ?? [];
    const places = new Set<unknown>();
    const walk = (node: Node): void => {
      if (node.origin) places.add(node.origin);
      if (node.kind === 'list') node.items.forEach(walk);
      if (node.kind === 'map') for (const { value } of node.entries) walk(value);
    };
    walk(fileOf(build(mesh).documents, 'gateway/shop/door.yaml').root);
    const wanted = [
      first?.origin,
      first?.condition.origin,
      first?.settings.timeout?.origin,
      first?.action.kind === 'forward' ? first.action.split[0]?.origin : 0,
    ];
    expect(wanted.map((origin) => places.has(origin))).toEqual([true, true, true, true]);
  });
  test('a service of another namespace that is not visible is not there', () => {
    const other = serviceOf('lab/tool');
    const { documents } = build({ ...mesh, services: [...mesh.services, other] });
    expect(writeYaml([fileOf(documents, 'sidecar/lab/tool.yaml')])).not.toContain('web.shop.svc');
    expect(writeYaml([fileOf(documents, 'sidecar/shop/reviews.v1.yaml')])).toContain('web.shop.svc');
  });
  test('a service beside which Linkerd runs has no Envoy', () => {
    const linkerd = serviceOf('shop/old', { proxy: said({ proxy: 'linkerd', version: '1.7' }) });
    expect(build(meshOf({ services: [linkerd] })).documents).toEqual([]);
  });
});

test('the table has a note wherever it does not say yes', () => {
  for (const version of envoy.versions) {
    for (const { construct, support, note } of envoy.support(version))
      expect([construct, support === 'yes' || note !== undefined]).toEqual([construct, true]);
  }
});
