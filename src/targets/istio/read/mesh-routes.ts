// VirtualServices of the gateway `mesh` → routes of services and egresses. A service's proxies take one VirtualService for a host.
import { always, type Condition, type Route, type Rule, trafficOf } from '../../../model/index.ts';
import {
  type CalleeDrafts,
  type Gathering,
  isNever,
  type PortDraft,
  sourced,
  takesAll,
} from '../../shared/reading/index.ts';
import { calleeOf } from './destinations.ts';
import type { Earlier } from './earlier.ts';
import { metAt, type Place, rulesAt } from './rules-at.ts';
import type { VirtualService } from './virtual-service.ts';

export function meshRoutes(all: readonly VirtualService[], gathering: Gathering, earlier: Earlier): readonly Route[] {
  const taken = new Map<string, { readonly host: string; readonly by: VirtualService }>();
  const inMesh = all.filter(({ gateways }) => gateways.includes('mesh'));
  for (const one of inMesh) declareTogether(one, gathering);
  const routes = inMesh.flatMap((one) => {
    const { notes, origin, namespace } = one.object;
    const callees = one.hosts.flatMap((host) => {
      const known = gathering.byHost(host);
      if (host.startsWith('*') && !known) {
        notes.add('spec.hosts', origin, `the wildcard \`${host}\` for calls inside the mesh`);
        return [];
      }
      const callee = known ?? calleeOf(host, namespace, origin, gathering);
      const before = taken.get(callee.key);
      taken.set(callee.key, before ?? { host, by: one });
      if (!before) return [callee];
      if (before.by !== one || callee.kind === 'service')
        if (!(before.by !== one && sameRules(before.by, one)) && before.by !== one)
          notes.add('spec.hosts', origin, `another VirtualService has the host ${host} already`);
      return [];
    });
    if (callees.length === 0 && one.gateways.length === 1 && notes.residues.length > 0)
      notes.giveWay(
        one.hosts.every((host) => host.startsWith('*'))
          ? 'its hosts are wildcards for calls inside the mesh'
          : 'another VirtualService has its hosts already',
      );
    return callees.flatMap((callee) => routesOf(one, callee, gathering));
  });
  earlier.take('callees', taken.keys());
  return routes;
}

/** Hosts outside that nobody declares and one VirtualService routes are one egress. */
function declareTogether({ hosts, object: { namespace, name, origin } }: VirtualService, gathering: Gathering): void {
  const cluster = `.svc.${gathering.clusterDomain}`;
  const unknown = hosts.filter((host) => !host.startsWith('*') && !host.endsWith(cluster) && !gathering.byHost(host));
  if (unknown.length < 2) return;
  gathering.assume(`the hosts ${unknown.join(', ')} are outside of the mesh`, origin);
  gathering.egress(
    namespace,
    name,
    unknown.map((host) => sourced(host, origin)),
    origin,
  );
}

/** One for each host of an egress, alike but for the host. */
const sameRules = (a: VirtualService, b: VirtualService): boolean =>
  a.object.namespace === b.object.namespace && plain(a) === plain(b);

const plain = ({ hosts, http, tls, tcp }: VirtualService): string =>
  JSON.stringify([http, tls, tcp], (name, part) =>
    name === 'origin' || name === 'serverNames' || (name === 'host' && part === hosts[0]) ? undefined : part,
  );

const kinds = ['http', 'tls', 'tcp'] as const;
type Kind = (typeof kinds)[number];

function routesOf(one: VirtualService, callee: CalleeDrafts, gathering: Gathering): readonly Route[] {
  for (const kind of kinds) assumePorts(one, kind, callee, gathering);
  const ports = [...callee.ports.values()];
  const only = kinds.filter((kind) => portsOf(ports, kind).length > 0);
  return kinds.flatMap((kind) => {
    const numbers = portsOf(ports, kind);
    if (one[kind].length === 0) return [];
    if (numbers.length === 0) {
      noteUnheard(one, kind, callee);
      return [];
    }
    const place = { gateway: 'mesh', ports: numbers, hosts: hostsOf(callee), namespace: one.object.namespace };
    const base = { kind: callee.kind, target: callee.key, origin: one.object.origin };
    const at = (ports: readonly number[]): readonly Rule[] =>
      complete(one, kind, callee, { ...place, ports }, gathering).map((rule) => ofAnyHost(rule, one, callee, ports));
    if (only.length === 1) return [{ ...base, rules: at(numbers) }].filter(isThere);
    return numbers.map((port) => ({ ...base, port, rules: at([port]) })).filter(isThere);
  });
}

/** Of an egress with several hosts each VirtualService redirects to its own: to that of the request, where the port is the same. */
function ofAnyHost(
  rule: Rule,
  { hosts: [own, more] }: VirtualService,
  callee: CalleeDrafts,
  ports: readonly number[],
): Rule {
  const { action } = rule;
  if (action.kind !== 'redirect' || more !== undefined || action.host !== own || action.port !== undefined) return rule;
  if (callee.kind === 'service' || callee.hosts.length < 2) return rule;
  if (action.scheme !== 'https' && ports.some((port) => port !== 80)) return rule;
  const { host: _, ...redirect } = action;
  return { ...rule, action: redirect };
}

/** Istio builds no routes of entries of a kind that no port of the service gets. */
function noteUnheard(
  { object: { notes, origin }, ...one }: VirtualService,
  kind: Kind,
  { key, closed }: CalleeDrafts,
): void {
  const some = one[kind].filter(({ matches }) => !matches || matches.some(({ gateways }) => isInMesh(gateways)));
  if (some.length === 0) return;
  if (one.gateways.length === 1 && one.hosts.length === 1)
    notes.entries.read -= new Set(some.map((rule) => rule.origin)).size;
  notes.add(
    `spec.${kind}`,
    some[0]?.origin ?? origin,
    `no port of ${key} gets ${gets[kind]}`,
    closed ? 'extra' : 'meaning',
  );
}

const gets: Readonly<Record<Kind, string>> = { http: 'requests', tls: 'TLS', tcp: 'plain connections' };

const isThere = ({ rules }: Route): boolean => rules.length > 0;

const hostsOf = (callee: CalleeDrafts): readonly string[] =>
  callee.kind === 'service' ? [callee.host] : callee.hosts.map(({ value }) => value);

/**
 * What no entry takes gets 404, which the language leaves undecided unless it is said; callers and ports that no entry is for are served as
 * if there were no VirtualService. Connections that no entry takes go where they were going.
 */
function complete(
  one: VirtualService,
  kind: Kind,
  callee: CalleeDrafts,
  place: Place,
  gathering: Gathering,
): readonly Rule[] {
  const rules = rulesAt(one[kind], place, gathering);
  if (rules.some(takesAll)) return rules;
  const { origin } = one.object;
  const rule = (condition: Condition, action: Rule['action']): Rule => ({
    condition,
    action,
    settings: {},
    origin,
    through: [],
  });
  const destination = { kind: callee.kind, target: callee.key };
  const itself = { kind: 'forward', split: [{ destination, weight: 1, origin }], origin } as const;
  if (kind !== 'http') {
    // What a gateway should let out does not go by itself.
    const isHeld = callee.kind === 'egress' && callee.through !== undefined;
    return rules.length === 0 || isHeld ? rules : [...rules, rule(always(origin), itself)];
  }
  const met = metAt(one.http, place, gathering);
  if (met !== 'all' && isNever(met)) return [];
  const nothing = { kind: 'respond', status: 404, origin } as const;
  if (met === 'all') return [...rules, rule(always(origin), nothing)];
  return [...rules, rule(met, nothing), rule(always(origin), itself)];
}

/** Ports that only the matches mention, and one where there is none of the kind. */
function assumePorts(one: VirtualService, kind: Kind, callee: CalleeDrafts, gathering: Gathering): void {
  if (callee.closed || one[kind].length === 0) return;
  for (const { matches } of one[kind]) {
    for (const { port, gateways, origin } of matches ?? []) {
      if (port !== undefined && isInMesh(gateways)) gathering.port(callee, port, kind, origin);
    }
  }
  const usual = { http: 80, tls: 443, tcp: 9000 }[kind];
  if (portsOf([...callee.ports.values()], kind).length > 0 || callee.ports.has(usual)) return;
  const isMet = one[kind].some(({ matches }) => !matches || matches.some(({ gateways }) => isInMesh(gateways)));
  const isAlone = kinds.every((other) => other === kind || one[other].length === 0);
  if (isMet && (callee.ports.size === 0 || !isAlone)) gathering.port(callee, usual, kind, one.object.origin);
}

const isInMesh = (gateways: readonly string[] | undefined): boolean => !gateways || gateways.includes('mesh');

const portsOf = (ports: readonly PortDraft[], kind: Kind): readonly number[] =>
  ports.filter(({ protocol }) => trafficOf(protocol ?? 'http') === kind).map(({ number }) => number);
