// `discovery` of mesh.yaml: what is taken, what it means, and what is an error at its place.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadProject } from '../../../src/cli/project.ts';
import { compile } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { discoveryOf } from '../../../src/model/index.ts';
import { readConfiguration } from '../../../src/program/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'mesh-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function meshOf(yaml: string) {
  writeFileSync(join(folder, 'main.mesh'), 'service a { port 80 http }\n');
  writeFileSync(join(folder, 'mesh.yaml'), `language: 1\n${yaml}\n`);
  const report = new Report();
  const project = await loadProject([folder], {}, report);
  return {
    mesh: project && compile(project.sources, project.options).mesh,
    found: report.sorted().map(({ message }) => message),
  };
}

test.each([
  ['kubernetes', { kind: 'kubernetes', host: 'localhost', port: 8001 }],
  ['kubernetes://api:8002', { kind: 'kubernetes', host: 'api', port: 8002 }],
  ['dns', { kind: 'dns' }],
  ['fs:/var/disco', { kind: 'fs', folder: '/var/disco' }],
  ['consul://consul.local/dc1', { kind: 'consul', host: 'consul.local', port: 8500, datacenter: 'dc1' }],
  ['consul://10.0.0.1:8501/dc1', { kind: 'consul', host: '10.0.0.1', port: 8501, datacenter: 'dc1' }],
])('%s', async (text, discovery) => {
  expect(discoveryOf(text)).toEqual(discovery);
  expect(readConfiguration({ language: 1, discovery: text })).toHaveProperty('configuration');
  expect((await meshOf(`discovery: ${text}`)).mesh?.discovery).toEqual(discovery);
});

test.each(['zookeeper', 'fs', 'fs:', 'consul', 'consul://host', 'consul:host/dc1', 'kubernetes://'])(
  'a namer that is not configured: %s',
  async (text) => {
    expect(discoveryOf(text)).toBeUndefined();
    const { found } = await meshOf(`discovery: "${text}"`);
    expect(found).toEqual([
      expect.stringContaining('must be `kubernetes`, `dns`, `fs:FOLDER` or `consul://HOST:PORT/DATACENTER`'),
    ]);
  },
);

test('where Linkerd is what is built, everything is behind it unless mesh.yaml says otherwise', async () => {
  expect((await meshOf('targets: [linkerd@1.7]')).mesh?.dataPlane).toEqual({ proxy: 'linkerd', version: '1.7' });
  expect((await meshOf('targets: [linkerd@1.7]\ndataPlane: envoy')).mesh?.dataPlane).toEqual({ proxy: 'envoy' });
  expect((await meshOf('targets: [envoy@1.40]')).mesh?.dataPlane).toEqual({ proxy: 'envoy' });
});
