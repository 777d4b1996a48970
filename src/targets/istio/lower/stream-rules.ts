// Rules of TLS and TCP connections in, `tls` or `tcp` routes out: there are only ports, sources and server names to match, and
// nothing but forwarding to do.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Rule, TextTest } from '../../../model/index.ts';
import type { Conjunction, Literal } from '../../shared/normal-form/index.ts';
import type { Placed, StreamMatch, StreamRoute } from '../plan.ts';
import type { Lowering } from './context.ts';
import { type Draft, emptyDraft, isRefusal, type Refusal } from './draft.ts';
import { asksNothing, clausesOf, refuse } from './http-rules.ts';
import { order } from './order.ts';
import { destinationsOf } from './route.ts';
import { byOrder, takesName } from './server-names.ts';
import type { Site } from './site.ts';
import { portStep, sourceStep } from './source-match.ts';

/** `hosts`, which only TLS has, are the server names of a route without a test of them. */
export function streamRoutes(
  rules: readonly Rule[],
  site: Site,
  hosts: readonly Placed<string>[] | undefined,
  context: Lowering,
): readonly StreamRoute[] {
  if (rules.length === 0) return [];
  const ordered = order<Rule, StreamMatch>(clausesOf(rules, site, context), {
    lower: ({ conjunction, outcome }) => matchesOf(conjunction, outcome, site, hosts, context),
    takesAll: (match) => (!match.sniHosts || match.sniHosts === hosts) && asksNothing(match),
    untaken: undefined,
    limit: mostClauses,
    refuse: (_, refusal) => refuse(refusal, context),
    tooMany: ({ outcome }) =>
      context.report.add(catalogue.istio.tooManyMatches, outcome.condition.origin, { limit: mostClauses }),
  });
  const routes = ordered.flatMap(({ outcome, matches, all }) =>
    streamRoute(outcome, all && !hosts ? [] : matches, site, context),
  );
  return hosts ? byOrder(routes, context) : routes;
}

const mostClauses = 128;

function streamRoute(
  rule: Rule,
  matches: readonly StreamMatch[],
  site: Site,
  context: Lowering,
): readonly StreamRoute[] {
  const { action, origin } = rule;
  if (action.kind === 'forward') return [{ matches, destinations: destinationsOf(action, site, context), origin }];
  context.report.add(catalogue.istio.streamAnswer, action.origin, { action: action.kind });
  return [];
}

function matchesOf(
  conjunction: Conjunction,
  rule: Rule,
  site: Site,
  hosts: readonly Placed<string>[] | undefined,
  context: Lowering,
): readonly StreamMatch[] | Refusal {
  const texts = conjunction.filter((literal): literal is Literal & { test: TextTest } => literal.test.kind === 'text');
  if (texts.some(({ test, negated }) => test.subject !== 'sni' && !negated)) return [];
  const names = serverNames(texts.filter(({ test }) => test.subject === 'sni'));
  if (isRefusal(names)) return names;
  const [asked] = texts.filter(({ test, negated }) => test.subject === 'sni' && !negated);
  const isOwn = names?.every((name) => hosts?.some((host) => host.value === name.value));
  if (asked && site.kind === 'mesh' && site.host === undefined && !isOwn) return onlyItself(asked);
  const drafts = draftsOf(conjunction, site, context);
  if (isRefusal(drafts)) return drafts;
  // Istio refuses server names outside the hosts; no connection has one there.
  const claimed = hosts && names?.filter((name) => hosts.some((host) => takesName(host.value, name.value)));
  if (claimed?.length === 0) return [];
  const sniHosts = claimed ?? hosts;
  const { origin } = rule.condition;
  return drafts.map(({ port, gateways, sourceLabels, sourceNamespace }) => ({
    port,
    gateways,
    sourceLabels,
    sourceNamespace,
    sniHosts,
    origin,
  }));
}

const onlyItself = (literal: Literal): Refusal => ({
  refused: 'impossible',
  opposite: false,
  literal,
  why: 'inside the mesh it takes no server names but those of the service itself',
});

function draftsOf(conjunction: Conjunction, site: Site, context: Lowering): readonly Draft[] | Refusal {
  const ports = conjunction.filter((literal): literal is never => literal.test.kind === 'port');
  const sources = conjunction.filter((literal): literal is never => literal.test.kind === 'from');
  const atPorts = ports.length > 0 ? portStep(ports, site)(emptyDraft) : [emptyDraft];
  if (isRefusal(atPorts) || sources.length === 0) return atPorts;
  const results = atPorts.map(sourceStep(sources, site, context));
  return results.find(isRefusal) ?? (results as readonly (readonly Draft[])[]).flat();
}

/** Names, and everything below a name; undefined where nothing is asked. */
function serverNames(
  literals: readonly (Literal & { test: TextTest })[],
): readonly Placed<string>[] | undefined | Refusal {
  const negated = literals.filter((literal) => literal.negated);
  if (negated.length > 0) return { refused: 'negated', literals: negated };
  const [first, second] = literals.filter(({ test }) => test.operator !== 'exists');
  if (!first) return undefined;
  const { operator, values, origin } = first.test;
  const names = values.map((value) => serverName(operator, value));
  if (second || names.some((name) => name === undefined)) {
    return {
      refused: 'impossible',
      opposite: false,
      literal: second ?? first,
      why: 'TLS matches know whole names and `*.` before a name',
    };
  }
  return (names as readonly string[]).map((value) => ({ value, origin }));
}

function serverName(operator: TextTest['operator'], value: string): string | undefined {
  if (operator === 'equals') return value;
  return operator === 'ends' && value.startsWith('.') ? `*${value}` : undefined;
}
