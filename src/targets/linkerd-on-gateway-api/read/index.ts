// Objects for Linkerd 2 → the model, the way its policy controller and its proxy read them: on each port of a parent routes of one kind
// only, by name; among their matches the proxy's own precedence. Knows neither how objects are made of a model nor how they are written.
import {
  and,
  type Egress,
  type Mesh,
  type Protocol,
  type Route,
  type Rule,
  type WeightedDestination,
} from '../../../model/index.ts';
import type { Read, Reader, ReadOptions } from '../../platform.ts';
import {
  anyOf,
  Fields,
  forCallers,
  Gathering,
  type InputObject,
  isForLinkerd,
  keyOf,
  metadataReason,
  restOf,
  serverSide,
  sourced,
  textTest,
} from '../../shared/reading/index.ts';
import { readAnnotations } from './annotations.ts';
import { asRead } from './as-read.ts';
import { explicit } from './explicit.ts';
import { isNeeded } from './matches.ts';
import { type Destination, type Piece, readRule } from './rules.ts';
import { readVersions, type Versions } from './versions.ts';
import { withoutForm } from './without-form.ts';

const KINDS = ['GRPCRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'];
const isRoute = ({ apiVersion, kind }: InputObject): boolean =>
  KINDS.includes(kind) && /^(gateway\.networking\.k8s\.io|policy\.linkerd\.io)\//.test(apiVersion);

/** Of routes of Gateway API those that are meant for it; all of them where the target's own output is read. */
const takes = (object: InputObject): boolean =>
  (object.apiVersion.startsWith('policy.linkerd.io/') && object.kind === 'HTTPRoute') || isForLinkerd(object);
const helps = (object: InputObject): boolean =>
  isRoute(object) || object.kind === 'EgressNetwork' || (object.apiVersion === 'v1' && object.kind === 'Service');

interface Parent {
  readonly kind: 'Service' | 'EgressNetwork';
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
}
interface RouteObject {
  readonly object: InputObject;
  readonly parent: Parent;
  readonly hostnames: readonly string[];
  readonly pieces: readonly Piece[];
}

function read(objects: readonly InputObject[], options: ReadOptions): Read {
  const gathering = new Gathering(options.clusterDomain, options.services);
  const versions = readVersions(
    objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Service'),
    gathering,
  );
  const networks = objects.filter(({ kind }) => kind === 'EgressNetwork').map(readNetwork);
  const routes = objects
    .filter(isRoute)
    .flatMap((object) => readRoute(object, gathering, versions, networks.length > 0));
  const groups = Map.groupBy(routes, ({ parent, object }) => keyOf([parent, egressOf(parent, object)]));
  const read = [...groups.values()].flatMap((some) => routeOf(some, gathering, networks) ?? []);
  const mesh: Mesh = {
    namespace: options.namespace,
    clusterDomain: options.clusterDomain,
    undeclared: networks.some(({ policy }) => policy === 'Deny') ? 'deny' : 'allow',
    dataPlane: { proxy: 'linkerd' },
    routes: read.sort((a, b) => (keyOf([a.target, a.port]) < keyOf([b.target, b.port]) ? -1 : 1)),
    ingresses: [],
    telemetry: [],
    tests: [],
    expectations: [],
    ...gathering.declarations(),
  };
  return { mesh, assumptions: gathering.assumptions };
}

interface Network {
  readonly key: string;
  readonly policy: string | undefined;
  readonly addresses: readonly string[];
}

function readNetwork({ namespace, name, root, origin, notes }: InputObject): Network {
  const whole = new Fields(root, '', origin, notes);
  const spec = whole.fields('spec');
  const policy = spec?.text('trafficPolicy');
  const addresses = (spec?.list('networks') ?? []).map((one) => {
    const cidr = one.text('cidr') ?? '';
    one.leave(['except'], 'what a network leaves out');
    one.done();
    return cidr.replace(/\/(32|128)$/, '');
  });
  if (policy !== 'Allow' && policy !== 'Deny') notes.add('spec.trafficPolicy', origin, 'Allow or Deny is needed here');
  spec?.done();
  return { key: `${namespace}/${name}`, policy, addresses };
}

/** @param hasNetworks they are among the objects: an import knows only routes. */
function readRoute(
  object: InputObject,
  gathering: Gathering,
  versions: Versions,
  hasNetworks: boolean,
): readonly RouteObject[] {
  const { namespace, root, origin, notes, kind } = object;
  const whole = new Fields(root, '', origin, notes);
  const metadata = whole.fields('metadata');
  metadata?.ignore('name', 'namespace', ...serverSide);
  if (object.name === '') notes.add('metadata.name', origin, 'an object without a name, which Kubernetes refuses');
  const settings = readAnnotations(metadata);
  metadata?.leave(['labels', 'generateName', 'ownerReferences', 'finalizers'], metadataReason, 'extra');
  metadata?.done();
  const spec = whole.fields('spec') ?? new Fields(undefined, 'spec', origin, notes);
  const parents = spec.list('parentRefs').flatMap((fields) => readParent(fields, namespace));
  if (parents.length === 0) notes.keep('it hangs on no Service and no network');
  if (!hasNetworks && parents.some(({ kind: one }) => one === 'EgressNetwork')) {
    notes.keep('what an EgressNetwork lets through has other words in the language: an egress for each host');
    return [];
  }
  const hostnames = spec.texts('hostnames').map(({ value }) => value.toLowerCase());
  const rules = spec.list('rules');
  spec.done();
  return parents.map((parent) => {
    const destination = destinationAt(parent, object, gathering, versions);
    const own = { kind, itself: itselfAt(parent, object), destination, settings };
    const pieces = rules.flatMap((rule) => readRule(rule, own));
    notes.entries = { all: rules.length, read: rules.length };
    return { object, parent, hostnames, pieces };
  });
}

function readParent(fields: Fields, own: string): readonly Parent[] {
  const [kind, name] = [fields.text('kind') ?? 'Gateway', fields.text('name') ?? ''];
  const group = fields.text('group') ?? 'gateway.networking.k8s.io';
  const namespace = fields.text('namespace') ?? own;
  const port = fields.number('port');
  fields.done();
  const isService = kind === 'Service' && (group === '' || group === 'core');
  if (!isService && !(kind === 'EgressNetwork' && group === 'policy.linkerd.io')) {
    fields.notes.add(fields.path, fields.span, `a parent that is a ${kind} of \`${group}\``);
    return [];
  }
  return [{ kind: isService ? 'Service' : 'EgressNetwork', namespace, name, ...(port === undefined ? {} : { port }) }];
}

/** Routes on a network belong together by their names: the egress, the port, and perhaps which of several. */
function egressOf({ kind, port }: Parent, { name, namespace }: InputObject): string | undefined {
  if (kind === 'Service') return undefined;
  const found = new RegExp(`^(.+)-${port}(?:-\\d+)?(?:-[a-z][a-z0-9-]*)?$`).exec(name)?.[1];
  return `${namespace}/${found ?? name}`;
}

/** What a rule that names no backend sends to. */
function itselfAt(parent: Parent, object: InputObject): WeightedDestination['destination'] {
  const port = parent.port === undefined ? {} : { port: parent.port };
  const egress = egressOf(parent, object);
  if (egress !== undefined) return { kind: 'egress', target: egress, ...port };
  return { kind: 'service', target: `${parent.namespace}/${parent.name}`, ...port };
}

function destinationAt(parent: Parent, object: InputObject, gathering: Gathering, versions: Versions): Destination {
  const egress = egressOf(parent, object);
  return (fields) => {
    const [kind, group, name] = [
      fields.text('kind') ?? 'Service',
      fields.text('group') ?? '',
      fields.text('name') ?? '',
    ];
    const namespace = fields.text('namespace') ?? object.namespace;
    const port = fields.number('port');
    if (kind === 'EgressNetwork' && group === 'policy.linkerd.io') {
      if (egress !== undefined && namespace === parent.namespace && name === parent.name)
        return { kind: 'egress', target: egress, ...(parent.port === undefined ? {} : { port: parent.port }) };
    } else if (kind === 'Service' && (group === '' || group === 'core')) {
      const stands = versions.get(`${namespace}/${name}`);
      const service = gathering.service(stands?.namespace ?? namespace, stands?.name ?? name, fields.span);
      if (port !== undefined) gathering.port(service, port, protocolOf(object.kind), fields.span);
      else fields.notes.add(fields.pathOf('port'), fields.span, 'a Service without a port');
      return {
        kind: 'service',
        target: service.key,
        ...(stands ? { version: stands.version } : {}),
        ...(port === undefined ? {} : { port }),
      };
    }
    fields.notes.add(fields.path, fields.span, `a backend that is a ${kind} of \`${group}\``);
    return undefined;
  };
}

function protocolOf(kind: string): Protocol {
  const protocols: Readonly<Record<string, Protocol>> = { GRPCRoute: 'grpc', TLSRoute: 'tls', TCPRoute: 'tcp' };
  return protocols[kind] ?? 'http';
}

/** The routes of one parent and port; of several kinds only the first is read. */
function routeOf(some: readonly RouteObject[], gathering: Gathering, networks: readonly Network[]): Route | undefined {
  const kind = KINDS.find((one) => some.some(({ object }) => object.kind === one));
  for (const { object } of some)
    if (object.kind !== kind) object.notes.keep(`routes of another kind (${kind}) stand at its port`);
  const routes = some
    .filter(({ object }) => object.kind === kind)
    .sort((a, b) => (a.object.name < b.object.name ? -1 : 1));
  const [first] = routes;
  if (!first) return undefined;
  const { parent, object } = first;
  const origin = object.origin;
  const port = parent.port === undefined ? {} : { port: parent.port };
  const egress = egressOf(parent, object);
  if (egress !== undefined) {
    declareEgress(egress, routes, gathering, networks);
    return { kind: 'egress', target: egress, ...port, rules: rulesOf(routes), origin };
  }
  const service = gathering.service(parent.namespace, parent.name, origin);
  if (parent.port !== undefined) gathering.port(service, parent.port, protocolOf(object.kind), origin);
  const rules = rulesOf(routes);
  const at = { kind: 'service', target: service.key, ...port } as const;
  const isHttp = kind === 'HTTPRoute' || kind === 'GRPCRoute';
  const namespaces = routes.map((one) => one.object.namespace);
  return { ...at, rules: [...rules, ...restOf(rules, namespaces, parent.namespace, at, isHttp, origin)], origin };
}

function declareEgress(
  key: string,
  routes: readonly RouteObject[],
  gathering: Gathering,
  networks: readonly Network[],
): void {
  const [{ parent, object, hostnames }] = routes as [RouteObject];
  const [namespace = '', name = ''] = key.split('/');
  const known = gathering.egresses.get(key);
  const hosts = hostnames.map((host) => sourced(host, object.origin));
  const draft = known ?? gathering.egress(namespace, name, hosts, object.origin);
  const said = keyOf(draft.hosts.map(({ value }) => value));
  for (const route of routes)
    if (keyOf(route.hostnames) !== said && draft.hosts.length + route.hostnames.length > 0)
      route.object.notes.add('spec.hostnames', route.object.origin, `other hosts than other routes of ${name}`);
  const network = networks.find((one) => one.key === `${parent.namespace}/${parent.name}`);
  if (!network) object.notes.add('spec.parentRefs', object.origin, 'a network that is not there');
  draft.addresses = (network?.addresses ?? []).map((value) => sourced(value, object.origin)) as Egress['addresses'] &
    typeof draft.addresses;
  const protocol = protocolOf(object.kind);
  if (parent.port !== undefined && !draft.ports.has(parent.port))
    draft.ports.set(parent.port, {
      number: parent.port,
      name: `${protocol}-${parent.port}`,
      named: false,
      protocol,
      traffic: {},
      origin: object.origin,
    });
}

/** All matches in the order of the proxy. */
function rulesOf(routes: readonly RouteObject[]): readonly Rule[] {
  const pieces = routes.flatMap((route) => route.pieces);
  const all = routes.flatMap((route) =>
    itsOwn(
      route,
      route.pieces.filter((piece) => isNeeded(piece, pieces)).map((piece) => named(piece, route)),
    ),
  );
  const sorted = all
    .map((piece, at) => ({ piece, at }))
    .sort((a, b) => compare(b.piece.rank, a.piece.rank) || a.at - b.at);
  const rules: Rule[] = [];
  for (const { piece } of sorted) {
    const { condition, action, settings } = piece;
    const last = rules.at(-1);
    if (last && keyOf([last.action, last.settings]) === keyOf([action, settings]))
      rules[rules.length - 1] = { ...last, condition: anyOf([last.condition, condition], last.condition.origin) };
    else rules.push({ condition, action, settings, origin: action.origin, through: [] });
  }
  return rules;
}

/** Routes on a Service ask for the hosts they name: of TLS the name of the server. */
function named(piece: Piece, { object, parent, hostnames }: RouteObject): Piece {
  if (hostnames.length === 0 || parent.kind !== 'Service') return piece;
  const { origin, kind } = object;
  const subject = kind === 'TLSRoute' ? 'sni' : 'host';
  const whole = hostnames.filter((host) => !host.startsWith('*'));
  const ends = hostnames.filter((host) => host.startsWith('*')).map((host) => host.slice(1));
  const hosts = [
    ...(whole.length > 0 ? [textTest(subject, 'equals', whole, origin)] : []),
    ...(ends.length > 0 ? [textTest(subject, 'ends', ends, origin)] : []),
  ];
  const condition = and([anyOf(hosts, origin), piece.condition], origin);
  return { ...piece, condition, rank: [ends.length > 0 ? 8 : 9, ...piece.rank] };
}

const itsOwn = ({ object, parent }: RouteObject, pieces: readonly Piece[]): readonly Piece[] =>
  parent.kind === 'Service' ? forCallers(pieces, object.namespace, parent.namespace, object.origin) : pieces;

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] ?? 0);
}

const served = [
  ...['HTTPRoute', 'GRPCRoute'].map((kind) => `v1 ${kind}`),
  'v1beta1 HTTPRoute',
  ...['GRPCRoute', 'TLSRoute', 'TCPRoute'].map((kind) => `v1alpha2 ${kind}`),
];
const envelopes: readonly string[] = [
  ...served.map((one) => `gateway.networking.k8s.io/${one}`),
  'policy.linkerd.io/v1beta3 HTTPRoute',
  'policy.linkerd.io/v1alpha1 EgressNetwork',
  'v1 Service',
];

export const linkerdReader: Reader = { takes, helps, read, asRead, withoutForm, explicit, envelopes };
