// Backend references → destinations. A Service that the target wrote for a version is that version; one of another namespace needs a grant.
import type { Destination, WeightedDestination } from '../../../model/index.ts';
import {
  type CalleeDrafts,
  Fields,
  type Gathering,
  type InputObject,
  keyOf,
  standsFor,
} from '../../shared/reading/index.ts';
import type { Listener } from './listeners.ts';
import { isService, type Reference, standIn } from './other-backends.ts';

export interface Backends {
  /** Undefined, with a note, for what has no name. */
  readonly destination: (fields: Fields) => Destination | undefined;
  readonly split: (all: readonly Fields[]) => Split;
}
export interface Split {
  /** Empty where nothing is sent anywhere. */
  readonly parts: readonly WeightedDestination[];
  /** Filters that every part has. */
  readonly filters: readonly Fields[];
}
/** `namespace/name` of a Service → the version that it stands for. */
export type VersionServices = ReadonlyMap<string, { readonly target: string; readonly version: string }>;
/** `kind namespace → namespace/name`, name `*` for all. */
export type Grants = ReadonlySet<string>;

/** What reading of references needs to know of the whole input. */
export interface Known {
  readonly gathering: Gathering;
  readonly versions: VersionServices;
  readonly grants: Grants;
  /** Keys of Services. */
  readonly services: ReadonlySet<string>;
  readonly listeners: readonly Listener[];
}

/** @param kind of the route; `TCPRoute` also for a TLSRoute whose TLS ends before. */
export function backendsFor({ namespace, kind }: Pick<InputObject, 'namespace' | 'kind'>, known: Known): Backends {
  const destination = (fields: Fields): Destination | undefined => {
    const one = readReference(fields, namespace);
    const port = portIn(fields);
    if (!one) {
      fields.notes.add(fields.path, fields.span, 'a backend without a name');
      return undefined;
    }
    if (!isService(one)) return to(standIn(one, fields, known.gathering, known.services), port, kind, fields, known);
    noteGrant(one, { namespace, kind }, fields, known.grants);
    if (port === undefined)
      fields.notes.add(
        fields.pathOf('port'),
        fields.span,
        'a Service without a port, which has no endpoints here',
        'extra',
      );
    const stands = known.versions.get(`${one.namespace}/${one.name}`);
    const callee = stands
      ? known.gathering.services.get(stands.target)
      : known.gathering.service(one.namespace, one.name, fields.span);
    return callee && { ...to(callee, port, kind, fields, known), ...(stands ? { version: stands.version } : {}) };
  };
  return { destination, split: (all) => splitOf(all, destination) };
}

export function readReference(fields: Fields, namespace: string): Reference | undefined {
  const [group, kind, name] = [fields.text('group') ?? '', fields.text('kind') ?? 'Service', fields.text('name')];
  const space = fields.text('namespace') ?? namespace;
  return name === undefined ? undefined : { group, kind, name, namespace: space };
}

function to(
  callee: CalleeDrafts,
  port: number | undefined,
  route: string,
  fields: Fields,
  { gathering }: Known,
): Destination {
  if (port !== undefined) gathering.port(callee, port, protocolOf(route), fields.span);
  return { kind: callee.kind, target: callee.key, ...(port === undefined ? {} : { port }) };
}

function noteGrant(
  { namespace, name }: Reference,
  from: { readonly namespace: string; readonly kind: string },
  fields: Fields,
  grants: Grants,
): void {
  if (namespace === from.namespace || isGranted(grants, from.kind, from.namespace, namespace, name)) return;
  const reason = `no ReferenceGrant among the files lets it name ${namespace}/${name}`;
  fields.notes.add(fields.pathOf('namespace'), fields.span, reason, 'extra');
}

/** Of a port that nothing is known of but who sends to it. */
export function protocolOf(kind: string): 'http' | 'grpc' | 'tls' | 'tcp' {
  if (kind === 'GRPCRoute') return 'grpc';
  return kind === 'TCPRoute' ? 'tcp' : kind === 'TLSRoute' ? 'tls' : 'http';
}

function portIn(fields: Fields): number | undefined {
  const port = fields.number('port');
  if (port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536)) return port;
  fields.notes.add(fields.pathOf('port'), fields.span, `${port} is no port`);
  return undefined;
}

const isGranted = (grants: Grants, kind: string, from: string, to: string, name: string): boolean =>
  grants.has(`${kind} ${from} ${to}/${name}`) || grants.has(`${kind} ${from} ${to}/*`);

function splitOf(all: readonly Fields[], destination: Backends['destination']): Split {
  const filters = sharedFilters(all);
  const parts = all.flatMap((fields) => {
    const weight = fields.number('weight') ?? 1;
    const target = destination(fields);
    if (filters) fields.ignore('filters');
    else fields.leave(['filters'], 'filters of one part of a split');
    fields.done();
    return target ? [{ destination: target, weight, origin: fields.span }] : [];
  });
  return { parts: normalised(parts), filters: filters ?? [] };
}

/** Undefined where parts differ in them. */
function sharedFilters(all: readonly Fields[]): readonly Fields[] | undefined {
  const [first] = all;
  if (!first) return [];
  const keys = new Set(all.map((fields) => keyOf(fields.node('filters') ?? null)));
  return keys.size === 1 ? first.list('filters') : undefined;
}

function normalised(parts: readonly WeightedDestination[]): readonly WeightedDestination[] {
  const groups = [...Map.groupBy(parts, (part) => JSON.stringify(part.destination)).values()];
  const joined = groups.map((some) => ({
    ...(some[0] as WeightedDestination),
    weight: some.reduce((sum, { weight }) => sum + weight, 0),
  }));
  const divisor = joined.reduce((sum, { weight }) => gcd(sum, weight), 0);
  if (divisor === 0) return [];
  return joined.length === 1
    ? [{ ...(joined[0] as WeightedDestination), weight: 1 }]
    : joined.map((part) => ({ ...part, weight: part.weight / divisor }));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Services that stand for versions. */
export function versionServices(objects: readonly InputObject[], gathering: Gathering): VersionServices {
  const found = new Map<string, { readonly target: string; readonly version: string }>();
  for (const { namespace, name, root, origin, notes } of objects) {
    const spec = new Fields(root, '', origin, notes).fields('spec');
    const stands = standsFor(gathering, namespace, name, spec?.map('selector'));
    if (!stands) continue;
    const { service } = stands;
    const version = gathering.version(service, stands.version, origin, stands.labels).name;
    found.set(`${namespace}/${name}`, { target: service.key, version });
    checkPorts(spec, service.ports, name, notes, origin);
  }
  return found;
}

interface ServicePort {
  readonly name: string;
  readonly target?: number | undefined;
  readonly protocol?: string | undefined;
}

/** A version is reached at the ports of its service; what they are called and speak is for people and for what runs there. */
function checkPorts(
  spec: Fields | undefined,
  ports: ReadonlyMap<number, ServicePort>,
  name: string,
  notes: InputObject['notes'],
  origin: InputObject['origin'],
): void {
  const listed = spec?.list('ports') ?? [];
  const numbers = new Set(listed.map((port) => port.number('port')));
  if (numbers.size !== ports.size || listed.length !== ports.size)
    notes.add('spec.ports', origin, `${name} has not the ports of its service`);
  for (const port of listed) {
    const number = port.number('port');
    const target = port.number('targetPort');
    const known = number === undefined ? undefined : ports.get(number);
    if (!known || known.target !== target) notes.add('spec.ports', origin, `${name} has not the ports of its service`);
    else if (port.text('name') !== known.name || port.text('appProtocol') !== appProtocol(known))
      notes.add('spec.ports[]', origin, `${name} has ports of another name or protocol than its service`, 'extra');
  }
}

const appProtocol = ({ protocol }: ServicePort): string | undefined =>
  protocol === 'grpc' || protocol === 'http2' ? 'kubernetes.io/h2c' : undefined;

export function grantsOf(objects: readonly InputObject[]): Grants {
  const grants = new Set<string>();
  for (const { namespace, root, origin, notes } of objects) {
    const spec = new Fields(root, '', origin, notes).fields('spec');
    const to = (spec?.list('to') ?? []).flatMap((one) => {
      const [group, kind, name] = [one.text('group'), one.text('kind'), one.text('name')];
      one.done();
      return kind === 'Service' && !group ? [name ?? '*'] : [];
    });
    for (const from of spec?.list('from') ?? []) {
      const [group, kind, space] = [from.text('group'), from.text('kind') ?? '', from.text('namespace') ?? ''];
      from.done();
      if (group !== 'gateway.networking.k8s.io') continue;
      for (const name of to) grants.add(`${kind} ${space} ${namespace}/${name}`);
    }
    spec?.done();
  }
  return grants;
}
