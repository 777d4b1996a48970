// `mesh check --manifests`: the program and the manifests of Kubernetes about the same services.
import { expect, test } from 'vitest';
import { checkManifests } from '../../../src/cli/manifests.ts';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { Source } from '../../../src/text/index.ts';
import { folderWith, runMesh } from '../../support/run-mesh.ts';

const program = `namespace shop
service cart { port web 8080 http; version v1; version v2 { pods { track: "canary" } } }
service pay { port 80 http }
route cart -> 90% to v1, rest to v2
`;
const manifests = (port: string, labels: string) => `apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [${port}] }
---
apiVersion: v1
kind: Service
metadata: { name: pay, namespace: shop }
spec: { selector: { app: pay }, ports: [{ port: 80, name: http }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart-v1, namespace: shop }
spec: { template: { metadata: { labels: { app: cart, version: v1 } } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart-v2, namespace: shop }
spec: { template: { metadata: { labels: { app: cart, ${labels} } } } }
`;
function check(text: string) {
  const folder = folderWith({ 'k8s/all.yaml': text });
  const report = new Report();
  checkManifests(compile([new Source('main.mesh', program)]).mesh, `${folder}/k8s`, report);
  const found = report.sorted();
  return { err: found.map(({ code, message }) => `${code} ${message}`).join('\n'), code: found.length };
}

test('agreement is silent', () => {
  const { err, code } = check(manifests('{ port: 8080, name: web }', 'track: canary'));
  expect([code, err.includes('M6009')]).toEqual([0, false]);
});

test.each([
  ['another port', '{ port: 8081, name: web }', 'track: canary', 'its ports are 8081'],
  ['another name', '{ port: 8080, name: http }', 'track: canary', 'is called `web`'],
  ['no pods of a version', '{ port: 8080, name: web }', 'track: stable', 'version `v2`'],
])('%s (manifests-disagree)', (_, port, labels, words) => {
  const { err } = check(manifests(port, labels));
  expect(err).toContain('M6009');
  expect(err).toContain(words);
});

test('a Service that is not there', () => {
  const { err } = check(manifests('{ port: 8080, name: web }', 'track: canary').replace('name: pay', 'name: paid'));
  expect(err).toContain('`shop/pay`; the manifests say nothing of such a Service');
});

test('the command takes a folder and tells it all', () => {
  const folder = folderWith({
    'main.mesh': program,
    'k8s/all.yaml': manifests('{ port: 8081, name: web }', 'track: canary'),
  });
  const { err, code } = runMesh(folder, ['check', '.', '--manifests', 'k8s']);
  expect([code, err.includes('M6009')]).toEqual([0, true]);
});
