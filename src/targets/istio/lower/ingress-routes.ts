// The VirtualServices of doors: one for each group of hosts that the same ingresses answer for, with the gateways' own rules first.
import {
  and,
  type Condition,
  type GatewayPort,
  type Mesh,
  type Rule,
  rulesAt,
  type Traffic,
} from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Placed, VirtualService } from '../plan.ts';
import type { Lowering } from './context.ts';
import { type Claim, type ClaimPart, claimsOf } from './door-claims.ts';
import { httpRoutes } from './http-rules.ts';
import { doorTraffic } from './protocols.ts';
import { atSite, type DoorSite } from './site.ts';
import { streamRoutes } from './stream-rules.ts';

export function* ingressVirtualServices(context: Lowering): Generator<VirtualService> {
  for (const claim of claimsOf(context)) yield virtualService(claim, context);
}

function virtualService(claim: Claim, context: Lowering): VirtualService {
  const { ingress } = claim.parts[0] as ClaimPart;
  const hosts = claim.hosts.map(({ value, origin }) => ({ value, origin }));
  const name = (hosts[0] as Placed<string>).value;
  return {
    kind: 'VirtualService',
    namespace: ingress.namespace,
    name: context.names.take('VirtualService', ingress.namespace, name, `${name}-${gatewayName(claim)}`),
    origin: ingress.origin,
    hosts,
    gateways: claim.gateways,
    http: httpRoutesOf(claim, context),
    tls: tlsRoutes(claim, hosts, context),
    tcp: tcpRoutes(claim, context),
  };
}

const gatewayName = ({ gateways }: Claim): string => gateways[0]?.split('/')[1] ?? '';

/** Where no rule can take a request, the answer is written down: without routes a less specific host would be asked. */
function httpRoutesOf(claim: Claim, context: Lowering): VirtualService['http'] {
  const [rules, site] = rulesFor(claim, 'http', context);
  const routes = httpRoutes(rules, site, context);
  if (routes.length > 0 || site.doors.length === 0) return routes;
  const { origin } = (claim.parts[0] as ClaimPart).ingress;
  const [answers] = rulesFor(withRules(claim, [notFound(origin)]), 'http', context);
  return httpRoutes(answers, site, context);
}

const notFound = (origin: Span): Rule => ({
  condition: { kind: 'always', origin },
  action: { kind: 'respond', status: 404, origin },
  settings: {},
  origin,
  through: [],
});

/** Behind the rules of the gateways, which take nothing either. */
const withRules = (claim: Claim, rules: readonly Rule[]): Claim => ({
  ...claim,
  parts: claim.parts.map((part) => ({ ...part, ingress: { ...part.ingress, rules } })),
});

function tlsRoutes(claim: Claim, hosts: readonly Placed<string>[], context: Lowering): VirtualService['tls'] {
  const [rules, site] = rulesFor(claim, 'tls', context);
  return streamRoutes(rules, site, hosts, context);
}

function tcpRoutes(claim: Claim, context: Lowering): VirtualService['tcp'] {
  const [rules, site] = rulesFor(claim, 'tcp', context);
  return streamRoutes(rules, site, undefined, context);
}

/** The rules of all claims on ports of one kind, each for its gateway and ports where they differ. */
function rulesFor(claim: Claim, traffic: Traffic, { mesh }: Lowering): [readonly Rule[], DoorSite] {
  const parts = claim.parts
    .map((part) => ({ ...part, ports: part.ports.filter((port) => doorTraffic(port) === traffic) }))
    .filter(({ ports }) => ports.length > 0);
  const own = parts.flatMap(({ gateway, ports }) => ports.map((port) => ({ gateway, port })));
  const beside = own.length === 0 ? [] : claim.beside.filter(({ port }) => doorTraffic(port) === traffic);
  const doors = [...own, ...beside];
  const [host] = claim.hosts;
  const sole = claim.hosts.length === 1 && host && !host.value.startsWith('*') ? { host: host.value } : {};
  const site: DoorSite = { kind: 'door', traffic, doors, ...sole };
  const alone = beside.length === 0 && parts.every(({ except }) => except.length === 0);
  return [alone ? joinRules(parts, site, mesh) : apart(parts, site, mesh), site];
}

/** One list for all gateways where they have none of their own, else one for each; ingresses by their ports. */
function joinRules(parts: readonly ClaimPart[], site: DoorSite, mesh: Mesh): readonly Rule[] {
  const ingresses = new Set(parts.map(({ ingress }) => ingress));
  const [single] = ingresses;
  if (ingresses.size === 1 && single) {
    const own = parts.flatMap(({ gateway }) => gatewayRules(gateway, mesh));
    return [...own, ...single.rules];
  }
  return apart(parts, site, mesh);
}

const apart = (parts: readonly ClaimPart[], site: DoorSite, mesh: Mesh): readonly Rule[] =>
  parts.flatMap((part) => rulesAt(mesh, part.ingress, part.gateway).map((rule) => atPart(rule, part, site)));

/** A rule of one claim only, without what is known there. */
function atPart(rule: Rule, { gateway, ports, except }: ClaimPart, site: DoorSite): Rule {
  const here: DoorSite = { ...site, doors: ports.map((port) => ({ gateway, port })) };
  const known = { ...rule, condition: atSite(rule.condition, here) };
  return onPorts(atGateway(except.reduce(exceptHost, known), gateway), ports);
}

function exceptHost(rule: Rule, host: string): Rule {
  const { origin } = rule.condition;
  const operator = host.startsWith('*') ? 'ends' : 'equals';
  const part: Condition = { kind: 'text', subject: 'host', operator, values: [host.replace(/^\*/, '')], origin };
  return narrowed(rule, { kind: 'not', part, origin });
}

const gatewayRules = (gateway: string, mesh: Mesh): readonly Rule[] =>
  (mesh.gateways.find(({ key }) => key === gateway)?.rules ?? []).map((rule) => atGateway(rule, gateway));

function atGateway(rule: Rule, gateway: string): Rule {
  const { origin } = rule.condition;
  return narrowed(rule, { kind: 'from', source: { kind: 'gateway', gateway }, origin });
}

function onPorts(rule: Rule, ports: readonly GatewayPort[]): Rule {
  const { origin } = rule.condition;
  return narrowed(rule, { kind: 'port', values: [...new Set(ports.map(({ number }) => number))], origin });
}

function narrowed(rule: Rule, by: Condition): Rule {
  const { origin } = rule.condition;
  return { ...rule, condition: and([by, rule.condition], origin) };
}
