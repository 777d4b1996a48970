// Rules that take requests and yet could go: what comes after them does the same with all of these.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { requestText, ruleText } from '../../meaning/index.ts';
import { removal } from '../edits.ts';
import type { Copy, Facts } from '../facts.ts';

export function* redundantRules(facts: Facts): Generator<Diagnostic> {
  if (!facts.survey.alike) return;
  for (const copies of facts.copies) {
    const reached = copies.map((copy) => facts.reached(copy)).find((request) => request !== undefined);
    if (!reached || !copies.every((copy) => mayGo(facts, copy))) continue;
    const { rule } = copies[0]!;
    const fixes = removal(rule.origin, 'Remove the rule');
    yield diagnose(
      catalogue.analysis.redundantRule,
      rule.origin,
      { rule: ruleText(rule) },
      { fixes, witness: requestText(reached) },
    );
  }
}

/** An `else` says in so many words what would happen anyway, and stays; where inputs switch rules, other values may need it. */
const mayGo = (facts: Facts, { table, index, rule }: Copy): boolean =>
  rule.condition.kind !== 'always' &&
  table.rules.length > 1 &&
  facts.needed(table)[index]?.is === 'no' &&
  !table.rules.some(({ condition }) => condition.switched);
