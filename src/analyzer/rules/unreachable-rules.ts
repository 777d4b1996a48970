// Rules that no request reaches, in any list they were put into: because earlier rules take all their requests, or because
// their condition never holds.
import { catalogue, type Diagnostic, diagnose, type Related } from '../../diagnostics/index.ts';
import { requestText, ruleText, type TableQuestions, writtenKey } from '../../meaning/index.ts';
import { leaves, type Rule, type Step } from '../../model/index.ts';
import { removal } from '../edits.ts';
import type { Copy, Facts } from '../facts.ts';
import { extentOf } from '../regex-extent.ts';

export function* unreachableRules(facts: Facts): Generator<Diagnostic> {
  const calls = deadCalls(facts);
  for (const { step, copies } of calls.values()) yield deadCall(facts, step, copies);
  for (const copies of facts.copies.values()) {
    if (!copies.every((copy) => isDead(facts, copy))) continue;
    if (copies.some((copy) => copy.rule.through.some((step) => calls.has(stepKey(step))))) continue;
    yield* deadRule(facts, copies);
  }
}

const isDead = (facts: Facts, { table, index }: Copy): boolean => facts.reach(table).rules[index]?.is === 'no';

const stepKey = (step: Step): string => writtenKey(step.origin);

/** Calls of lists and routes all of whose rules are dead wherever the call stands. */
function deadCalls(facts: Facts): Map<string, { readonly step: Step; readonly copies: readonly Copy[] }> {
  const steps = new Map<string, { readonly step: Step; readonly copies: Copy[] }>();
  for (const copy of [...facts.copies.values()].flat()) {
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
  const first = copies[0]!;
  const { related, witness } = proof(facts, first, copies);
  const taker = related[0] ? takerText(facts, first) : undefined;
  return diagnose(
    catalogue.analysis.shadowedRule,
    step.origin,
    { rule: `\`${step.kind} ${step.name}\``, takers: taker ?? 'earlier rules' },
    { related, ...(witness ? { witness } : {}) },
  );
}

function* deadRule(facts: Facts, copies: readonly Copy[]): Generator<Diagnostic> {
  const first = copies[0]!;
  const { rule } = first;
  const fixes = removal(rule.origin, 'Remove the rule');
  const { related, witness } = proof(facts, first, []);
  if (related.length === 0) {
    if (isFaultOfRegex(rule)) return;
    yield diagnose(catalogue.analysis.impossibleCondition, rule.origin, { rule: ruleText(rule) }, { fixes });
    return;
  }
  const parameters = { rule: ruleText(rule), takers: takerText(facts, first) };
  yield diagnose(catalogue.analysis.shadowedRule, rule.origin, parameters, {
    related,
    fixes,
    ...(witness ? { witness } : {}),
  });
}

/** An expression that matches nothing is a finding of its own. */
const isFaultOfRegex = (rule: Rule): boolean =>
  [...leaves(rule.condition)].some(
    (leaf) => leaf.kind === 'text' && leaf.operator === 'matches' && extentOf(leaf) === 'nothing',
  );

/** The earlier rules that take its requests, and one of these requests. `own` are not to blame. */
function proof(
  facts: Facts,
  { table, index, rule }: Copy,
  own: readonly Copy[],
): { readonly related: readonly Related[]; readonly witness?: string } {
  const questions = facts.questions(table);
  if (typeof questions === 'string') return { related: [] };
  const takers = questions
    .takers(index)
    .filter((taker) => !own.some((copy) => copy.table === table && copy.index === taker));
  const related = takers.map((taker) => ({
    span: table.rules[taker]!.origin,
    message: 'this earlier rule takes its requests',
  }));
  const example = exampleOf(questions, rule);
  return { related: related.slice(0, 8), ...(example ? { witness: example } : {}) };
}

function exampleOf(questions: TableQuestions, rule: Copy['rule']): string | undefined {
  const verdict = questions.satisfies(rule.condition);
  return verdict.is === 'yes' ? requestText(verdict.value) : undefined;
}

function takerText(facts: Facts, { table, index }: Copy): string {
  const questions = facts.questions(table);
  const takers = typeof questions === 'string' ? [] : questions.takers(index);
  const names = takers.slice(0, 2).map((taker) => ruleText(table.rules[taker]!));
  if (takers.length > 2) return `${names[0]} and ${takers.length - 1} other rules`;
  return names.join(' and ');
}
