// The request-routing walkthrough for Istio 0.1 with Linkerd: what is written is of the form that Linkerd really reads, and has nothing in it that
// would make a rule, its destination or the whole mesh fail there.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { loadProject } from '../../../src/cli/project.ts';
import { compile, emit } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/index.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { chooseTarget } from '../../../src/targets/index.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'examples', 'bookinfo');

// biome-ignore lint/suspicious/noExplicitAny: plain YAML
type Json = any;

async function built(
  env: string,
  dataPlane: string,
): Promise<{ readonly rules: readonly Json[]; readonly codes: readonly string[] }> {
  const project = await loadProject([folder], { env, dataPlane }, new Report());
  const choice = chooseTarget('istio@0.1');
  if (!project || !('platform' in choice)) throw new Error('no project or no target');
  const emission = emit(compile(project.sources, project.options), choice, { install: 'kubernetes' });
  const documents = parseAllDocuments(writeYaml(emission.documents)).map((document) => document.toJS());
  return {
    rules: documents.filter(({ type }) => type === 'route-rule'),
    codes: emission.diagnostics.map(({ code }) => code),
  };
}

/** What would go wrong in a Linkerd that polls these rules. */
function problemsFor(rules: readonly Json[]): readonly string[] {
  const names = rules.map(({ name }) => name);
  const ranks = rules.map(({ spec }) => `${spec.destination} ${spec.precedence}`);
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `two rules are called ${name}`),
    ...ranks.filter((rank, index) => ranks.indexOf(rank) !== index).map((rank) => `two rules are as high: ${rank}`),
    ...rules.flatMap(({ name, spec }) => ruleProblems(spec).map((problem) => `${name}: ${problem}`)),
  ];
}

const READ = ['destination', 'precedence', 'match', 'route', 'rewrite', 'redirect'];

function ruleProblems({ destination, match, route = [], ...spec }: Json): readonly string[] {
  return [
    ...(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(destination) ? [] : ['its destination is no full host']),
    ...(match && Object.keys(match.httpHeaders ?? {}).length === 0 ? ['a match without headers'] : []),
    ...Object.keys(spec).flatMap((key) => (READ.includes(key) ? [] : [`${key} is ignored`])),
    ...route.flatMap(({ tags, labels }: Json) => [
      ...(labels ? ['labels instead of tags'] : []),
      ...(Object.keys(tags ?? {}).length === 0 ? ['a branch without tags'] : []),
      ...Object.entries(tags ?? {}).flatMap(([key, value]) =>
        /[A-Z]/.test(`${key}${value}`) || key.includes('/') ? [`the tag ${key}=${value}`] : [],
      ),
    ]),
  ];
}

for (const dataPlane of ['linkerd@1.1.1', 'linkerd@1.7']) {
  for (const env of ['all-v1', 'reviews-test-v2', 'reviews-50-v3', 'reviews-v3']) {
    test(`${env} with ${dataPlane}`, async () => {
      const { rules, codes } = await built(env, dataPlane);
      expect(codes.filter((code) => code !== 'M5505')).toEqual([]);
      expect(rules.length).toBeGreaterThanOrEqual(4);
      expect(problemsFor(rules)).toEqual([]);
    });
  }
}

test('fault injection does nothing under Linkerd, so it is refused', async () => {
  expect((await built('ratings-test-delay', 'linkerd@1.1.1')).codes).toContain('M5501');
});

test('what Linkerd cannot bear is found', () => {
  const rule = (name: string, spec: Json): Json => ({
    type: 'route-rule',
    name,
    spec: { destination: 'a.b.c', precedence: 1, ...spec },
  });
  expect(
    problemsFor([rule('a', { match: { source: 'x.y' } }), rule('a', { route: [{ weight: 100 }], httpFault: {} })])
      .length,
  ).toBe(5);
});
