// What fuzzing found, made small: inputs that crashed, hung or grew. Time is that of the CPU, for inputs of up to 300,000 characters.
import { expect, test } from 'vitest';
import { randomOf } from '../support/random.ts';
import { entryPoints } from './entry-points.ts';

const SECONDS = 5;

const many = (times: number, part: (at: number) => string): string =>
  Array.from({ length: times }, (_, at) => part(at)).join('');

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
