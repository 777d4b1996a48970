// Bodies that are used by name (constants, conditions, policies, rule lists) are checked by themselves, with parameters that have
// only a type: so that mistakes are found where they stand, also when nobody uses the name.
import type { DeclaredSymbol } from '../program/index.ts';
import type { Checking } from './checking.ts';
import { checkConditionBody } from './condition.ts';
import { checkPolicyBody } from './policy.ts';
import { checkRulesBody } from './rules.ts';
import { constant } from './value.ts';

export function checkBody(checking: Checking, symbol: DeclaredSymbol): void {
  switch (symbol.kind) {
    case 'let':
    case 'input':
      constant(checking, symbol, symbol.nameSpan);
      return;
    case 'condition':
      checkConditionBody(checking, symbol);
      return;
    case 'policy':
      checkPolicyBody(checking, symbol);
      return;
    case 'rules':
      checkRulesBody(checking, symbol);
      return;
    case 'service':
    case 'egress':
    case 'gateway':
      return;
  }
}
