// One meaning all the way: RouteRules → program → VirtualServices → program → HTTPRoutes, compared at each step with what came in.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { type Compilation, emit } from '../../../src/compile.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { compareMeaning, readBack } from '../../../src/importer/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { Source } from '../../../src/text/index.ts';

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
