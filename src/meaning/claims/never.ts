// `S never routes to T` (directly) and `S never reaches T` (along declared calls): which endpoints can get a request, or a copy
// of one, starting from the requests that the claim is about.
import type { Mesh } from '../../model/index.ts';
import { decisionsOf, followCalls, type Hop, hopsFrom } from '../calls.ts';
import { holds } from '../destinations.ts';
import { destinationText, ruleText } from '../words.ts';
import { type ClaimVerdict, holdsBecause, refutedBy, type Subject, unknownBecause } from './outcome.ts';

interface Target {
  readonly target: string;
  readonly version?: string;
}
/** No request of the subjects is sent to the target, nor a copy of one. */
export function proveNeverRoutes(mesh: Mesh, target: Target, subjects: readonly Subject[]): ClaimVerdict {
  return verdictOn(mesh, target, hopsOf(mesh, subjects));
}

/** The same, following the calls that the services on the way declare. */
export function proveNeverReaches(mesh: Mesh, target: Target, subjects: readonly Subject[]): ClaimVerdict {
  return verdictOn(mesh, target, followCalls(mesh, hopsOf(mesh, subjects)));
}

const hopsOf = (mesh: Mesh, subjects: readonly Subject[]): readonly Hop[] =>
  subjects.flatMap(({ table, only }) => hopsFrom(mesh, table, only));

function verdictOn(mesh: Mesh, target: Target, hops: readonly Hop[]): ClaimVerdict {
  const hits = hops.filter((hop) => holds(mesh, hop.arrival.destination, target.target, target.version));
  const sure = hits.find((hop) => hop.doubt === undefined);
  if (sure) return refutedBy(decisionsOf(sure), ...trailText(sure));
  const doubtful = hits[0];
  if (doubtful) return unknownBecause(doubtful.doubt!);
  const name = destinationText({ kind: 'service', ...target });
  return holdsBecause(`no request gets to ${name}`);
}

function trailText(hop: Hop): readonly string[] {
  const { arrival } = hop;
  const name = destinationText(arrival.destination);
  const head = arrival.mirrored ? `a copy gets to ${name}` : `a request gets to ${name}`;
  return [
    head,
    ...decisionsOf(hop).map(
      (decision) => `${decision.table?.name}: ${decision.rule ? ruleText(decision.rule) : 'no rule, so all endpoints'}`,
    ),
  ];
}
