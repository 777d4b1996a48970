// `service s, t { … }` → services of the model: ports, versions, how callers use them, whom they call, who sees them.
import { catalogue } from '../diagnostics/index.ts';
import {
  type CallEdge,
  type DataPlane,
  type Labels,
  type Port,
  type Service,
  type Settings,
  type Sourced,
  type TrafficPolicy,
  trafficOf,
  type Version,
} from '../model/index.ts';
import { areMembersKnown, type EgressSymbol, plainName, resolve, type ServiceSymbol } from '../program/index.ts';
import type { Call, Value } from '../syntax/index.ts';
import { type Span, spanEnd, spanText } from '../text/index.ts';
import { readAddresses } from './addresses.ts';
import { type Checking, type Place, placeIn } from './checking.ts';
import { portNumber } from './destination.ts';
import { readLabels } from './labels.ts';
import { mergeOver } from './layers.ts';
import { applyPolicies } from './policy.ts';
import { readNamespaces, readPort, rejectRequestSettings } from './port.ts';
import { rejectReferenceParts } from './reference.ts';
import {
  partsOf,
  policiesOf,
  readBlockInto,
  readOnce,
  type SettingLine,
  slot,
  slotWord,
  sourced,
} from './setting-block.ts';
import { plainHost, readSettings } from './settings.ts';
import { addMissing, addTraffic, noTraffic, type TrafficDraft } from './traffic.ts';

const { types } = catalogue;

/** A service while its lines are read; its host is empty until it is given one. */
type Draft = { -readonly [K in keyof Service]: Service[K] };

const noAddresses: Service['addresses'] = [];
const noPorts: Service['ports'] = [];
const noVersions: Service['versions'] = [];
const noEdges: Service['calls'] = [];

/** The service, and what it says for all requests to it. */
export function readService(
  checking: Checking,
  symbol: ServiceSymbol,
): { readonly read: Service; readonly settings: Settings } {
  const service = emptyService(symbol);
  const settings = readOwn(checking, symbol, 'service', readLine, service);
  service.versions = distinct(service.versions);
  checkReference(checking, symbol, service.origin);
  checkVersions(checking, service);
  const isOutside = service.host !== '' || service.addresses.length > 0;
  if (isOutside) checkOutside(checking, symbol, service);
  service.inCluster = !isOutside;
  if (service.host === '') service.host = defaultHost(checking, symbol);
  warnInVain(checking, symbol, service.ports, settings);
  return { read: service, settings };
}

/** What is said of requests where there are connections only. */
export function warnInVain(
  { program, report }: Checking,
  symbol: ServiceSymbol | EgressSymbol,
  ports: readonly Port[],
  settings: Settings,
): void {
  if (ports.length === 0 || ports.some(({ protocol }) => trafficOf(protocol) === 'http')) return;
  const [first] = Object.values(settings).flat();
  if (first && areMembersKnown(program, symbol))
    report.add(types.settingsWithoutRequests, first.origin, { name: symbol.key });
}

function emptyService({ key, namespace, name, nameSpan: origin, doc }: ServiceSymbol): Draft {
  const service: Draft = {
    kind: 'service',
    key,
    namespace,
    name,
    origin,
    host: '',
    inCluster: true,
    addresses: noAddresses,
    ports: noPorts,
    versions: noVersions,
    traffic: noTraffic,
    calls: noEdges,
  };
  if (doc !== undefined) service.doc = doc;
  return service;
}

/** Joined, not added up: a text that is added up keeps its pieces until somebody looks at it, and longer. */
const defaultHost = ({ options }: Checking, { name, namespace }: ServiceSymbol): string =>
  [name, namespace, 'svc', options.clusterDomain ?? 'cluster.local'].join('.');

/** What all declared things have. */
export const declaredBy = ({
  key,
  namespace,
  name,
  nameSpan,
  doc,
}: Omit<ServiceSymbol, 'kind' | 'declaration' | 'at' | 'members' | 'scope'>) => ({
  key,
  namespace,
  name,
  origin: nameSpan,
  ...(doc === undefined ? {} : { doc }),
});

function checkReference(checking: Checking, { declaration, at }: ServiceSymbol, nameSpan: Span): void {
  const next = nameSpan.anchor.source.text[spanEnd(nameSpan)];
  if (next !== '@' && next !== ':') return;
  const reference = declaration.references[at];
  if (reference) rejectReferenceParts(checking, reference, 'a declaration');
}

function readLine(line: SettingLine, service: Draft): void {
  switch (line.word) {
    case 'port': {
      const port = readPort(line, 'service-port', 'service');
      if (port && !service.ports.some(({ number }) => number === port.number)) service.ports = [...service.ports, port];
      return;
    }
    case 'version':
      service.versions = withAll(service.versions, readVersions(line));
      return;
    case 'calls':
      for (const value of partsOf(line, 'targets')) service.calls = withAll(service.calls, readCallEdge(line, value));
      return;
    case 'host': {
      const host = plainHost(line, 'hosts');
      if (host !== undefined) service.host = host;
      if (partsOf(line, 'hosts').length > 1)
        line.checking.report.add(types.oneHost, line.setting.span, { name: service.key });
      return;
    }
    case 'at':
      service.addresses = readAddresses(line, 'service');
      return;
    case 'proxy': {
      const proxy = readProxy(line);
      if (proxy) service.proxy = proxy;
      return;
    }
    case 'visible':
      service.visibleTo = sourced(readNamespaces(line, 'to'), line, 'service');
      return;
    default:
      addTraffic(line, 'service', ownTraffic(service));
  }
}

/** The traffic policy of a draft, made when the first line says something. */
export function ownTraffic(draft: { traffic: TrafficPolicy }): TrafficDraft {
  if (draft.traffic === noTraffic) draft.traffic = {};
  return draft.traffic;
}

/** A list of a draft with more. What the draft has is its own: copied when it begins, so that thousands of lines add to one list. */
function withAll<T>(before: readonly T[], more: readonly T[]): readonly T[] {
  if (before.length === 0) return more.slice();
  for (const one of more) (before as T[]).push(one);
  return before;
}

/** Of repeated versions the first. */
function distinct(versions: readonly Version[]): readonly Version[] {
  if (areDistinct(versions)) return versions;
  const first = new Map<string, Version>();
  for (const version of versions) if (!first.has(version.name)) first.set(version.name, version);
  return [...first.values()];
}

const FEW = 16;

/** False where there are too many to look. */
function areDistinct(versions: readonly Version[]): boolean {
  if (versions.length > FEW) return false;
  for (let at = 1; at < versions.length; at++)
    for (let before = 0; before < at; before++) if (versions[before]?.name === versions[at]?.name) return false;
  return true;
}

const PROXIES = ['envoy', 'linkerd'] as const;

/** The version of a proxy that names none is the mesh's own, where it is the same proxy. */
function readProxy(line: SettingLine): Sourced<DataPlane> | undefined {
  const found = slotWord(line, 'proxy', PROXIES, 'proxy');
  if (!found) return undefined;
  const version = slot(line, 'version', 'Text');
  const own = line.checking.options.dataPlane;
  const plane: DataPlane =
    version !== undefined ? { proxy: found, version } : own?.proxy === found ? own : { proxy: found };
  return sourced(plane, line, 'service');
}

interface VersionBlock {
  labels: Labels | undefined;
  readonly traffic: TrafficDraft;
}

function readVersions(line: SettingLine): readonly Version[] {
  const { checking, place, setting } = line;
  if (!setting.block) return versionsOf(line, undefined, noTraffic);
  const read: VersionBlock = { labels: undefined, traffic: {} };
  readBlockInto(checking, setting.block, 'version', place, readVersionLine, read);
  const applied = applyPolicies(checking, policiesOf(setting.block), 'service', place);
  rejectRequestSettings(line, applied);
  for (const each of applied) addMissing(read.traffic, each.traffic);
  return versionsOf(line, read.labels, read.traffic);
}

function readVersionLine(line: SettingLine, block: VersionBlock): void {
  const { map } = line.setting;
  if (line.word === 'pods') block.labels = map && readLabels(line.checking, map, line.place);
  else addTraffic(line, 'service', block.traffic);
}

/** A name, and where it stands in its setting. */
interface WrittenName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function versionsOf(line: SettingLine, labels: Labels | undefined, traffic: TrafficPolicy): readonly Version[] {
  const names = readOnce(line, readNames) ?? [];
  const { anchor, start: from } = line.span ?? line.setting.span;
  return names.map(({ name, start, end }): Version => {
    const origin = { anchor, start: from + start, end: from + end };
    return { name, labels: labels ?? labelsOf(name), traffic, origin };
  });
}

function readNames(line: SettingLine): readonly WrittenName[] {
  const { start: from } = line.setting.span;
  const names: WrittenName[] = [];
  for (const value of partsOf(line, 'names')) {
    const name = plainName(value);
    const { start, end } = value.span;
    if (name) names.push({ name, start: start - from, end: end - from });
    else reportNameless(line, value);
  }
  return names;
}

/** Numbers and texts of other kinds are no names; in quotes they may be. */
function reportNameless({ checking }: SettingLine, { kind, span }: Value): void {
  if (kind === 'missing') return;
  const name = spanText(span);
  const rule = 'a name is needed, in quotes where it does not begin with a letter';
  const fixes = kind === 'number' ? [{ title: `Write "${name}"`, edits: [{ span, text: `"${name}"` }] }] : [];
  checking.report.add(catalogue.names.invalidName, span, { what: 'version', name, rule }, { fixes });
}

/** Versions of the same name have the same labels, which are many. */
const named = new Map<string, Labels>();
const KEPT = 4096;

/** The labels of a version for which none are written. */
function labelsOf(name: string): Labels {
  let labels = named.get(name);
  if (!labels) {
    labels = { version: name };
    if (named.size < KEPT) named.set(name, labels);
  }
  return labels;
}

function checkVersions(checking: Checking, { key: service, versions }: Service): void {
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
        { service, one: first.name, other: version.name },
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
function checkOutside(checking: Checking, symbol: ServiceSymbol, { ports }: Service): void {
  if (symbol.members.ports.size > 0 || ports.length > 0) return;
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

/** Reads the block of a service or egress: its settings for requests, and what its policies bring; `others` takes the rest. */
export function readOwn<T extends { traffic: TrafficPolicy }>(
  checking: Checking,
  { declaration: { block }, scope }: ServiceSymbol | EgressSymbol,
  context: 'service' | 'egress',
  others: (line: SettingLine, into: T) => void,
  into: T,
): Settings {
  const place = placeIn(scope);
  const settings = readSettings(checking, block, context, 'service', place, anyRequest, others, into);
  const policies = policiesOf(block);
  if (policies.length === 0) return settings;
  const applied = applyPolicies(checking, policies, 'service', place);
  for (const { traffic } of applied) if (traffic !== noTraffic) addMissing(ownTraffic(into), traffic);
  return mergeOver(
    settings,
    applied.map((each) => each.settings),
  );
}
const anyRequest = { kind: 'door', family: 'http' } as const;
