// A mesh and a request in, the decision with its reasons out: the meaning of a program. First match wins; nothing here
// searches or approximates.
import type { Destination, Forward, Mesh, Rule, Settings } from '../model/index.ts';
import type { DecidingProxy, Decision, Mirrored, Outcome, Passed, Share } from './decision.ts';
import { redirectLocation, sentRequest } from './effects.ts';
import { reasons as reasonsOf } from './evaluate.ts';
import { calleeOf, serviceOf, tableFor } from './lookup.ts';
import type { Request } from './request/request.ts';
import { firstTaking } from './rule-index.ts';
import type { Table } from './table.ts';

export interface DecideOptions {
  /** Says of the rules that did not take the request why not. */
  readonly reasons?: boolean;
  /** Calls, as `namespace/name:port`, that a Linkerd leaves to the proxy of the callee. */
  readonly left?: ReadonlySet<string>;
}
const nobody: ReadonlySet<string> = new Set();

/**
 * What the program says about a request. Never throws: what no list answers has an outcome of its own. Without `reasons` nothing
 * is said about the rules that did not take it.
 */
export function decide(mesh: Mesh, request: Request, { reasons = true, left = nobody }: DecideOptions = {}): Decision {
  const table = tableFor(mesh, request);
  const base = { request, proxy: proxyOf(mesh, request, left), passed: [], settings: {} };
  if (!table) return { ...base, outcome: withoutTable(mesh, request) };
  const hidden = hiddenFrom(mesh, request);
  if (hidden) return { ...base, outcome: { kind: 'undeclared', allowed: mesh.undeclared === 'allow', reason: hidden } };
  const index = firstTaking(table.rules, request);
  const passed = reasons ? passedBy(table.rules, index, request) : [];
  const rule = table.rules[index];
  if (!rule) return { ...base, table, passed, outcome: fallback(mesh, table, request) };
  const settings = settingsAt(table, rule);
  return { ...base, table, index, rule, passed, settings, outcome: outcomeOf(mesh, request, rule, settings) };
}

/** Settings are about requests: to a connection only the name of its rule applies. */
function settingsAt({ protocol }: Table, { settings }: Rule): Settings {
  if (protocol === 'http') return settings;
  return settings.name ? { name: settings.name } : {};
}

/** The place in a table of the rule that takes the request, -1 where none does. Cheaper than the whole decision. */
export const deciding = (table: Table, request: Request): number => firstTaking(table.rules, request);

function passedBy(rules: readonly Rule[], index: number, request: Request): readonly Passed[] {
  const before = index < 0 ? rules : rules.slice(0, index);
  return before.map((rule, at) => ({ index: at, rule, because: reasonsOf(rule.condition, request) }));
}

function withoutTable(mesh: Mesh, request: Request): Outcome {
  const { address } = request;
  if (address.kind === 'gateway') return { kind: 'not-found', reason: 'unknown-host' };
  const reason =
    address.kind === 'undeclared'
      ? `nobody declared the host ${request.host || request.sni || request.port}`
      : `${address.target} declares no port ${request.port}`;
  return { kind: 'undeclared', allowed: mesh.undeclared === 'allow', reason };
}

function hiddenFrom(mesh: Mesh, request: Request): string | undefined {
  const { address, source } = request;
  if (address.kind !== 'service' && address.kind !== 'egress') return undefined;
  const seenBy = calleeOf(mesh, address.kind, address.target)?.visibleTo?.value;
  const namespace = source.kind === 'workload' ? source.namespace : undefined;
  if (!seenBy || namespace === undefined || seenBy.includes(namespace)) return undefined;
  return `${address.target} is not visible to namespace ${namespace}`;
}

function fallback(mesh: Mesh, table: Table, request: Request): Outcome {
  if (table.fallback === 'not-found') return { kind: 'not-found', reason: 'no-rule' };
  if (table.fallback === 'undecided' || table.address.kind === 'gateway') return { kind: 'undecided' };
  const { kind, target } = table.address;
  const sent = { host: request.host, path: request.path };
  return { kind: 'forward', shares: [shareOf(mesh, request, { kind, target }, 1, 1)], sent };
}

function outcomeOf(mesh: Mesh, request: Request, rule: Rule, settings: Settings): Outcome {
  const { action } = rule;
  switch (action.kind) {
    case 'forward':
      return forwardOutcome(mesh, request, action, settings);
    case 'redirect':
      return { kind: 'redirect', code: action.code, location: redirectLocation(request, action), action };
    case 'respond':
      return {
        kind: 'respond',
        status: action.status,
        ...(action.body !== undefined ? { body: action.body } : {}),
        action,
      };
  }
}

function forwardOutcome(mesh: Mesh, request: Request, action: Forward, settings: Settings): Outcome {
  const total = action.split.reduce((sum, part) => sum + part.weight, 0);
  const shares = action.split.map((part) => shareOf(mesh, request, part.destination, part.weight, total));
  const mirror = settings.mirror?.value;
  const mirrored: Mirrored | undefined = mirror && {
    destination: mirror.to,
    share: mirror.share,
    ...portPart(resolvedPort(mesh, mirror.to, request.port)),
  };
  return { kind: 'forward', shares, sent: sentRequest(request, settings), ...(mirrored ? { mirrored } : {}) };
}

function shareOf(mesh: Mesh, request: Request, destination: Destination, weight: number, total: number): Share {
  const callee = calleeOf(mesh, destination.kind, destination.target);
  const through = callee?.kind === 'egress' ? callee.through : undefined;
  return {
    destination,
    ...portPart(resolvedPort(mesh, destination, request.port)),
    weight,
    total,
    ...(through ? { through: { gateway: through.gateway, port: through.port } } : {}),
  };
}

const portPart = (port: number | undefined): { port?: number } => (port === undefined ? {} : { port });

/** The port of the target that a request goes to: the one written, else the one it came to, else the target's only one. */
export function resolvedPort(mesh: Mesh, destination: Destination, came: number): number | undefined {
  if (destination.port !== undefined) return destination.port;
  const ports = calleeOf(mesh, destination.kind, destination.target)?.ports ?? [];
  if (ports.some((port) => port.number === came)) return came;
  return ports.length === 1 ? ports[0]?.number : undefined;
}

function proxyOf(mesh: Mesh, request: Request, left: ReadonlySet<string>): DecidingProxy {
  const { address } = request;
  if (request.address.kind === 'gateway') return { kind: 'gateway', gateway: request.address.gateway };
  const { source } = request;
  const service = source.kind === 'workload' ? source.service : undefined;
  const own = (service === undefined ? undefined : serviceOf(mesh, service)?.proxy?.value) ?? mesh.dataPlane;
  return {
    kind: 'caller',
    ...(service ? { service } : {}),
    dataPlane: own.proxy,
    ...(own.version ? { version: own.version } : {}),
    ...(own.proxy === 'linkerd' && address.kind === 'service' && left.has(`${address.target}:${request.port}`)
      ? { leavesTo: address.target }
      : {}),
  };
}
