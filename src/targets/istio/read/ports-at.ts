// Where destinations without a port lead at one place. At a gateway, and for connections, it is the only port of what is called, else the
// port that the request came to; for requests inside the mesh always the latter. Where there is no such port nobody answers: 503.
import {
  and,
  type Condition,
  type Destination,
  type Forward,
  type Redirect,
  trafficOf,
  type WeightedDestination,
} from '../../../model/index.ts';
import {
  type CalleeDrafts,
  type Fields,
  type Gathering,
  keyOf,
  PORT_OF_REQUEST,
  type RuleCall,
} from '../../shared/reading/index.ts';
import type { Place } from './rules-at.ts';

export interface Noted {
  /** Whether requests, not connections, are sent. */
  readonly kind: 'http' | 'stream';
  /** Tells a field of the entry. */
  readonly note: (field: string, reason: string, weight?: 'extra') => void;
}

export const noteIn =
  (fields: Fields): Noted['note'] =>
  (field, reason, weight) =>
    fields.notes.add(`${fields.path}.${field}`, fields.span, reason, weight);

/** The rules that one rule is, once ports are looked for: one for all ports of the place, where that makes no difference. */
export function withPorts(rule: RuleCall, place: Place, gathering: Gathering, entry: Noted): readonly RuleCall[] {
  if (isSettled(rule, place)) return [rule];
  const [only, more] = place.ports;
  if (only !== undefined && more === undefined) return [atPort(rule, only, place, gathering, entry)];
  const byPort = place.ports.map((port) => ({ port, rule: atPort(rule, port, place, gathering, entry) }));
  const alike = [...Map.groupBy(byPort, ({ rule: { action, settings } }) => keyOf([action, settings])).values()];
  const [first, second] = alike.map((some) => some[0]?.rule as RuleCall);
  if (!first) return [rule];
  if (!second) return [first];
  return alike.map((some) => {
    const { origin } = rule;
    const atPorts: Condition = { kind: 'port', values: some.map(({ port }) => port), origin };
    return { ...(some[0]?.rule as RuleCall), condition: and([atPorts, rule.condition], origin) };
  });
}

/** Whether it means the same at all ports, as rules that name every port do. */
function isSettled({ action, settings: { mirror } }: RuleCall, { ports, encrypted }: Place): boolean {
  switch (action.kind) {
    case 'respond':
      return true;
    case 'redirect':
      return action.port !== PORT_OF_REQUEST && ports.every((port) => isUsual(port, encrypted));
    case 'forward':
      return (
        action.split.every(({ destination: { port } }) => port !== undefined) &&
        (!mirror || mirror.value.to.port !== undefined)
      );
  }
}

const isUsual = (port: number, encrypted: Place['encrypted']): boolean =>
  port === usualPort(encrypted?.includes(port) ? 'https' : 'http');

/** At one port every destination is somewhere or nowhere. */
function atPort(rule: RuleCall, port: number, place: Place, gathering: Gathering, entry: Noted): RuleCall {
  const { action } = rule;
  if (action.kind === 'redirect') return { ...rule, action: redirectAt(action, port, place) };
  if (action.kind !== 'forward') return rule;
  const find = (destination: Destination): Destination | undefined =>
    destinationAt(destination, port, place, gathering, entry.kind);
  if (!rule.settings.mirror && action.split.every(({ destination: to }) => to.port === undefined && find(to) === to))
    return rule;
  const settings = settingsAt(rule, find, entry);
  const parts = action.split.map((part) => ({ part, to: find(part.destination) }));
  const dead = parts.filter(({ to }) => !to).map(({ part }) => part.destination.target);
  if (dead.length === 0)
    return {
      ...rule,
      settings,
      action: joined(
        action,
        parts as readonly { readonly part: WeightedDestination; readonly to: Destination }[],
        gathering,
      ),
    };
  const missing = `Istio looks for port ${port} at ${dead[0]}, which has none`;
  if (dead.length < parts.length || entry.kind === 'stream') {
    const what = dead.length < parts.length ? 'a part of a split without a port' : 'a destination without a port';
    entry.note('route[].destination.port', `${what}: ${missing}`);
    const some = parts.map(({ part, to }) => ({ part, to: to ?? atSomePort(part.destination, gathering, entry.kind) }));
    return { ...rule, settings, action: joined(action, some, gathering) };
  }
  entry.note('route[].destination.port', `a destination without a port: ${missing}, and answers 503`);
  return { ...rule, action: { kind: 'respond', status: 503, origin: action.origin }, settings: {} };
}

/** What Pilot and Envoy make of the port, said where the language would take another. */
function redirectAt(action: Redirect, port: number, place: Place): Redirect {
  const { port: said, ...rest } = withoutOwnHost(action, place);
  const leadsTo = portAfter(action, port, place);
  if (said === leadsTo) return { ...rest, port: said };
  const own = place.encrypted?.includes(port) ? 'https' : 'http';
  const usual = rest.scheme === undefined || rest.scheme === own ? port : usualPort(rest.scheme);
  return usual === leadsTo ? rest : { ...rest, port: leadsTo };
}

/** The only host there is goes without saying. */
function withoutOwnHost(action: Redirect, { hosts: [only, more], gateway }: Place): Redirect {
  if (gateway === 'mesh' || more !== undefined || action.host === undefined || action.host !== only) return action;
  const { host: _, ...rest } = action;
  return rest;
}

/**
 * Pilot leaves out the usual port of a scheme. Without one a new host has none, and the request's own keeps its port, unless that was the
 * usual one before the scheme changed.
 */
function portAfter({ host, scheme, port: said }: Redirect, port: number, { encrypted }: Place): number {
  const own = encrypted?.includes(port) ? 'https' : 'http';
  const usual = usualPort(scheme ?? own);
  const named = said === PORT_OF_REQUEST ? port : said;
  if (named !== undefined && named !== usual) return named;
  if (host !== undefined) return usual;
  return port === usualPort(own) ? usual : port;
}

const usualPort = (scheme: 'http' | 'https'): number => (scheme === 'https' ? 443 : 80);

/** With its port, where the language would ask for one; undefined where nobody is. */
function destinationAt(
  to: Destination,
  port: number,
  { gateway, hosts }: Place,
  { services, egresses }: Gathering,
  kind: Noted['kind'],
): Destination | undefined {
  const callee: CalleeDrafts | undefined = (to.kind === 'service' ? services : egresses).get(to.target);
  if (to.port !== undefined || !callee || callee.ports.size === 0) return to;
  if (callee.kind === 'egress' && callee.through) return to;
  const isOnly = callee.ports.size === 1;
  if (isOnly && (gateway !== 'mesh' || kind === 'stream')) return to;
  if (!callee.ports.has(port)) return undefined;
  const isHost =
    callee.kind === 'service' ? hosts.includes(callee.host) : callee.hosts.some(({ value }) => hosts.includes(value));
  return isOnly || (isHost && gateway === 'mesh') ? to : { ...to, port };
}

/** Where no port is right, one that there is, of the same kind if possible. */
function atSomePort(to: Destination, { services, egresses }: Gathering, kind: Noted['kind']): Destination {
  const ports = [...((to.kind === 'service' ? services : egresses).get(to.target)?.ports.values() ?? [])];
  const fits = ({ protocol }: (typeof ports)[number]): boolean =>
    (trafficOf(protocol ?? 'http') === 'http') === (kind === 'http');
  const port = (ports.find(fits) ?? ports[0])?.number;
  return port === undefined ? to : { ...to, port };
}

/** Requests that are copied to where nobody is are not copied. */
function settingsAt(
  { settings }: RuleCall,
  find: (destination: Destination) => Destination | undefined,
  { note }: Noted,
): RuleCall['settings'] {
  const { mirror, ...rest } = settings;
  if (!mirror) return settings;
  const to = find(mirror.value.to);
  if (to) return to === mirror.value.to ? settings : { ...rest, mirror: { ...mirror, value: { ...mirror.value, to } } };
  note('mirror.port', 'a mirror without a port, whose service lacks that of the request');
  return rest;
}

/** Parts that lead to the same pods at the same port are one. */
function joined(
  action: Forward,
  parts: readonly { readonly part: WeightedDestination; readonly to: Destination }[],
  { services, egresses }: Gathering,
): Forward {
  const keyAt = ({ kind, target, version, port }: Destination): string => {
    const ports = (kind === 'service' ? services : egresses).get(target)?.ports;
    return `${kind} ${target} ${version} ${port ?? (ports?.size === 1 ? [...ports.keys()][0] : undefined)}`;
  };
  const [first, second] = parts;
  if (first && !second && first.to === first.part.destination) return action;
  const groups = [...Map.groupBy(parts, ({ to }) => keyAt(to)).values()];
  if (groups.length === parts.length && parts.every(({ part, to }) => part.destination === to)) return action;
  const split = groups.map((some) => ({
    ...(some[0]?.part as WeightedDestination),
    destination: some[0]?.to as Destination,
    weight: some.reduce((sum, { part }) => sum + part.weight, 0),
  }));
  return { ...action, split: split.length === 1 ? split.map((part) => ({ ...part, weight: 1 })) : split };
}
