// What cannot be read or said is told with its place, and the rest is imported: through the command, as a user sees it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findingsOf } from '../../../src/cli/commands/import.ts';
import { importSummary } from '../../../src/cli/import-summary.ts';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { exitCodeOf } from '../../../src/cli/terminal.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { Source } from '../../../src/text/index.ts';
import { folderWith, runMesh } from '../../support/run-mesh.ts';

const service = (name: string, http: string) =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${name} }\nspec:\n  hosts: [${name}]\n  http:\n${http}`;
const plain = (name: string) => service(name, `  - route: [{ destination: { host: ${name} } }]\n`);

function run(text: string) {
  const result = provedImport([new Source('in.yaml', text)], { namespace: 'default', clusterDomain: 'cluster.local' });
  const report = new Report();
  findingsOf(result, report);
  const lines = report.sorted().map(({ code, message }) => `${code} ${message}`);
  const { text: summary, data } = importSummary(result);
  return {
    out: result.programs.map((program) => program.text).join('\n'),
    err: [...lines, summary].join('\n'),
    code: exitCodeOf(report.sorted(), false),
    data: data as { proof: string; entries: { all: number; imported: number } },
  };
}

test('a broken document and a template leave the others alone (broken-document)', () => {
  const { out, err, code } = run(
    `${plain('a')}---\nkind: [\n---\n{{- if .Values.x }}\nkind: VirtualService\n{{- end }}\n---\n${plain('b')}`,
  );
  expect(code).toBe(1);
  expect(out).toContain('route a -> a');
  expect(out).toContain('route b -> b');
  expect(err.match(/M6001/g)?.length).toBe(2);
  expect(err).toContain('{{ … }} has to be replaced first');
});

test('a key that stands twice is taken as Kubernetes takes it (odd-document)', () => {
  const { out, err, code } = run(
    service('a', '  - timeout: 1s\n    timeout: 2s\n    route: [{ destination: { host: a } }]\n'),
  );
  expect([code, err.includes('M6002')]).toEqual([0, true]);
  expect(out).toContain('timeout 2s');
});

test('an object of another kind stays YAML, untouched (object-kept)', () => {
  const filter =
    '# kept as it is\napiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: { name: f }\nspec: { x: 1 }\n';
  const folder = folderWith({ 'in.yaml': `${plain('a')}---\n${filter}` });
  const { err, code } = runMesh(folder, ['import', 'in.yaml', '-o', 'out']);
  expect([code, err.includes('M6003')]).toEqual([0, true]);
  expect(readFileSync(join(folder, 'out/include/envoyfilter-default-f.yaml'), 'utf8')).toBe(filter);
  expect(readFileSync(join(folder, 'out/mesh.yaml'), 'utf8')).toContain('include');
  expect(runMesh(join(folder, 'out'), ['build', '--target', 'istio@1.31', '-o', '-']).out).toContain(
    'kind: EnvoyFilter',
  );
  expect(existsSync(join(folder, 'out/default.mesh'))).toBe(true);
});

test('fields without a word are told one by one, and counted (field-not-imported)', () => {
  const http = '  - fault: { abort: { grpcStatus: UNAVAILABLE } }\n    route: [{ destination: { host: a } }]\n';
  const { err, code } = run(service('a', http + http));
  expect(code).toBe(0);
  expect(err).toContain('spec.http[0].fault.abort.grpcStatus');
  expect(err).toContain('2 × VirtualService spec.http[].fault.abort.grpcStatus');
});

test('what the files do not say is said (taken-for-granted)', () => {
  expect(run(plain('a')).err).toMatch(/M6005.*port 80/);
});

test('what a cluster refuses is refused, with the place, and the rest is imported (object-invalid)', () => {
  const folder = folderWith({
    'in.yaml': `${plain('a')}---\n${service('b', '  - timeOut: 1s\n    route: [{ destination: { host: b } }]\n')}`,
  });
  const { err, code } = runMesh(folder, ['import', 'in.yaml', '-o', 'out']);
  expect(code).toBe(1);
  expect(err).toContain('in.yaml:15');
  expect(err).toContain('VirtualService default/b was not imported: a cluster refuses it: spec.http[0].timeOut');
  expect(err).toContain('1 object refused, as a cluster does');
  expect(readFileSync(join(folder, 'out/default.mesh'), 'utf8')).toContain('route a -> a');
  expect(existsSync(join(folder, 'out/include'))).toBe(false);
});

test('the proof is told, with the number of lists compared', () => {
  expect(run(plain('a')).err).toContain(
    'proved: the program decides every request as what was read of the YAML (1 rule lists compared)',
  );
  const { data } = run(plain('a'));
  expect([data.proof, data.entries]).toEqual(['same', { all: 1, imported: 1 }]);
});

test('a program that means something else would be told (import-differs)', async () => {
  const { compareMeaning } = await import('../../../src/importer/index.ts');
  const read = (host: string) =>
    provedImport(
      [new Source('in.yaml', service('a', `  - route: [{ destination: { host: ${host}, subset: v1 } }]\n`))],
      {
        namespace: 'default',
        clusterDomain: 'cluster.local',
      },
    ).mesh;
  expect(compareMeaning(read('a'), read('a')).same).toBe(true);
  expect(compareMeaning(read('a'), read('b')).same).toBe(false);
});

test('YAML 1.1 words are text where text is asked, anchors and merge keys are followed', () => {
  const http = `  - &first
    match: [{ headers: { x: { exact: "yes" } } }]
    route: [{ destination: &to { host: a, subset: v1 } }]
  - <<: *first
    match: [{ headers: { y: { exact: "1" } } }]
    route: [{ destination: *to }]
`;
  const { out, code } = run(service('a', http));
  expect(code).toBe(0);
  expect(out).toContain('header "x" == "yes"');
  expect(out).toContain('header "y" == "1"');
  expect(
    run(service('a', '  - match: [{ headers: { x: { exact: yes } } }]\n    route: [{ destination: { host: a } }]\n'))
      .err,
  ).toContain('a text is needed here');
});

test('a name that somebody has still to fill in is told as such, and texts may hold anything', () => {
  for (const host of ['<your-service>', '"${SERVICE}"', '$SERVICE', '"{{ .Values.host }}"'])
    expect(run(service('a', `  - route: [{ destination: { host: ${host} } }]\n`)).err).toContain('is a placeholder');
  const answer = '  - directResponse: { status: 200, body: { string: "<html>${x}</html>" } }\n';
  expect(run(service('a', answer)).code).toBe(0);
});

test('aliases that multiply are refused', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'.split('').map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[at]}`).join(', ')}]`),
  ].join('\n');
  const { err, code } = run(`${bomb}\n---\n${plain('b')}`);
  expect([code, err.includes('M6001')]).toEqual([1, true]);
});

test('an unknown version is kept', () => {
  expect(run(plain('a').replace('networking.istio.io/v1', 'networking.istio.io/v9')).err).toContain(
    'does not know the version',
  );
});

test('ten thousand documents', () => {
  const count = process.env.MESH_DEEP ? 10_000 : 1_000;
  const text = Array.from({ length: count }, (_, at) => plain(`s${at}`)).join('---\n');
  const result = provedImport([new Source('many.yaml', text)], {
    namespace: 'default',
    clusterDomain: 'cluster.local',
  });
  expect(result.objects.length).toBe(count);
  expect(result.difference?.same).toBe(true);
});

test('stdin, a missing file, and a folder that is in use', () => {
  const folder = folderWith({ 'out/mesh.yaml': 'language: 1\nnamespace: mine\n', 'in.yaml': plain('a') });
  expect(runMesh(folder, ['import', '-'], plain('a')).out).toContain('route a -> a');
  expect(runMesh(folder, ['import', 'nothing.yaml']).code).toBe(2);
  const { code, err } = runMesh(folder, ['import', 'in.yaml', '-o', 'out']);
  expect([code, err.includes('is there already and differs')]).toEqual([2, true]);
  expect(readFileSync(join(folder, 'out/mesh.yaml'), 'utf8')).toContain('mine');
});

test('a field that a patch can carry is in mesh.yaml, and building gives it back (field-patched)', () => {
  const text = service('a', '  - route: [{ destination: { host: a } }]\n').replace(
    'name: a }',
    'name: a, labels: { team: red }, annotations: { example.org/a.b: "1" } }',
  );
  const folder = folderWith({
    'in.yaml': `${text}---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: a }
spec: { host: a, trafficPolicy: { loadBalancer: { simple: RANDOM, warmup: { duration: 10s } }, connectionPool: { tcp: { tcpKeepalive: { time: 1s } } } } }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: b }
spec: { host: b, trafficPolicy: { connectionPool: { tcp: { tcpKeepalive: { time: 1s } } } } }
`,
  });
  const { err, code } = runMesh(folder, ['import', 'in.yaml', '-o', 'out']);
  expect([code, err.match(/M6011/g)?.length]).toEqual([0, 4]);
  const built = runMesh(join(folder, 'out'), ['build', '--target', 'istio@1.31', '-o', '-']);
  expect(built.code).toBe(0);
  for (const line of ['team: red', 'example.org/a.b: "1"', 'duration: 10s', 'simple: RANDOM'])
    expect(built.out).toContain(line);
  expect(built.out.match(/tcpKeepalive/g)?.length).toBe(2);
  // Of what has no other word in the program the object itself stays.
  expect(existsSync(join(folder, 'out/include/destinationrule-default-b.yaml'))).toBe(true);
  expect(runMesh(folder, ['import', 'in.yaml']).err).not.toContain('M6011');
});

test('a gateway that the files only name is not written, nor is one that stays YAML written twice', () => {
  const route = (gateway: string) =>
    service('a', '  - route: [{ destination: { host: a } }]\n').replace(
      'hosts: [a]',
      `hosts: [a.example.org]\n  gateways: [${gateway}]`,
    );
  const folder = folderWith({ 'in.yaml': route('istio-system/public') });
  const { err, code } = runMesh(folder, ['import', 'in.yaml', '-o', 'out']);
  expect([code, err.includes('gateway istio-system/public is not among the files')]).toEqual([0, true]);
  expect(readFileSync(join(folder, 'out/mesh.yaml'), 'utf8')).toContain('external: true');
  const built = runMesh(join(folder, 'out'), ['build', '--target', 'istio@1.31', '-o', '-', '--verify']);
  expect([built.code, built.out.includes('kind: VirtualService'), built.out.includes('kind: Gateway')]).toEqual([
    0,
    true,
    false,
  ]);
  const kept = folderWith({
    'in.yaml': `${route('web')}---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: web, namespace: default }
spec:
  selector: { istio: ingressgateway }
  servers: [{ hosts: ["*"], port: { number: 80, name: http, protocol: HTTP } }, { hosts: ["*"], port: { number: 81, name: "http", protocol: HTTP } }]
`,
  });
  expect(runMesh(kept, ['import', 'in.yaml', '-o', 'out']).err).toContain('M6010');
  expect(runMesh(join(kept, 'out'), ['build', '--target', 'istio@1.31', '-o', '-']).code).toBe(0);
});

test('an object of others that the target does not get is a mistake, as is one that says too little', () => {
  const project = (entry: string, more: string) =>
    folderWith({
      'mesh.yaml': `language: 1\npatches:\n- { kind: Gateway, namespace: default, name: web${entry} }\n`,
      'a.mesh': `service a { port 80 http }\nroute a -> a\n${more}\n`,
    });
  const of = (entry: string, more = '') =>
    runMesh(project(entry, more), ['build', '--target', 'istio@1.31', '-o', '-']);
  expect(of(', external: true').code).toBe(0);
  expect(of(', external: true', 'gateway other { port 80 http }').err).toContain('M9030');
  expect(of('').code).not.toBe(0);
  expect(of('').err).toContain('patch');
});
