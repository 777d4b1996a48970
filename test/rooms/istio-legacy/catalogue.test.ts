// Every finding of the two families is shown by its bad example and only that, and its good example is silent.
import { expect, test } from 'vitest';
import { catalogue, type Entry } from '../../../src/diagnostics/index.ts';
import type { OldVersion } from '../../support/route-rules/index.ts';
import { buildProgram } from './programs.ts';

const entries = [...Object.values(catalogue.legacy), ...Object.values(catalogue.linkerd)] as readonly Entry<never>[];

function run(example: Entry['bad']): readonly string[] {
  if (typeof example === 'string' || !('files' in example)) throw new Error('an example for a target is files');
  const version = (example.target ?? '').replace('istio@', '') as OldVersion;
  return [
    ...new Set(buildProgram(example.files, version, example.dataPlane ? { dataPlane: example.dataPlane } : {}).codes),
  ];
}

for (const { code, slug, bad, good } of entries) {
  if (typeof bad === 'object' && 'shownBy' in bad) continue;
  // Linkerd of its own and beside Envoy is shown with the whole catalogue.
  if (typeof bad === 'object' && !bad.target?.startsWith('istio@')) continue;
  test(`${code} ${slug}`, () => {
    expect({ bad: run(bad), good: good ? run(good) : [] }).toEqual({ bad: [code], good: [] });
  });
}
