// Retries that multiply along declared calls: one request at the top becomes many at the bottom just when it is in trouble.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { requestText, triesOf } from '../../meaning/index.ts';
import type { Service } from '../../model/index.ts';
import { type CalledRule, calledRules, mayRetry } from '../call-times.ts';
import type { Facts } from '../facts.ts';

/** Three hops that retry, or so many requests for one, are worth a word. */
const manyHops = 3;
const manyTries = 25;

/** The first hop and what follows it. */
interface Chain {
  readonly hop?: CalledRule;
  readonly rest?: Chain;
  readonly length: number;
  readonly tries: number;
}
const noChain: Chain = { length: 0, tries: 1 };

export function* retryAmplification(facts: Facts): Generator<Diagnostic> {
  if (!facts.hasCalls) return;
  const services = new Map(facts.mesh.services.map((service) => [service.key, service]));
  const next = retryingCalls(facts);
  const known = new Map<string, Chain>();
  const called = new Set([...next.values()].flat().map((hop) => hop.call.target));
  for (const service of services.values()) {
    if (called.has(service.key) || !next.get(service.key)?.length) continue;
    const worst = worstChain(service.key, next, known);
    if (worst.length < 2 || (worst.length < manyHops && worst.tries < manyTries)) continue;
    yield report(service, worst);
  }
}

/** Per service its calls whose rules retry, the worst rule of each. */
function retryingCalls(facts: Facts): ReadonlyMap<string, readonly CalledRule[]> {
  return new Map(
    facts.mesh.services.map((service) => [
      service.key,
      service.calls.flatMap((call) => {
        if (!mayRetry(facts, call)) return [];
        const worst = [...calledRules(facts, service, call)].sort((a, b) => triesIn(b) - triesIn(a))[0];
        return worst && triesIn(worst) > 1 ? [worst] : [];
      }),
    ]),
  );
}

const triesIn = ({ rule }: CalledRule): number => triesOf(rule.settings);

/** A service whose calls are being followed: the next of them, and the worst chain so far. */
interface Visit {
  readonly service: string;
  readonly calls: readonly CalledRule[];
  at: number;
  worst: Chain;
}

/** The chain below a service with most tries; a circle of calls is cut where it closes. Chains may be long: no recursion. */
function worstChain(
  service: string,
  next: ReadonlyMap<string, readonly CalledRule[]>,
  known: Map<string, Chain>,
): Chain {
  const visits: Visit[] = [];
  const enter = (target: string): void => {
    known.set(target, noChain);
    visits.push({ service: target, calls: next.get(target) ?? [], at: 0, worst: noChain });
  };
  if (!known.has(service)) enter(service);
  for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
    const hop = visit.calls[visit.at];
    if (!hop) {
      known.set(visit.service, visit.worst);
      visits.pop();
      continue;
    }
    const rest = known.get(hop.call.target);
    if (!rest) enter(hop.call.target);
    else {
      const tries = rest.tries * triesIn(hop);
      if (tries > visit.worst.tries) visit.worst = { hop, rest, length: rest.length + 1, tries };
      visit.at++;
    }
  }
  return known.get(service) ?? noChain;
}

function hopsOf(chain: Chain): readonly CalledRule[] {
  const hops: CalledRule[] = [];
  for (let link: Chain | undefined = chain; link?.hop; link = link.rest) hops.push(link.hop);
  return hops;
}

/** Of a long chain the beginning and the end. */
const shown = 12;
const cut = <T>(list: readonly T[], between: readonly T[]): readonly T[] =>
  list.length <= shown ? list : [...list.slice(0, shown / 2), ...between, ...list.slice(-shown / 2)];

function report(service: Service, worst: Chain): Diagnostic {
  const hops = hopsOf(worst);
  const chain = cut([service.key, ...hops.map((hop) => hop.call.target)], ['…']).join(' → ');
  const related = cut(hops, []).map((hop) => ({
    span: hop.rule.settings.retry!.origin,
    message: `${triesIn(hop)} tries at ${hop.call.target}`,
  }));
  return diagnose(
    catalogue.analysis.retryAmplification,
    hops[0]!.call.origin,
    { chain, tries: worst.tries },
    { related, witness: requestText(hops[0]!.request) },
  );
}
