// `mesh fn` as kustomize and kpt call it: what it makes, keeps, replaces and refuses (M9101 not-kubernetes).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { configurationOf } from '../../src/cli/function-configuration.ts';
import { type MapNode, toNode } from '../../src/documents/index.ts';
import { folderWith, runMesh } from '../support/run-mesh.ts';

interface List {
  readonly items: { kind: string; metadata: { name: string; annotations?: Record<string, string> } }[];
  readonly results?: { message: string; severity: string; file: { path: string } }[];
}

const program = `service a { port 80 http; version v1, v2 }
route a {
  when header "x" == "1" -> v2
  else -> v1
}
`;
const kept = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept', namespace: 'n' }, data: { yes: 'no' } };

function run(folder: string, spec: object, items: readonly object[] = [kept]) {
  const functionConfig = { apiVersion: 'mesh-lang.dev/v1', kind: 'Mesh', metadata: { name: 'shop' }, spec };
  const input = { apiVersion: 'config.kubernetes.io/v1', kind: 'ResourceList', items, functionConfig };
  const { code, out, err } = runMesh(folder, ['fn'], JSON.stringify(input));
  return { code, err, list: (out === '' ? {} : load(out)) as List };
}
const kinds = ({ items }: List) => items.map(({ kind }) => kind);

test('a project on disk, with environment, inputs, patches and included files', () => {
  const folder = folderWith({
    'p/a.mesh': `input share: Percent = 10%\n${program.replace('else -> v1', 'else -> share to v2, rest to v1')}`,
    'p/mesh.yaml': `language: 1
namespace: shop
targets: [istio@1.30]
include: [extra.yaml]
patches: [{ kind: VirtualService, name: a, patch: { metadata: { labels: { team: web } } } }]
environments: { production: { namespace: live } }
`,
    'p/extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: extra }\ndata: { a: "1" }\n',
  });
  const { code, err, list } = run(folder, { path: 'p', env: 'production', inputs: { share: '30%' } });
  expect(code, err).toBe(0);
  expect(kinds(list)).toEqual(['ConfigMap', 'DestinationRule', 'VirtualService', 'ConfigMap']);
  expect(list.items[0]).toEqual(kept);
  expect(list.items[2]).toMatchObject({
    metadata: { namespace: 'live', labels: { team: 'web' }, annotations: { 'mesh-lang.dev/generated-by': 'shop' } },
    spec: { http: [{}, { route: [{ weight: 30 }, { weight: 70 }] }] },
  });
});

test('a second run replaces what the first made', () => {
  const folder = folderWith({});
  const first = run(folder, { program, namespace: 'shop' });
  expect(kinds(first.list)).toEqual(['ConfigMap', 'DestinationRule', 'VirtualService']);
  const second = run(
    folder,
    { program: 'service b { port 80 http }\nroute b { else -> b { timeout 1s } }\n' },
    first.list.items,
  );
  expect(second.list.items.map(({ metadata }) => metadata.name)).toEqual(['kept', 'b']);
});

test('a wrong program: exit 1, results with places, items as they were', () => {
  const { code, err, list } = run(folderWith({}), { program: program.replace('-> v2', '-> v9') });
  expect(code).toBe(1);
  expect(err).toMatch(/^program\.mesh:3:\d+: error\[M/);
  expect(list.items).toEqual([kept]);
  expect(list.results?.[0]).toMatchObject({ severity: 'error', file: { path: 'program.mesh' } });
});

test('what is no Kubernetes object is refused', () => {
  const { code, list } = run(folderWith({}), { program, target: 'istio@0.1' });
  expect(code).toBe(1);
  expect(list.results?.[0]?.message).toContain('M9101 not-kubernetes');
});

test('a configuration that cannot be used is told', () => {
  const wrong: [unknown, string][] = [
    [{}, 'spec.program'],
    ['x', 'no `spec`'],
    [{ program, path: '.' }, 'one of'],
    [{ program, targets: ['istio'] }, 'spec.targets'],
    [{ program, target: 7 }, 'spec.target'],
    [{ program, env: 'production' }, 'spec.path'],
    [{ files: { 'mesh.yaml': 'x' } }, 'mesh.yaml'],
    [{ program, inputs: { a: [1] } }, 'spec.inputs.a'],
  ];
  for (const [spec, said] of wrong)
    expect(() => configurationOf(toNode({ functionConfig: { spec } }) as MapNode), said).toThrow(said);
});

test('what is no ResourceList, and a project that is not there', () => {
  const folder = folderWith({});
  expect(runMesh(folder, ['fn'], 'kind: ConfigMap\n').code).toBe(2);
  const { code, list } = run(folder, { path: 'nowhere' });
  expect(code).toBe(1);
  expect(list.results?.[0]?.message).toContain('M9001');
});

test('the committed output of examples/gitops is fresh, and its kustomize example is a configuration that mesh fn takes', () => {
  const root = join(import.meta.dirname, '..', '..');
  expect(runMesh(root, ['build', 'examples/gitops/traffic', '--check']).code).toBe(0);
  const functionConfig = load(readFileSync(join(root, 'examples/gitops/mesh-function.yaml'), 'utf8'));
  const input = JSON.stringify({ kind: 'ResourceList', items: [], functionConfig });
  const { code, out } = runMesh(join(root, 'examples/gitops'), ['fn'], input);
  expect(code).toBe(0);
  expect(kinds(load(out) as List)).toEqual(['DestinationRule', 'VirtualService']);
});
