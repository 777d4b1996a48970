// The standard library: right by itself, documented, and doing what its names say.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTests } from '../../../src/meaning/index.ts';
import { stdlib, stdlibSources } from '../../../src/program/index.ts';
import { checkSources } from '../../support/check-sources.ts';

const files = Object.fromEntries(stdlibSources().map(({ path, text }) => [path, text]));
const library = checkSources(files);

test('nothing is wrong with it', () => {
  expect(library.found.map(({ message }) => message)).toEqual([]);
  expect(stdlib().every(({ segments }) => segments.every(({ problems }) => problems.length === 0))).toBe(true);
});

test('everything is in namespace std and documented', () => {
  expect(library.program.symbols.length).toBeGreaterThan(35);
  for (const { key, doc } of library.program.symbols) {
    expect(key).toMatch(/^std\//);
    expect(doc, key).toMatch(/\w+/);
  }
});

test('each of its names can be used', () => {
  const { symbols } = library.program;
  const need = { Text: '"x"', Duration: '2s', Int: '2', Percent: '5%', Status: '500' } as const;
  const call = (symbol: (typeof symbols)[number]): string => {
    if (symbol.kind !== 'condition' && symbol.kind !== 'policy') return symbol.key;
    const given = symbol.parameters.map(({ declaration }) => need[declaration.type.name.text as keyof typeof need]);
    return given.length === 0 ? symbol.key : `${symbol.key}(${given.join(', ')})`;
  };
  const conditions = symbols
    .filter(({ kind }) => kind === 'condition')
    .map((symbol) => `  when ${call(symbol)} -> a\n`);
  const limits = ['small-service', 'eject-failing', 'sticky'];
  const policies = symbols.filter(({ kind }) => kind === 'policy');
  const forRequests = policies
    .filter(({ name }) => !limits.includes(name))
    .map((symbol) => `  when path == "/" -> a with ${call(symbol)}\n`);
  const forCallers = policies.filter(({ name }) => limits.includes(name)).map((symbol) => `; with ${call(symbol)}`);
  const { codes, mesh } = checkSources(
    `service a { port 80 http${forCallers.join('')} }\nroute a {\n${conditions.join('')}${forRequests.join('')}  else -> a\n}\n`,
  );
  expect(codes).toEqual([]);
  expect(mesh.routes[0]?.rules.length).toBe(conditions.length + forRequests.length + 1);
  expect(Object.keys(mesh.services[0]?.traffic ?? {}).sort()).toEqual(['balance', 'connections', 'eject']);
});

test('its conditions take the requests that their names promise', () => {
  const text = readFileSync(join(import.meta.dirname, 'sources', 'stdlib-tests.mesh'), 'utf8');
  const { mesh, found } = checkSources({ 'stdlib-tests.mesh': text });
  expect(found.map(({ message }) => message)).toEqual([]);
  const { samples } = runTests(mesh);
  expect(samples.length).toBe(32);
  expect(samples.filter(({ passed }) => !passed).map(({ explanation }) => explanation.join('\n'))).toEqual([]);
});
