// Bad files, folders and arguments: each a clear message and exit 1 or 2, nothing half-written, nothing lost.
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, type Ran, runMesh } from '../support/run-mesh.ts';

const good = 'service a { port 80 http; version v1, v2 }\nroute a -> v1\n';

function said(ran: Ran, code: 1 | 2, ...parts: readonly (string | RegExp)[]): void {
  for (const part of parts) expect(ran.err).toMatch(part);
  expect(ran.err).not.toMatch(/\n\s+at .*\.ts:\d+/);
  expect(ran.code).toBe(code);
}

const check = (files: Record<string, string | Uint8Array>, ...args: string[]): Ran =>
  runMesh(folderWith(files), ['check', ...args]);

test('no such file', () => said(check({}, 'nowhere.mesh'), 2, 'M9001', 'nowhere.mesh'));
test('no .mesh file in the folder', () => said(check({ 'a.txt': '' }), 2, 'M9002'));
test('an empty file is an empty program', () => {
  const ran = check({ 'a.mesh': '' });
  expect(ran.code).toBe(0);
});
test('a binary file', () =>
  said(check({ 'a.mesh': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]) }), 2, 'M9003', 'zero byte'));
test('bytes that are no UTF-8', () =>
  said(check({ 'a.mesh': new Uint8Array([0x6c, 0x0a, 0xff, 0xfe]) }), 2, 'M9003', 'line 2'));
test('a file of 50 MB', () =>
  said(check({ 'a.mesh': Buffer.alloc(50_000_000, '// all of it comment\n') }), 2, 'M9005', '50 MB'));
test('CRLF and a BOM mean nothing', () => {
  const lf = runMesh(folderWith({ 'a.mesh': good }), ['build', '--target', 'istio@1.30']);
  const crlf = runMesh(folderWith({ 'a.mesh': `\ufeff${good.replaceAll('\n', '\r\n')}` }), [
    'build',
    '--target',
    'istio@1.30',
  ]);
  expect(lf.code).toBe(0);
  expect(crlf.out).toBe(lf.out);
});
test('tabs', () => expect(check({ 'a.mesh': good.replaceAll(' ', '\t') }).code).toBe(0));
test('an unclosed text', () => said(check({ 'a.mesh': `${good}condition c = header "x" == "abc\n` }), 1, 'M10'));
test('an unclosed brace', () => said(check({ 'a.mesh': 'service a { port 80 http\nroute a -> a\n' }), 1, 'M10'));
test('ten thousand nested parentheses', () => {
  const ran = check({ 'a.mesh': `${good}condition c = ${'('.repeat(10_000)}method == GET${')'.repeat(10_000)}\n` });
  said(ran, 1, 'M10');
  expect(ran.err.match(/error\[/g)?.length).toBe(1);
});
test('a name declared in two files', () =>
  said(check({ 'a.mesh': good, 'b.mesh': 'service a { port 81 http }\n' }), 1, /M2\d\d\d/, 'a.mesh', 'b.mesh'));
test.each([
  ['constants', 'let x = y\nlet y = x\n'],
  ['conditions', 'condition x = y\ncondition y = not x\n'],
  ['policies', 'policy x { with y }\npolicy y { with x }\n'],
  ['rules', 'rules x { -> rules y }\nrules y { -> rules x }\n'],
])('a circle of %s', (_, text) => said(check({ 'a.mesh': good + text }), 1, /M2\d\d\d/, /circle|itself|each other/));
test('an unknown target', () => said(check({ 'a.mesh': good }, '--target', 'isto@1.30'), 2, 'M9011', 'istio@1.30'));
test('an unknown version', () => said(check({ 'a.mesh': good }, '--target', 'istio@9.9'), 2, 'M9011'));
test('an unknown environment', () => said(check({ 'a.mesh': good }, '--env', 'prod'), 2, 'M9012'));
test('an unknown command and option', () => {
  said(runMesh(folderWith({}), ['biuld']), 2, 'build');
  said(runMesh(folderWith({}), ['build', '--tagret', 'x']), 2, '--target');
});
test('--set without a value', () => said(check({ 'a.mesh': good }, '--set', 'x'), 2, 'input=value'));

test('a broken mesh.yaml', () => {
  said(
    check({ 'a.mesh': good, 'mesh.yaml': 'language: 1\nnamespce: shop\n' }),
    2,
    'M9010',
    'mesh.yaml:2:1',
    'namespace',
  );
  said(check({ 'a.mesh': good, 'mesh.yaml': 'language: 1\nsources: [' }), 2, 'M9010');
});

const built = (folder: string, ...args: string[]): Ran =>
  runMesh(folder, ['build', '--target', 'istio@1.30', '-o', 'out', ...args]);
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(yaml|json)$/.test(name))
    .sort();

test('a build writes its files and their list, and a second one changes nothing', () => {
  const folder = folderWith({ 'a.mesh': good });
  expect(built(folder).code).toBe(0);
  const files = filesOf(join(folder, 'out'));
  expect(files.length).toBeGreaterThan(2);
  expect(files.some((file) => file.endsWith('.mesh-files.json'))).toBe(true);
  const again = built(folder);
  expect(again.err).toMatch('unchanged');
  expect(built(folder, '--check').code).toBe(0);
});

test('--check names what is not as it should be, and changes nothing', () => {
  const folder = folderWith({ 'a.mesh': good });
  built(folder);
  const some = join(
    folder,
    'out',
    'istio@1.30',
    filesOf(join(folder, 'out', 'istio@1.30')).find((file) => file.endsWith('.yaml')) as string,
  );
  writeFileSync(some, 'changed: true\n');
  said(built(folder, '--check'), 1, 'M9022');
  expect(readFileSync(some, 'utf8')).toBe('changed: true\n');
});

test('what the program no longer gives goes, what others wrote stays', () => {
  const folder = folderWith({ 'a.mesh': `${good}service b { port 80 http }\nroute b -> b { timeout 1s }\n` });
  built(folder);
  writeFileSync(join(folder, 'out', 'istio@1.30', 'README.txt'), 'mine');
  const before = filesOf(join(folder, 'out'));
  writeFileSync(join(folder, 'a.mesh'), good);
  expect(built(folder).code).toBe(0);
  expect(filesOf(join(folder, 'out')).length).toBeLessThan(before.length);
  expect(existsSync(join(folder, 'out', 'istio@1.30', 'README.txt'))).toBe(true);
});

test('a foreign file in the way is not overwritten', () => {
  const folder = folderWith({ 'a.mesh': good });
  built(folder);
  const [first] = filesOf(join(folder, 'out', 'istio@1.30')).filter((file) => file.endsWith('.yaml'));
  const other = folderWith({ 'a.mesh': good, [`out/istio@1.30/${first}`]: 'kind: Mine\n' });
  said(built(other), 2, 'M9021');
  expect(readFileSync(join(other, 'out', 'istio@1.30', first as string), 'utf8')).toBe('kind: Mine\n');
});

test('an output folder that cannot be written', () => {
  const folder = folderWith({ 'a.mesh': good, out: 'a file, not a folder' });
  said(built(folder), 2, 'M9020');
  expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('a file, not a folder');
});

test('a program with an error writes nothing', () => {
  const folder = folderWith({ 'a.mesh': `${good}route b -> b\n` });
  expect(built(folder).code).toBe(1);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

test('what an interrupted run began, the next one finishes', () => {
  const folder = folderWith({ 'a.mesh': good });
  built(folder);
  const target = join(folder, 'out', 'istio@1.30');
  const [first] = filesOf(target).filter((file) => file.endsWith('.yaml')) as [string];
  writeFileSync(
    join(target, '.mesh-files.pending.json'),
    JSON.stringify({ files: [first, 'virtual-service/default/gone.yaml'] }),
  );
  writeFileSync(join(target, `${first}.mesh-tmp`), 'half');
  mkdirSync(join(target, 'virtual-service', 'default'), { recursive: true });
  writeFileSync(join(target, 'virtual-service/default/gone.yaml'), 'kind: Old\n');
  expect(built(folder).code).toBe(0);
  expect(existsSync(join(target, `${first}.mesh-tmp`))).toBe(false);
  expect(existsSync(join(target, 'virtual-service/default/gone.yaml'))).toBe(false);
  expect(existsSync(join(target, '.mesh-files.pending.json'))).toBe(false);
});

test('include passes plain YAML through and finds what is there twice', () => {
  const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }   # kept\n';
  const folder = folderWith({ 'a.mesh': good, 'mesh.yaml': 'language: 1\ninclude: [extra]\n', 'extra/x.yaml': yaml });
  expect(runMesh(folder, ['build', '--target', 'istio@1.30']).out).toContain('# kept');
  writeFileSync(join(folder, 'extra', 'y.yaml'), yaml);
  said(runMesh(folder, ['build', '--target', 'istio@1.30']), 2, 'M9033');
});

test('patches add what the program does not say and refuse what it does', () => {
  const patch = (body: string): string =>
    `language: 1\npatches:\n  - kind: VirtualService\n    name: a\n    patch: ${body}\n`;
  const folder = folderWith({ 'a.mesh': good, 'mesh.yaml': patch('{ metadata: { labels: { team: red } } }') });
  expect(runMesh(folder, ['build', '--target', 'istio@1.30']).out).toMatch(/labels:\n\s+team: red/);
  writeFileSync(join(folder, 'mesh.yaml'), patch('{ spec: { hosts: [x] } }'));
  said(runMesh(folder, ['build', '--target', 'istio@1.30']), 2, 'M9031', 'spec.hosts');
  writeFileSync(join(folder, 'mesh.yaml'), patch('{}').replace('name: a', 'name: zzz'));
  said(runMesh(folder, ['build', '--target', 'istio@1.30']), 2, 'M9030');
});

test('an included file that is no YAML', () => {
  said(
    runMesh(folderWith({ 'a.mesh': good, 'mesh.yaml': 'language: 1\ninclude: [extra]\n', 'extra/x.yaml': 'a: [b\n' }), [
      'build',
      '--target',
      'istio@1.30',
    ]),
    2,
    'M9032',
  );
});

test('a file that is a folder cannot be read', () => {
  said(check({ 'a.mesh/b.txt': '', 'mesh.yaml': 'language: 1\nsources: [a.mesh/b.txt/c]\n' }), 2, 'M9001');
  const folder = folderWith({ 'ok.mesh': good });
  mkdirSync(join(folder, 'x'));
  symlinkSync('loop.mesh', join(folder, 'loop.mesh'));
  said(runMesh(folder, ['check', '.']), 2, 'M9004');
});

test('a folder that cannot be made, and a stdout that takes nothing', () => {
  const folder = folderWith({ 'a.mesh': good });
  if (existsSync('/proc/self')) expect(runMesh(folder, ['build', '-o', '/proc/x/y'])).toMatchObject({ code: 2 });
  if (!existsSync('/dev/full')) return;
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '..', '..', 'src', 'cli', 'mesh.ts'), 'build'],
    {
      cwd: folder,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    },
  );
  closeSync(full);
  expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('the disk is full') });
});

test('the target that was meant', () => {
  const folder = folderWith({ 'a.mesh': good });
  const meant = (name: string): string => runMesh(folder, ['check', '--target', name]).err;
  expect(meant('istio@2')).toMatch(/did you mean `istio@1\.\d+`/);
  expect(meant('itsio@1.30')).toContain('did you mean `istio@1.30`?');
  expect(meant('envoi')).toContain('did you mean `envoy`?');
});
