// The page of the language, for every version: no error, no warning, one object per host, full names only.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeYaml } from '../../../src/documents/index.ts';
import { istio } from '../../../src/targets/istio/index.ts';
import { objectsOf } from './programs.ts';

const page = readFileSync(join(import.meta.dirname, '../../cases/language/page/main.mesh'), 'utf8');

test.each(istio.versions)('istio@%s', (version) => {
  const { objects } = objectsOf(page, version);
  expect(objects.length).toBeGreaterThan(10);
  const hosts = (kind: string): string[] =>
    objects.filter((one) => one.kind === kind).flatMap(({ spec }) => spec.hosts ?? [spec.host]);
  for (const kind of ['VirtualService', 'DestinationRule', 'ServiceEntry']) {
    expect(new Set(hosts(kind)).size).toBe(hosts(kind).length);
    expect(hosts(kind).filter((host) => !host.includes('.'))).toEqual([]);
  }
});

test('same bytes every time, in the order of paths', () => {
  const [first, second] = [objectsOf(page), objectsOf(page)];
  expect(writeYaml(second.documents)).toBe(writeYaml(first.documents));
  const paths = first.documents.map(({ path }) => path);
  expect(paths).toEqual([...new Set(paths)].sort());
});

test('every version has a table of what it supports', () => {
  for (const version of istio.versions) {
    const rows = istio.support(version);
    expect(new Set(rows.map(({ construct }) => construct)).size).toBe(rows.length);
    for (const row of rows) if (row.support !== 'yes') expect(row.note).toBeTruthy();
  }
});
