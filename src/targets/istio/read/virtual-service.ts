// `VirtualService` → its hosts, gateways and entries, each read once; what they mean at one place is decided in rules-at.ts.
import type { CalleeDrafts, Fields, Gathering, InputObject } from '../../shared/reading/index.ts';
import { specOf } from '../../shared/reading/index.ts';
import { calleeOf, fullHost, type Reading } from './destinations.ts';
import { type EntryRule, readHttpRoute } from './http-route.ts';
import { within } from './rules-at.ts';
import { readStreamRoute, type StreamRule } from './stream-route.ts';
import { readExportTo } from './visibility.ts';

export interface VirtualService {
  readonly object: InputObject;
  readonly hosts: readonly string[];
  /** `mesh` or `namespace/name`. */
  readonly gateways: readonly string[];
  readonly http: readonly EntryRule[];
  readonly tls: readonly StreamRule[];
  readonly tcp: readonly StreamRule[];
}

/** Hosts and gateways alone, before anything else is read. */
export interface Head {
  readonly object: InputObject;
  readonly spec: Fields;
  readonly hosts: readonly string[];
  readonly gateways: readonly string[];
}

export function readHead(object: InputObject, { gathering }: Reading): Head {
  const spec = specOf(object);
  const gateways = spec.texts('gateways').map(({ value }) => gatewayKey(value, object.namespace));
  const bound = gateways.length === 0 ? ['mesh'] : gateways;
  const hosts = spec.texts('hosts').map(({ value }) => hostAt(value, bound, object.namespace, gathering));
  return { object, spec, hosts: hosts.length < 2 ? hosts : [...new Set(hosts)], gateways: bound };
}

/** A name without dots is a service everywhere; other short ones only where the mesh is asked. */
const hostAt = (
  host: string,
  gateways: readonly string[],
  namespace: string,
  gathering: Reading['gathering'],
): string =>
  gateways.includes('mesh') || !/[.*]/.test(host) ? fullHost(host, namespace, gathering) : host.toLowerCase();

/** `name`, `namespace/name` and the older `name.namespace.svc.cluster.local`. */
export function gatewayKey(text: string, namespace: string): string {
  if (text === 'mesh') return text;
  if (text.includes('/')) return text.startsWith('./') ? `${namespace}${text.slice(1)}` : text;
  const [name, space] = text.split('.');
  return `${space ?? namespace}/${name}`;
}

export function readBody({ object, spec, hosts, gateways }: Head, reading: Reading): VirtualService {
  const { namespace, notes } = object;
  const entries = <T>(key: 'http' | 'tls' | 'tcp', read: (fields: Fields) => readonly T[]): readonly T[] =>
    spec.list(key).flatMap((fields) => {
      const rules = read(fields);
      notes.entries.all++;
      if (rules.length > 0) notes.entries.read++;
      else notes.add(fields.path, fields.span, 'an entry without anything to do that the language has');
      return rules;
    });
  const isMeshs = gateways.includes('mesh');
  const inMesh = { ...reading, hosts: isMeshs ? calleesOf(hosts, object, reading) : [] };
  const outside = { ...reading, exits: noExits };
  const readingOf = (fields: Fields): Reading => (isMeshs && isInMesh(fields, gateways, namespace) ? inMesh : outside);
  const visible = readExportTo(spec, namespace);
  if (visible && gateways.some((gateway) => gateway !== 'mesh'))
    notes.add('spec.exportTo', spec.spanOf('exportTo'), 'only gateways whose pods stand in these namespaces see it');
  if (visible && isMeshs) {
    for (const host of hosts) {
      const callee = calleeOf(host, namespace, object.origin, reading.gathering);
      callee.visibleTo ??= visible;
    }
  }
  const result = {
    object,
    hosts,
    gateways,
    http: entries('http', (fields) => readHttpRoute(fields, namespace, readingOf(fields))),
    tls: entries('tls', (fields) => readStreamRoute(fields, 'tls', namespace, readingOf(fields))),
    tcp: entries('tcp', (fields) => readStreamRoute(fields, 'tcp', namespace, readingOf(fields))),
  };
  spec.done();
  if (result.tls.length > 0) noteForeignNames(result, spec);
  for (const callee of inMesh.hosts) if (!callee.closed) assumePorts(result, callee, reading.gathering);
  return result;
}

const noExits: Reading['exits'] = new Map();

/** Istio refuses server names that are none of the hosts. */
function noteForeignNames({ tls, object }: VirtualService, spec: Fields): void {
  const hosts = spec.texts('hosts').map(({ value }) => value.toLowerCase());
  for (const { matches, note } of tls)
    for (const { serverNames = [] } of matches ?? [])
      if (!serverNames.every((name) => hosts.some((host) => within(name, host))))
        note('match', `a server name that is none of the hosts of ${object.name}`);
}

const kinds = ['http', 'tls', 'tcp'] as const;

/** Ports that only the matches mention. */
function assumePorts(
  entries: Pick<VirtualService, (typeof kinds)[number]>,
  callee: CalleeDrafts,
  gathering: Gathering,
): void {
  for (const kind of kinds)
    for (const { matches } of entries[kind])
      for (const { port, gateways, origin } of matches ?? [])
        if (port !== undefined && (!gateways || gateways.includes('mesh'))) gathering.port(callee, port, kind, origin);
}

/** Services and egresses that requests inside the mesh are for; hosts outside that nobody declared are not yet known. */
function calleesOf(hosts: readonly string[], object: InputObject, { gathering }: Reading): readonly CalleeDrafts[] {
  const end = gathering.clusterEnd;
  return hosts.flatMap((host) => {
    if (host.startsWith('*') || !host.endsWith(end)) return gathering.byHost(host) ?? [];
    return [calleeOf(host, object.namespace, object.origin, gathering)];
  });
}

/** Whether only requests of the mesh come to an entry: at the gateway itself its own Service is no way out. */
function isInMesh(fields: Fields, bound: readonly string[], namespace: string): boolean {
  if (bound.every(isMesh)) return true;
  const matches = fields
    .list('match')
    .map((match) => match.texts('gateways').map(({ value }) => gatewayKey(value, namespace)));
  return matches.length > 0 && matches.every((gateways) => gateways.length > 0 && gateways.every(isMesh));
}

const isMesh = (gateway: string): boolean => gateway === 'mesh';
