// Faults and whom they hit. Old Pilots turn the fault of a rule into a filter of the whole proxy that fires for every request with the
// rule's header conditions on its way to the rule's clusters, whatever its path and whichever rule sent it. So a fault is written once
// for all matches that share those, and refused where requests of another rule would meet it.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Rule, Service } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Branch, Match, RouteRule } from '../plan.ts';
import { callName, type Lowering, referenceTo } from './lowering.ts';
import { ANY, implies, isCatchAll, meet, withoutUri } from './match.ts';

/** A rule of the output with the rule of the program that it came from; absent: what Pilot adds for a service without rules. */
export interface Lowered {
  readonly plan: Pick<RouteRule, 'destination' | 'match' | 'branches' | 'redirect'> & Partial<RouteRule>;
  readonly rule?: Rule;
}

/** The clusters a rule sends to: host and sorted labels. */
export function clustersOf({ destination, branches, redirect }: Lowered['plan']): readonly string[] {
  if (redirect) return [];
  const all: readonly Pick<Branch, 'destination' | 'labels'>[] = branches.length > 0 ? branches : [{ labels: {} }];
  return all.map(({ destination: other, labels }) => {
    const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    return `${(other ?? destination).host}|${pairs.sort().join(',')}`;
  });
}

const matchOf = ({ plan }: Lowered): Match => plan.match ?? ANY;

/**
 * The rules of one destination, in order, with the fault of a rule on no more matches than needed: a filter fires for every request with its
 * headers, also for those of a narrower match of the same rule, and twice would be once too often.
 */
export function withFaultsOnce(list: readonly Lowered[]): readonly Lowered[] {
  return list.map((lowered, index) => {
    const covered = list.some(
      (other, at) =>
        at !== index &&
        other.rule === lowered.rule &&
        coversFilter(other, lowered, at < index) &&
        !cutBefore(list.slice(0, at), lowered),
    );
    if (!covered) return lowered;
    const { delay: _delay, abort: _abort, ...plan } = lowered.plan;
    return { ...lowered, plan };
  });
}

/** For some source of `lowered` one of these takes everything, so that rules after it are not in that source's proxy. */
const cutBefore = (rules: readonly Lowered[], lowered: Lowered): boolean =>
  rules.some((rule) => {
    const { headers, source } = matchOf(rule);
    const mine = matchOf(lowered).source;
    return isCatchAll({ headers }) && meet(asMatch(source), asMatch(mine)) !== 'never';
  });

const asMatch = (source: Match['source']): Match => (source ? { headers: {}, source } : ANY);

/** The filter of `wide` fires for all requests of that of `narrow`; of two that are alike the first is the wide one. */
function coversFilter(wide: Lowered, narrow: Lowered, isFirst: boolean): boolean {
  const [general, special] = [withoutUri(matchOf(wide)), withoutUri(matchOf(narrow))];
  return implies(special, general) && (isFirst || !implies(general, special));
}

/** A rule in the list of its destination. */
interface Place {
  readonly list: readonly Lowered[];
  readonly index: number;
}

/** Findings for every fault that requests of another rule would meet. `lists` are the rules of each destination, in order. */
export function reportLeaks(at: Lowering, lists: readonly (readonly Lowered[])[]): void {
  const faulty = placesIn(lists).filter(({ list, index }) => faultOf(list[index] as Lowered));
  if (faulty.length === 0) return;
  const byCluster = placesByCluster([...lists, ...withoutRules(at, lists)]);
  for (const place of faulty) {
    const lowered = place.list[place.index] as Lowered;
    const fault = faultOf(lowered);
    const hit = firstHit(byCluster, place);
    if (!fault || !hit) continue;
    const other = hit.rule === lowered.rule ? 'requests of the same rule a second time' : describe(at, hit);
    const related = hit.rule && hit.rule !== lowered.rule ? [{ span: hit.rule.origin, message: 'this rule' }] : [];
    at.report.add(
      catalogue.legacy.faultLeaks,
      fault.origin,
      { fault: fault.kind, other, target: at.target },
      { related },
    );
  }
}

const placesIn = (lists: readonly (readonly Lowered[])[]): readonly Place[] =>
  lists.flatMap((list) => list.map((_, index) => ({ list, index })));

function placesByCluster(lists: readonly (readonly Lowered[])[]): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  for (const place of placesIn(lists)) {
    for (const cluster of clustersOf((place.list[place.index] as Lowered).plan)) {
      const known = found.get(cluster);
      if (known) known.push(place);
      else found.set(cluster, [place]);
    }
  }
  return found;
}

/** Services that no rule of the output is for: all their requests go to all their pods. */
const withoutRules = (at: Lowering, lists: readonly (readonly Lowered[])[]): readonly (readonly Lowered[])[] => {
  const ruled = new Set(lists.flatMap((list) => list.slice(0, 1).map(({ plan }) => plan.destination.host)));
  return at.mesh.services
    .filter(({ host }) => !ruled.has(host))
    .map((service: Service) => [{ plan: { destination: referenceTo(service), branches: [] } }]);
};

function faultOf({ plan, rule }: Lowered): { readonly kind: string; readonly origin: Span } | undefined {
  if (!rule || (!plan.delay && !plan.abort)) return undefined;
  const setting = plan.delay ? rule.settings.delay : rule.settings.abort;
  return { kind: plan.delay ? 'delay' : 'abort', origin: setting?.origin ?? rule.origin };
}

/** A rule that sends to the same pods, some of whose requests the fault would hit. */
function firstHit(byCluster: ReadonlyMap<string, readonly Place[]>, faulty: Place): Lowered | undefined {
  const { plan } = faulty.list[faulty.index] as Lowered;
  const sharing = clustersOf(plan).flatMap((cluster) => byCluster.get(cluster) ?? []);
  const hit = sharing.find(
    (place) =>
      !(place.list === faulty.list && place.index === faulty.index) &&
      reaches(place.list, place.index, faulty.list, faulty.index),
  );
  return hit?.list[hit.index];
}

/** Some request that the rule at `at` of `list` decides fulfils the header conditions of the fault. */
function reaches(list: readonly Lowered[], at: number, own: readonly Lowered[], index: number): boolean {
  const faulty = own[index] as Lowered;
  const other = list[at] as Lowered;
  const met = meet(withoutUri(matchOf(faulty)), matchOf(other));
  if (met === 'never') return false;
  if (other.rule === faulty.rule && list === own && !faultOf(other)) return false;
  return !list.slice(0, at).some((earlier) => implies(met, matchOf(earlier)));
}

const describe = (at: Lowering, { plan, rule }: Lowered): string => {
  const service = at.mesh.services.find(({ host }) => host === plan.destination.host);
  const name = service ? callName(at, service.key) : plan.destination.host;
  return rule ? `requests to ${name} that another rule decides` : `all other requests to ${name}`;
};
