// Tests of headers: `headers` and `withoutHeaders`. Envoy joins the values of a header that comes several times with
// commas before it matches.
import type { TextTest } from '../../../model/index.ts';
import { complementOf } from '../../shared/normal-form/index.ts';
import {
  askedOf,
  type Draft,
  excludedOf,
  excluding,
  type Refusal,
  regex,
  type Step,
  stringMatch,
  type TextLiteral,
  withHeader,
} from './draft.ts';

/** All tests of one header. */
export function headerStep(name: string, literals: readonly TextLiteral[]): Step {
  const positive = askedOf(literals);
  const negative = excludedOf(literals);
  return (draft) => {
    const included = include(draft, name, positive);
    return 'refused' in included ? included : exclude(included, name, negative, positive.length > 0);
  };
}

/** The first test is the match; others hold where their opposite does not. */
function include(draft: Draft, name: string, positive: readonly TextLiteral[]): Draft | Refusal {
  const [first, ...others] = [...positive].sort(byComplement);
  if (!first) return draft;
  if (draft.headers.has(name)) return impossible(first);
  let result = withHeader(draft, name, stringMatch(first.test));
  for (const literal of others) {
    const complement = complementOf(literal.test);
    if (complement === undefined) return impossible(literal);
    result = excluding(result, name, regex(complement, literal.test.origin));
  }
  return result;
}

/** Tests that have no opposite come first. */
const byComplement = (a: TextLiteral, b: TextLiteral): number =>
  Number(complementOf(a.test) !== undefined) - Number(complementOf(b.test) !== undefined);

function exclude(draft: Draft, name: string, negative: readonly TextLiteral[], present: boolean): readonly Draft[] {
  if (negative.length === 0) return [draft];
  const without = excluding(draft, name, ...negative.map(({ test }) => stringMatch(test)));
  const first = negative[0] as TextLiteral;
  if (present || !negative.some(({ test }) => mayBeEmpty(test))) return [without];
  // Istio takes an absent header for an empty one here, and the empty value is among those excluded.
  return [excluding(draft, name, { kind: 'present', origin: first.test.origin }), without];
}

/** Whether the empty value might pass. */
function mayBeEmpty({ operator, values }: TextTest): boolean {
  if (operator === 'exists') return false;
  if (operator === 'matches') return values.some(matchesEmpty);
  return values.includes('');
}

function matchesEmpty(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test('');
  } catch {
    return true;
  }
}

const impossible = (literal: TextLiteral): Refusal => ({
  refused: 'impossible',
  literal,
  opposite: true,
  why: 'a match has one test of each header, and these cannot be joined in one expression',
});
