// The commands as a user runs them: product on stdout, talk on stderr, exit codes.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, runMesh } from '../support/run-mesh.ts';

const shop = `namespace shop
service a { port 80 http; version v1, v2; calls b }
service b { port 80 http }
route a {
  when header "x" == "1" -> v2
  else -> v1 { timeout 2s }
}
test "x" {
  GET "/" to a when header "x" == "1" -> a@v2
}
expect "y" {
  a never routes to b
}
`;

test('init makes a project that checks, builds and tests', () => {
  const folder = folderWith({});
  expect(runMesh(folder, ['init', 'shop']).code).toBe(0);
  expect(runMesh(folder, ['check', 'shop'])).toMatchObject({ code: 0 });
  const built = runMesh(folder, ['build', 'shop', '-o', '-']);
  expect(built.code).toBe(0);
  expect(built.out).toContain('kind: VirtualService');
  expect(runMesh(folder, ['test', 'shop']).code).toBe(0);
  expect(runMesh(folder, ['fmt', 'shop', '--check']).out).toBe('');
  const again = runMesh(folder, ['init', 'shop']);
  expect(again.code).toBe(1);
  expect(again.err).toContain('nothing was written');
});

test('init for a mesh without gateways of its own makes a project without any', () => {
  const folder = folderWith({});
  expect(runMesh(folder, ['init', 'shop', '--target', 'linkerd@2.20']).code).toBe(0);
  const built = runMesh(folder, ['build', 'shop', '-o', '-', '--verify']);
  expect(built.code, built.err).toBe(0);
  expect(built.out).not.toContain('kind: Gateway');
  expect(runMesh(folder, ['test', 'shop']).code).toBe(0);
  expect(runMesh(folder, ['fmt', 'shop', '--check']).out).toBe('');
});

test('explain', () => {
  const folder = folderWith({});
  expect(runMesh(folder, ['explain', 'm2001']).out).toContain('M2001');
  expect(runMesh(folder, ['explain']).out.split('\n').length).toBeGreaterThan(50);
  const unknown = runMesh(folder, ['explain', 'M2O01']);
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('M2001');
});

test('a reader that is gone and a disk that is full end help in no stack', () => {
  const mesh = join(import.meta.dirname, '..', '..', 'src', 'cli', 'mesh.ts');
  const closed = `import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, [${JSON.stringify(mesh)}, 'build', '--help'], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.destroy();
    child.on('exit', (code) => process.exit(code ?? 9));`;
  const gone = spawnSync(process.execPath, ['--input-type=module', '-e', closed], { encoding: 'utf8' });
  expect([gone.status, gone.stderr]).toEqual([0, '']);
  if (process.platform !== 'linux') return;
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [mesh, '--help'], {
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect(status).toBe(2);
  expect(stderr).toBe('mesh: stdout takes nothing more: the disk is full.\n');
});

test('completion for three shells', () => {
  const folder = folderWith({});
  for (const shell of ['bash', 'zsh', 'fish']) expect(runMesh(folder, ['completion', shell]).out).toContain('build');
  expect(runMesh(folder, ['completion', 'tcsh']).code).toBe(2);
  const script = `${runMesh(folder, ['completion', 'bash']).out}
complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mesh; echo "\${COMPREPLY[@]}"; }
complete_words mesh ro; complete_words mesh dump p; complete_words mesh build --se`;
  expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('route\nplan\n--set\n');
});

test('route explains a request', () => {
  const folder = folderWith({ 'a.mesh': shop });
  const ran = runMesh(folder, ['route', 'GET', '/cart', '--to', 'a', '-H', 'x: 1']);
  expect(ran.out).toContain('v2');
  const json = JSON.parse(runMesh(folder, ['route', 'GET', '/cart', '--to', 'a', '--json']).out);
  expect(Array.isArray(json)).toBe(true);
  const words = ['--from', 'namespace shop', '--label', 'tier=web', '-b', 'user=jason', '--port', '80'];
  expect(runMesh(folder, ['route', '.', 'GET', '/', '--to', 'a', ...words]).out).toContain(
    "GET http://a.shop.svc.cluster.local/ -H 'cookie: user=jason' --from 'namespace shop' --label tier=web --to shop/a",
  );
  const wrong = runMesh(folder, ['route', 'GET', '/cart', '--to', 'zzz']);
  expect(wrong.code).toBe(2);
});

test('test: passes, fails, reports', () => {
  const folder = folderWith({ 'a.mesh': shop });
  expect(runMesh(folder, ['test']).code).toBe(0);
  expect(runMesh(folder, ['test', '--report', 'junit']).out).toContain('<testsuites tests="2" failures="0"');
  writeFileSync(join(folder, 'a.mesh'), shop.replace('-> a@v2', '-> a@v1'));
  const failed = runMesh(folder, ['test']);
  expect(failed.code).toBe(1);
  expect(failed.out).toContain('FAILED');
});

test('diff: the same, different, not compiling', () => {
  const folder = folderWith({
    'old/a.mesh': shop,
    'same/a.mesh': `${shop}\n// no change\n`,
    'new/a.mesh': shop.replace('else -> v1', 'else -> v2'),
    'bad/a.mesh': 'route x -> y\n',
  });
  expect(runMesh(folder, ['diff', 'old', 'same'])).toMatchObject({ code: 0 });
  const changed = runMesh(folder, ['diff', 'old', 'new']);
  expect(changed.code).toBe(1);
  expect(changed.out).toContain('v2');
  expect(runMesh(folder, ['diff', 'old', 'bad']).code).toBe(2);
});

test('fmt: in place, check, stdin', () => {
  const folder = folderWith({ 'a.mesh': 'service a {port   80 http}\n' });
  expect(runMesh(folder, ['fmt', '--check'])).toMatchObject({ code: 1, out: 'a.mesh\n' });
  expect(runMesh(folder, ['fmt']).code).toBe(0);
  expect(readFileSync(join(folder, 'a.mesh'), 'utf8')).toBe('service a { port 80 http }\n');
  expect(runMesh(folder, ['fmt', '-'], 'let x=1\n').out).toBe('let x = 1\n');
});

test('findings in every report format', () => {
  const folder = folderWith({ 'a.mesh': shop.replace('calls b', 'calls bb') });
  const report = (format: string): string => runMesh(folder, ['check', '--report', format]).out;
  expect(JSON.parse(report('json'))[0].code).toMatch(/^M2/);
  expect(JSON.parse(report('sarif')).runs[0].results.length).toBeGreaterThan(0);
  expect(JSON.parse(report('gitlab'))[0].location.lines.begin).toBe(2);
  expect(report('github')).toMatch(/^::error title=M2/);
  expect(report('junit')).toContain('<failure');
});

test('dump shows each stage', () => {
  const folder = folderWith({ 'a.mesh': shop });
  for (const stage of ['tokens', 'tree', 'symbols', 'model', 'plan', 'documents'])
    expect(runMesh(folder, ['dump', stage]).out.length, stage).toBeGreaterThan(50);
});

test('two targets, JSON, comments, source map', () => {
  const folder = folderWith({ 'a.mesh': shop });
  expect(runMesh(folder, ['build', '--target', 'istio@1.30,istio@0.8', '--format', 'json']).code).toBe(0);
  expect(runMesh(folder, ['build', '--comments', '--target', 'istio@1.30']).out).toContain('# from a.mesh:');
  expect(JSON.parse(runMesh(folder, ['build', '--source-map', '--target', 'istio@1.30']).out).lines[0].from).toMatch(
    /^a\.mesh:/,
  );
});

test('a KRM function', () => {
  const input = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: keep } }]
functionConfig: { apiVersion: mesh-lang.dev/v1, kind: Mesh, metadata: { name: shop }, spec: { target: istio@1.30, program: ${JSON.stringify(shop)} } }
`;
  const first = runMesh(folderWith({}), ['fn'], input);
  expect(first.code).toBe(0);
  expect(first.out).toContain('kind: VirtualService');
  expect(first.out).toContain('name: keep');
  const second = runMesh(folderWith({}), ['fn'], first.out);
  expect(second.out).toBe(first.out);
});

test('check looks at what mesh.yaml includes and patches, too', () => {
  const object = (kind: string, name: string, spec: string): string =>
    `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;
  const found = (included: string, patch = ''): string =>
    runMesh(
      folderWith({
        'a.mesh': shop,
        'mesh.yaml': `language: 1\ntargets: [istio@1.30]\ninclude: [extra]\n${patch}`,
        'extra/x.yaml': included,
      }),
      ['check', '--report', 'line'],
    ).err;
  expect(found(object('Sidecar', 'x', '{}'))).not.toContain('error');
  expect(found(object('VirtualService', 'a', '{ hosts: [b] }'))).toContain('M9033');
  const host = 'a.shop.svc.cluster.local';
  expect(found(object('VirtualService', 'x', `{ hosts: [${host}] }`))).toContain('(included-host)');
  expect(found(object('DestinationRule', 'x', `{ host: ${host} }`))).toContain('(included-host)');
  expect(found(object('VirtualService', 'x', `{ hosts: [${host}], gateways: [web] }`))).not.toContain('error');
  const patch = (name: string, fields: string): string =>
    `patches: [{ kind: VirtualService, namespace: shop, name: ${name}, patch: ${fields} }]\n`;
  expect(found('', patch('a', '{ spec: { hosts: [x] } }'))).toContain('M9031');
  expect(found('', patch('zzz', '{ metadata: { labels: { a: b } } }'))).toContain('M9030');
  expect(found('', patch('a', '{ metadata: { labels: { a: b } } }'))).not.toContain('error');
});

test('diff against a git revision names files by it', () => {
  const folder = folderWith({ 'sub/a.mesh': shop });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder,
      stdio: 'pipe',
    });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  writeFileSync(join(folder, 'sub/a.mesh'), shop.replace('else -> v1', 'else -> v2'));
  const changed = runMesh(folder, ['diff', 'git:HEAD:sub', 'sub', '--json']);
  expect(changed.code).toBe(1);
  expect(changed.out).toContain('"place": "git:HEAD:sub/a.mesh:6:3"');
  expect(changed.out).not.toContain('mesh-diff-');
  expect(runMesh(folder, ['diff', 'git:nowhere', 'sub'])).toMatchObject({ code: 2 });
});
