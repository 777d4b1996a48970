// Tests of cookies: one expression for the header that they all come in, pairs between semicolons in any order. A name may come
// several times; then any of its values may pass.
import type { TextTest } from '../../../model/index.ts';
import { confine, passes, patternOf, quote } from '../../shared/normal-form/index.ts';
import type { StringMatch } from '../plan.ts';
import {
  askedOf,
  excludedOf,
  excluding,
  grouped,
  type Refusal,
  regex,
  type Step,
  type TextLiteral,
  withHeader,
} from './draft.ts';

/** All tests of all cookies. */
export function cookieStep(literals: readonly TextLiteral[]): Step {
  return (draft) => {
    const positive = askedOf(literals);
    const negative = excludedOf(literals);
    const excluded = negative.map((literal) => cookieMatch([literal]));
    const unclear = excluded.indexOf(undefined);
    if (unclear >= 0) return impossible(negative[unclear] as TextLiteral);
    const without = excluded.length > 0 ? excluding(draft, 'cookie', ...(excluded as StringMatch[])) : draft;
    if (positive.length === 0) return [without];
    const match = cookieMatch(positive);
    return match ? [withHeader(without, 'cookie', match)] : impossible(unclearAmong(positive));
  };
}

/** One that no expression says at all, or any: the others might be said without it. */
const unclearAmong = (literals: readonly TextLiteral[]): TextLiteral =>
  literals.find(({ test }) => cookiePattern(test) === undefined) ?? (literals.at(-1) as TextLiteral);

const impossible = (literal: TextLiteral): Refusal => ({
  refused: 'impossible',
  literal,
  opposite: !literal.negated && cookiePattern(literal.test) !== undefined,
  why: 'all cookies come in one header, and no expression says this of it',
});

/** More cookies come in too many orders. */
const mostCookies = 3;

/** Undefined where no expression says it. */
function cookieMatch(literals: readonly TextLiteral[]): StringMatch | undefined {
  if (literals.length > mostCookies) return undefined;
  const pairs = literals.map(({ test }) => cookiePattern(test));
  const shared = sharedPair(literals);
  if (shared === 'unclear' || pairs.some((pair) => pair === undefined)) return undefined;
  const orders = [...permutations(pairs as string[]), ...(shared ? permutations(shared) : [])];
  const pattern = orders.map((order) => order.join(' *;(?:.*;)? *')).join('|');
  return regex(`(.*;)? *${grouped(pattern)} *(;.*)?`, (literals[0] as TextLiteral).test.origin);
}

/** The pairs with two tests of one name met by one cookie; undefined where there are none, or no value passes both. */
function sharedPair(literals: readonly TextLiteral[]): readonly string[] | undefined | 'unclear' {
  const groups = [...Map.groupBy(literals, ({ test }) => test.name ?? '').values()];
  const group = groups.find((some) => some.length > 1);
  if (!group) return undefined;
  const list = group.find(({ test }) => test.operator === 'equals');
  const others = group.filter((literal) => literal !== list);
  if (!list || groups.length < literals.length - 1 || others.some(({ test }) => test.operator === 'matches'))
    return 'unclear';
  const values = list.test.values.filter((value) => others.every(({ test }) => passes(test, value)));
  if (values.length === 0) return undefined;
  const rest = literals.filter((literal) => !group.includes(literal)).map(({ test }) => cookiePattern(test));
  return [cookiePattern({ ...list.test, values }), ...rest] as string[];
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
