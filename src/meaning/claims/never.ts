// `S never routes to T` (directly) and `S never reaches T` (along declared calls): which endpoints can get a request, or a copy
// of one, starting from the requests that the claim is about.
import type { Condition, Destination, Mesh } from '../../model/index.ts';
import { decide } from '../decide.ts';
import type { Decision } from '../decision.ts';
import { type Arrival, arrivals, holds } from '../destinations.ts';
import { calleeOf } from '../lookup.ts';
import { reachOf, type Verdict } from '../question.ts';
import type { Request } from '../request/request.ts';
import { tablesOf } from '../table.ts';
import { destinationText, ruleText } from '../words.ts';
import { type ClaimVerdict, holdsBecause, refutedBy, type Subject, unknownBecause } from './outcome.ts';

interface Target {
  readonly target: string;
  readonly version?: string;
}
/** A request on its way, and those before it. */
interface Hop {
  readonly arrival: Arrival;
  readonly trail: readonly Decision[];
  /** The reason, where nobody could say whether such a request exists. */
  readonly doubt?: string;
}

/** No request of the subjects is sent to the target, nor a copy of one. */
export function proveNeverRoutes(mesh: Mesh, target: Target, subjects: readonly Subject[]): ClaimVerdict {
  return verdictOn(
    mesh,
    target,
    subjects.flatMap((subject) => hopsFrom(mesh, subject, [])),
  );
}

/** The same, following the calls that the services on the way declare. */
export function proveNeverReaches(mesh: Mesh, target: Target, subjects: readonly Subject[]): ClaimVerdict {
  const queue = subjects.flatMap((subject) => hopsFrom(mesh, subject, []));
  const seen = new Set<string>();
  const hops: Hop[] = [];
  for (let hop = queue.shift(); hop !== undefined; hop = queue.shift()) {
    hops.push(hop);
    const key = `${destinationText({ ...hop.arrival.destination, port: 0 })} ${hop.doubt === undefined}`;
    if (seen.has(key)) continue;
    seen.add(key);
    queue.push(...callsOf(mesh, hop));
  }
  return verdictOn(mesh, target, hops);
}

function verdictOn(mesh: Mesh, target: Target, hops: readonly Hop[]): ClaimVerdict {
  const hits = hops.filter((hop) => holds(mesh, hop.arrival.destination, target.target, target.version));
  const sure = hits.find((hop) => hop.doubt === undefined);
  if (sure) return refutedBy(sure.trail, ...trailText(sure));
  const doubtful = hits[0];
  if (doubtful) return unknownBecause(doubtful.doubt!);
  const name = destinationText({ kind: 'service', ...target });
  return holdsBecause(`no request gets to ${name}`);
}

function trailText({ trail, arrival }: Hop): readonly string[] {
  const name = destinationText(arrival.destination);
  const head = arrival.mirrored ? `a copy gets to ${name}` : `a request gets to ${name}`;
  return [
    head,
    ...trail.map(
      (decision) => `${decision.table?.name}: ${decision.rule ? ruleText(decision.rule) : 'no rule, so all endpoints'}`,
    ),
  ];
}

function hopsFrom(mesh: Mesh, { table, only }: Subject, trail: readonly Decision[], doubt?: string): readonly Hop[] {
  const { rules, gap } = reachOf(mesh, table, only);
  const hop = (verdict: Verdict<Request>, arrival: Arrival): readonly Hop[] => {
    if (verdict.is === 'no') return [];
    if (verdict.is === 'unknown') return [{ arrival, trail, doubt: verdict.reason }];
    const decision = decide(mesh, verdict.value);
    if (decision.outcome.kind === 'undeclared') return [];
    return [{ arrival, trail: [...trail, decision], ...(doubt === undefined ? {} : { doubt }) }];
  };
  const byRule = rules.flatMap((verdict, index) =>
    arrivals(mesh, table, table.rules[index]).flatMap((to) => hop(verdict, to)),
  );
  return [...byRule, ...arrivals(mesh, table, undefined).flatMap((to) => hop(gap, to))];
}

function callsOf(mesh: Mesh, { arrival, trail, doubt }: Hop): readonly Hop[] {
  const { destination } = arrival;
  const callee = calleeOf(mesh, destination.kind, destination.target);
  if (callee?.kind !== 'service') return [];
  return callee.calls.flatMap((call) =>
    tablesOf(mesh)
      .filter(({ address }) => address.kind === call.kind && address.target === call.target)
      .filter(({ ports }) => call.port === undefined || ports.some((port) => port.number === call.port))
      .flatMap((table) => hopsFrom(mesh, { table, only: sentBy(destination, call.port, call.origin) }, trail, doubt)),
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
