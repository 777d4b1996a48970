// Every finding of the family is shown by its bad example and only that, and its good example is silent.
import { expect, test } from 'vitest';
import { compile, emit } from '../../../src/compile.ts';
import { catalogue, type Entry } from '../../../src/diagnostics/index.ts';
import { chooseTarget } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';

function codesOf(example: Entry['bad'] | undefined): readonly string[] {
  if (example === undefined || typeof example === 'string' || !('files' in example))
    throw new Error('an example for a target is files');
  const compilation = compile(Object.entries(example.files).map(([path, text]) => new Source(path, text)));
  const target = chooseTarget(example.target ?? '');
  if (!('platform' in target)) throw new Error(`no target ${example.target}`);
  const codes = [...compilation.diagnostics, ...emit(compilation, target).diagnostics].map(({ code }) => code);
  return [...new Set(codes)];
}

test.each((Object.values(catalogue.envoy) as readonly Entry<never>[]).map((one) => [one.code, one.slug, one] as const))(
  '%s %s',
  (code, _, { bad, good }) => {
    expect({ bad: codesOf(bad), good: codesOf(good) }).toEqual({ bad: [code], good: [] });
  },
);
