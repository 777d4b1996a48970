// The VirtualServices of doors: one for each group of hosts that the same ingresses answer for, with the gateways' own rules first.
import { and, type Condition, type GatewayPort, type Rule, rulesAt, type Traffic } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Placed, VirtualService } from '../plan.ts';
import type { Lowering } from './context.ts';
import { type Claim, type ClaimPart, claimsOf } from './door-claims.ts';
import { httpRoutes } from './http-rules.ts';
import { doorTraffic } from './protocols.ts';
import { atSite, type DoorPort, type DoorSite } from './site.ts';
import { streamRoutes } from './stream-rules.ts';

export function* ingressVirtualServices(context: Lowering): Generator<VirtualService> {
  const rulesOfGateways = new Map(
    context.mesh.gateways.map(({ key, rules }) => [key, rules.map((rule) => atGateway(rule, key))]),
  );
  const atDoors = { ...context, rulesOfGateways };
  for (const claim of claimsOf(context)) yield virtualService(claim, atDoors);
}

interface DoorLowering extends Lowering {
  /** By key of the gateway, its own rules for its requests only. */
  readonly rulesOfGateways: ReadonlyMap<string, readonly Rule[]>;
}

function virtualService(claim: Claim, context: DoorLowering): VirtualService {
  const { ingress } = claim.parts[0] as ClaimPart;
  const { hosts } = claim;
  const name = (hosts[0] as Placed<string>).value;
  const isPlain = claim.parts.every(({ ports }) => ports.every(takesRequests));
  return {
    kind: 'VirtualService',
    namespace: ingress.namespace,
    name: context.names.take('VirtualService', ingress.namespace, name, `${name}-${gatewayName(claim)}`),
    origin: ingress.origin,
    hosts,
    gateways: claim.gateways,
    exportTo: undefined,
    http: httpRoutesOf(claim, context),
    tls: isPlain ? [] : streamRoutesOf(claim, 'tls', hosts, context),
    tcp: isPlain ? [] : streamRoutesOf(claim, 'tcp', undefined, context),
  };
}

const takesRequests = (port: GatewayPort): boolean => doorTraffic(port) === 'http';

const gatewayName = ({ gateways }: Claim): string => gateways[0]?.split('/')[1] ?? '';

/** Where no rule can take a request, the answer is written down: without routes a less specific host would be asked. */
function httpRoutesOf(claim: Claim, context: DoorLowering): VirtualService['http'] {
  const { rules, site } = rulesFor(claim, 'http', context);
  const routes = httpRoutes(rules, site, context);
  if (routes.length > 0 || site.doors.length === 0) return routes;
  const { origin } = (claim.parts[0] as ClaimPart).ingress;
  const answers = rulesFor(withRules(claim, [notFound(origin)]), 'http', context);
  return httpRoutes(answers.rules, site, context);
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

function streamRoutesOf(
  claim: Claim,
  traffic: 'tls' | 'tcp',
  hosts: readonly Placed<string>[] | undefined,
  context: DoorLowering,
): VirtualService['tls'] {
  const { rules, site } = rulesFor(claim, traffic, context);
  return streamRoutes(rules, site, hosts, context);
}

interface DoorRules {
  readonly rules: readonly Rule[];
  readonly site: DoorSite;
}

/** The rules of all claims on ports of one kind, each for its gateway and ports where they differ. */
function rulesFor(claim: Claim, traffic: Traffic, context: DoorLowering): DoorRules {
  const parts = partsFor(claim, traffic);
  if (parts.length === 0) return { rules: [], site: { kind: 'door', traffic, doors: [] } };
  const own = parts.length === 1 ? doorsOf(parts[0] as ClaimPart) : parts.flatMap(doorsOf);
  const beside = claim.beside.filter(({ port }) => doorTraffic(port) === traffic);
  const doors = beside.length === 0 ? own : [...own, ...beside];
  const site: DoorSite = { kind: 'door', traffic, doors, host: soleHost(claim) };
  const alone = beside.length === 0 && parts.every(({ except }) => except.length === 0);
  return { rules: alone ? joinRules(parts, site, context) : apart(parts, site, context), site };
}

const doorsOf = ({ gateway, ports }: ClaimPart): readonly DoorPort[] => ports.map((port) => ({ gateway, port }));

function soleHost({ hosts }: Claim): string | undefined {
  const host = hosts[0];
  return hosts.length === 1 && host && !host.value.startsWith('*') ? host.value : undefined;
}

/** The claim's parts with the ports that carry such traffic, where there are any. */
function partsFor({ parts }: Claim, traffic: Traffic): readonly ClaimPart[] {
  const fits = (port: GatewayPort): boolean => doorTraffic(port) === traffic;
  if (parts.every(({ ports }) => ports.every(fits))) return parts;
  return parts.filter(({ ports }) => ports.some(fits)).map((part) => ({ ...part, ports: part.ports.filter(fits) }));
}

/** One list for all gateways where they have none of their own, else one for each; ingresses by their ports. */
function joinRules(parts: readonly ClaimPart[], site: DoorSite, context: DoorLowering): readonly Rule[] {
  const { ingress } = parts[0] as ClaimPart;
  if (parts.some((part) => part.ingress !== ingress)) return apart(parts, site, context);
  const own = parts.flatMap(({ gateway }) => context.rulesOfGateways.get(gateway) ?? []);
  return own.length === 0 ? ingress.rules : own.concat(ingress.rules);
}

const apart = (parts: readonly ClaimPart[], site: DoorSite, { mesh }: Lowering): readonly Rule[] =>
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
