// A rule list for connections (TLS that passes through, plain TCP) → filter chains: by server name, each forwarded as a whole.
// Envoy takes the most specific name; what an earlier rule already took is left out, so that the order of the rules holds.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Condition, Forward, Rule } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { type Conjunction, normalForm } from '../../shared/normal-form/index.ts';
import type { ChainPlan, ObservedPlan, TcpPlan } from '../plan.ts';
import type { ProxyLowering } from './context.ts';
import { covers } from './host-pattern.ts';
import { MATCH_LIMIT } from './route-match.ts';
import { type Trying, weightedClusters } from './rules.ts';
import { settle } from './view.ts';

/** Chains for connections to one of `hosts` (`*`: whatever they ask for), without the listener's own conditions. */
export function chainsOf(
  lowering: ProxyLowering,
  rules: readonly Rule[],
  hosts: readonly string[],
  trying: Trying,
  telemetry: ObservedPlan,
): readonly ChainPlan[] {
  const chains: ChainPlan[] = [];
  const taken: string[] = [];
  for (const rule of rules) {
    const condition = settle(rule.condition, trying.view);
    if (condition === false) continue;
    const wanted = condition === true ? [...hosts] : namesOf(lowering, condition, hosts);
    const names = wanted.filter((name) => !taken.some((earlier) => covers(earlier, name)));
    const filter = forwardConnection(lowering, rule, trying, telemetry);
    if (names.length > 0 && filter) chains.push({ ...matchOf(names), filter, origin: rule.origin });
    taken.push(...names);
  }
  return chains;
}

const matchOf = (names: readonly string[]): Pick<ChainPlan, 'match'> =>
  names.includes('*') ? {} : { match: { serverNames: names } };

/** Of the hosts, the names that the condition asks for. */
function namesOf(lowering: ProxyLowering, condition: Condition, hosts: readonly string[]): readonly string[] {
  const form = normalForm(condition, MATCH_LIMIT);
  const names = form === 'too-large' ? [undefined] : form.conjunctions.map(serverNames);
  if (names.includes(undefined)) {
    refuse(lowering, condition.origin, 'this condition');
    return [];
  }
  return [...new Set((names as string[][]).flat())].filter((name) => hosts.some((host) => covers(host, name)));
}

function serverNames([literal, ...more]: Conjunction): readonly string[] | undefined {
  const test = literal?.test;
  if (test?.kind !== 'text' || test.subject !== 'sni' || literal?.negated || more.length > 0) return undefined;
  if (test.operator === 'equals') return test.values.map((value) => value.toLowerCase());
  if (test.operator === 'ends' && test.values.every((value) => value.startsWith('.')))
    return test.values.map((value) => `*${value.toLowerCase()}`);
  return undefined;
}

const refuse = (lowering: ProxyLowering, origin: Span, what: string): void =>
  lowering.report.add(catalogue.envoy.connectionRule, origin, { what });

function forwardConnection(
  lowering: ProxyLowering,
  rule: Rule,
  trying: Trying,
  telemetry: ObservedPlan,
): TcpPlan | undefined {
  const { action } = rule;
  if (action.kind === 'forward') return tcpPlan(lowering, action, trying, telemetry);
  refuse(lowering, action.origin, `an answer of its own (${action.kind})`);
  return undefined;
}

function tcpPlan(
  lowering: ProxyLowering,
  action: Forward,
  trying: Trying,
  telemetry: ObservedPlan,
): TcpPlan | undefined {
  const { view, host } = trying;
  const calling = { port: view.port, origin: action.origin, ...(host !== undefined ? { host } : {}) };
  const clusters = weightedClusters(lowering, action.split, calling);
  if (clusters.length < action.split.length) return undefined;
  return { kind: 'tcp', statPrefix: `tcp_${view.port}`, clusters, telemetry, origin: action.origin };
}
