// The order in which the ingress of old Istio tries the routes of a host: not the program's but by path, exact ones first, then prefixes,
// those that sort later first. Finds pairs that this turns round although both can take a request.
import type { Match } from '../plan.ts';
import { meet } from './match.ts';

/** A route as the ingress has it: the match of a rule met with the path that leads to its service. */
export interface DoorRoute {
  readonly match: Match;
  /** Equal for routes that decide alike. */
  readonly decision: unknown;
}

/** Sorting in Go 1.8 keeps the order of equal routes for sure only up to this many, or twice as many if all are equal. */
const STABLE = 6;

/** The first pair, in the program's order, that the ingress may try the other way round; one that no request reaches in the program counts too. */
export function turnedRound<R extends DoorRoute>(routes: readonly R[]): readonly [R, R] | undefined {
  const stable = keepsEqualOrder(routes);
  for (const [index, first] of routes.entries()) {
    const second = routes.slice(index + 1).find((other) => turns(first, other, stable));
    if (second) return [first, second];
  }
  return undefined;
}

function keepsEqualOrder(routes: readonly DoorRoute[]): boolean {
  const [first] = routes;
  const allEqual = routes.every((route) => first && compare(first, route) === 0);
  return routes.length <= (allEqual ? STABLE * 2 : STABLE);
}

function turns(first: DoorRoute, second: DoorRoute, stable: boolean): boolean {
  if (first.decision === second.decision || meet(first.match, second.match) === 'never') return false;
  const order = compare(first, second);
  return order > 0 || (order === 0 && !stable);
}

function compare(a: DoorRoute, b: DoorRoute): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  if (left.exact !== right.exact) return left.exact ? -1 : 1;
  if (left.path === right.path) return 0;
  return left.path < right.path === left.exact ? -1 : 1;
}

const keyOf = ({ match }: DoorRoute): { readonly exact: boolean; readonly path: string } => {
  const { uri } = match.headers;
  return { exact: uri?.kind === 'exact', path: uri?.value ?? '/' };
};
