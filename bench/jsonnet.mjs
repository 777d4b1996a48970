// The project of generate.mjs in Jsonnet, for comparison: node bench/jsonnet.mjs N DIR. Shapes are checked with asserts, as one does there.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const library = `local domain = 'shop.svc.cluster.local';
local versions = ['v1', 'v2', 'v3'];
local total(targets) = std.foldl(function(sum, t) sum + std.get(t, 'weight', 0), targets, 0);
local isTime(text) = std.isString(text) && std.endsWith(text, 's') && std.length(text) > 1;
local Rule = {
  name: error 'a rule needs a name',
  to: error 'a rule needs destinations',
  match:: null,
  assert std.length(self.to) == 1 || total(self.to) == 100 : self.name + ': shares must come to 100',
  assert std.all([std.member(versions, t.version) for t in self.to]) : self.name + ': no such version',
};
local Service = {
  name: error 'a service needs a name',
  max: 100,
  timeout: '10s',
  attempts: 1,
  assert isTime(self.timeout) : self.name + ': timeout',
  assert std.isNumber(self.max) && self.max > 0 : self.name + ': max',
  rules: [
    Rule { name: 'api', match:: { uri: { prefix: '/' + $.name + '/api/' } }, to: [{ version: 'v1', weight: 90 }, { version: 'v2', weight: 10 }] },
    Rule { name: 'canary', match:: { headers: { 'x-canary': { exact: 'true' } } }, to: [{ version: 'v3' }] },
    Rule { name: 'default', to: [{ version: 'v1' }] },
  ],
};
local meta(name, namespace='shop') = { name: name, namespace: namespace };
local http(s, host, port) = [
  { name: r.name }
  + (if r.match == null then {} else { match: [r.match] })
  + {
    route: [
      { destination: { host: host, subset: t.version } + port } + (if std.objectHas(t, 'weight') then { weight: t.weight } else {})
      for t in r.to
    ],
    timeout: s.timeout,
    retries: { attempts: s.attempts, perTryTimeout: '2s', retryOn: '5xx,connect-failure' },
  }
  for r in s.rules
];
local virtual(s, name, hosts, gateways, port={}) = {
  apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: meta(name),
  spec: { hosts: hosts, gateways: gateways, http: http(s, s.name + '.' + domain, port) },
};
local objects(s) = [
  virtual(s, s.name, [s.name + '.' + domain], ['mesh']),
  virtual(s, s.name + '-example-com', [s.name + '.example.com'], ['istio-ingress/shop-gateway'], { port: { number: 8080 } }),
  {
    apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: meta(s.name),
    spec: {
      host: s.name + '.' + domain,
      trafficPolicy: {
        loadBalancer: { simple: 'LEAST_REQUEST' },
        connectionPool: { tcp: { maxConnections: s.max }, http: { http1MaxPendingRequests: 64, maxRequestsPerConnection: 10 } },
        outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' },
      },
      subsets: [{ name: v, labels: { version: v } } for v in versions],
    },
  },
];
`;

const service = (i) => {
  const name = `svc-${String(i).padStart(5, '0')}`;
  return `  Service { name: '${name}', max: ${100 + (i % 50)}, timeout: '${10 + (i % 8)}s', attempts: ${1 + (i % 4)} },`;
};

const [count, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'main.jsonnet'),
  `${library}std.flatMap(objects, [\n${Array.from({ length: Number(count) }, (_, i) => service(i)).join('\n')}\n])\n`,
);
