// `service s, t { … }` → services of the model: ports, versions, how callers use them, whom they call, who sees them.
import { catalogue } from '../diagnostics/index.ts';
import type { CallEdge, DataPlane, Port, Service, Settings, Sourced, TrafficPolicy, Version } from '../model/index.ts';
import { areMembersKnown, type EgressSymbol, plainName, resolve, type ServiceSymbol } from '../program/index.ts';
import type { Call, Value } from '../syntax/index.ts';
import { readAddresses } from './addresses.ts';
import { type Checking, type Place, placeIn } from './checking.ts';
import { portNumber } from './destination.ts';
import { readLabels } from './labels.ts';
import { mergeLayers } from './layers.ts';
import { applyPolicies } from './policy.ts';
import { readNamespaces, readPort, rejectRequestSettings } from './port.ts';
import { rejectReferenceParts } from './reference.ts';
import { partsOf, readBlock, type SettingLine, slot, slotWord } from './setting-block.ts';
import { plainHost, readSettings } from './settings.ts';
import { joinTraffic, mergeTraffic, noTraffic, readTraffic } from './traffic.ts';

const { types } = catalogue;

interface Draft {
  host?: string;
  addresses: readonly Sourced<string>[];
  ports: Port[];
  versions: Version[];
  traffic: TrafficPolicy;
  readonly calls: CallEdge[];
  proxy?: Sourced<DataPlane>;
  visibleTo?: Sourced<readonly string[]>;
}

/** The service, and what it says for all requests to it. */
export function readService(
  checking: Checking,
  symbol: ServiceSymbol,
): { readonly service: Service; readonly settings: Settings } {
  const draft: Draft = { addresses: noAddresses, ports: [], versions: [], traffic: noTraffic, calls: [] };
  const own = readOwn(checking, symbol, 'service', (line) => readLine(line, symbol, draft));
  draft.ports = firstOfEach(draft.ports, ({ number }) => number);
  draft.versions = firstOfEach(draft.versions, ({ name }) => name);
  checkReference(checking, symbol);
  checkVersions(checking, symbol, draft.versions);
  checkOutside(checking, symbol, draft);
  const { host, proxy, visibleTo, addresses, ports, versions, calls } = draft;
  const { key, namespace, name, nameSpan, doc } = symbol;
  const service: Mutable<Service> = {
    kind: 'service',
    key,
    namespace,
    name,
    origin: nameSpan,
    host: host ?? defaultHost(checking, symbol),
    inCluster: host === undefined && addresses.length === 0,
    addresses,
    ports,
    versions,
    traffic: own.traffic.length === 0 ? draft.traffic : mergeTraffic([draft.traffic, ...own.traffic]),
    calls: calls.length === 0 ? noEdges : calls.slice(),
  };
  if (doc !== undefined) service.doc = doc;
  if (proxy) service.proxy = proxy;
  if (visibleTo) service.visibleTo = visibleTo;
  return { service, settings: own.settings };
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
const noAddresses: Service['addresses'] = [];
const noEdges: Service['calls'] = [];

const defaultHost = ({ options }: Checking, { name, namespace }: ServiceSymbol): string =>
  `${name}.${namespace}.svc.${options.clusterDomain ?? 'cluster.local'}`;

/** What all declared things have. */
export const declaredBy = ({
  key,
  namespace,
  name,
  nameSpan,
  doc,
}: Omit<ServiceSymbol, 'kind' | 'declaration' | 'members' | 'scope'>) => ({
  key,
  namespace,
  name,
  origin: nameSpan,
  ...(doc === undefined ? {} : { doc }),
});

function checkReference(checking: Checking, { declaration, nameSpan }: ServiceSymbol): void {
  const reference = declaration.references.find((each) => each.name.span.start === nameSpan.start);
  if (reference) rejectReferenceParts(checking, reference, 'a declaration');
}

function readLine(line: SettingLine, symbol: ServiceSymbol, draft: Draft): void {
  switch (line.word) {
    case 'port': {
      const port = readPort(line, 'service-port', 'service');
      if (port) addPort(draft, port);
      return;
    }
    case 'version':
      addVersions(draft, readVersions(line));
      return;
    case 'calls':
      for (const value of partsOf(line, 'targets'))
        for (const edge of readCallEdge(line, value)) draft.calls.push(edge);
      return;
    case 'host': {
      const host = plainHost(line, 'hosts');
      if (host !== undefined) draft.host = host;
      if (partsOf(line, 'hosts').length > 1)
        line.checking.report.add(types.oneHost, line.setting.span, { name: symbol.key });
      return;
    }
    case 'at':
      draft.addresses = readAddresses(line, 'service');
      return;
    case 'proxy':
      Object.assign(draft, readProxy(line));
      return;
    case 'visible':
      draft.visibleTo = { value: readNamespaces(line, 'to'), origin: line.setting.span, level: 'service' };
      return;
    default:
      draft.traffic = joinTraffic(draft.traffic, readTraffic(line, 'service'));
  }
}

function addPort(draft: Draft, port: Port): void {
  if (draft.ports.length === 0) draft.ports = [port];
  else draft.ports.push(port);
}

function addVersions(draft: Draft, more: Version[]): void {
  if (draft.versions.length === 0) draft.versions = more;
  else for (const version of more) draft.versions.push(version);
}

/** What is there already stays what it was. */
function firstOfEach<T>(items: T[], keyOf: (item: T) => unknown): T[] {
  if (items.length < 2) return items;
  const seen = new Set<unknown>();
  const repeated = items.filter((item) => seen.size === seen.add(keyOf(item)).size);
  if (repeated.length === 0) return items;
  const later = new Set(repeated);
  return items.filter((item) => !later.has(item));
}

const PROXIES = ['envoy', 'linkerd'] as const;

/** The version of a proxy that names none is the mesh's own, where it is the same proxy. */
function readProxy(line: SettingLine): Pick<Draft, 'proxy'> {
  const found = slotWord(line, 'proxy', PROXIES, 'proxy');
  if (!found) return {};
  const version = slot(line, 'version', 'Text');
  const own = line.checking.options.dataPlane;
  const plane: DataPlane =
    version !== undefined ? { proxy: found, version } : own?.proxy === found ? own : { proxy: found };
  return { proxy: { value: plane, origin: line.setting.span, level: 'service' } };
}

function readVersions(line: SettingLine): Version[] {
  if (!line.setting.block) return versionsOf(line, undefined, noTraffic);
  let labels: Version['labels'] | undefined;
  const traffic: TrafficPolicy[] = [];
  const policies = readBlock(line.checking, line.setting.block, 'version', line.place, (inner) => {
    if (inner.word === 'pods') labels = inner.setting.map && readLabels(line.checking, inner.setting.map, line.place);
    else traffic.push(readTraffic(inner, 'service'));
  });
  const applied = applyPolicies(line.checking, policies, 'service', line.place);
  rejectRequestSettings(line, applied);
  const merged = mergeTraffic([mergeTraffic(traffic), ...applied.map((each) => each.traffic)]);
  return versionsOf(line, labels, merged);
}

function versionsOf(line: SettingLine, labels: Version['labels'] | undefined, traffic: TrafficPolicy): Version[] {
  const values = partsOf(line, 'names').filter(plainName);
  return values.map((value): Version => {
    const name = plainName(value) as string;
    return { name, labels: labels ?? { version: name }, traffic, origin: value.span };
  });
}

function checkVersions(checking: Checking, symbol: ServiceSymbol, versions: readonly Version[]): void {
  if (versions.length < 2 || versions.every(isNamedByLabel)) return;
  const seen = new Map<string, Version>();
  for (const version of versions) {
    const key = labelsKey(version.labels);
    const first = seen.get(key);
    if (!first) seen.set(key, version);
    else if (first.name !== version.name)
      checking.report.add(
        types.indistinctVersions,
        version.origin,
        { service: symbol.key, one: first.name, other: version.name },
        { related: [{ span: first.origin, message: `version ${first.name} has the same labels` }] },
      );
  }
}

/** Its only label is its name, which no other version has. */
function isNamedByLabel({ name, labels }: Version): boolean {
  for (const key in labels) if (key !== 'version') return false;
  return labels.version === name;
}

const labelsKey = (labels: Version['labels']): string => {
  let key = '';
  for (const name in labels) key += `${name}=${labels[name]} `;
  return key;
};

/** What stands outside the cluster is reached by an address, and an address needs a port. */
function checkOutside(checking: Checking, symbol: ServiceSymbol, { host, addresses, ports }: Draft): void {
  const outside = host !== undefined || addresses.length > 0;
  if (!outside || symbol.members.ports.size > 0 || ports.length > 0) return;
  if (!areMembersKnown(checking.program, symbol)) return;
  checking.report.add(types.noPort, symbol.nameSpan, { name: symbol.key, kind: 'service' });
}

function readCallEdge(line: SettingLine, value: Value): CallEdge[] {
  if (value.kind !== 'call') {
    if (value.kind !== 'missing') line.checking.report.add(types.destinationNeeded, value.span, undefined);
    return [];
  }
  return callEdge(line.checking, value, line.place);
}

function callEdge(checking: Checking, { reference, span }: Call, place: Place): CallEdge[] {
  const target = resolve(checking, 'target', place.scope, reference);
  rejectReferenceParts(checking, reference, 'a called service', 'port');
  if (!target) return [];
  const port = reference.port && portNumber(checking, target, reference.port);
  if (reference.port && port === undefined) return [];
  return [{ kind: target.kind, target: target.key, ...(port === undefined ? {} : { port }), origin: span }];
}

/** Reads the block of a service or egress: its settings for requests, and what its policies bring; the rest is for `others`. */
export function readOwn(
  checking: Checking,
  { declaration, scope }: ServiceSymbol | EgressSymbol,
  context: 'service' | 'egress',
  others: (line: SettingLine) => void,
): { readonly settings: Settings; readonly traffic: readonly TrafficPolicy[] } {
  const place = placeIn(scope);
  const frame = { kind: 'door', family: 'http' } as const;
  const { settings, policies } = readSettings(checking, declaration.block, context, 'service', place, frame, others);
  if (policies.length === 0) return { settings, traffic: noPolicies };
  const applied = applyPolicies(checking, policies, 'service', place);
  return {
    settings: mergeLayers([settings, ...applied.map((each) => each.settings)]),
    traffic: applied.map((each) => each.traffic),
  };
}
const noPolicies: readonly TrafficPolicy[] = [];
