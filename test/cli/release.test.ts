// What is published: paths that the manifest promises are among its files, and the licence of every bundled package is found.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagesIn, thirdPartyNotices } from '../../scripts/third-party.ts';

const root = join(import.meta.dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

test('exports and commands are published', () => {
  const promised = [...Object.values(manifest.exports), ...Object.values(manifest.bin)]
    .flatMap((each) => (typeof each === 'string' ? [each] : Object.values(each as object)))
    .map((path: string) => path.replace(/^\.\//, ''));
  expect(promised.length).toBeGreaterThan(2);
  for (const path of promised)
    expect(
      manifest.files.some((file: string) => path === file || path.startsWith(`${file}/`)),
      path,
    ).toBe(true);
});

test('licences of bundled packages', () => {
  const files = [
    'src/a.ts',
    'node_modules/yaml/browser/index.js',
    'node_modules/@chevrotain/utils/lib/x.js',
    'node_modules/yaml/y.js',
  ];
  expect(packagesIn(files)).toEqual(['@chevrotain/utils', 'yaml']);
  const text = thirdPartyNotices(Object.keys(manifest.dependencies).filter((name) => name !== 'ajv'));
  for (const name of ['chevrotain', 'commander', 're2js', 'yaml'])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(text).toContain('Permission is hereby granted');
});
