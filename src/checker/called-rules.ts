// The rules of a route as they stand where it is called. A route is read once for itself; what its calls get is made from that, where
// it says the same to whoever asks. Where it may not (see `isTheSame`), there is nothing here and the call reads the route itself.
import {
  type Action,
  and,
  type Condition,
  type Destination,
  type Forward,
  type Rule,
  type Settings,
  type Step,
  type WeightedDestination,
} from '../model/index.ts';
import type { Target } from './directory.ts';

/** A route that was read for itself, completely and without a finding. */
export interface KnownRoute {
  readonly callee: Target;
  /** The ports whose requests it decides; they all speak HTTP. */
  readonly ports: readonly number[];
  readonly rules: readonly Rule[];
  /** How many lists were called on the way. */
  readonly calls: number;
  /** The rules of the last call for another port than the last: those that follow do the same. */
  called?: { readonly port: number; readonly rules: readonly Rule[] };
}

/** What is known of a route for its callers; nothing where its rules depend on who calls. */
export const knownRoute = (
  callee: Target,
  ports: readonly number[],
  rules: readonly Rule[],
  calls: number,
): KnownRoute | undefined =>
  rules.every((rule) => isTheSame(callee, ports.length === 1, rule)) ? { callee, ports, rules, calls } : undefined;

/**
 * Whether a rule says the same to requests that a route was called for as to those that came to the service itself, but for ports that
 * are not written. Not so: what an egress takes (hosts are kept only on arrival), and, of several ports, a port that was chosen.
 */
function isTheSame(callee: Target, onePort: boolean, { action, settings, through }: Rule): boolean {
  if (action.kind === 'forward' && !action.split.every((part) => isOpenPart(callee, onePort, part))) return false;
  const mirror = settings.mirror?.value.to;
  if (mirror && !isPortOpen(callee, onePort, mirror)) return false;
  return onePort || through.every(({ kind }) => kind !== 'route');
}

const isOpenPart = (callee: Target, onePort: boolean, { destination }: WeightedDestination): boolean =>
  destination.kind !== 'egress' && isPortOpen(callee, onePort, destination);

const isPortOpen = (callee: Target, onePort: boolean, { target, port }: Destination): boolean =>
  onePort || port === undefined || target === callee.key;

/** The rules for requests to one of the route's ports; what `condition` (if any) and `through` say of the call stands before each. */
export function rulesOfCall(
  known: KnownRoute,
  port: number,
  through: readonly Step[],
  condition: Condition | undefined,
): Rule[] {
  const before = known.called?.port === port ? known.called.rules : undefined;
  const rules = known.rules.map((rule, at): Rule => {
    const same = before?.[at];
    return {
      condition: condition ? joined(condition, rule.condition) : rule.condition,
      action: same ? same.action : actionAt(rule.action, port),
      settings: same ? same.settings : settingsAt(rule.settings, port),
      origin: rule.origin,
      through: rule.through.length === 0 ? through : through.concat(rule.through),
    };
  });
  if (!before) known.called = { port, rules };
  return rules;
}

/** What must hold for a call and for a rule that it stands for. */
export const joined = (outer: Condition, own: Condition): Condition =>
  outer.kind === 'always' ? own : own.kind === 'always' ? outer : and([outer, own], own.origin);

/** A request that a route was called for came to no port: the one it is asked for is written out. */
const actionAt = (action: Action, port: number): Action =>
  action.kind === 'forward' ? forwardTo(action, port) : action;

function forwardTo(action: Forward, port: number): Forward {
  const { split, origin } = action;
  if (split.every(hasPort)) return action;
  const one = split[0];
  const two = split[1];
  if (!one) return action;
  if (!two) return { kind: 'forward', split: [partAt(one, port)], origin };
  if (split.length === 2) return { kind: 'forward', split: [partAt(one, port), partAt(two, port)], origin };
  return { kind: 'forward', split: split.map((part) => partAt(part, port)), origin };
}

const hasPort = ({ destination }: WeightedDestination): boolean => destination.port !== undefined;

const partAt = ({ destination, weight, origin }: WeightedDestination, port: number): WeightedDestination => ({
  destination: withPort(destination, port),
  weight,
  origin,
});

function settingsAt(settings: Settings, port: number): Settings {
  const { mirror } = settings;
  if (!mirror || mirror.value.to.port !== undefined) return settings;
  const value = { share: mirror.value.share, to: withPort(mirror.value.to, port) };
  return { ...settings, mirror: { ...mirror, value } };
}

/** The destination, at this port if it has none. */
function withPort(destination: Destination, port: number): Destination {
  if (destination.port !== undefined) return destination;
  const { kind, target, version } = destination;
  return version === undefined ? { kind, target, port } : { kind, target, version, port };
}
