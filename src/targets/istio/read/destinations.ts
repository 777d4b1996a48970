// `Destination` and its hosts → keys of services and egresses. Short names are of the VirtualService's own namespace, as Istio takes them.
import type { Destination, Protocol, WeightedDestination } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { type CalleeDrafts, type Fields, type Gathering, isAlike, sourced } from '../../shared/reading/index.ts';
import { isNoSubset } from './service-entry.ts';

/** What reading of routes needs to know of the whole input. */
export interface Reading {
  readonly gathering: Gathering;
  /** Host and port of a gateway's own Service, for what leaves by it. */
  readonly exits: ReadonlyMap<string, string>;
  /** What the requests are for, inside the mesh. */
  readonly hosts?: readonly CalleeDrafts[];
  /** The entries of a VirtualService without hosts, for one that calls them. */
  readonly delegated?: (key: string) => { readonly entries: readonly Fields[]; readonly namespace: string } | undefined;
}

/** A host as the registry knows it. */
export function fullHost(host: string, namespace: string, gathering: Gathering): string {
  const { clusterDomain, namespaces, services } = gathering;
  const lower = host.toLowerCase();
  if (isOfCluster(lower, gathering) || gathering.byHost(lower)) return lower;
  const labels = lower.split('.');
  if (labels.length === 1 && lower !== '*') return `${lower}.${namespace}.svc.${clusterDomain}`;
  if (labels.length === 3 && labels[2] === 'svc') return `${lower}.${clusterDomain}`;
  const isKnown = namespaces.has(labels[1] ?? '') || services.has(`${labels[1]}/${labels[0]}`);
  return labels.length === 2 && isKnown ? `${lower}.svc.${clusterDomain}` : lower;
}

const isOfCluster = (host: string, { clusterEnd }: Gathering): boolean => host.endsWith(clusterEnd);

/** What a host names; services of the cluster and hosts outside are assumed where nobody declared them. */
export function calleeOf(host: string, namespace: string, origin: Span, gathering: Gathering): CalleeDrafts {
  const full = fullHost(host, namespace, gathering);
  const known = gathering.byHost(full);
  if (known) return known;
  const end = gathering.clusterEnd;
  const [name = '', space = '', ...more] = full.endsWith(end) ? full.slice(0, -end.length).split('.') : [];
  if (name !== '' && space !== '' && more.length === 0) return gathering.service(space, name, origin);
  gathering.assume(`the host ${full} is outside of the mesh`, origin);
  return gathering.egress(namespace, egressName(full), [sourced(full, origin)], origin);
}

/** A host with versions is a service, wherever its name comes from: `reviews.prod`, `reviews.service.consul`. */
export function declareVersioned(host: string, namespace: string, origin: Span, gathering: Gathering): void {
  if (isOfCluster(host, gathering)) return;
  const labels = host.split('.');
  if (labels.length === 2) gathering.namespaces.add(labels[1] as string);
  const full = fullHost(host, namespace, gathering);
  if (gathering.byHost(full) || isOfCluster(full, gathering)) return;
  gathering.service(namespace, labels[0] as string, origin, full);
}

const egressName = (host: string): string =>
  host
    .replace(/^\*\.?/, 'any-')
    .replace(/[^a-z0-9]+/gi, '-')
    .replace(/^-+|-+$/g, '')
    .replace(/^(\d)/, 'host-$1') || 'any';

export function readDestination(
  fields: Fields,
  namespace: string,
  protocol: Protocol | undefined,
  { gathering, exits, hosts = [] }: Reading,
): Destination | undefined {
  const host = fields.text('host');
  const subset = fields.text('subset');
  const port = fields.fields('port');
  const number = port?.number('number');
  port?.done();
  fields.done();
  if (host === undefined || host === '') {
    fields.notes.add(fields.pathOf('host'), fields.span, 'a destination without host');
    return undefined;
  }
  const exit = exits.size === 0 ? undefined : exits.get(`${fullHost(host, namespace, gathering)}:${number}`);
  if (subset !== undefined) declareVersioned(host.toLowerCase(), namespace, fields.span, gathering);
  const callee = exit === undefined ? calleeOf(host, namespace, fields.span, gathering) : gathering.egresses.get(exit);
  if (!callee) return undefined;
  if (number !== undefined && exit === undefined) gathering.port(callee, number, protocol, fields.span);
  else if (protocol !== undefined) gathering.askWithoutPort(callee, protocol, fields.span, hosts);
  if (subset !== undefined && callee.kind === 'egress' && !gathering.wholes.has(`${callee.key}@${subset}`)) {
    fields.notes.add(fields.pathOf('subset'), fields.span, 'versions of a host outside of the mesh');
  }
  const version = versionOf(callee, subset, fields.span, gathering);
  const draft = callee.kind === 'service' && version !== undefined ? callee.versions.get(version) : undefined;
  if (draft && isNoSubset.has(draft))
    fields.notes.add(fields.pathOf('subset'), fields.span, 'a subset that no DestinationRule has: Istio answers 503');
  return {
    kind: callee.kind,
    target: callee.key,
    ...(version === undefined ? {} : { version }),
    ...(number === undefined || exit !== undefined ? {} : { port: number }),
  };
}

/** A subset without labels is the whole service. */
function versionOf(
  callee: CalleeDrafts,
  subset: string | undefined,
  origin: Span,
  gathering: Gathering,
): string | undefined {
  if (callee.kind !== 'service' || subset === undefined) return undefined;
  const { wholes, aliases } = gathering;
  if (wholes.size > 0 && wholes.has(`${callee.key}@${subset}`)) return undefined;
  const alias = aliases.size > 0 ? aliases.get(`${callee.key}@${subset}`) : undefined;
  return alias ?? gathering.version(callee, subset, origin).name;
}

/** The destinations of a `route` list with weights without a common factor. */
export function readSplit(
  all: readonly Fields[],
  namespace: string,
  protocol: Protocol | undefined,
  reading: Reading,
): readonly WeightedDestination[] {
  const isShared = haveSameHeaders(all);
  const parts: WeightedDestination[] = [];
  for (const fields of all) {
    const inner = fields.fields('destination');
    const destination = inner && readDestination(inner, namespace, protocol, reading);
    const weight = fields.number('weight');
    if (isShared) fields.ignore('headers');
    else fields.leave(['headers'], 'headers of one part of a split');
    fields.done();
    if (destination) parts.push({ destination, weight: weight ?? (all.length === 1 ? 1 : 0), origin: fields.span });
  }
  return normalised(joined(parts));
}

/** Headers that every part of a split has are the rule's. */
export function haveSameHeaders(all: readonly Fields[]): boolean {
  const first = all[0]?.node('headers');
  return all.every((fields) => isAlike(fields.node('headers'), first));
}

/** A destination that stands there twice gets both shares. */
function joined(parts: readonly WeightedDestination[]): readonly WeightedDestination[] {
  if (parts.length < 2) return parts;
  if (!parts.some(isTwin)) return parts;
  const groups = Map.groupBy(parts, ({ destination }) => JSON.stringify(destination));
  return [...groups.values()].map((some) => ({
    ...(some[0] as WeightedDestination),
    weight: some.reduce((sum, { weight }) => sum + weight, 0),
  }));
}

/** Whether it stands there before. */
const isTwin = ({ destination }: WeightedDestination, at: number, all: readonly WeightedDestination[]): boolean =>
  all.findIndex((one) => isSame(one.destination, destination)) < at;

const isSame = (a: Destination, b: Destination): boolean =>
  a.kind === b.kind && a.target === b.target && a.version === b.version && a.port === b.port;

function normalised(parts: readonly WeightedDestination[]): readonly WeightedDestination[] {
  if (parts.length === 1 && parts[0]?.weight === 1) return parts;
  if (parts.length === 1) return [{ ...(parts[0] as WeightedDestination), weight: 1 }];
  const divisor = parts.reduce((sum, { weight }) => gcd(sum, weight), 0);
  if (divisor === 1) return parts;
  if (divisor === 0) return parts.map((part) => ({ ...part, weight: 1 }));
  return parts.map((part) => ({ ...part, weight: part.weight / divisor }));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
