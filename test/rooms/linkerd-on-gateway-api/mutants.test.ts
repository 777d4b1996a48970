// Outputs for Linkerd 2 with one field changed or missing are noticed when they are read back, or mean the same for a reason given here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile, emit } from '../../../src/compile.ts';
import { readBack } from '../../../src/importer/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { mutantsOf } from '../read-back/mutants.ts';

/** What says the same without it, or with another word. */
const EQUIVALENT: readonly (readonly [RegExp, string])[] = [
  [/(path|headers\[\d+\])\.type taken from elsewhere$/, 'a text that matches itself as an expression'],
  [/reviews-9080-004.yaml: spec.rules\[0\].matches\[2\]/, 'requests that other matches of the rule win too'],
  [/backendRefs\[\d+\]\.weight removed$/, 'one is what is taken for granted'],
];

test.each([
  ['mesh', '2.19'],
  ['outside', '2.20'],
  ['order', '2.17'],
] as const)('%s for %s', (name, version) => {
  const folder = join(import.meta.dirname, '../../cases/linkerd-two', name, 'main.mesh');
  const compilation = compile([new Source('main.mesh', readFileSync(folder, 'utf8'))], { withoutAnalysis: true });
  const { platform } = chooseTarget(`linkerd@${version}`) as TargetChoice;
  const { documents } = emit(compilation, chooseTarget(`linkerd@${version}`) as TargetChoice);
  expect(readBack(compilation.mesh, documents, platform)?.same).toBe(true);
  const survivors: string[] = [];
  let all = 0;
  let accepted = 0;
  for (const mutant of mutantsOf(documents)) {
    all++;
    const is = readBack(compilation.mesh, mutant.documents, platform);
    if (!is?.same) continue;
    if (EQUIVALENT.some(([pattern]) => pattern.test(mutant.what))) accepted++;
    else survivors.push(mutant.what);
  }
  expect(all).toBeGreaterThan(60);
  expect(accepted).toBeLessThanOrEqual(all / 20);
  expect(survivors).toEqual([]);
});
