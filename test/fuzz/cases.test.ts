// What fuzzing found, made small: inputs that crashed, hung or grew. Time is that of the CPU, for inputs of up to 900,000 characters.
import { expect, test } from 'vitest';
import { compile, emit } from '../../src/compile.ts';
import { writeYaml } from '../../src/documents/index.ts';
import { parseFile } from '../../src/syntax/index.ts';
import { allPlatforms } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';
import { randomOf } from '../support/random.ts';
import { entryPoints } from './entry-points.ts';

const SECONDS = 5;

const many = (times: number, part: (at: number) => string): string =>
  Array.from({ length: times }, (_, at) => part(at)).join('');

const hostMatching = (pattern: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a }
spec: { hosts: [a], http: [{ match: [{ authority: { regex: '${pattern}' } }], route: [{ destination: { host: a } }] }] }
`;

const cases: readonly [name: string, entry: string, text: () => string, seed?: number][] = [
  ['problems without end on one line', 'syntax', () => `test "x" {\ufffd ${'-> product\ufffd '.repeat(25_000)}`],
  [
    'settings without end on one line',
    'formatter',
    () => `route a { when path == "/" -> redirect 307 { ${'path S/new"'.repeat(25_000)} } }`,
  ],
  [
    'findings without end on one line',
    'analysis',
    () => `service a { port 80 http; ${'version v0.1%1  http; '.repeat(10_000)} }`,
  ],
  ['templates that never close', 'function', () => `a: ${'{{ : '.repeat(180_000)}`],
  ['comments without end before a list', 'comparison', () => `${'# a\n'.repeat(200_000)}- name: a\n`],
  ['blank lines without end', 'server', () => `service a {${'\n'.repeat(200_000)}port 80 http }`, 1],
  ['comments without end of one rule', 'comparison', () => `${hostMatching('a')}${'# more\n'.repeat(100_000)}`],
  ['patches without end in a mesh.yaml', 'editedConfiguration', () => `patches:\n${'  - kind: A\n'.repeat(40_000)}`, 3],
  ['lists without end in a mesh.yaml', 'editedConfiguration', () => `a:\n${'  - b\n'.repeat(40_000)}`, 3],
  [
    'policies without end in one block',
    'proof',
    () =>
      `policy p { timeout 1s }\nservice a { port 80 http }\nroute a {\n${'  with p\n'.repeat(100_000)}  else -> a\n}\n`,
  ],
  [
    'names without end that are more than names',
    'checker',
    () => `service ${many(30_000, (at) => `s${at}@x:80, `)}z { port 80 http }`,
  ],
  ['one name declared without end', 'server', () => 'telemetry for b@a:x \n'.repeat(15_000), 7],
  [
    'one name in broken declarations without end',
    'server',
    () => many(30_000, (at) => `let a =\n-> s${at}@v3\n}\n`),
    3,
  ],
  ['empty keys', 'injection', () => `a: 1\n${':\n'.repeat(50_000)}`],
  ['settings that never become a rule', 'formatter', () => `route a {\n  when ${'path '.repeat(60_000)}`],
  [
    'more versions than a call has arguments',
    'checker',
    () => `namespace a\nservice b { version ${'v2, '.repeat(150_000)}v3; calls ${'b, '.repeat(150_000)}b }`,
  ],
  ['comments that never close', 'formatter', () => '/*\n'.repeat(70_000)],
  ['brackets beyond the limit, and a declaration', 'syntax', () => `let a = 1 ${'.*(\n'.repeat(40_000)}\nlet b = 2`],
  ['a version for each line', 'checker', () => `service a { ${many(20_000, (at) => `version v${at}; `)} }`],
  [
    'ports that nobody can read',
    'server',
    () => `service web { ${many(18_000, (at) => `port${at} 80   `)}`,
    169_085_222,
  ],
  ['nothing but closed brackets', 'configuration', () => `a: [b]${']'.repeat(300_000)}`],
  ['backquotes that never close', 'formatter', () => `service a { }\n${'x ,\n `(?=a '.repeat(50_000)}`],
  ['quotes that never close', 'syntax', () => `service a { }\n${'query "s\r'.repeat(25_000)}`],
  [
    'documents that stay YAML and have no name',
    'importer',
    () => 'apiVersion: gateway.networking.k8s.io 9080\n---\n'.repeat(18_000),
  ],
  ['complaints of the YAML parser without end', 'injection', () => `a: b\n${', \n'.repeat(300_000)}`],
  [
    'rules without end, with hints for each',
    'server',
    () => `service a { port 80 http; version v1 }\nroute a { ${'-> v1\n'.repeat(20_000)} }`,
    5,
  ],
  ['keys of a configuration that nobody knows', 'configuration', () => many(70_000, (at) => `kind${at}:\n`)],
  ['targets of a configuration that are none', 'configuration', () => `targets:\n${'- 1\n'.repeat(20_000)}`],
  [
    'a kind that every object has',
    'importer',
    () =>
      'apiVersion: networking.istio.io/v1\nkind: constructor\nmetadata: { name: a }\nspec: { constructor: { constructor: a } }\n',
  ],
  [
    'a field that every object has',
    'importer',
    () =>
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec: { hosts: [a], constructor: [{ a: b }], http: [{ toString: [{ a: b }] }] }\n',
  ],
  ['a class that begins with a bracket', 'importer', () => hostMatching('[]^ ]*')],
];

for (const [name, entry, text, seed = 1] of cases)
  test(name, async () => {
    const before = process.cpuUsage();
    const door = entryPoints[entry];
    if (!door) throw new Error(`no door ${entry}`);
    await door.point(text(), randomOf(seed));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(SECONDS);
  });

test('hosts that agree in more letters than a name may have get names of their own everywhere', () => {
  const host = (end: string) => `${'a'.repeat(40)}.${'b'.repeat(40)}.example.${end}`;
  const doors = ['com', 'org', 'net'].map((end) => `ingress "${host(end)}" on web -> a\n`).join('');
  const text = `namespace shop\nservice a { port 80 http }\ngateway web { port 80 http }\n${doors}`;
  const compilation = compile([new Source('a.mesh', text)], { withoutAnalysis: true });
  expect(compilation.diagnostics).toEqual([]);
  for (const platform of allPlatforms()) {
    const version = platform.versions.at(-1) as string;
    const { documents } = emit(compilation, { name: `${platform.name}@${version}`, platform, version });
    const names =
      writeYaml(documents).match(/(?<=^kind: (?:VirtualService|HTTPRoute)\nmetadata:\n {2}name: ).*/gm) ?? [];
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each([
  ['a version', 'service a { port 80 http; proxy linkerd "constructor" }\n'],
  [
    'a header',
    'service a { port 80 http }\nroute a { when header "b" exists and header "constructor" exists -> a; else -> a }\n',
  ],
])('%s that every object has is built, or refused, for every target', (_, text) => {
  const compilation = compile([new Source('a.mesh', text)], { withoutAnalysis: true });
  expect(compilation.hasErrors).toBe(false);
  for (const platform of allPlatforms())
    for (const version of platform.versions)
      expect(() => emit(compilation, { name: `${platform.name}@${version}`, platform, version })).not.toThrow();
});

test('one declaration has no more problems than anybody reads', () => {
  const { segments } = parseFile(new Source('a.mesh', `service a { port 80 http; calls b${',\n'.repeat(50_000)}`));
  const count = segments.reduce((sum, { problems }) => sum + problems.length, 0);
  expect(count).toBeGreaterThan(1_000);
  expect(count).toBeLessThan(11_000);
});

test('a few hundred inputs through every door', async () => {
  const { seeds } = await import('./seeds.ts');
  const { nextInput } = await import('./mutate.ts');
  const { programs, manifests } = seeds();
  const random = randomOf(7);
  const pools = { program: () => random.pick(programs), manifest: () => random.pick(manifests) };
  for (let round = 0; round < 200; round++) {
    const texts = {
      program: nextInput(pools.program, random, 'program').slice(0, 3000),
      manifest: nextInput(pools.manifest, random, 'manifest').slice(0, 3000),
    };
    for (const { kind, point } of Object.values(entryPoints)) await point(texts[kind], random);
  }
});
