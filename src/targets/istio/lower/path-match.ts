// Tests of the path: `uri`, and beside it, where the version takes them, the pseudo header `:path` (the path with its query).
import type { TextTest } from '../../../model/index.ts';
import { barePrefix, complementOf, confine, patternOf, quote } from '../../shared/normal-form/index.ts';
import type { StringMatch } from '../plan.ts';
import type { Features } from '../versions.ts';
import {
  askedOf,
  type Draft,
  excludedOf,
  excluding,
  grouped,
  type Refusal,
  regex,
  type Step,
  type TextLiteral,
  withHeader,
} from './draft.ts';

/** More exact matches than this for `under` become one expression. */
const fewMatches = 8;

export function pathStep(literals: readonly TextLiteral[], features: Features): Step {
  const [asked, excluded] = [bestFirst(literals), excludedOf(literals)];
  return (draft) => {
    if (excluded.some(isEvery)) return [];
    const [first, ...others] = asked;
    if (!first) return withoutPositive(draft, excluded, features);
    const [joined, rest] = joinEnding(first.test, others);
    const drafts = joined.map((uri) => ({ ...draft, uri }));
    return further(drafts, rest, excluded, features);
  };
}

/** The tests that must hold and ask something, the one that `uri` says best first. */
function bestFirst(literals: readonly TextLiteral[]): readonly TextLiteral[] {
  const all = askedOf(literals);
  const some = all.some(isEvery) ? all.filter((literal) => !isEvery(literal)) : all;
  return some.length < 2 ? some : some.toSorted(byWorth);
}

/** Whether every path passes. */
const isEvery = ({ test }: TextLiteral): boolean => asksEvery(test);

export const asksEvery = ({ operator, values }: TextTest): boolean =>
  operator === 'exists' ||
  (operator === 'starts' && values.some((value) => value === '' || value === '/')) ||
  (operator === 'under' && values.some((value) => barePrefix(value) === ''));

const worth: readonly TextTest['operator'][] = ['equals', 'under', 'starts', 'matches', 'ends', 'contains'];
const byWorth = (a: TextLiteral, b: TextLiteral): number =>
  worth.indexOf(a.test.operator) - worth.indexOf(b.test.operator);

/** What a single positive test becomes. */
export function uris(test: TextTest): readonly StringMatch[] {
  const { operator, values, origin } = test;
  if (operator === 'equals' || operator === 'starts') {
    const kind = operator === 'equals' ? 'exact' : 'prefix';
    const value = values[0];
    if (values.length === 1 && value !== undefined) return [{ kind, value, origin }];
    return values.map((each) => ({ kind, value: each, origin }));
  }
  if (operator !== 'under' || values.length * 2 > fewMatches) return [regex(patternOf(test), origin)];
  return values.map(barePrefix).flatMap((value) => [
    { kind: 'exact', value, origin },
    { kind: 'prefix', value: `${value}/`, origin },
  ]);
}

/** A beginning and an end in one expression; the texts where they overlap are listed. */
function joinEnding(first: TextTest, others: readonly TextLiteral[]): [readonly StringMatch[], readonly TextLiteral[]] {
  const ending = others.find(({ test }) => test.operator === 'ends' && test.values.length === 1);
  if (!ending || first.operator !== 'starts' || first.values.length !== 1) return [uris(first), others];
  const [start, end] = [first.values[0] as string, ending.test.values[0] as string];
  const pattern = [`${quote(start)}.*${quote(end)}`, ...overlaps(start, end).map(quote)].join('|');
  return [[regex(pattern, first.origin)], others.filter((other) => other !== ending)];
}

/** Texts shorter than both together that begin with one and end with the other. */
function overlaps(start: string, end: string): readonly string[] {
  const shared = Array.from({ length: Math.min(start.length, end.length) }, (_, index) => index + 1);
  return shared.filter((length) => start.endsWith(end.slice(0, length))).map((length) => start + end.slice(length));
}

function withoutPositive(
  draft: Draft,
  negative: readonly TextLiteral[],
  features: Features,
): readonly Draft[] | Refusal {
  const [first] = negative;
  if (!first) return [draft];
  if (features.pseudoHeaders) return further([draft], [], negative, features);
  const complement = complementOf(...negative.map(({ test }) => test));
  if (complement !== undefined) return [{ ...draft, uri: regex(complement, first.test.origin) }];
  return { refused: 'negated', literals: negative };
}

/** All tests beyond the one that `uri` takes. */
function further(
  drafts: readonly Draft[],
  positive: readonly TextLiteral[],
  negative: readonly TextLiteral[],
  { pseudoHeaders }: Features,
): readonly Draft[] | Refusal {
  if (positive.length + negative.length === 0) return drafts;
  if (!pseudoHeaders && positive[0]) return impossible(positive[0], false);
  if (!pseudoHeaders && negative.length > 0) return { refused: 'negated', literals: negative };
  let all = drafts;
  for (const literal of [...positive, ...negative]) {
    const next = all.map((draft) => (literal.negated ? exclude(draft, literal) : include(draft, literal)));
    const refusal = next.find((one) => 'refused' in one);
    if (refusal) return refusal as Refusal;
    all = next as Draft[];
  }
  return all;
}

function exclude(draft: Draft, literal: TextLiteral): Draft | Refusal {
  const pattern = wholePath(literal.test);
  return pattern === undefined
    ? { refused: 'negated', literals: [literal] }
    : excluding(draft, ':path', regex(pattern, literal.test.origin));
}

function include(draft: Draft, literal: TextLiteral): Draft | Refusal {
  const pattern = wholePath(literal.test);
  if (pattern !== undefined && !draft.headers.has(':path')) {
    return withHeader(draft, ':path', regex(pattern, literal.test.origin));
  }
  const complement = complementOf(literal.test);
  const confined = complement === undefined ? undefined : confine(complement, '?');
  if (confined === undefined) return impossible(literal, pattern !== undefined);
  return excluding(draft, ':path', regex(`${grouped(confined)}(\\?.*)?`, literal.test.origin));
}

/** An expression for the path with its query; undefined where one of the user's might read into the query. */
function wholePath(test: TextTest): string | undefined {
  const values = test.operator === 'matches' ? test.values.map((value) => confine(value, '?')) : test.values;
  if (values.some((value) => value === undefined)) return undefined;
  return `${grouped(patternOf({ ...test, values: values as string[] }, '[^?]*'))}(\\?.*)?`;
}

const impossible = (literal: TextLiteral, opposite: boolean): Refusal => ({
  refused: 'impossible',
  literal,
  opposite,
  why: 'a match has one test of the path, and these cannot be joined in one expression',
});
