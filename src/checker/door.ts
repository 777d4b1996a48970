// Gateways' own rules, and `ingress "host" on gateway …` → what enters through doors: ports that fit, certificates.
import { catalogue, type Fix } from '../diagnostics/index.ts';
import {
  type Door,
  type Gateway,
  type GatewayPort,
  type Ingress,
  type Settings,
  type Sourced,
  type Traffic,
  trafficOf,
} from '../model/index.ts';
import { type GatewaySymbol, type Placed, prependItem, resolve } from '../program/index.ts';
import type { IngressDeclaration, Reference, Value } from '../syntax/index.ts';
import { endOf } from '../text/index.ts';
import { type Checking, type Place, placeIn } from './checking.ts';
import { portNumber } from './destination.ts';
import { saysSomething } from './layers.ts';
import { literalOf } from './literal.ts';
import { readSourced } from './read.ts';
import { rejectReferenceParts } from './reference.ts';
import { type Context, emptySink, noLayers, noSteps, readHandling, readRules, rulesIn } from './rules.ts';
import { type SettingLine, sourced } from './setting-block.ts';
import { secretName } from './traffic.ts';
import { evaluate } from './value.ts';

const { types } = catalogue;

/** `https` ends TLS at the door, so that its requests are HTTP. */
const doorFamily = ({ protocol }: GatewayPort): Traffic => (protocol === 'https' ? 'http' : trafficOf(protocol));

const FAMILIES: readonly Traffic[] = ['http', 'tls', 'tcp'];

/** The gateway with its rules. */
export function readGatewayRules(checking: Checking, symbol: GatewaySymbol, gateway: Gateway): Gateway {
  const sink = emptySink();
  const family = FAMILIES.find((each) => gateway.ports.some((port) => doorFamily(port) === each)) ?? 'http';
  const context = doorContext(checking, placeIn(symbol.scope), family, sink, [gateway.settings]);
  readRules(context, symbol.declaration.block);
  return { ...gateway, rules: rulesIn(sink) };
}

const doorContext = (
  checking: Checking,
  place: Place,
  family: Traffic,
  sink: Context['sink'],
  layers: readonly Settings[],
): Context => ({
  checking,
  place,
  frame: { kind: 'door', family },
  condition: undefined,
  layers,
  through: noSteps,
  sink,
});

interface ReadDoor {
  readonly door: Door;
  readonly gateway: Gateway;
  readonly ports: readonly GatewayPort[];
  /** What all of its ports tell apart; nothing where they differ. */
  readonly family: Traffic | undefined;
}

interface Secrets {
  certificate?: Sourced<string>;
  clients?: Sourced<string>;
}

export function readIngress(checking: Checking, placed: Placed<IngressDeclaration>): Ingress | undefined {
  const { declaration, scope } = placed;
  const place = placeIn(scope);
  const hosts = readHosts(checking, declaration, place);
  const doors = readDoors(checking, declaration.doors, placed);
  const family = familyOfDoors(checking, doors, declaration);
  const secrets: Secrets = {};
  const sink = emptySink();
  const layers = family === 'http' ? settingsOfDoors(checking, doors) : noLayers;
  const context = doorContext(checking, place, family ?? 'http', sink, layers);
  readHandling(context, declaration.handling, 'ingress', 'host', readSecret, secrets);
  if (hosts.length === 0 || doors.length === 0 || !family) return undefined;
  checkCertificates(checking, doors, secrets);
  if (family === 'tcp') checkTcpHosts(checking, hosts, doors);
  const { namespace } = scope;
  const { span: origin } = declaration;
  const ingress: Ingress = { hosts, namespace, doors: doors.map(({ door }) => door), rules: rulesIn(sink), origin };
  return secrets.certificate || secrets.clients ? { ...ingress, ...secrets } : ingress;
}

function readHosts(checking: Checking, { hosts }: IngressDeclaration, place: Place): Sourced<string>[] {
  const plain = hosts.map(plainHost);
  if (plain.every((host) => host !== undefined)) return plain;
  const values = hosts.map((value) => evaluate(checking, value, place, { type: 'Host' }));
  const found = readSourced(checking, values, 'Host') ?? [];
  return found.map(({ value, from }) => ({ value, origin: from.span, level: 'host' }));
}

function plainHost(host: Value): Sourced<string> | undefined {
  const value = literalOf(host, 'Host');
  return typeof value === 'string' ? { value, origin: host.span, level: 'host' } : undefined;
}

function readDoors(checking: Checking, references: readonly Reference[], placed: Placed): readonly ReadDoor[] {
  const doors = references.map((reference) => readDoor(checking, reference, placed));
  return doors.every((door) => door !== undefined) ? doors : doors.filter((door) => door !== undefined);
}

function readDoor(checking: Checking, reference: Reference, placed: Placed): ReadDoor | undefined {
  const symbol = resolve(checking, 'gateway', placed.scope, reference);
  rejectReferenceParts(checking, reference, 'a door', 'port');
  const gateway = symbol && checking.directory.gateways.get(symbol.key);
  if (!symbol || !gateway) return undefined;
  checkOpen(checking, symbol, gateway, reference, placed.scope.namespace);
  const number = reference.port && portNumber(checking, symbol, reference.port);
  if (reference.port && number === undefined) return undefined;
  const { ports, numbers, family } = number === undefined ? openingOf(gateway) : openingAt(gateway, number);
  if (ports.length === 0) {
    if (symbol.members.ports.size === 0)
      checking.report.add(types.noPort, reference.span, { name: gateway.key, kind: 'gateway' });
    return undefined;
  }
  return { door: { gateway: gateway.key, ports: numbers, origin: reference.span }, gateway, ports, family };
}

/** Ports of a gateway that an ingress stands on. */
interface Opening {
  readonly ports: readonly GatewayPort[];
  readonly numbers: readonly number[];
  readonly family: Traffic | undefined;
}

function openingFor(ports: readonly GatewayPort[]): Opening {
  const families = new Set(ports.map(doorFamily));
  const [family] = families;
  return { ports, numbers: ports.map((port) => port.number), family: families.size === 1 ? family : undefined };
}

const openingAt = ({ ports }: Gateway, number: number): Opening =>
  openingFor(ports.filter((port) => port.number === number));

/** Many hosts stand on few gateways: what they stand on is made once for all of them. */
const openings = new WeakMap<Gateway, Opening>();

/** Where no port is named: all that speak HTTP, else all that speak TLS, else all. */
function openingOf(gateway: Gateway): Opening {
  let found = openings.get(gateway);
  if (!found) {
    const { ports } = gateway;
    const family = FAMILIES.find((each) => ports.some((port) => doorFamily(port) === each));
    found = openingFor(ports.filter((port) => doorFamily(port) === family));
    openings.set(gateway, found);
  }
  return found;
}

function familyOfDoors(
  { report }: Checking,
  doors: readonly ReadDoor[],
  declaration: IngressDeclaration,
): Traffic | undefined {
  const family = doors[0]?.family;
  if (doors.length === 1 && family) return family;
  const families = new Set(doors.flatMap(({ ports }) => ports.map(doorFamily)));
  if (families.size < 2) return family;
  const span = declaration.doors.at(-1)?.span;
  if (span) report.add(types.mixedDoors, span, { families: [...families] });
  return undefined;
}

// ---- who may put hosts on a door

function checkOpen(
  checking: Checking,
  symbol: GatewaySymbol,
  gateway: Gateway,
  { span }: Reference,
  namespace: string,
): void {
  const { openTo } = gateway;
  if (namespace === gateway.namespace || openTo?.value === 'all' || openTo?.value.includes(namespace)) return;
  const fix = opening(symbol, openTo, namespace);
  const related = [{ span: openTo?.origin ?? gateway.origin, message: `${gateway.key} says who may` }];
  checking.report.add(
    types.gatewayNotOpen,
    span,
    { gateway: gateway.key, namespace },
    { related, ...(fix ? { fixes: [fix] } : {}) },
  );
}

function opening({ declaration }: GatewaySymbol, openTo: Gateway['openTo'], namespace: string): Fix | undefined {
  const title = `Open the gateway to ${namespace}`;
  if (openTo) return { title, edits: [{ span: endOf(openTo.origin), text: `, ${namespace}` }], preferred: true };
  const { block } = declaration;
  if (!block) return undefined;
  return { title, edits: [prependItem(block.span, `open to ${namespace}`)], preferred: true };
}

// ---- settings of the doors

/** What the gateways say for all requests; several must agree, because the rules of a host are one list. */
function settingsOfDoors({ report }: Checking, doors: readonly ReadDoor[]): readonly Settings[] {
  const first = doors[0];
  if (!first) return noLayers;
  const { settings, key } = first.gateway;
  for (let at = 1; at < doors.length; at++) {
    const { gateway, door } = doors[at] as ReadDoor;
    if (meaningOf(gateway.settings) === meaningOf(settings)) continue;
    report.add(types.doorsDisagree, door.origin, { one: key, other: gateway.key });
    break;
  }
  return saysSomething(settings) ? [settings] : noLayers;
}

const meaningOf = (settings: Settings): string =>
  JSON.stringify(settings, (key, value) => (key === 'origin' || key === 'policy' ? undefined : value));

// ---- certificates

function readSecret(line: SettingLine, secrets: Secrets): void {
  if (line.word !== 'certificate' && line.word !== 'clients') return;
  const value = secretName(line, line.word === 'certificate' ? 'certificate' : 'authority');
  if (value !== undefined) secrets[line.word] = sourced(value, line, 'host');
}

function checkCertificates({ report }: Checking, doors: readonly ReadDoor[], { certificate, clients }: Secrets): void {
  const secret = certificate ?? clients;
  const plain = doors[0]?.ports[0];
  if (secret && plain && !doors.some(({ ports }) => ports.some(endsTls)))
    report.add(types.certificateOnPlainPort, secret.origin, { protocol: plain.protocol, port: plain.number });
  if (certificate || !doors.some(({ ports }) => ports.some(needsCertificate))) return;
  for (const { door, gateway, ports: own } of doors)
    for (const port of own)
      if (needsCertificate(port))
        report.add(
          types.noCertificate,
          door.origin,
          { gateway: gateway.key, port: port.number },
          {
            related: [{ span: port.origin, message: 'the port' }],
          },
        );
}

const needsCertificate = ({ protocol, certificate }: GatewayPort): boolean => protocol === 'https' && !certificate;
const endsTls = ({ protocol }: GatewayPort): boolean => protocol === 'https' || protocol === 'tls';

/** Nothing tells hosts apart on a TCP port. */
function checkTcpHosts({ report }: Checking, hosts: readonly Sourced<string>[], doors: readonly ReadDoor[]): void {
  const port = doors[0]?.ports[0];
  for (const host of hosts)
    if (host.value !== '*' && port)
      report.add(
        types.noHttp,
        host.origin,
        { speaks: `port ${port.number} speaks ${port.protocol}`, what: 'a host name' },
        {
          fixes: [{ title: 'Write "*"', edits: [{ span: host.origin, text: '"*"' }], preferred: true }],
        },
      );
}
