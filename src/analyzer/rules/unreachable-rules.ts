// Rules that no request reaches, in any list they were put into: because earlier rules take all their requests, or because
// their condition never holds.
import { catalogue, type Diagnostic, diagnose, type Related } from '../../diagnostics/index.ts';
import { requestText, ruleText, type Table, type Taker, writtenKey } from '../../meaning/index.ts';
import { leaves, type Rule, type Step } from '../../model/index.ts';
import { removal } from '../edits.ts';
import type { Copy, Facts } from '../facts.ts';
import { extentOf } from '../regex-extent.ts';

export function* unreachableRules(facts: Facts): Generator<Diagnostic> {
  if (!facts.survey.dead) return;
  const calls = deadCalls(facts);
  for (const { step, copies } of calls.values()) if (!isSwitchedOff(facts, copies)) yield deadCall(facts, step, copies);
  for (const copies of facts.copies) {
    if (!copies.every((copy) => isDead(facts, copy)) || isSwitchedOff(facts, copies)) continue;
    if (copies.some((copy) => copy.rule.through.some((step) => calls.has(stepKey(step))))) continue;
    yield* deadRule(facts, copies);
  }
}

const isDead = (facts: Facts, { table, index }: Copy): boolean => facts.reach(table).rules[index]?.is === 'no';

/** An input chose that it is dead; with another value it may live. */
const isSwitchedOff = (facts: Facts, copies: readonly Copy[]): boolean =>
  copies.some(
    (copy) =>
      copy.rule.condition.switched ||
      facts.takers(copy).some(({ index }) => copy.table.rules[index]?.condition.switched),
  );

const stepKey = (step: Step): string => writtenKey(step.origin);

/** Calls of lists and routes all of whose rules are dead wherever the call stands. */
function deadCalls(facts: Facts): Map<string, { readonly step: Step; readonly copies: readonly Copy[] }> {
  const steps = new Map<string, { readonly step: Step; readonly copies: Copy[] }>();
  for (const copy of facts.everyCopy) {
    for (const step of copy.rule.through) {
      if (step.kind === 'gateway') continue;
      const known = steps.get(stepKey(step)) ?? { step, copies: [] };
      known.copies.push(copy);
      steps.set(stepKey(step), known);
    }
  }
  return new Map([...steps].filter(([, { copies }]) => copies.every((copy) => isDead(facts, copy))));
}

function deadCall(facts: Facts, step: Step, copies: readonly Copy[]): Diagnostic {
  const own = new Set(copies.filter(({ table }) => table === copies[0]!.table).map(({ index }) => index));
  const takers = copies.flatMap((copy) => facts.takers(copy).filter((taker) => !own.has(taker.index)));
  const rule = `\`${step.kind} ${step.name}\``;
  const { table } = copies[0]!;
  const parameters = { rule, ...takerText(table, takers) };
  return diagnose(catalogue.analysis.shadowedRule, step.origin, parameters, proof(table, takers));
}

function* deadRule(facts: Facts, copies: readonly Copy[]): Generator<Diagnostic> {
  const { rule, table } = copies[0]!;
  const takers = facts.takers(copies[0]!);
  const fixes = removal(rule.origin, 'Remove the rule');
  if (takers.length > 0 || !isImpossible(facts, table, rule)) {
    const parameters = { rule: ruleText(rule), ...takerText(table, takers) };
    yield diagnose(catalogue.analysis.shadowedRule, rule.origin, parameters, { ...proof(table, takers), fixes });
  } else if (!isFaultOfRegex(rule)) {
    yield diagnose(catalogue.analysis.impossibleCondition, rule.origin, { rule: ruleText(rule) }, { fixes });
  }
}

/** Its condition holds for nothing, whatever stands before it. */
function isImpossible(facts: Facts, table: Table, rule: Rule): boolean {
  const questions = facts.questions(table);
  return typeof questions !== 'string' && questions.satisfies(rule.condition).is === 'no';
}

/** An expression that matches nothing is a finding of its own. */
const isFaultOfRegex = (rule: Rule): boolean =>
  [...leaves(rule.condition)].some(
    (leaf) => leaf.kind === 'text' && leaf.operator === 'matches' && extentOf(leaf) === 'nothing',
  );

/** The earlier rules that take its requests, and one of these requests. */
function proof(
  table: Table,
  takers: readonly Taker[],
): { readonly related: readonly Related[]; readonly witness?: string } {
  const rules = new Set(takers.map((taker) => table.rules[taker.index]!));
  const related = [...rules]
    .slice(0, 8)
    .map((rule) => ({ span: rule.origin, message: 'this earlier rule takes its requests' }));
  return { related, ...(takers[0] ? { witness: requestText(takers[0].request) } : {}) };
}

function takerText(table: Table, takers: readonly Taker[]): { readonly takers: string; readonly several: boolean } {
  const names = [...new Set(takers.map((taker) => ruleText(table.rules[taker.index]!)))];
  if (names.length === 0) return { takers: 'earlier rules', several: true };
  return { takers: names.length > 2 ? `${names[0]} and others` : names.join(' and '), several: names.length > 1 };
}
