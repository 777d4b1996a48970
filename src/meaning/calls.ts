// The way of requests along declared calls: from the requests of a table to the endpoints that get them, and on to what those
// call. Each step holds a request that exists, or says why nobody knows.
import type { Condition, Destination, Mesh } from '../model/index.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { type Arrival, arrivals } from './destinations.ts';
import { calleeOf, tablesTo } from './lookup.ts';
import { reachOf, type Verdict } from './question.ts';
import type { Request } from './request/request.ts';
import type { Table } from './table.ts';
import { destinationText } from './words.ts';

/** A request on its way, and those before it. */
export interface Hop {
  readonly arrival: Arrival;
  /** Absent where it begins. */
  readonly trail: Trail | undefined;
  /** The reason, where nobody could say whether such a request exists. */
  readonly doubt?: string;
}

/** The last decision on a way and those before it: ways share their beginnings, and may be long. */
export interface Trail {
  readonly decision: Decision;
  readonly before: Trail | undefined;
}

/** The decisions on the way of a request, the first one first. */
export function decisionsOf({ trail }: Hop): readonly Decision[] {
  const decisions: Decision[] = [];
  for (let step = trail; step; step = step.before) decisions.push(step.decision);
  return decisions.reverse();
}

/** Where the requests of a table (those for which `only` holds) get to directly. */
export function hopsFrom(mesh: Mesh, table: Table, only: Condition, trail?: Trail, doubt?: string): readonly Hop[] {
  const { rules, gap } = reachOf(mesh, table, only);
  const hop = (verdict: Verdict<Request>, arrival: Arrival): readonly Hop[] => {
    if (verdict.is === 'no') return [];
    if (verdict.is === 'unknown') return [{ arrival, trail, doubt: verdict.reason }];
    const decision = decide(mesh, verdict.value);
    if (decision.outcome.kind === 'undeclared') return [];
    return [{ arrival, trail: { decision, before: trail }, ...(doubt === undefined ? {} : { doubt }) }];
  };
  const byRule = rules.flatMap((verdict, index) =>
    arrivals(table, table.rules[index]).flatMap((to) => hop(verdict, to)),
  );
  return [...byRule, ...arrivals(table, undefined).flatMap((to) => hop(gap, to))];
}

/** All hops that these lead to, themselves included, each place once; nearest first. */
export function followCalls(mesh: Mesh, start: readonly Hop[]): readonly Hop[] {
  const seen = new Set<string>();
  const hops = [...start];
  for (const hop of hops) {
    const key = `${destinationText({ ...hop.arrival.destination, port: 0 })} ${hop.doubt === undefined}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const next of callsOf(mesh, hop)) hops.push(next);
  }
  return hops;
}

function callsOf(mesh: Mesh, { arrival, trail, doubt }: Hop): readonly Hop[] {
  const { destination } = arrival;
  const callee = calleeOf(mesh, destination.kind, destination.target);
  if (callee?.kind !== 'service') return [];
  return callee.calls.flatMap((call) =>
    tablesTo(mesh, call.kind, call.target)
      .filter(({ ports }) => call.port === undefined || ports.some((port) => port.number === call.port))
      .flatMap((table) => hopsFrom(mesh, table, sentBy(destination, call.port, call.origin), trail, doubt)),
  );
}

function sentBy(destination: Destination, port: number | undefined, origin: Condition['origin']): Condition {
  const { target: service, version } = destination;
  const from: Condition = {
    kind: 'from',
    source: { kind: 'service', service, ...(version === undefined ? {} : { version }) },
    origin,
  };
  return port === undefined ? from : { kind: 'and', parts: [from, { kind: 'port', values: [port], origin }], origin };
}
