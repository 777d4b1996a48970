// What the workloads of a node call → the router of their Linkerd, and the calls that it hands to the callee's proxy because it cannot carry
// out their rules itself.
import { catalogue, type Report } from '../../../diagnostics/index.ts';
import {
  type Condition,
  type Egress,
  type FromTest,
  leaves,
  type Mesh,
  type Port,
  type Rule,
  type Service,
} from '../../../model/index.ts';
import {
  isFrom,
  namesOfService,
  type Relay,
  relayPort,
  rulesFor,
  type Viewer,
  viewersOf,
} from '../../shared/calls/index.ts';
import { accessLogOf } from '../../shared/linkerd-yaml/index.ts';
import { assuming } from '../../shared/normal-form/index.ts';
import type { Client, Entry, Limit, RouterPlan } from '../plan.ts';
import { mergeClients } from './clients.ts';
import { pathOf } from './endpoints.ts';
import { type Lowered, lowerList } from './list.ts';
import { cannot, type Refusal } from './refusal.ts';

/** A mesh as its Linkerds see it. */
export interface Lowering {
  readonly mesh: Mesh;
  /** As findings name it: `linkerd@1.7`. */
  readonly reader: string;
  readonly report: Report;
  /** The services whose workloads call through a Linkerd. */
  readonly callers: readonly Service[];
  /** Whose proxy can decide calls that Linkerd cannot; nobody's where there is no other platform. */
  readonly decides: (service: Service) => boolean;
}

interface Call {
  readonly callee: Service | Egress;
  readonly port: Port;
  readonly rules: readonly Rule[];
  /** Host headers without a port. */
  readonly names: readonly string[];
}

export interface Outgoing {
  readonly router: RouterPlan;
  readonly relays: readonly Relay[];
}

const OUTGOING_PORT = 4140;

export function outgoingOf(lowering: Lowering): Outgoing {
  const { mesh } = lowering;
  const entries: Entry[] = [...unknownHosts(mesh)];
  const limits: Limit[] = [];
  const clients: Client[] = [];
  const relays: Relay[] = [];
  let seesPaths = false;
  for (const call of callsOf(lowering)) {
    const found = byName(lowering, call);
    const refusals = found.flatMap((one) => one.refusals);
    if (refusals.length === 0) {
      entries.push(...found.flatMap((one) => one.entries));
      limits.push(...found.flatMap((one) => one.limits));
      clients.push(...found.flatMap((one) => one.clients));
      seesPaths ||= found.some((one) => one.seesPaths);
      continue;
    }
    const relay = relayFor(lowering, call);
    if (relay) relays.push(relay);
    else sayRefused(lowering, call, refusals);
    entries.push(...handedOver(mesh, call, relay));
  }
  return {
    router: {
      label: 'outgoing',
      seesPaths,
      entries,
      limits,
      clients: mergeClients(lowering, clients),
      port: OUTGOING_PORT,
      edge: false,
      ...accessLogOf(mesh),
    },
    relays,
  };
}

/** What nobody declared is looked up in DNS, on port 80 where the host names none; or answered with 502. */
const unknownHosts = ({ undeclared }: Mesh): readonly Entry[] =>
  undeclared === 'deny'
    ? []
    : [
        { prefix: '/ph', tree: { kind: 'path', path: '/$/io.buoyant.rinet' } },
        { prefix: '/svc/1.1/*', tree: { kind: 'path', path: '/ph/80' } },
        { prefix: '/svc/1.1/*', tree: { kind: 'path', path: '/$/io.buoyant.porthostPfx/ph' } },
      ];

function callsOf(lowering: Lowering): readonly Call[] {
  const { mesh } = lowering;
  const near = nearNames(lowering);
  return [...mesh.services, ...mesh.egresses]
    .filter((callee) => isSeen(lowering, callee))
    .flatMap((callee) => {
      const names =
        callee.kind === 'service'
          ? namesOfService(mesh, callee, near.get(callee.name) === callee)
          : callee.hosts.map(({ value }) => value);
      return callee.ports.map((port) => ({ callee, port, rules: rulesFor(mesh.routes, callee, port), names }));
    });
}

/** One Linkerd serves all workloads of a node: either all of them see it or none does. */
function isSeen({ callers, report, reader }: Lowering, { visibleTo, key }: Service | Egress): boolean {
  if (!visibleTo) return true;
  const seen = callers.filter(({ namespace }) => visibleTo.value.includes(namespace));
  if (seen.length > 0 && seen.length < callers.length)
    report.add(catalogue.linkerd.sendersDiffer, visibleTo.origin, { construct: `visible to, of ${key},`, reader });
  return seen.length > 0;
}

/** Bare names mean something in the namespace of a caller; the same Linkerd serves them all. */
function nearNames({ mesh, callers, report, reader }: Lowering): ReadonlyMap<string, Service> {
  const namespaces = new Set(callers.map(({ namespace }) => namespace));
  const near = new Map<string, Service>();
  for (const service of mesh.services.filter((one) => one.inCluster && namespaces.has(one.namespace))) {
    const other = near.get(service.name);
    if (other)
      report.add(catalogue.linkerd.sameName, service.origin, { first: other.key, second: service.key, reader });
    else near.set(service.name, service);
  }
  return near;
}

/** Each name by itself: rules may ask for it. */
function byName(lowering: Lowering, { callee, port, rules, names }: Call): readonly Lowered[] {
  const { mesh, callers } = lowering;
  if (port.protocol !== 'http') return [refusedPort(callee, port)];
  const viewers = callers.flatMap(viewersOf);
  const alias = `${callee.key}/${port.number}`;
  const alike = callee.kind === 'service' && !rules.some(({ condition }) => asksForHost(condition));
  const groups = alike ? [names] : names.map((name) => [name]);
  return groups.map((hosts) => {
    const host = hosts[0] as string;
    if (host.includes('*')) return refusedHost(callee, host);
    const known = {
      host,
      port: port.number,
      scheme: 'http' as const,
      isFrom: (test: FromTest) => fromAll(test, viewers),
    };
    const labels = hosts.flatMap((name) => labelsOf(callee, name, port.number));
    return lowerList(mesh, { labels, alias: alike ? alias : `${alias}/${host}`, known, rules });
  });
}

const asksForHost = (condition: Condition): boolean =>
  [...leaves(condition)].some((leaf) => leaf.kind === 'text' && leaf.subject === 'host');

const nothing: Lowered = { entries: [], limits: [], clients: [], seesPaths: false, refusals: [], gap: false };

const refusedPort = ({ key }: Service | Egress, { origin, protocol, number }: Port): Lowered => ({
  ...nothing,
  refusals: [
    cannot(origin, `carry calls to ${key}:${number}`, `its router speaks HTTP/1, and the port is ${protocol}`),
  ],
});

const refusedHost = ({ key, origin }: Service | Egress, host: string): Lowered => ({
  ...nothing,
  refusals: [cannot(origin, `carry calls to ${key}`, `${host} is a wildcard, and names have whole hosts`)],
});

/** Whether requests of all of them come from there; `undefined` where they differ. */
function fromAll({ source }: FromTest, viewers: readonly Viewer[]): boolean | undefined {
  const answers = new Set(viewers.map((viewer) => isFrom(source, viewer)));
  return answers.size > 1 ? undefined : answers.has(true);
}

/** A Host header has the port unless it is 80; one without is for the only port that a service of the mesh has. */
function labelsOf(callee: Service | Egress, host: string, port: number): readonly string[] {
  const only = callee.kind === 'service' && callee.inCluster && callee.ports.length === 1;
  return port === 80 || only ? [host, `${host}:${port}`] : [`${host}:${port}`];
}

/** The callee's proxy decides instead, by the same rules as seen from here. */
function relayFor({ callers, decides }: Lowering, { callee, port, rules }: Call): Relay | undefined {
  if (callee.kind !== 'service' || port.protocol !== 'http' || !decides(callee)) return undefined;
  const viewers = callers.flatMap(viewersOf);
  const asks = rules.flatMap(({ condition }) => [...leaves(condition)]).filter((leaf) => leaf.kind === 'from');
  if (asks.some((test) => fromAll(test, viewers) === undefined)) return undefined;
  const settled = (condition: Condition): Condition =>
    assuming(condition, (leaf) =>
      leaf.kind === 'from'
        ? fromAll(leaf, viewers)
        : leaf.kind === 'text' && leaf.subject === 'scheme'
          ? leaf.operator === 'exists' || leaf.values.includes('http')
          : undefined,
    );
  return {
    service: callee.key,
    port: port.number,
    rules: rules.map((rule) => ({ ...rule, condition: settled(rule.condition) })),
  };
}

/** To the port on which the callee's proxy decides, or nowhere. */
function handedOver(mesh: Mesh, { callee, port, names }: Call, relay: Relay | undefined): readonly Entry[] {
  return names
    .filter((host) => !host.includes('*'))
    .flatMap((host) => labelsOf(callee, host, port.number))
    .map((label) => {
      const prefix = `/svc/1.1/*/${label}`;
      if (!relay || callee.kind !== 'service') return { prefix, tree: { kind: 'fail' } };
      const at = relayPort(callee, port.number);
      const path = pathOf(mesh, callee, undefined, at, at);
      return {
        prefix,
        tree: { kind: 'endpoints', branches: [{ path, weight: 1 }] },
        comment: `decided by ${callee.key}`,
      };
    });
}

/** An error at each construct, if somebody behind a Linkerd may call it; calls that nobody declared are answered with 502. */
function sayRefused({ mesh, callers, report, reader }: Lowering, { callee }: Call, refusals: readonly Refusal[]): void {
  const declared = mesh.services.some(({ calls }) => calls.length > 0);
  const calling = callers.flatMap((service) =>
    service.calls.filter(({ target }) => target === callee.key).map((edge) => ({ service, edge })),
  );
  if (declared && calling.length === 0) return;
  const related = calling.map(({ service, edge }) => ({
    span: edge.origin,
    message: `called by ${service.key}, behind ${reader}`,
  }));
  for (const { origin, construct, note, why } of refusals) {
    const extras = related.length > 0 ? { related } : {};
    if (why === 'senders-differ') report.add(catalogue.linkerd.sendersDiffer, origin, { construct, reader }, extras);
    else if (why === 'weight') report.add(catalogue.linkerd.weightTooLarge, origin, { construct, note }, extras);
    else report.add(catalogue.linkerd.cannot, origin, { construct, reader, note }, extras);
  }
}
