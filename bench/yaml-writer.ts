// How fast documents are written: N services' VirtualServices and DestinationRules as trees with origins, best of seven.
// Run: node bench/yaml-writer.ts [N]
import { performance } from 'node:perf_hooks';
import { type Document, type MapNode, toNode, writeJson, writeYaml, writeYamlWithMap } from '../src/documents/index.ts';
import { Source, spanIn } from '../src/text/index.ts';

const origin = spanIn(new Source('main.mesh', 'service s {}\n'), 0, 12);

const virtualService = (name: string): unknown => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name, namespace: 'shop', labels: { 'app.kubernetes.io/managed-by': 'mesh' } },
  spec: {
    hosts: [`${name}.shop.svc.cluster.local`],
    http: ['/api/v1', '/admin', '/'].map((prefix, index) => ({
      name: `rule-${index}`,
      match: [
        { uri: { prefix }, headers: { 'x-debug': { exact: 'on' }, cookie: { regex: '^(.*?;)?(user=jason)(;.*)?$' } } },
      ],
      route: ['v1', 'v2'].map((subset, at) => ({
        destination: { host: `${name}.shop.svc.cluster.local`, subset, port: { number: 9080 } },
        weight: at === 0 ? 90 : 10,
      })),
      timeout: '2s',
      retries: { attempts: 3, perTryTimeout: '500ms', retryOn: 'gateway-error,5xx' },
    })),
  },
});

const destinationRule = (name: string): unknown => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name, namespace: 'shop' },
  spec: {
    host: `${name}.shop.svc.cluster.local`,
    trafficPolicy: {
      connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 1000 } },
      outlierDetection: { consecutive5xxErrors: 5, interval: '30s', baseEjectionTime: '1m', maxEjectionPercent: 50 },
    },
    subsets: ['v1', 'v2', 'v3'].map((version) => ({ name: version, labels: { version } })),
  },
});

const documents = (count: number): Document[] =>
  Array.from({ length: count }, (_, index) => `service-${index}`).flatMap((name) =>
    [virtualService(name), destinationRule(name)].map((plain) => ({
      root: toNode(plain, origin) as MapNode,
      path: `${name}.yaml`,
    })),
  );

function best(run: () => string): { readonly ms: number; readonly bytes: number } {
  let ms = Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (let round = 0; round < 7; round++) {
    const start = performance.now();
    bytes = Buffer.byteLength(run());
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, bytes };
}

const all = documents(Number(process.argv[2] ?? 10_000));
const rows: readonly (readonly [string, () => string])[] = [
  ['yaml', () => writeYaml(all)],
  ['yaml, with source map', () => writeYamlWithMap(all).text],
  ['yaml, with comments', () => writeYaml(all, { comments: true })],
  ['json', () => writeJson(all)],
];
for (const [name, run] of rows) {
  const { ms, bytes } = best(run);
  console.log(
    `${name.padEnd(24)} ${ms.toFixed(0).padStart(6)} ms ${(bytes / 1e6).toFixed(1).padStart(7)} MB ${(bytes / 1e3 / ms).toFixed(0).padStart(5)} MB/s`,
  );
}
