// Two outputs for old Istio → what the independent interpreter does otherwise under the second: what Pilot would reject, whom other hosts
// and policies concern, and a request near the rules of both that is decided otherwise.
import { type Random, randomOf } from '../random.ts';
import { decideInMesh, type SimulatedRequest, type SourceWorkload } from './decide.ts';
import { decideAtIngress, readIngresses } from './ingress.ts';
import type { OldConfig, OldRule } from './read.ts';

/** Undefined where nothing was found in so many requests. */
export function oldDifference(one: OldConfig, other: OldConfig, requests: number): string | undefined {
  if (other.rejected.length > 0) return `rejected: ${other.rejected[0]}`;
  if (textOf(declared(one)) !== textOf(declared(other))) return 'other policies, egresses or Ingresses';
  const random = randomOf(requests);
  const pool = poolOf([...one.rules, ...other.rules]);
  const hosts = [...new Set([...one.rules, ...other.rules].map(({ host }) => host))];
  const ingresses = readIngresses(one);
  for (let count = 0; count < requests; count++) {
    const request = requestFrom(pool, random);
    const to = random.pick(hosts.length > 0 ? hosts : ['nobody']);
    const ask = (config: OldConfig) => decideInMesh(config, { ...request, to });
    if (textOf(ask(one)) !== textOf(ask(other))) return `${to} ${textOf(request)}`;
    if (ingresses.length === 0) continue;
    const { host, secret } = random.pick(ingresses);
    const enter = (config: OldConfig) => decideAtIngress(config, { ...request, authority: host }, secret !== undefined);
    if (textOf(enter(one)) !== textOf(enter(other))) return `at the ingress: ${host} ${textOf(request)}`;
  }
  return undefined;
}

const declared = (config: OldConfig) => [
  sorted(config.policies),
  sorted([...config.egress]),
  sorted([...config.external]),
  sorted(readIngresses(config)),
];
const sorted = (all: readonly unknown[]): readonly string[] => all.map(textOf).sort();

/** Whatever the order of keys. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, one) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

interface Pool {
  /** What each header is asked for, `uri` and `method` among them. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly sources: readonly (SourceWorkload | undefined)[];
}

function poolOf(rules: readonly OldRule[]): Pool {
  const values = new Map<string, Set<string>>();
  for (const { headers } of rules)
    for (const [name, { what }] of headers) {
      const known = values.get(name) ?? new Set();
      values.set(name, known);
      for (const part of partsOf(what)) known.add(part).add(`${part}x`).add(`${part}/x`);
    }
  const sources = rules.flatMap(({ source }) =>
    source ? [{ hosts: [source.host ?? 'a.b.svc.cluster.local'], labels: source.labels }] : [],
  );
  return {
    values: new Map([...values].map(([name, all]) => [name, [...all]])),
    sources: [undefined, ...sources],
  };
}

/** Itself, and the texts that an expression is made of. */
const partsOf = (what: string): readonly string[] => [what, ...(what.match(/[\w=/-]+/g) ?? [])];

function requestFrom({ values, sources }: Pool, random: Random): Omit<SimulatedRequest, 'to'> {
  const of = (name: string, usual: string): string =>
    random.chance(0.7) ? random.pick(values.get(name) ?? [usual]) : usual;
  const others = [...values].filter(([name]) => !OWN.has(name) && random.chance(0.6));
  const from = random.pick(sources);
  return {
    path: of('uri', '/'),
    method: of('method', 'GET'),
    authority: of('authority', 'nobody'),
    scheme: of('scheme', 'http'),
    headers: Object.fromEntries(others.map(([name, all]) => [name, random.pick(all)])),
    ...(from ? { from } : {}),
  };
}
const OWN = new Set(['uri', 'method', 'authority', 'scheme']);
