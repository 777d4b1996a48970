// A reference after `->`, `to` or in a split → endpoints: the service or egress, its version, the port. Who asks, and for requests
// of which kind, is the frame; it also says which port is meant where none is written.
import { catalogue } from '../diagnostics/index.ts';
import { type Destination, type Traffic, trafficOf } from '../model/index.ts';
import {
  areMembersKnown,
  isVisible,
  lookUp,
  portNames,
  resolve,
  resolvePort,
  resolveVersion,
} from '../program/index.ts';
import { nameTextOf, type Reference } from '../syntax/index.ts';
import { endOf, type Span, similar } from '../text/index.ts';
import type { Checking, Place } from './checking.ts';
import type { PortHead, Target } from './directory.ts';

const { types } = catalogue;

/** For which requests rules are read. */
export type Frame =
  /** Requests of the mesh to `callee` on `ports`. `arrives`: they came to that port, so it need not be written. */
  | {
      readonly kind: 'mesh';
      readonly callee: Target;
      readonly ports: readonly number[];
      readonly families: readonly Traffic[];
      readonly arrives: boolean;
    }
  /** Requests that come through a gateway. */
  | { readonly kind: 'door'; readonly family: Traffic }
  /** A body checked by itself: nobody knows yet for which requests. */
  | { readonly kind: 'any' }
  /** The decision of a test or claim: what is not written is not compared. */
  | { readonly kind: 'expected' };

/** The endpoints; `undefined` if they are unknown (reported) or hang on a parameter. */
export function readDestination(
  checking: Checking,
  reference: Reference,
  place: Place,
  frame: Frame,
): Destination | undefined {
  const own = ownVersion(checking, reference, place, frame);
  if (own && frame.kind === 'mesh') return atPort(checking, frame.callee, own, reference, frame);
  if (meansVersion(checking, reference, place, frame)) return undefined;
  const named = readTarget(checking, reference, place);
  return named && atPort(checking, named.target, named.version, reference, frame);
}

function atPort(
  checking: Checking,
  target: Target,
  version: string | undefined,
  reference: Reference,
  frame: Frame,
): Destination | undefined {
  const port = readPort(checking, target, reference, frame);
  return port === 'wrong' ? undefined : destinationOf(target, version, port);
}

function destinationOf(
  { kind, key: target }: Target,
  version: string | undefined,
  port: number | undefined,
): Destination {
  if (version === undefined) return port === undefined ? { kind, target } : { kind, target, port };
  return port === undefined ? { kind, target, version } : { kind, target, version, port };
}

interface NamedTarget {
  readonly target: Target;
  readonly version?: string;
}

/** Inside `route s`, the version of `s` that a bare name means. */
function ownVersion(checking: Checking, reference: Reference, place: Place, frame: Frame): string | undefined {
  if (frame.kind !== 'mesh' || frame.callee !== place.versionsOf) return undefined;
  if (reference.namespace || reference.version) return undefined;
  const name = nameTextOf(reference);
  const version = frame.callee.members.versions.get(name);
  if (!version || place.bound.has(name)) return undefined;
  checking.bindings.record(reference, version);
  return version.name;
}

/** A name that means nothing but is nearly that of a version here; reported. */
function meansVersion(checking: Checking, reference: Reference, place: Place, frame: Frame): boolean {
  const { name } = reference;
  if (frame.kind !== 'mesh' || reference.namespace || reference.version || place.bound.has(name.text)) return false;
  const { callee } = frame;
  if (callee.kind !== 'service' || callee !== place.versionsOf || name.text === '') return false;
  if (!similar(name.text, [...callee.members.versions.keys()])) return false;
  if (isVisible(checking.program, place.scope, name.text)) return false;
  resolveVersion(checking, callee, name.text, name);
  return true;
}

function readTarget(checking: Checking, reference: Reference, place: Place): NamedTarget | undefined {
  const bound = reference.namespace ? undefined : place.bound.get(nameTextOf(reference));
  if (bound) return readBound(checking, reference, bound);
  const silent = place.versionsOf && !areMembersKnown(checking.program, place.versionsOf);
  const target = (silent ? lookUp : resolve)(checking, 'target', place.scope, reference);
  return target && withVersion(checking, target, reference);
}

type BoundParameter = NonNullable<ReturnType<Place['bound']['get']>>;

function readBound(
  checking: Checking,
  reference: Reference,
  { symbol, value }: BoundParameter,
): NamedTarget | undefined {
  checking.bindings.record(reference.name, symbol);
  const used = { ...value, span: reference.name.span };
  if (used.kind === 'service') {
    if (used.version) return { target: used.symbol, version: used.version.name };
    return withVersion(checking, used.symbol, reference);
  }
  if (used.kind === 'error') return undefined;
  if (used.kind === 'unknown' && (used.type.name === 'Service' || used.type.name === 'Version') && !used.type.list)
    return undefined;
  checking.report.add(types.destinationNeeded, reference.name.span, undefined);
  return undefined;
}

function withVersion(checking: Checking, target: Target, reference: Reference): NamedTarget | undefined {
  if (!reference.version) return { target };
  const version = resolveVersion(checking, target, reference.version.text, reference.version);
  return version && { target, version: version.name };
}

type ChosenPort = number | undefined | 'wrong';

function readPort(checking: Checking, target: Target, reference: Reference, frame: Frame): ChosenPort {
  if (!reference.port) return choosePort(checking, target, reference, frame);
  const number = portNumber(checking, target, reference.port);
  if (number === undefined) return 'wrong';
  const port = checking.directory.portsOf(target).find((each) => each.number === number);
  return port && !fitsFrame(port, frame) ? mismatch(checking, target, port, reference.port.span, frame) : number;
}

/** The number of a port named in a reference; reported when there is none. */
export function portNumber(
  checking: Checking,
  owner: Parameters<typeof resolvePort>[1],
  name: Parameters<typeof resolvePort>[2],
): number | undefined {
  const port = resolvePort(checking, owner, name);
  if (!port) return undefined;
  const { number } = portNames(port.declaration);
  return number ? Number(number.text) : undefined;
}

/** Which port is meant where none is written. `undefined`: the one that the request came to, or any. */
export function choosePort(checking: Checking, target: Target, reference: Reference, frame: Frame): ChosenPort {
  if (frame.kind === 'any' || frame.kind === 'expected') return undefined;
  const ports = checking.directory.portsOf(target);
  if (!checking.directory.areMembersKnown(checking.program, target)) return 'wrong';
  if (ports.length === 0) {
    checking.report.add(
      types.noPort,
      reference.span,
      { name: target.key, kind: target.kind },
      {
        related: [{ span: target.nameSpan, message: `${target.key} is declared here` }],
      },
    );
    return 'wrong';
  }
  if (frame.kind === 'mesh') {
    if (frame.callee.key === target.key && frame.arrives) return undefined;
    const same = frame.ports.every((number) => ports.some((port) => port.number === number && fitsFrame(port, frame)));
    if (same && frame.ports.length === 1) return frame.ports[0];
    if (same && frame.arrives && frame.ports.length > 1) return undefined;
  }
  return chooseFitting(checking, target, ports, reference, frame);
}

function chooseFitting(
  checking: Checking,
  target: Target,
  ports: readonly PortHead[],
  reference: Reference,
  frame: Frame,
): ChosenPort {
  const only = ports.length === 1 ? ports[0] : undefined;
  if (only && fitsFrame(only, frame)) return only.number;
  const fitting = ports.filter((port) => fitsFrame(port, frame));
  if (fitting.length === 0) return mismatch(checking, target, ports[0] as PortHead, reference.span, frame);
  if (fitting.length === 1) return fitting[0]?.number;
  const plain = fitting.filter((port) => port.protocol === 'http');
  if (plain.length === 1) return plain[0]?.number;
  const numbers = fitting.map((port) => port.number);
  const end = endOf(reference.span);
  const fixes = numbers.map((number) => ({ title: `Write :${number}`, edits: [{ span: end, text: `:${number}` }] }));
  checking.report.add(types.whichPort, reference.span, { name: target.key, ports: numbers }, { fixes });
  return 'wrong';
}

/** Whether HTTP, or else something that is not, comes to a frame. */
function takes(frame: Frame, http: boolean): boolean {
  switch (frame.kind) {
    case 'mesh':
      return frame.families.some((family) => (family === 'http') === http);
    case 'door':
      return (frame.family === 'http') === http;
    default:
      return true;
  }
}

/** HTTP goes to HTTP; bytes go anywhere but to a port that reads them as HTTP. */
const fitsFrame = (port: PortHead, frame: Frame): boolean => takes(frame, trafficOf(port.protocol) === 'http');

function mismatch(checking: Checking, target: Target, port: PortHead, span: Span, frame: Frame): 'wrong' {
  const asks = takes(frame, true) ? 'HTTP requests' : 'connections';
  const parameters = { name: target.key, port: port.number, protocol: port.protocol, asks };
  checking.report.add(types.protocolMismatch, span, parameters, {
    related: [{ span: port.origin, message: 'the port' }],
  });
  return 'wrong';
}
