// The interpreter of the tests beside it, held against a real Envoy: the matches of VirtualServices as Pilot translates them
// (route.go, TranslateRouteMatch), each route answering with its place.
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { toPlain } from '../../../src/documents/index.ts';
import { istio } from '../../../src/targets/istio/index.ts';
import { requireComponent } from '../../support/components.ts';
import { askAll, type RawRequest, startEnvoy, temporaryFolder } from '../../support/envoy.ts';
import { generateMesh } from '../../support/generate-mesh.ts';
import { randomOf } from '../../support/random.ts';
import { findVirtualService, type Plain, sourceMatches, takes, type WireRequest } from './interpreter.ts';
import { requestsTo, wire } from './requests.ts';

const envoy = requireComponent('envoy');
const folder = temporaryFolder();
afterAll(folder.remove);

const PROGRAMS = process.env.MESH_DEEP ? 200 : 12;

interface Listener {
  readonly path: string;
  readonly routes: readonly Plain[];
  readonly scheme: string;
  readonly asked: { readonly raw: RawRequest; readonly expected: string }[];
}

describe.skipIf(envoy === undefined)('a real Envoy matches as the interpreter says', () => {
  test.each(['1.24', '1.31'])('routes for %s', async (version) => {
    const listeners = new Map<string, Listener>();
    for (let seed = 1; seed <= PROGRAMS; seed++) collect(seed, version, listeners);
    const all = [...listeners.values()];
    const running = await startEnvoy(envoy as string, bootstrap(all), folder.path, all[0]?.path as string);
    try {
      let count = 0;
      for (const { path, asked } of all) {
        const answers = await askAll(
          path,
          asked.map(({ raw }) => raw),
        );
        const said = answers.map(({ headers }) => headers['x-route'] ?? 'none');
        expect(said.map((one, index) => [one, asked[index]?.raw])).toEqual(
          asked.map(({ expected, raw }) => [expected, raw]),
        );
        count += asked.length;
      }
      expect(count).toBeGreaterThan(PROGRAMS * 10);
    } finally {
      await running.stop();
    }
  });
});

function collect(seed: number, version: string, listeners: Map<string, Listener>): void {
  const mesh = generateMesh(seed, { rules: 4, depth: 2 });
  const report = new Report();
  const objects = istio.build(mesh, { version, report }).map(({ root }) => toPlain(root)) as Plain[];
  if (report.hasErrors) return;
  for (const request of requestsTo(mesh, randomOf(seed)).map(wire)) {
    const virtualService = findVirtualService(objects, request);
    if (!virtualService || !isPlain(request)) continue;
    const { routes, key } = routesFor(virtualService, request);
    const name = `${seed} ${virtualService.metadata.name} ${request.scheme} ${key}`;
    const path = join(folder.path, `${version}.${listeners.size}`);
    const listener = listeners.get(name) ?? { path, routes, scheme: request.scheme, asked: [] };
    listeners.set(name, listener);
    const taken = virtualService.spec.http.findIndex((one: Plain) => takes(one, request));
    listener.asked.push({ raw: rawOf(request), expected: taken < 0 ? 'none' : String(taken) });
  }
}

/** What HTTP/1 can carry without changing it. */
const isPlain = ({ path, query, headers }: WireRequest): boolean =>
  !/[^!"$-~]/.test(path + query.flat().join('')) &&
  Object.values(headers).every((value) => value === value.trim()) &&
  query.every(([, value]) => !value.includes('#'));

const rawOf = ({ method, authority, path, query, headers }: WireRequest): RawRequest => ({
  method,
  target: path + (query.length > 0 ? `?${query.map(([name, value]) => `${name}=${value}`).join('&')}` : ''),
  host: authority,
  headers: Object.entries(headers),
});

/** Pilot leaves out what the proxy cannot meet, and what comes after a route that takes everything. */
function routesFor(
  virtualService: Plain,
  request: WireRequest,
): { readonly routes: readonly Plain[]; readonly key: string } {
  const kept = virtualService.spec.http.flatMap((route: Plain, index: number) =>
    (route.match ?? [{}]).flatMap((match: Plain, at: number) =>
      (match.port ?? request.port) === request.port && sourceMatches(match, request) ? [{ match, index, at }] : [],
    ),
  );
  return {
    routes: kept.map(({ match, index }: Plain) => envoyRoute(match, index)),
    key: kept.map(({ index, at }: Plain) => `${index}.${at}`).join(' '),
  };
}

const envoyRoute = (match: Plain, index: number): Plain => ({
  match: {
    ...pathSpecifier(match.uri),
    headers: [
      ...named(match.headers).map(([name, one]) => headerMatcher(name, one)),
      ...named(match.withoutHeaders).map(([name, one]) => ({
        ...headerMatcher(name, one),
        invert_match: true,
        ...(Object.keys(one).length > 0 ? { treat_missing_header_as_empty: true } : {}),
      })),
      ...(match.method ? [headerMatcher(':method', match.method)] : []),
      ...(match.authority ? [headerMatcher(':authority', match.authority)] : []),
      ...(match.scheme ? [headerMatcher(':scheme', match.scheme)] : []),
    ],
    query_parameters: named(match.queryParams).map(([name, one]) => ({ name, ...valueMatcher(one) })),
  },
  response_headers_to_add: [{ header: { key: 'x-route', value: String(index) } }],
  direct_response: { status: 200 },
});

const named = (all: Plain): [string, Plain][] => Object.entries(all ?? {});

function pathSpecifier(uri: Plain): Plain {
  if (uri?.exact !== undefined) return { path: uri.exact };
  if (uri?.prefix !== undefined) return { prefix: uri.prefix };
  return uri?.regex === undefined ? { prefix: '/' } : { safe_regex: { regex: uri.regex } };
}

const headerMatcher = (name: string, match: Plain): Plain => ({ name, ...valueMatcher(match) });

function valueMatcher(match: Plain): Plain {
  if (match.exact !== undefined) return { string_match: { exact: match.exact } };
  if (match.prefix !== undefined) return { string_match: { prefix: match.prefix } };
  return match.regex === undefined ? { present_match: true } : { string_match: { safe_regex: { regex: match.regex } } };
}

const bootstrap = (listeners: readonly Listener[]): string =>
  JSON.stringify({
    static_resources: {
      listeners: listeners.map(({ path, routes, scheme }) => ({
        name: path,
        address: { pipe: { path } },
        filter_chains: [{ filters: [connectionManager(routes, scheme)] }],
      })),
    },
    layered_runtime: {
      layers: [{ name: 'base', static_layer: { re2: { max_program_size: { error_level: 32768 } } } }],
    },
  });

const connectionManager = (routes: readonly Plain[], scheme: string): Plain => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'test',
    normalize_path: true,
    merge_slashes: true,
    scheme_header_transformation: { scheme_to_overwrite: scheme },
    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes }] },
    http_filters: [
      {
        name: 'envoy.filters.http.router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  },
});
