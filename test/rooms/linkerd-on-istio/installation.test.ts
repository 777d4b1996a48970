// The installation of Linkerd under Istio 0.1: every configuration written is one that its version starts with, and has what makes it read
// Istio's rules; what is known to be fatal is refused by the schema that shows it.
import { expect, test } from 'vitest';
import { toPlain } from '../../../src/documents/index.ts';
import { dtabProblems, type LinkerdVersion, linkerdProblems } from '../../support/linkerd-yaml.ts';
import { buildProgram } from '../istio-legacy/programs.ts';

const VERSIONS: readonly LinkerdVersion[] = ['1.1.1', '1.3', '1.4', '1.5', '1.6', '1.7'];
const shop = `namespace shop
service reviews { port 9080 http; version v1, v2 }
route reviews {
  when path == "/old" -> v1 { timeout 2s }
  else                -> 90% to v1, 10% to v2
}
telemetry {
  metrics prometheus port 9991
  metrics mixer "mixer.ops:9092"
  metrics statsd "statsd:8125"
  trace zipkin "zipkin:9410" sample 1%
  access-log text
}
`;

// biome-ignore lint/suspicious/noExplicitAny: plain YAML
type Json = any;

function installed(version: LinkerdVersion, install: 'kubernetes' | 'minikube' = 'kubernetes', program = shop) {
  const built = buildProgram(program, '0.1', { dataPlane: `linkerd@${version}`, install });
  const objects: Json[] = built.documents.map(({ root }) => toPlain(root));
  const config = (name: string): string =>
    objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data['config.yaml'];
  return {
    ...built,
    objects,
    node: config('l5d-config'),
    ingress: config('istio-ingress-config'),
    egress: config('istio-egress-config'),
  };
}

for (const version of VERSIONS) {
  test(`${version}: each linkerd.yaml is one that it starts with`, () => {
    const { node, ingress, egress, codes } = installed(version);
    expect(codes.filter((code) => code !== 'M5505')).toEqual([]);
    for (const yaml of [node, ingress, egress]) expect(linkerdProblems(yaml, version)).toEqual([]);
    expect(node).toContain('usage:\n  enabled: false');
    const reporting = version === '1.1.1' || version === '1.3' ? 'loggers' : 'requestAuthorizers';
    expect(node).toMatch(
      new RegExp(`${reporting}:\\n\\s+- kind: io.l5d.k8s.istio\\n\\s+mixerHost: mixer.ops\\n\\s+mixerPort: 9092`),
    );
  });
}

test('a node has a router for what leaves and one for what arrives, both led by Istio', () => {
  const { node } = installed('1.1.1');
  expect(node).toMatch(
    /label: outgoing[\s\S]*kind: io\.l5d\.k8s\.daemonset\n\s+namespace: default\n\s+port: incoming\n\s+service: l5d[\s\S]*port: 4140/,
  );
  expect(node).toMatch(/label: incoming[\s\S]*kind: io\.l5d\.k8s\.localnode[\s\S]*port: 4141/);
  expect(node).toMatch(/prefix: \/svc\/route\/reviews-1\n\s+totalTimeoutMs: 2000/);
  expect(node).toMatch(/admin:\n\s+ip: "?0\.0\.0\.0"?\n\s+port: 9991/);
  expect(node).toMatch(/kind: io\.l5d\.zipkin\n\s+host: zipkin\n\s+port: 9410\n\s+sampleRate: 0\.01/);
  expect(node).toMatch(/kind: io\.l5d\.statsd\n\s+experimental: true\n\s+hostname: statsd\n\s+port: 8125/);
});

test('the ingress asks Kubernetes for Ingresses, the egress speaks TLS on 443', () => {
  const { ingress, egress } = installed('1.7');
  expect(ingress).toMatch(
    /identifier:\n\s+kind: io\.l5d\.k8s\.istio-ingress[\s\S]*port: 80\n\s+ip: "?0\.0\.0\.0"?\n\s+clearContext: true/,
  );
  expect(egress).toMatch(
    /prefix: "?\/\$\/io\.buoyant\.rinet\/443\/\{service\}"?\n\s+tls:\n\s+commonName: "?\{service\}"?/,
  );
});

test('all objects of the installation', () => {
  const { objects } = installed('1.1.1');
  const kinds = objects.filter(({ kind }) => kind).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(kinds.sort()).toEqual(
    [
      'ClusterRole l5d-default',
      'ClusterRoleBinding l5d-default',
      'ConfigMap istio-egress-config',
      'ConfigMap istio-ingress-config',
      'ConfigMap l5d-config',
      'DaemonSet l5d',
      'Deployment istio-egress',
      'Deployment istio-ingress',
      'Service istio-egress',
      'Service istio-ingress',
      'Service l5d',
      'ServiceAccount l5d',
    ].sort(),
  );
  const daemonSet = objects.find(({ kind }) => kind === 'DaemonSet');
  expect(daemonSet.spec.template.spec.containers[0].ports[0]).toEqual({
    name: 'outgoing',
    containerPort: 4140,
    hostPort: 4140,
  });
});

test('Minikube has no load balancers', () => {
  const types = ({ objects }: ReturnType<typeof installed>) =>
    new Set(objects.filter(({ kind }) => kind === 'Service').map(({ spec }) => spec.type));
  expect(types(installed('1.1.1'))).toEqual(new Set(['LoadBalancer']));
  expect(types(installed('1.1.1', 'minikube'))).toEqual(new Set(['NodePort']));
});

test('in a mesh of Envoys only the nodes get a Linkerd', () => {
  const program =
    'service reviews { port 9080 http; version v1; proxy linkerd }\nservice front { port 80 http }\nroute reviews -> v1\n';
  const { documents } = buildProgram(program, '0.1', { install: 'kubernetes' });
  const paths = documents.map(({ path }) => path);
  expect(paths).toContain('daemon-set/default/l5d.yaml');
  expect(paths.filter((path) => path.includes('istio-'))).toEqual([]);
});

const good = 'routers:\n- protocol: http\n  servers:\n  - port: 4140\n';
const fatal: Readonly<Record<string, string>> = {
  'unknown key': `${good}unheard: 1\n`,
  'unknown key inside': `${good}  ports: 1\n`,
  'duplicate key': `${good}usage:\n  enabled: false\nusage:\n  enabled: true\n`,
  'unknown kind': `${good}telemetry:\n- kind: io.l5d.graphite\n`,
  'loggers from 1.4 on': `${good}  loggers:\n  - kind: io.l5d.k8s.istio\n`,
  'no routers': 'admin:\n  port: 9990\n',
  'no servers': 'routers:\n- protocol: http\n',
  'two servers on a port': `${good}- protocol: http\n  label: b\n  servers:\n  - port: 4140\n`,
  'two routers of a label': `${good}- protocol: http\n  servers:\n  - port: 4141\n`,
  'experimental missing': `${good}  interpreter:\n    kind: io.l5d.k8s.istio\n`,
  'bad dtab': `${good}  dtab: "/svc => /a;; /b => /c"\n`,
};

test('what is fatal in Linkerd is refused by the schema', () => {
  expect(linkerdProblems(good, '1.7')).toEqual([]);
  for (const [what, yaml] of Object.entries(fatal)) {
    expect({ what, refused: linkerdProblems(yaml, '1.7').length > 0 }).toEqual({ what, refused: true });
  }
  const old = `${good}  client:\n    requestAuthorizers:\n    - kind: io.l5d.k8s.istio\n`;
  expect(linkerdProblems(old, '1.7')).toEqual([]);
  expect(linkerdProblems(old, '1.3')).not.toEqual([]);
});

test('dtabs as Finagle reads them', () => {
  expect(dtabProblems('/a => /b ; /svc/* => 0.9 * /x & 0.1 * /y | ~ ;')).toEqual([]);
  for (const bad of ['/a = /b', '/a => /b/', '/a => /b//c', '/a => /b,c', ';', '/a => -1 * /b'])
    expect({ bad, found: dtabProblems(bad).length }).not.toEqual({ bad, found: 0 });
});
