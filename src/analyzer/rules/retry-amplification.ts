// Retries that multiply along declared calls: one request at the top becomes many at the bottom just when it is in trouble.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { requestText, triesOf } from '../../meaning/index.ts';
import type { Service } from '../../model/index.ts';
import { type CalledRule, calledRules, mayRetry } from '../call-times.ts';
import type { Facts } from '../facts.ts';

/** Three hops that retry, or so many requests for one, are worth a word. */
const manyHops = 3;
const manyTries = 25;

interface Chain {
  readonly hops: readonly CalledRule[];
  readonly tries: number;
}

export function* retryAmplification(facts: Facts): Generator<Diagnostic> {
  if (!facts.mesh.services.some(({ calls }) => calls.length > 0)) return;
  const services = new Map(facts.mesh.services.map((service) => [service.key, service]));
  const next = retryingCalls(facts);
  const known = new Map<string, Chain>();
  const called = new Set([...next.values()].flat().map((hop) => hop.call.target));
  for (const service of services.values()) {
    if (called.has(service.key) || !next.get(service.key)?.length) continue;
    const worst = worstChain(service.key, next, known);
    if (worst.hops.length < 2 || (worst.hops.length < manyHops && worst.tries < manyTries)) continue;
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

/** The chain below a service with most tries; a circle of calls is cut where it closes. */
function worstChain(
  service: string,
  next: ReadonlyMap<string, readonly CalledRule[]>,
  known: Map<string, Chain>,
): Chain {
  const before = known.get(service);
  if (before) return before;
  let worst: Chain = { hops: [], tries: 1 };
  known.set(service, worst);
  for (const hop of next.get(service) ?? []) {
    const rest = worstChain(hop.call.target, next, known);
    const tries = rest.tries * triesIn(hop);
    if (tries > worst.tries) worst = { hops: [hop, ...rest.hops], tries };
  }
  known.set(service, worst);
  return worst;
}

function report(service: Service, { hops, tries }: Chain): Diagnostic {
  const chain = [service.key, ...hops.map((hop) => hop.call.target)].join(' → ');
  const related = hops.map((hop) => ({
    span: hop.rule.settings.retry!.origin,
    message: `${triesIn(hop)} tries at ${hop.call.target}`,
  }));
  return diagnose(
    catalogue.analysis.retryAmplification,
    hops[0]!.call.origin,
    { chain, tries },
    { related, witness: requestText(hops[0]!.request) },
  );
}
