// Random routes in the words that old Istio has, requests at the edges of their conditions, and both sides' decisions in one form: what
// the program means, and what the interpreter of RouteRules makes of the output.
import { Report } from '../../../src/diagnostics/index.ts';
import { writeYaml } from '../../../src/documents/index.ts';
import { decide, makeRequest, multimap, type Request } from '../../../src/meaning/index.ts';
import type { Condition, Mesh, Rule, Settings } from '../../../src/model/index.ts';
import { istioLegacy } from '../../../src/targets/istio-legacy/index.ts';
import type { Random } from '../../support/random.ts';
import {
  type Decision,
  decideInMesh,
  type OldConfig,
  type OldVersion,
  readOldConfig,
  type SimulatedRequest,
} from '../../support/route-rules/index.ts';
import {
  all,
  always,
  any,
  cookie,
  fromService,
  header,
  method,
  none,
  path,
  rule,
  set,
  split,
  to,
} from '../meaning/build.ts';

export interface Built {
  readonly report: Report;
  readonly yaml: string;
  readonly config: OldConfig;
}

/** Builds for a version; the YAML is read back by the interpreter, which must accept all of it. */
export function build(mesh: Mesh, version: OldVersion): Built {
  const report = new Report();
  const yaml = writeYaml(istioLegacy.build(mesh, { version, report }));
  return { report, yaml, config: readOldConfig(yaml, version, 'shop') };
}

export const codes = ({ report }: Pick<Built, 'report'>): readonly string[] => report.sorted().map(({ code }) => code);

const PATHS = ['/', '/a', '/a/b', '/ab', '/b', '/b/c'];
const VALUES = ['x', 'xy', 'y'];

export function conditionOf(random: Random, depth: number, version: OldVersion): Condition {
  if (depth > 0 && random.chance(0.5)) {
    const parts = random.times(2, 3, () => conditionOf(random, depth - 1, version));
    return random.pick([() => all(...parts), () => any(...parts), () => none(parts[0] as Condition)])();
  }
  return random.pick([
    () => path('equals', ...random.some(PATHS, 2)),
    () => path(random.pick(['starts', 'under']), random.pick(PATHS)),
    () => header('h', random.pick(['equals', 'starts', 'ends', 'contains', 'under']), ...random.some(VALUES, 2)),
    () => header('g', random.pick(['exists', 'matches']), 'x.*'),
    () => cookie('user', random.pick(['equals', 'starts', 'exists']), random.pick(VALUES)),
    () => random.pick([fromService('shop/front'), fromService('shop/front', 'v1'), fromService('shop/batch')]),
    () => (version === '0.1' ? header('h', 'equals', 'y') : method(...random.some(['GET', 'POST', 'PUT'], 2))),
  ])();
}

export function ruleOf(random: Random, version: OldVersion): Rule {
  return rule(conditionOf(random, 2, version), actionOf(random), settingsOf(random));
}
export const lastRule = (random: Random): Rule => rule(always, actionOf(random), settingsOf(random));

const actionOf = (random: Random) =>
  random.pick([
    () => to('shop/callee', random.pick([undefined, 'v1', 'v2'])),
    () => split(['shop/callee', 'v1', 9], ['shop/callee', 'v2', 1]),
    () => to('shop/other', random.pick([undefined, 'v1'])),
  ])();

const settingsOf = (random: Random): Settings => ({
  ...(random.chance(0.3) ? { timeout: set(random.pick([1000, 1500, 250])) } : {}),
  ...(random.chance(faultShare) ? { delay: set({ duration: 1000, share: 100_000 }) } : {}),
  ...(random.chance(faultShare) ? { abort: set({ status: 503, share: 500_000 }) } : {}),
});

let faultShare = 0;
/** How often generated rules inject faults from now on. */
export function chanceOfFaults(share: number): void {
  faultShare = share;
}

/** A request near the edges of the pools above. */
export function requestOf(random: Random): Request {
  const headers: [string, string][] = [];
  if (random.chance(0.6)) headers.push(['h', random.pick(['x', 'xy', 'y', 'yx', 'z', 'x/y', 'X', 'axb'])]);
  if (random.chance(0.4)) headers.push(['g', random.pick(['x', 'xx', 'y', ' x'])]);
  const cookies = random.times(
    0,
    2,
    () => [random.pick(['user', 'u', 'users']), random.pick(['x', 'xy', 'y', 'z'])] as const,
  );
  return makeRequest({
    address: { kind: 'service', target: 'shop/callee' },
    port: 80,
    host: 'callee',
    method: random.pick(['GET', 'POST', 'PUT', 'DELETE']),
    path: random.pick([...PATHS, '/a/', '/abc', '/b/c/d', '/c', '/A']),
    headers: multimap(headers),
    cookies: multimap(cookies),
    source: random.pick([
      { kind: 'unknown' },
      { kind: 'workload', namespace: 'shop', service: 'shop/front', version: 'v1', labels: { version: 'v1' } },
      { kind: 'workload', namespace: 'shop', service: 'shop/front', version: 'v2', labels: { version: 'v2' } },
      { kind: 'workload', namespace: 'shop', service: 'shop/batch', labels: {} },
    ] as const),
  });
}

/** What the program says, in the interpreter's words. */
export function meant(mesh: Mesh, request: Request): Decision {
  const { outcome, settings } = decide(mesh, request);
  if (outcome.kind !== 'forward') throw new Error(`the generator makes no ${outcome.kind}`);
  const clusters: Record<string, number> = {};
  for (const { destination, weight, total } of outcome.shares) {
    const service = mesh.services.find(({ key }) => key === destination.target);
    const labels = service?.versions.find(({ name }) => name === destination.version)?.labels ?? {};
    const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    clusters[`${service?.host}|${pairs.join(',')}`] = (100 * weight) / total;
  }
  const { delay, abort } = settings;
  const fault = [
    ...(delay ? [`delay ${delay.value.duration}ms on ${delay.value.share / 10_000}%`] : []),
    ...(abort ? [`abort ${abort.value.status} on ${abort.value.share / 10_000}%`] : []),
  ];
  return {
    clusters,
    ...(settings.timeout ? { timeout: settings.timeout.value as number } : {}),
    faults: fault.length > 0 ? Object.fromEntries(Object.keys(clusters).map((name) => [name, fault])) : {},
  };
}

/** What the output does. */
export const done = (config: OldConfig, request: Request): Decision =>
  decideInMesh(config, { to: 'callee.shop.svc.cluster.local', ...simulated(request) });

/** A request of the language as the interpreter takes it. */
export function simulated(request: Request): Omit<SimulatedRequest, 'to'> {
  const cookies = [...request.cookies]
    .flatMap(([name, values]) => values.map((value) => `${name}=${value}`))
    .join('; ');
  const { source } = request;
  return {
    path: request.path,
    method: request.method,
    authority: request.host,
    scheme: request.scheme,
    headers: {
      ...Object.fromEntries([...request.headers].map(([name, values]) => [name, values[0] ?? ''])),
      ...(cookies === '' ? {} : { cookie: cookies }),
    },
    ...(source.kind === 'workload'
      ? { from: { hosts: [`${source.service?.slice(5)}.shop.svc.cluster.local`], labels: source.labels } }
      : {}),
  };
}
