// One meaning all the way: RouteRules → program → VirtualServices → program → HTTPRoutes, compared at each step with what came in.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { type Compilation, emit } from '../../../src/compile.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { compareMeaning, readBack } from '../../../src/importer/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';
import { type OriginalName, yamlOf } from '../../walkthroughs/originals.ts';

const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ port: 9080, name: http }] }\n`;
const rule = (name: string, precedence: number, rest: string) =>
  `apiVersion: config.istio.io/v1alpha2\nkind: RouteRule\nmetadata: { name: ${name} }\nspec:\n  destination: { name: reviews }\n  precedence: ${precedence}\n${rest}`;
const services = ['reviews', 'ratings'].map(service).join('---\n');
const rules = [
  rule('default', 1, '  route: [{ labels: { version: v1 } }]\n'),
  rule(
    'half',
    2,
    '  match: { request: { headers: { x-group: { exact: half } } } }\n  route: [{ labels: { version: v1 }, weight: 50 }, { labels: { version: v3 }, weight: 50 }]\n',
  ),
  rule(
    'tester',
    3,
    '  match: { request: { headers: { end-user: { exact: jason }, uri: { prefix: /reviews/ } } } }\n  route: [{ labels: { version: v2 } }]\n  httpReqTimeout: { simpleTimeout: { timeout: 3s } }\n',
  ),
].join('---\n');

const options = { namespace: 'default', clusterDomain: 'cluster.local' };
const imported = (text: string) => provedImport([new Source('in.yaml', `${services}---\n${text}`)], options);
const built = (compilation: Compilation, name: string) => emit(compilation, chooseTarget(name) as TargetChoice);

test('from RouteRules to HTTPRoutes', () => {
  const old = imported(rules);
  expect(old.difference?.same).toBe(true);
  const istio = built(old.compilation, 'istio@1.31');
  expect(istio.hasErrors).toBe(false);
  const modern = imported(writeYaml(istio.documents));
  expect(modern.difference?.same).toBe(true);
  expect(compareMeaning(old.mesh, modern.mesh).changes).toEqual([]);
  const routes = built(modern.compilation, 'gateway-api@1.5');
  expect(routes.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(readBack(modern.compilation.mesh, routes.documents, routes.target.platform)?.same).toBe(true);
});

const shop = ['productpage', 'reviews', 'ratings', 'details'].map(service).join('---\n');
const forms = ['0.1', '0.2', '0.6', '0.8'] as const;
/** What the Gateway API has no field for, in the words of its refusals. */
const noField = /delay|abort|fault/;

/** The walkthrough's states: what is applied over the rules that send everything to v1. */
const steps: readonly (readonly OriginalName[])[] = [
  ['route-rule-all-v1'],
  ['route-rule-all-v1', 'route-rule-reviews-test-v2'],
  ['route-rule-all-v1', 'route-rule-reviews-test-v2', 'ratings-test-delay'],
  ['route-rule-all-v1', 'route-rule-reviews-test-v2', 'route-rule-ratings-test-abort'],
  ['route-rule-all-v1', 'route-rule-reviews-90-10'],
  ['route-rule-all-v1', 'route-rule-reviews-80-20'],
  ['route-rule-all-v1', 'route-rule-details-v2'],
  ['route-rule-reviews-50-v3'],
  ['route-rule-reviews-v2-v3'],
  ['route-rule-reviews-v3'],
];

test.each(steps.map((names) => ({ names, title: names.join(', ') })))(
  'one meaning all the way: $title',
  ({ names }) => {
    for (const version of forms) {
      const old = importOf(yamlOf(names, version));
      const lost = old.objects.flatMap(({ residues }) => residues.filter(({ weight }) => weight === 'meaning'));
      expect([version, old.difference?.same, lost]).toEqual([version, true, []]);
      const istio = built(old.compilation, 'istio@1.31');
      expect(istio.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const modern = importOf(writeYaml(istio.documents));
      expect([version, modern.difference?.same]).toEqual([version, true]);
      expect(compareMeaning(old.mesh, modern.mesh).changes).toEqual([]);
      const routes = built(modern.compilation, 'gateway-api@1.6');
      const refused = routes.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
      expect(refused.filter((message) => !noField.test(message))).toEqual([]);
      expect(refused.length > 0).toBe(names.some((name) => /delay|abort/.test(name)));
      if (refused.length > 0) continue;
      expect(readBack(modern.compilation.mesh, routes.documents, routes.target.platform)?.same).toBe(true);
      const last = importOf(writeYaml(routes.documents));
      expect([version, last.difference?.same]).toEqual([version, true]);
    }
  },
);

function importOf(text: string) {
  return provedImport([new Source('in.yaml', `${shop}---\n${text}`)], options);
}
