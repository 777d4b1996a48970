// Tests of headers and cookies: `headers` and `withoutHeaders`. Envoy joins the values of a header that comes several times with
// commas before it matches.
import type { TextTest } from '../../../model/index.ts';
import { complementOf, type Literal, patternOf, quote } from '../../shared/normal-form/index.ts';
import type { StringMatch } from '../plan.ts';
import { confine } from './confine.ts';
import { type Draft, excluding, grouped, type Refusal, regex, type Step, stringMatch, withHeader } from './draft.ts';

type TextLiteral = Literal & { readonly test: TextTest };

/** All tests of one header. */
export function headerStep(name: string, literals: readonly TextLiteral[]): Step {
  const positive = literals.filter(({ negated }) => !negated);
  const negative = literals.filter(({ negated }) => negated);
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
  why: 'a match has one test of each header, and these cannot be joined in one expression',
});

/** All tests of cookies, which are tests of one header. */
export function cookieStep(literals: readonly TextLiteral[]): Step {
  return (draft) => {
    const positive = literals.filter(({ negated }) => !negated);
    const patterns = literals.map((literal) => [literal, cookiePattern(literal.test)] as const);
    const unclear = patterns.find(([, pattern]) => pattern === undefined);
    if (unclear)
      return {
        refused: 'impossible',
        literal: unclear[0],
        why: 'the expression might read beyond the end of the cookie',
      };
    if (positive.length > mostCookies)
      return { refused: 'impossible', literal: positive[mostCookies] as Literal, why: tooMany };
    const found = new Map(patterns as readonly (readonly [TextLiteral, string])[]);
    const included = includeCookies(draft, positive, found);
    const excluded = literals.filter(({ negated }) => negated).map((literal) => cookieMatch([literal], found));
    return [excluded.length > 0 ? excluding(included, 'cookie', ...excluded) : included];
  };
}

const mostCookies = 3;
const tooMany = `a match has one test of the header that cookies come in, and more than ${mostCookies} cookies can come in too many orders`;

function includeCookies(
  draft: Draft,
  literals: readonly TextLiteral[],
  patterns: ReadonlyMap<TextLiteral, string>,
): Draft {
  return literals.length === 0 ? draft : withHeader(draft, 'cookie', cookieMatch(literals, patterns));
}

/** Cookies are pairs between semicolons, in any order. */
function cookieMatch(literals: readonly TextLiteral[], patterns: ReadonlyMap<TextLiteral, string>): StringMatch {
  const orders = permutations(literals.map((literal) => patterns.get(literal) as string));
  const inOrder = orders.map((order) => order.join(' *;(?:.*;)? *'));
  const first = literals[0] as TextLiteral;
  return regex(`(.*;)? *${grouped(inOrder.join('|'))} *(;.*)?`, first.test.origin);
}

function permutations<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one, index) => permutations(all.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}

/** `name=…`; undefined where an expression of the user's might read into the next cookie. */
function cookiePattern(test: TextTest): string | undefined {
  const values = test.operator === 'matches' ? test.values.map((value) => confine(value, ';')) : test.values;
  if (values.some((value) => value === undefined)) return undefined;
  const pattern = patternOf({ operator: test.operator, values: values as readonly string[] }, '[^;]*');
  return `${quote(test.name ?? '')}=${grouped(pattern)}`;
}
