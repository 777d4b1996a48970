// The doors of old Istio: Ingresses of class istio and, in 0.1, Services for what is outside; imported, and read back when they are built.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { compile, emit } from '../../../src/compile.ts';
import { type Document, type Node, toNode, toPlain } from '../../../src/documents/index.ts';
import { readBack, readBackText } from '../../../src/importer/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';

const ingress = `apiVersion: extensions/v1beta1
kind: Ingress
metadata: { name: door, annotations: { kubernetes.io/ingress.class: istio } }
spec:
  rules:
  - host: book.example.org
    http:
      paths:
      - { path: "/reviews.*", backend: { serviceName: reviews, servicePort: 9080 } }
      - { path: /productpage, backend: { serviceName: productpage, servicePort: 9080 } }
`;
const rules = `---
type: route-rule
name: reviews-default
spec: { destination: reviews.default.svc.cluster.local, precedence: 1, route: [{ tags: { version: v1 } }] }
---
apiVersion: v1
kind: Service
metadata: { name: bin }
spec: { type: ExternalName, externalName: httpbin.org, ports: [{ name: http, port: 80 }, { name: https, port: 443 }] }
`;

test('exact paths first, the rules of a service where it has some, hosts outside by their Services', () => {
  const { programs, difference, objects } = provedImport([new Source('in.yaml', ingress + rules)], {
    namespace: 'default',
    clusterDomain: 'cluster.local',
  });
  expect(difference?.same).toBe(true);
  expect(objects.flatMap(({ residues }) => residues)).toEqual([]);
  const [text = ''] = programs.map((program) => program.text);
  expect(text).toMatch(/when path == "\/productpage" -> productpage\n *when path starts "\/reviews" -> route reviews/);
  expect(text).toContain('port 443 http { tls simple }');
});

test('an Ingress of somebody else is left alone', () => {
  const { objects, others } = provedImport([new Source('in.yaml', ingress.replace('class: istio', 'class: nginx'))], {
    namespace: 'default',
    clusterDomain: 'cluster.local',
  });
  expect([objects.length, others]).toEqual([0, 1]);
});

const program = `namespace shop
service a { port 80 http; version v1 }
service b { port 81 http }
gateway web { pods { istio: "ingress" }; port 80 http; port 443 https { certificate "one" } }
route a -> v1
ingress "x.example.org" on web { when path == "/a" -> route a; when path starts "/b" -> b }
`;

function built(change: (plain: string) => string): string {
  const compilation = compile([new Source('main.mesh', program)]);
  const target = chooseTarget('istio@0.5') as TargetChoice;
  const { documents, hasErrors } = emit(compilation, target);
  expect(hasErrors).toBe(false);
  const changed = documents.map((document): Document => {
    const root: Node = toNode(JSON.parse(change(JSON.stringify(toPlain(document.root)))));
    return { ...document, root: root as Document['root'] };
  });
  const back = readBack(compilation.mesh, changed, target.platform);
  expect(back?.unread).toEqual([]);
  return back?.same ? '' : readBackText(back as NonNullable<typeof back>);
}

test('what is built is read back, and what was changed in it is seen', () => {
  expect(built((plain) => plain)).toBe('');
  for (const [from, to] of [
    ['"/a"', '"/c"'],
    ['"/b.*"', '"/b"'],
    ['"servicePort":81', '"servicePort":82'],
    ['"serviceName":"b"', '"serviceName":"a"'],
    ['x.example.org', 'y.example.org'],
    ['"secretName":"one"', '"secretName":"two"'],
  ] as const)
    expect(
      built((plain) => plain.replaceAll(from, to)),
      from,
    ).not.toBe('');
});
