// Every rule file of Istio's walkthroughs has its program: the original, in the form of each version that had it, and what the example
// compiles to, each read by the interpreter of RouteRules, decide 500 boundary requests alike.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProject } from '../../src/cli/project.ts';
import { compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/index.ts';
import { writeYaml } from '../../src/documents/index.ts';
import { istioLegacy } from '../../src/targets/istio-legacy/index.ts';
import {
  type Decision,
  decideAtIngress,
  decideInMesh,
  type OldConfig,
  type OldVersion,
  policyFor,
  readIngresses,
  readOldConfig,
} from '../support/route-rules/index.ts';
import { boundaryRequests } from './boundary.ts';
import { ORIGINALS, type OriginalName, type Registry, yamlOf } from './originals.ts';

interface Step {
  /** Applied in this order. */
  readonly files: readonly OriginalName[];
  readonly example: string;
  readonly env?: string;
  readonly set?: readonly string[];
  readonly versions: readonly OldVersion[];
  readonly registry?: Registry;
}

const deep = process.env.MESH_DEEP !== undefined;
/** One version of each form, or all of them. */
const all: readonly OldVersion[] = deep
  ? ['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8']
  : ['0.1', '0.2', '0.6', '0.8'];
const later = all.slice(1);
const shop = 'bookinfo';
const jason = '^(.*?;)?(user=jason)(;.*)?$';

const STEPS: readonly Step[] = [
  { files: ['route-rule-all-v1', 'bookinfo-ingress'], example: shop, env: 'all-v1', versions: all },
  {
    files: ['route-rule-all-v1', 'bookinfo-ingress', 'route-rule-reviews-test-v2'],
    example: shop,
    env: 'reviews-test-v2',
    versions: all,
  },
  {
    files: ['route-rule-all-v1', 'route-rule-reviews-test-v2', 'ratings-test-delay'],
    example: shop,
    env: 'ratings-test-delay',
    versions: all,
  },
  { files: ['route-rule-all-v1', 'route-rule-delay'], example: shop, env: 'route-rule-delay', versions: ['0.1'] },
  {
    files: ['route-rule-all-v1', 'route-rule-reviews-test-v2', 'route-rule-ratings-test-abort'],
    example: shop,
    env: 'ratings-test-abort',
    versions: ['0.8'],
  },
  { files: ['route-rule-all-v1', 'route-rule-reviews-50-v3'], example: shop, env: 'reviews-50-v3', versions: all },
  { files: ['route-rule-all-v1', 'route-rule-reviews-v3'], example: shop, env: 'reviews-v3', versions: all },
  { files: ['route-rule-all-v1', 'route-rule-reviews-v2-v3'], example: shop, env: 'reviews-v2-v3', versions: ['0.1'] },
  {
    files: ['route-rule-all-v1', 'route-rule-reviews-v2-v3 (0.2)'],
    example: shop,
    env: 'reviews-v2-v3',
    versions: later,
  },
  { files: ['route-rule-all-v1', 'route-rule-reviews-90-10'], example: shop, env: 'reviews-90-10', versions: ['0.8'] },
  { files: ['route-rule-all-v1', 'route-rule-reviews-80-20'], example: shop, env: 'reviews-80-20', versions: ['0.8'] },
  { files: ['route-rule-all-v1', 'route-rule-details-v2'], example: shop, env: 'details-v2', versions: ['0.8'] },
  { files: ['route-rule-all-v1', 'request-timeouts'], example: `${shop}/timeouts`, versions: all },
  {
    files: ['route-rule-all-v1', 'route-rule-ratings-db'],
    example: `${shop}/databases`,
    env: 'mongodb',
    versions: later,
  },
  {
    files: ['route-rule-all-v1', 'route-rule-ratings-mysql'],
    example: `${shop}/databases`,
    env: 'mysql',
    versions: later,
  },
  {
    files: ['route-rule-all-v1', 'route-rule-ratings-mysql-vm'],
    example: `${shop}/databases`,
    env: 'mysql-vm',
    versions: later,
  },
  { files: ['destination-policy-reviews'], example: `${shop}/policies`, versions: all },
  { files: ['httpbin-ingress', 'httpbin-3s-rule'], example: 'httpbin', versions: all },
  { files: ['httpbin-v1', 'httpbin-circuit-breaker'], example: 'httpbin/breaker', versions: ['0.5', '0.8'] },
  { files: ['egress', 'httpbin-org-3s-rule'], example: 'egress', versions: all },
  { files: ['egress-rule-google-apis'], example: 'egress/wildcards', versions: later },
  ...(['consul', 'eureka'] as const).flatMap((registry) => registrySteps(registry)),
];

function registrySteps(registry: Registry): readonly Step[] {
  const step = (set: readonly string[], ...files: readonly OriginalName[]): Step => ({
    files: ['route-rule-all-v1', ...files],
    example: `${shop}/registries`,
    env: registry,
    set,
    versions: ['0.2', '0.3'],
    registry,
  });
  return [
    step([]),
    step([`testers=${jason}`], 'route-rule-reviews-test-v2'),
    step([`delayed=${jason}`], 'ratings-test-delay'),
    step([`refused=${jason}`], 'route-rule-ratings-test-abort'),
    step(['red-stars=50%'], 'route-rule-reviews-50-v3'),
    step(['red-stars=100%'], 'route-rule-reviews-v3'),
    step(['black-stars=50%', 'red-stars=50%'], 'route-rule-reviews-v2-v3 (0.2)'),
    step(['rated-by-database=100%', 'red-stars=100%'], 'route-rule-ratings-db'),
  ];
}

async function built({ example, env, set }: Step, version: OldVersion): Promise<OldConfig> {
  const report = new Report();
  const folder = join(import.meta.dirname, '..', '..', 'examples', example);
  const project = await loadProject([folder], { ...(env ? { env } : {}), ...(set ? { set } : {}) }, report);
  if (!project) throw new Error(`no project in ${folder}`);
  const compilation = compile(project.sources, project.options);
  report.take(compilation.diagnostics);
  const yaml = writeYaml(istioLegacy.build(compilation.mesh, { version, report }));
  expect(report.sorted().filter(({ severity }) => severity === 'error')).toEqual([]);
  return readOldConfig(yaml, version);
}

/** Without branches that get nothing. */
function plain(decision: Decision | 404): Decision | 404 {
  if (decision === 404) return decision;
  return {
    ...decision,
    clusters: Object.fromEntries(Object.entries(decision.clusters).filter(([, percent]) => percent > 0)),
  };
}

/** The labels of a cluster's name. */
const labelsOf = (cluster: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (cluster.split('|')[1] ?? '')
      .split(',')
      .filter((pair) => pair !== '')
      .map((pair) => pair.split('=') as [string, string]),
  );

function expectAlike(ours: OldConfig, original: OldConfig): void {
  const clusters = new Set<string>();
  for (const request of boundaryRequests(original, ours, 500)) {
    const is = plain(decideInMesh(ours, request));
    expect({ request, is }).toEqual({ request, is: plain(decideInMesh(original, request)) });
    if (is !== 404) for (const cluster of Object.keys(is.clusters)) clusters.add(cluster);
    for (const tls of readIngresses(original).length > 0 ? [false, true] : []) {
      const inside = plain(decideAtIngress(ours, request, tls));
      expect({ request, tls, inside }).toEqual({
        request,
        tls,
        inside: plain(decideAtIngress(original, request, tls)),
      });
    }
  }
  for (const cluster of clusters) {
    const [host = ''] = cluster.split('|');
    expect({ cluster, policy: policyFor(ours, host, labelsOf(cluster)) }).toEqual({
      cluster,
      policy: policyFor(original, host, labelsOf(cluster)),
    });
  }
  expect([...ours.egress].sort()).toEqual([...original.egress].sort());
  expect([...ours.external].sort()).toEqual([...original.external].sort());
}

for (const step of STEPS) {
  const title = [step.files.join(' + '), step.registry].filter(Boolean).join(', ');
  test(`${title}: ${step.versions.join(' ')}`, async () => {
    for (const version of step.versions) {
      const original = readOldConfig(yamlOf(step.files, version, step.registry), version);
      expect(original.rejected).toEqual([]);
      expectAlike(await built(step, version), original);
    }
  });
}

test('every file is in some step', () => {
  const used = new Set(STEPS.flatMap(({ files }) => files));
  expect(Object.keys(ORIGINALS).filter((name) => !used.has(name as OriginalName))).toEqual([]);
});

test('a program of another step is found out', async () => {
  const original = readOldConfig(yamlOf(['route-rule-all-v1', 'route-rule-reviews-test-v2'], '0.8'), '0.8');
  const other = await built({ files: [], example: shop, env: 'reviews-50-v3', versions: [] }, '0.8');
  expect(() => expectAlike(other, original)).toThrow();
});
