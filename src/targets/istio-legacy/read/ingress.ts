// Kubernetes Ingresses of class istio → what comes in through the one door that old Istio has: by host and path to a service, whose own rules
// decide. Exact paths are tried first, then prefixes, those that sort later first.

import { memberAt } from '../../../documents/index.ts';
import { always, and, type Condition, type Ingress, type Route, type Rule } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import {
  type Fields,
  type Gathering,
  type InputObject,
  keyOf,
  type RuleCall,
  sourced,
  specOf,
  textTest,
} from '../../shared/reading/index.ts';
import { DOOR, door } from './door.ts';

export function isIngress({ apiVersion, kind, root }: InputObject): boolean {
  const annotations = memberAt(root, 'metadata', 'annotations');
  const entries = annotations?.kind === 'map' ? annotations.entries : [];
  const value = entries.find(({ key }) => key === 'kubernetes.io/ingress.class')?.value;
  return (
    kind === 'Ingress' && apiVersion === 'extensions/v1beta1' && value?.kind === 'scalar' && value.value === 'istio'
  );
}

interface Path {
  readonly object: InputObject;
  readonly host: string;
  readonly secret: string | undefined;
  readonly kind: 'exact' | 'prefix';
  readonly path: string;
  readonly service: string;
  readonly port: number | undefined;
  readonly origin: Span;
}

export function readIngresses(
  objects: readonly InputObject[],
  routes: readonly Route[],
  gathering: Gathering,
  version: string | undefined,
): readonly Ingress[] {
  const paths = objects.flatMap((object) => pathsOf(object, gathering, version === '0.8'));
  const byService = new Map(routes.map((route) => [route.target, route]));
  const hosts = [...Map.groupBy(paths, ({ host, secret }) => keyOf([host, secret ?? null])).values()];
  const read = hosts.map((some) => ({ some, rules: some.sort(byPath).flatMap((path) => rulesOf(path, byService)) }));
  const alike = Map.groupBy(read, ({ some, rules }) =>
    keyOf([some[0]?.secret ?? null, some[0]?.object.namespace, rules]),
  );
  if (paths.length > 0) declareDoor(paths, gathering);
  return [...alike.values()].map((group) => {
    const [first] = group as [(typeof group)[number]];
    const [{ object, secret }] = first.some as [Path];
    return {
      hosts: group.map(({ some }) => sourced((some[0] as Path).host, object.origin)),
      namespace: object.namespace,
      doors: [{ gateway: DOOR, ports: [secret === undefined ? 80 : 443], origin: object.origin }],
      ...(secret === undefined ? {} : { certificate: sourced(secret, object.origin) }),
      rules: first.rules,
      origin: object.origin,
    };
  });
}

function byPath(a: Path, b: Path): number {
  if (a.kind !== b.kind) return a.kind === 'exact' ? -1 : 1;
  if (a.path === b.path) return 0;
  return a.path < b.path === (a.kind === 'exact') ? -1 : 1;
}

function pathsOf(object: InputObject, gathering: Gathering, isLiteral: boolean): readonly Path[] {
  const spec = specOf(object);
  const [tls, second] = spec.list('tls');
  const secret = tls?.text('secretName');
  tls?.ignore('hosts');
  for (const fields of [tls, second]) fields?.done();
  if (second) second.notes.add(second.path, second.span, 'a second secret: old Istio takes one for all hosts');
  const base = { object, secret, isLiteral };
  const rules = spec.list('rules').flatMap((rule) => {
    const host = rule.text('host')?.toLowerCase() ?? '*';
    const http = rule.fields('http');
    const paths = (http?.list('paths') ?? []).flatMap((fields) => pathOf(fields, { ...base, host }, gathering));
    for (const fields of [http, rule]) fields?.done();
    return paths;
  });
  const backend = spec.fields('backend');
  const rest = backend ? [backendOf(backend, { ...base, host: '*', kind: 'prefix', path: '/' }, gathering)] : [];
  spec.done();
  const all = [...rules, ...rest.filter((one) => one !== undefined)];
  object.notes.entries = { all: all.length, read: all.length };
  return all;
}

/** `isLiteral`: whether characters of regular expressions are surely none. */
type Host = Pick<Path, 'object' | 'secret' | 'host'> & { readonly isLiteral: boolean };

function pathOf(fields: Fields, host: Host, gathering: Gathering): readonly Path[] {
  const text = fields.text('path') ?? '';
  const backend = fields.fields('backend');
  fields.done();
  if (!backend) return [];
  const isPrefix = text === '' || text.endsWith('.*');
  const path = text === '' ? '/' : isPrefix ? text.slice(0, -2) : text;
  if (!host.isLiteral && /[\\^$.*+?()[\]{}|]/.test(path))
    fields.notes.add(
      fields.pathOf('path'),
      fields.span,
      'up to 0.7 Istio drops such a path, 0.8 takes it as it is written',
    );
  const found = backendOf(backend, { ...host, kind: isPrefix ? 'prefix' : 'exact', path }, gathering);
  return found ? [found] : [];
}

function backendOf(fields: Fields, path: Host & Pick<Path, 'kind' | 'path'>, gathering: Gathering): Path | undefined {
  const name = fields.text('serviceName');
  const node = fields.node('servicePort');
  fields.done();
  if (name === undefined) return undefined;
  const service = gathering.service(path.object.namespace, name, fields.span);
  const wanted = node?.kind === 'scalar' ? node.value : undefined;
  const named = [...service.ports.values()].find((port) => port.name === wanted)?.number;
  const number =
    typeof wanted === 'number' ? wanted : (named ?? (/^\d+$/.test(String(wanted)) ? Number(wanted) : undefined));
  if (wanted === undefined)
    fields.notes.add(fields.pathOf('servicePort'), fields.span, 'no port, which Kubernetes refuses');
  const [only, second] = [...service.ports.keys()];
  if (number === undefined && wanted !== undefined && (only === undefined || second !== undefined))
    fields.notes.add(
      fields.pathOf('servicePort'),
      fields.span,
      `the port \`${wanted}\`, which no Service of the files has`,
    );
  if (number !== undefined) gathering.port(service, number, 'http', fields.span);
  return { ...path, service: service.key, port: number, origin: fields.span };
}

/** The service's own rules below the path, or all its pods where it has none. */
function rulesOf({ kind, path, service, port, origin }: Path, routes: ReadonlyMap<string, Route>): readonly RuleCall[] {
  const isAll = kind === 'prefix' && path === '/';
  const condition = isAll ? always(origin) : textTest('path', kind === 'exact' ? 'equals' : 'starts', [path], origin);
  const route = routes.get(service);
  if (!route) {
    const destination = { kind: 'service' as const, target: service, ...(port === undefined ? {} : { port }) };
    const action = { kind: 'forward' as const, split: [{ destination, weight: 1, origin }], origin };
    return [{ condition, action, settings: {}, origin, through: [] }];
  }
  const through = [{ kind: 'route' as const, name: service, origin }];
  return route.rules.map((rule, at) => ({
    ...rule,
    condition: joined(condition, rule.condition),
    through,
    routed: { condition, service, isFirst: at === 0 },
  }));
}

const joined = (path: Condition, own: Condition): Rule['condition'] =>
  own.kind === 'always' ? path : path.kind === 'always' ? own : and([path, own], own.origin);

function declareDoor(paths: readonly Path[], gathering: Gathering): void {
  const { origin } = (paths[0] as Path).object;
  const secured = paths.some(({ secret }) => secret !== undefined);
  const { ports, ...gateway } = door(secured ? [80, 443] : [80], origin);
  gathering.gateways.set(DOOR, {
    ...gateway,
    ports: new Map(ports.map((port) => [port.number, port])),
    openTo: sourced('all', origin),
  });
}
