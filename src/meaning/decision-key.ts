// The label of a whole decision: two rules with the same label do the same to every request. Destinations are sorted and
// merged, shares are reduced fractions, of settings only values count and not where they were written.
import type {
  Destination,
  Forward,
  Mesh,
  Mirror,
  Redirect,
  Retry,
  Rule,
  Settings,
  WeightedDestination,
} from '../model/index.ts';
import { resolvedPort } from './decide.ts';
import type { Table } from './table.ts';

/** The parts of a label, so that a difference can say which of them changed. */
export interface DecisionParts {
  /** What is done, without shares: the set of destinations, the redirect, the response. */
  readonly action: string;
  /** The shares of a split; empty for a single destination. */
  readonly shares: string;
  /** Setting by setting. */
  readonly settings: ReadonlyMap<keyof Settings, string>;
}

/** The parts of what a rule of a table decides. */
export function decisionParts(mesh: Mesh, table: Table, rule: Rule): DecisionParts {
  const settings = settingParts(mesh, table, rule.settings, rule.action.kind);
  switch (rule.action.kind) {
    case 'forward':
      return { ...splitParts(mesh, table, rule.action), settings };
    case 'redirect':
      return { action: redirectKey(rule.action), shares: '', settings };
    case 'respond':
      return { action: respondKey(rule.action.status, rule.action.body), shares: '', settings };
  }
}

/** The parts of what a table does with a request that no rule takes. */
export function fallbackParts(mesh: Mesh, table: Table): DecisionParts {
  const settings = new Map<keyof Settings, string>();
  if (table.fallback === 'not-found') return { action: respondKey(404, undefined), shares: '', settings };
  if (table.fallback === 'undecided' || table.address.kind === 'gateway')
    return { action: 'undecided', shares: '', settings };
  const { kind, target } = table.address;
  return { action: `forward ${destinationKey(mesh, table, { kind, target })}`, shares: '', settings };
}

export const undeclaredParts: DecisionParts = { action: 'undeclared', shares: '', settings: new Map() };

/** The label as one text; equal texts, equal decisions. */
export const keyOf = (parts: DecisionParts): string =>
  [parts.action, parts.shares, ...[...parts.settings].sort().map(([name, value]) => `${name}=${value}`)].join(' | ');

/** `keyOf(decisionParts(…))`. */
export const decisionKey = (mesh: Mesh, table: Table, rule: Rule): string => keyOf(decisionParts(mesh, table, rule));

/**
 * A label that is soon made: different ones, different decisions; equal ones say nothing yet. Without rule, of what a table does
 * with the rest.
 */
export function roughKey(table: Table, rule: Rule | undefined): string {
  if (!rule) return table.fallback === 'forward' ? `forward ${targetOf(table)}@` : table.fallback;
  const { action } = rule;
  if (action.kind === 'redirect') return action.kind;
  if (action.kind === 'respond') return action.status === 404 ? 'not-found' : `respond ${action.status}`;
  const targets = new Set<string>();
  for (const { destination, weight } of action.split)
    if (weight > 0) targets.add(`${destination.target}@${destination.version ?? ''}`);
  return `forward ${[...targets].sort().join(' ')}`;
}

/** Whether two rules of a table have the same rough label; one of them may be what it does with the rest. */
export function isRoughlySame(table: Table, a: Rule, b: Rule | undefined): boolean {
  if (!b) return isRoughlyFallback(table, a);
  if (a.action.kind === 'forward') return b.action.kind === 'forward' && sameTargets(a.action.split, b.action.split);
  if (a.action.kind === 'redirect') return b.action.kind === 'redirect';
  return b.action.kind === 'respond' && a.action.status === b.action.status;
}

function isRoughlyFallback(table: Table, { action }: Rule): boolean {
  if (table.fallback === 'not-found') return action.kind === 'respond' && action.status === 404;
  if (table.fallback === 'undecided' || action.kind !== 'forward') return false;
  return goesOnlyTo(targetOf(table), action.split);
}

function goesOnlyTo(target: string, split: Forward['split']): boolean {
  let some = false;
  for (let at = 0; at < split.length; at++) {
    const { destination, weight } = split[at] as WeightedDestination;
    if (weight === 0) continue;
    if (destination.target !== target || destination.version) return false;
    some = true;
  }
  return some;
}

const sameTargets = (a: Forward['split'], b: Forward['split']): boolean => areAmong(a, b) && areAmong(b, a);

function areAmong(some: Forward['split'], all: Forward['split']): boolean {
  for (let at = 0; at < some.length; at++) {
    const { destination, weight } = some[at] as WeightedDestination;
    if (weight > 0 && !isAmong(destination, all)) return false;
  }
  return true;
}

function isAmong({ target, version }: Destination, all: Forward['split']): boolean {
  for (let at = 0; at < all.length; at++) {
    const { destination, weight } = all[at] as WeightedDestination;
    if (weight > 0 && target === destination.target && version === destination.version) return true;
  }
  return false;
}

const targetOf = ({ address }: Table): string => (address.kind === 'gateway' ? '' : address.target);

export const respondKey = (status: number, body: string | undefined): string =>
  `respond ${status}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;

export const redirectKey = ({ origin: _, ...redirect }: Redirect): string => `redirect ${stable(redirect)}`;

function splitParts(mesh: Mesh, table: Table, action: Forward): Pick<DecisionParts, 'action' | 'shares'> {
  const weights = mergedWeights(action.split, (destination) => destinationKey(mesh, table, destination));
  const shares = weights.length > 1 ? weights.map(([name, weight]) => `${weight} to ${name}`).join(', ') : '';
  return { action: `forward ${weights.map(([name]) => name).join(', ')}`, shares };
}

/** Destinations by name with reduced weights, sorted; those that get nothing are left out. */
export function mergedWeights(
  split: readonly WeightedDestination[],
  nameOf: (destination: Destination) => string,
): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const { destination, weight } of split) {
    if (weight > 0) sums.set(nameOf(destination), (sums.get(nameOf(destination)) ?? 0) + weight);
  }
  const divisor = [...sums.values()].reduce(gcd, 0) || 1;
  return [...sums].map(([name, weight]) => [name, weight / divisor] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** A destination with the port that requests of the table get there, where that is one. */
export function destinationKey(mesh: Mesh, table: Table, destination: Destination): string {
  const port = portThere(mesh, table, destination);
  const version = destination.version === undefined ? '' : `@${destination.version}`;
  return `${destination.kind === 'egress' ? 'egress ' : ''}${destination.target}${version}:${port}`;
}

/** The port that requests of the table get at a destination, or in words how it comes about. */
export function portThere(mesh: Mesh, { ports }: Table, destination: Destination): number | 'none' | 'as called' {
  if (destination.port !== undefined) return destination.port;
  const [first, ...others] = ports;
  if (!first) return 'as called';
  const port = resolvedPort(mesh, destination, first.number) ?? 'none';
  const same = others.every(({ number }) => (resolvedPort(mesh, destination, number) ?? 'none') === port);
  return same ? port : 'as called';
}

/** Settings that mean nothing to an action are left out: a redirect is never retried. */
const ofForwardOnly: ReadonlySet<keyof Settings> = new Set([
  'timeout',
  'retry',
  'rewritePath',
  'rewriteHost',
  'mirror',
  'websocket',
]);

/** Whether a setting means anything to an action. */
export const appliesTo = (action: Rule['action']['kind'], name: keyof Settings): boolean =>
  action === 'forward' || !ofForwardOnly.has(name);

function settingParts(
  mesh: Mesh,
  table: Table,
  settings: Settings,
  action: Rule['action']['kind'],
): Map<keyof Settings, string> {
  const parts = new Map<keyof Settings, string>();
  if (table.protocol !== 'http') return parts;
  for (const name of Object.keys(settings) as (keyof Settings)[]) {
    if (!appliesTo(action, name)) continue;
    const value = settingKey(mesh, table, name, settings);
    if (value !== undefined) parts.set(name, value);
  }
  return parts;
}

function settingKey(mesh: Mesh, table: Table, name: keyof Settings, settings: Settings): string | undefined {
  switch (name) {
    case 'headers': {
      const changes = (settings.headers ?? []).map((change) => stable(change.value));
      return changes.length > 0 ? changes.sort().join(', ') : undefined;
    }
    case 'retry':
      return settings.retry && retryKey(settings.retry.value);
    case 'mirror':
      return settings.mirror && mirrorKey(mesh, table, settings.mirror.value);
    default:
      return settings[name] && stable(settings[name].value);
  }
}

const retryKey = (retry: Retry | 'never'): string =>
  retry === 'never' ? retry : stable({ ...retry, on: [...new Set(retry.on.map(String))].sort() });

const mirrorKey = (mesh: Mesh, table: Table, mirror: Mirror): string =>
  `${mirror.share} to ${destinationKey(mesh, table, mirror.to)}`;

/** JSON with sorted keys. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${stable(part)}`)
    .join(',')}}`;
}
