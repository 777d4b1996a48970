// The entries of a VirtualService as they are at one place: in the proxies of a service's callers, or at some ports of a gateway. What
// is the same for all requests of the place falls away.
import { and, type Condition, type Labels } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { anyOf, type Gathering, isNever, never, type RuleCall, textTest } from '../../shared/reading/index.ts';
import type { SourceMatch } from './http-match.ts';
import type { EntryRule } from './http-route.ts';
import { withPorts } from './ports-at.ts';
import type { StreamMatch, StreamRule } from './stream-route.ts';
import { gatewayKey } from './virtual-service.ts';

export interface Place {
  /** `mesh` or `namespace/name`. */
  readonly gateway: string;
  /** Labels and namespace of the proxies there, which at a gateway are known. */
  readonly pods?: Labels;
  readonly ports: readonly number[];
  /** Patterns of the hosts of its requests. */
  readonly hosts: readonly string[];
  /** Of the VirtualService. */
  readonly namespace: string;
  /** Where TLS ends. */
  readonly encrypted?: readonly number[];
  /** Other VirtualServices answer for the hosts too. */
  readonly isShared?: boolean;
}

export function rulesAt(
  entries: readonly (EntryRule | StreamRule)[],
  place: Place,
  gathering: Gathering,
): readonly RuleCall[] {
  const rules: RuleCall[] = [];
  for (const entry of entries) {
    const { matches, action, settings, origin, calls } = entry;
    const conditions = matches?.map((match) => conditionAt(match, place, gathering));
    for (const condition of parts(conditions, place, origin)) {
      if (isNever(condition)) {
        gathering.unmet.add(origin);
        continue;
      }
      const rule = { condition, action, settings, origin, through };
      rules.push(...withPorts(calls === undefined ? rule : { ...rule, calls }, place, gathering, entry));
    }
  }
  return rules;
}

const through: RuleCall['through'] = [];

/** One condition; where VirtualServices are joined, what takes everything is apart from the matches before it. */
function parts(conditions: readonly Condition[] | undefined, { isShared }: Place, origin: Span): readonly Condition[] {
  if (!conditions) return [always(origin)];
  const whole = anyOf(conditions, origin);
  const before = isShared ? conditions.findIndex(({ kind }) => kind === 'always') : 0;
  return before > 0 ? [anyOf(conditions.slice(0, before), origin), whole] : [whole];
}

/** Which callers, at which ports, meet any of the entries: for others Istio has no routes of the VirtualService. */
export function metAt(
  entries: readonly (EntryRule | StreamRule)[],
  place: Place,
  gathering: Gathering,
): Condition | 'all' {
  const conditions = entries.flatMap(({ matches, origin }) =>
    matches
      ? matches.map((match) => and([portAt(match, place), sourceAt(match, place, gathering)], match.origin))
      : [always(origin)],
  );
  if (conditions.some(({ kind }) => kind === 'always')) return 'all';
  const origin = entries[0]?.origin as Span;
  return anyOf(
    conditions.filter((condition) => !isNever(condition)),
    origin,
  );
}

const always = (origin: Span): Condition => ({ kind: 'always', origin });

function conditionAt(
  match: SourceMatch & { readonly condition?: Condition } & StreamMatch,
  place: Place,
  gathering: Gathering,
): Condition {
  const { origin, condition } = match;
  if (condition && !flattened.has(condition.kind) && isEverywhere(match)) return condition;
  const parts = [
    portAt(match, place),
    sourceAt(match, place, gathering),
    serverNames(match, place),
    condition ?? always(origin),
  ];
  if (parts.some(isNever)) return never(origin);
  const said = parts.filter(({ kind }) => kind !== 'always');
  return and(said.length === 0 ? parts : said, origin);
}

/** What `and` does not leave as it is. */
const flattened: ReadonlySet<Condition['kind']> = new Set(['always', 'and', 'or']);

const isEverywhere = ({ port, gateways, labels, namespace, serverNames: names }: SourceMatch & StreamMatch): boolean =>
  port === undefined && !gateways && labels === undefined && namespace === undefined && !names;

function portAt({ port, origin }: SourceMatch, { ports }: Place): Condition {
  if (port === undefined) return always(origin);
  if (!ports.includes(port)) return never(origin);
  return ports.length === 1 ? always(origin) : { kind: 'port', values: [port], origin };
}

/** With `gateways`, Istio does not look at the source's labels. */
function sourceAt({ gateways, labels, namespace, origin }: SourceMatch, place: Place, gathering: Gathering): Condition {
  if (gateways) {
    const keys = gateways.map((one) => gatewayKey(one, place.namespace));
    return keys.includes(place.gateway) ? always(origin) : never(origin);
  }
  if (labels === undefined && namespace === undefined) return always(origin);
  if (place.gateway !== 'mesh') return atGateway(labels ?? {}, namespace, place, origin);
  return fromWorkloads(labels ?? {}, namespace, origin, gathering);
}

function atGateway(labels: Labels, namespace: string | undefined, { gateway, pods }: Place, origin: Span): Condition {
  const fits = Object.entries(labels).every(([key, value]) => pods?.[key] === value);
  const near = namespace === undefined || gateway.startsWith(`${namespace}/`);
  return fits && near ? always(origin) : never(origin);
}

/** The label `app` with a service's name, in its namespace, are that service's workloads; other labels may be a version's. */
function fromWorkloads(labels: Labels, namespace: string | undefined, origin: Span, gathering: Gathering): Condition {
  const { app, ...rest } = labels;
  const service =
    namespace === undefined || app === undefined ? undefined : gathering.services.get(`${namespace}/${app}`);
  if (!service) return and([...inNamespace(namespace, origin), ...withLabels(labels, origin)], origin);
  const version = [...service.versions.values()].find((one) => isPart(one.labels, labels));
  const left = Object.entries(rest).filter(([key]) => !version || !Object.hasOwn(version.labels, key));
  const source = { kind: 'service', service: service.key, ...(version ? { version: version.name } : {}) } as const;
  return and([{ kind: 'from', source, origin }, ...withLabels(Object.fromEntries(left), origin)], origin);
}

const inNamespace = (namespace: string | undefined, origin: Span): readonly Condition[] =>
  namespace === undefined ? [] : [{ kind: 'from', source: { kind: 'namespace', namespace }, origin }];

const withLabels = (labels: Labels, origin: Span): readonly Condition[] =>
  Object.keys(labels).length === 0 ? [] : [{ kind: 'from', source: { kind: 'pods', labels }, origin }];

const isPart = (part: Labels, whole: Labels): boolean =>
  Object.keys(part).length > 0 && Object.entries(part).every(([key, value]) => whole[key] === value);

function serverNames({ serverNames: names, origin }: StreamMatch, { hosts }: Place): Condition {
  if (!names || hosts.every((host) => names.some((name) => within(host, name)))) return always(origin);
  const whole = names.filter((name) => !name.startsWith('*'));
  const ends = names.filter((name) => name.startsWith('*')).map((name) => name.slice(1));
  if (ends.includes('')) return always(origin);
  const tests = [
    ...(whole.length > 0 ? [textTest('sni', 'equals', whole, origin)] : []),
    ...(ends.length > 0 ? [textTest('sni', 'ends', ends, origin)] : []),
  ];
  return anyOf(tests, origin);
}

/** Whether a name or pattern lies in another. */
export const within = (inner: string, outer: string): boolean =>
  inner === outer ||
  outer === '*' ||
  (outer.startsWith('*') && inner.length > outer.length - 1 && inner.endsWith(outer.slice(1)));
