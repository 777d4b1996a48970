// Along declared calls: the rules by which one service's requests to another are decided.

import type { Request } from '../meaning/index.ts';
import { reachOf, type Table, triesOf, type WorstCase, worstCase } from '../meaning/index.ts';
import type { CallEdge, Condition, Rule, Service } from '../model/index.ts';
import type { Facts } from './facts.ts';

/** A rule that takes requests of a call, with such a request. */
export interface CalledRule {
  readonly call: CallEdge;
  readonly table: Table;
  readonly rule: Rule;
  readonly request: Request;
  readonly worst: WorstCase;
}

/** The longest that some rule for this call may take, whether or not it takes requests of the call; 0 if all are without bound. */
export function longestOf(facts: Facts, call: CallEdge): number {
  const rules = facts.tablesTo(call.kind, call.target).flatMap((table) => table.rules);
  const times = rules.map((rule) => worstCase(rule.action.kind, rule.settings));
  return Math.max(0, ...times.map((worst) => (worst.bounded ? worst.duration : 0)));
}

/** Whether some rule for this call retries. */
export const mayRetry = (facts: Facts, call: CallEdge): boolean =>
  facts.tablesTo(call.kind, call.target).some((table) => table.rules.some((rule) => triesOf(rule.settings) > 1));

/** The rules that forward what this service sends along a declared call. Calls without rules are the platform's. */
export function calledRules(facts: Facts, service: Service, call: CallEdge): readonly CalledRule[] {
  const from: Condition = { kind: 'from', source: { kind: 'service', service: service.key }, origin: call.origin };
  return facts
    .tablesTo(call.kind, call.target)
    .filter(({ rules }) => rules.length > 0)
    .filter(({ ports }) => call.port === undefined || ports.some((port) => port.number === call.port))
    .flatMap((table) => {
      const { rules } = reachOf(facts.mesh, table, from);
      return rules.flatMap((verdict, index) => {
        const rule = table.rules[index]!;
        if (verdict.is !== 'yes' || rule.action.kind !== 'forward') return [];
        const worst = worstCase('forward', rule.settings);
        return [{ call, table, rule, request: verdict.value, worst }];
      });
    });
}
