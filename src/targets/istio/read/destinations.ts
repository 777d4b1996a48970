// `Destination` and its hosts → keys of services and egresses. Short names are of the VirtualService's own namespace, as Istio takes them.
import type { Destination, Protocol, WeightedDestination } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { type CalleeDrafts, type Fields, type Gathering, sourced } from '../../shared/reading/index.ts';

/** What reading of routes needs to know of the whole input. */
export interface Reading {
  readonly gathering: Gathering;
  /** Host and port of a gateway's own Service, for what leaves by it. */
  readonly exits: ReadonlyMap<string, string>;
}

/** A host as the registry knows it. */
export function fullHost(host: string, namespace: string, { clusterDomain, namespaces, services }: Gathering): string {
  const lower = host.toLowerCase();
  const labels = lower.split('.');
  if (labels.length === 1 && lower !== '*') return `${lower}.${namespace}.svc.${clusterDomain}`;
  if (labels.length === 3 && labels[2] === 'svc') return `${lower}.${clusterDomain}`;
  const isKnown = namespaces.has(labels[1] ?? '') || services.has(`${labels[1]}/${labels[0]}`);
  return labels.length === 2 && isKnown ? `${lower}.svc.${clusterDomain}` : lower;
}

/** What a host names; services of the cluster and hosts outside are assumed where nobody declared them. */
export function calleeOf(host: string, namespace: string, origin: Span, gathering: Gathering): CalleeDrafts {
  const full = fullHost(host, namespace, gathering);
  const known = gathering.byHost(full);
  if (known) return known;
  const end = `.svc.${gathering.clusterDomain}`;
  const [name = '', space = '', ...more] = full.endsWith(end) ? full.slice(0, -end.length).split('.') : [];
  if (name !== '' && space !== '' && more.length === 0) return gathering.service(space, name, origin);
  gathering.assume(`the host ${full} is outside of the mesh`, origin);
  return gathering.egress(namespace, egressName(full), [sourced(full, origin)], origin);
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
  { gathering, exits }: Reading,
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
  const exit = exits.get(`${fullHost(host, namespace, gathering)}:${number}`);
  const callee = exit === undefined ? calleeOf(host, namespace, fields.span, gathering) : gathering.egresses.get(exit);
  if (!callee) return undefined;
  if (number !== undefined && exit === undefined) gathering.port(callee, number, protocol, fields.span);
  if (subset !== undefined && callee.kind === 'egress') {
    fields.notes.add(fields.pathOf('subset'), fields.span, 'versions of a host outside of the mesh');
  }
  const version =
    callee.kind === 'service' && subset !== undefined ? gathering.version(callee, subset, fields.span).name : undefined;
  return {
    kind: callee.kind,
    target: callee.key,
    ...(version === undefined ? {} : { version }),
    ...(number === undefined || exit !== undefined ? {} : { port: number }),
  };
}

/** The destinations of a `route` list with weights without a common factor. */
export function readSplit(
  all: readonly Fields[],
  namespace: string,
  protocol: Protocol | undefined,
  reading: Reading,
): readonly WeightedDestination[] {
  const parts = all.flatMap((fields) => {
    const inner = fields.fields('destination');
    const destination = inner && readDestination(inner, namespace, protocol, reading);
    const weight = fields.number('weight');
    fields.leave(['headers'], 'headers of one part of a split');
    fields.done();
    return destination ? [{ destination, weight: weight ?? (all.length === 1 ? 1 : 0), origin: fields.span }] : [];
  });
  if (parts.length === 1) return [{ ...(parts[0] as WeightedDestination), weight: 1 }];
  const divisor = parts.reduce((sum, { weight }) => gcd(sum, weight), 0);
  if (divisor === 0) return parts.map((part) => ({ ...part, weight: 1 }));
  return parts.map((part) => ({ ...part, weight: part.weight / divisor }));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
