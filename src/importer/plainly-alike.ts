// The program's rules and those of documents for the same hosts → those that are not plainly the same: what must be compared by what it
// means. Declarations are taken to be the same; asks no solver.
import { isSameTarget, sameCondition, saySame } from '../meaning/index.ts';
import type { Destination, Gateway, GatewayPort, Ingress, Route, Rule } from '../model/index.ts';
import { calleeKey, doorKeys, type Rules } from './program-parts.ts';

export interface Surroundings {
  /** The only port of a service or egress. */
  readonly onlyPort: (callee: string) => number | undefined;
  /** Undefined where the gateway is not there in both, or shows another certificate. */
  readonly gateway: (key: string) => GatewayRules | undefined;
}
/** The gateway's own rules, which stand before those of its ingresses. */
export interface GatewayRules {
  readonly program: readonly Rule[];
  readonly back: readonly Rule[];
}

export interface Unlike {
  readonly program: Rules;
  readonly back: Rules;
}

export function unlikeRules(program: Rules, back: Rules, around: Surroundings): Unlike {
  const [oldRoutes, routes] = unlikeRoutes(program.routes, back.routes, around);
  const [oldIngresses, ingresses] = unlikeIngresses(program.ingresses, back.ingresses, around);
  return { program: { routes: oldRoutes, ingresses: oldIngresses }, back: { routes, ingresses } };
}

/** The first has nothing that the second does not begin with. */
function areSame(one: readonly Rule[], other: readonly Rule[], { onlyPort }: Surroundings): boolean {
  const portOf = (to: Destination): number | undefined => to.port ?? onlyPort(calleeKey(to));
  const sameDestination = (x: Destination, y: Destination): boolean =>
    isSameTarget(x, y) && (x.port === y.port || portOf(x) === portOf(y));
  return one.length <= other.length && one.every((rule, at) => isSame(rule, other[at] as Rule, sameDestination));
}

const isSame = (one: Rule, other: Rule, sameDestination: Parameters<typeof saySame>[2]): boolean =>
  sameCondition(one.condition, other.condition) && saySame(one, other, sameDestination);

/** But for whom. */
export const saysTheSame = (one: Rule, other: Rule): boolean =>
  saySame(one, other, (x, y) => isSameTarget(x, y) && x.port === y.port);

/** Of a service all routes or none. Rules that only documents have, behind all of the program's, decide what it leaves undecided. */
function unlikeRoutes(
  program: readonly Route[],
  back: readonly Route[],
  around: Surroundings,
): readonly [readonly Route[], readonly Route[]] {
  const [old, fresh] = [Map.groupBy(program, calleeKey), Map.groupBy(back, calleeKey)];
  const alike = new Set<Route>();
  for (const [callee, routes] of old) {
    const others = fresh.get(callee) ?? [];
    if (routesAlike(routes, others, around)) for (const route of [...routes, ...others]) alike.add(route);
  }
  const isUnlike = (route: Route): boolean => !alike.has(route);
  return [program.filter(isUnlike), back.filter(isUnlike)];
}

function routesAlike(old: readonly Route[], fresh: readonly Route[], around: Surroundings): boolean {
  if (old.length !== fresh.length) return false;
  return old.every((route) => {
    const other = fresh.find(({ port }) => port === route.port);
    return other !== undefined && areSame(route.rules, other.rules, around);
  });
}

/** What stands behind the same doors for the same hosts. */
function unlikeIngresses(
  program: readonly Ingress[],
  back: readonly Ingress[],
  around: Surroundings,
): readonly [readonly Ingress[], readonly Ingress[]] {
  const [old, fresh] = [Map.groupBy(program, claimOf), Map.groupBy(back, claimOf)];
  const alike = new Set<Ingress>();
  for (const [claim, [one, another]] of old) {
    const [other, more] = fresh.get(claim) ?? [];
    if (!one || !other || another || more || !ingressesAlike(one, other, around)) continue;
    alike.add(one).add(other);
  }
  const isUnlike = (ingress: Ingress): boolean => !alike.has(ingress);
  return [program.filter(isUnlike), back.filter(isUnlike)];
}

function claimOf(ingress: Ingress): string {
  const keys = doorKeys(ingress);
  return (isSorted(keys) ? keys : keys.toSorted()).join(',');
}

const isSorted = (keys: readonly string[]): boolean =>
  keys.every((key, at) => at === 0 || (keys[at - 1] as string) <= key);

function ingressesAlike(one: Ingress, other: Ingress, around: Surroundings): boolean {
  return (
    one.certificate?.value === other.certificate?.value &&
    one.clients?.value === other.clients?.value &&
    one.doors.every(({ gateway }) => {
      const rules = around.gateway(gateway);
      return rules !== undefined && areSameAfter(rules, one.rules, other.rules, around);
    })
  );
}

/** Both lists whole, each after its gateway's rules. */
function areSameAfter(
  { program, back }: GatewayRules,
  one: readonly Rule[],
  other: readonly Rule[],
  around: Surroundings,
): boolean {
  if (program.length + one.length !== back.length + other.length) return false;
  if (program.length === 0 && back.length === 0) return areSame(one, other, around);
  return areSame([...program, ...one], [...back, ...other], around);
}

/** The ports show the same certificates and ask for the same ones. */
export function showTheSame({ ports }: Gateway, other: Gateway): boolean {
  const shown = new Set(other.ports.map(shownAt));
  return ports.every((port) => shown.has(shownAt(port)));
}

const shownAt = ({ number, certificate, clients }: GatewayPort): string =>
  `${number} ${certificate?.value} ${clients?.value}`;
