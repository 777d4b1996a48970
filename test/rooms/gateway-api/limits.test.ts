// The bounds of Gateway API's schema: routes are split where that keeps the meaning, else refused (too-many-matches).
import { expect, test } from 'vitest';
import { compile, emit } from '../../../src/compile.ts';
import { toPlain } from '../../../src/documents/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { faults } from './faults.ts';

const target = chooseTarget('gateway-api@1.6') as TargetChoice;
const build = (text: string) => emit(compile([new Source('main.mesh', text)], { withoutAnalysis: true }), target);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('a list of 40 rules becomes three routes in order', () => {
  const rules = numbers(39).map((index) => `  when path == "/p${index}" -> v${(index % 2) + 1}`);
  const { documents, diagnostics } = build(
    `service a { port 80 http; version v1, v2 }\nroute a {\n${rules.join('\n')}\n  else -> v1\n}\n`,
  );
  expect(diagnostics).toEqual([]);
  const routes = documents
    .map(({ root }) => toPlain(root) as { kind: string; metadata: { name: string }; spec: { rules: unknown[] } })
    .filter(({ kind }) => kind === 'HTTPRoute');
  expect(routes.map(({ metadata, spec }) => [metadata.name, spec.rules.length])).toEqual([
    ['a-80-001', 16],
    ['a-80-002', 16],
    ['a-80-003', 8],
  ]);
  expect(faults(documents)).toEqual([]);
});

test('a rule of 200 paths is split too', () => {
  const paths = numbers(60).map((index) => `"/p${index}"`);
  const { documents, hasErrors } = build(
    `service a { port 80 http; version v1, v2 }\nroute a {\n  when path in (${paths.join(', ')}) -> v2\n  else -> v1\n}\n`,
  );
  expect(hasErrors).toBe(false);
  expect(faults(documents)).toEqual([]);
});

test('too-many-matches: a condition that multiplies out', () => {
  const either = (name: string): string =>
    `(${numbers(5)
      .map((index) => `header "${name}${index}" == "1"`)
      .join(' or ')})`;
  const { diagnostics } = build(
    `service a { port 80 http; version v1, v2 }\nroute a {\n  when ${either('x')} and ${either('y')} and ${either('z')} -> v2\n  else -> v1\n}\n`,
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['M5403']);
});
