// Tests of method, scheme, host and query, each in the field of its own, or where the version takes them as pseudo headers.
import type { TextTest } from '../../../model/index.ts';
import { complementOf, confine, passes, patternOf, quote } from '../../shared/normal-form/index.ts';
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
  stringMatch,
  type TextLiteral,
  withHeader,
} from './draft.ts';

/** A field with one test, and the pseudo header that holds the same text. */
interface Field {
  readonly key: 'method' | 'authority';
  readonly pseudo: ':method' | ':authority';
  readonly match: (test: TextTest) => StringMatch;
  /** An expression for the texts that do not pass, where there is one. */
  readonly opposite: (tests: readonly TextTest[]) => string | undefined;
}

const method: Field = {
  key: 'method',
  pseudo: ':method',
  match: stringMatch,
  opposite: (tests) => complementOf(...tests),
};

/** Callers may write hosts in any case and add a port. */
const authority: Field = {
  key: 'authority',
  pseudo: ':authority',
  match: (test) => regex(`(?i)${grouped(patternOf(test, '[^:]*'))}(:[0-9]+)?`, test.origin),
  opposite: () => undefined,
};

export const methodStep = (literals: readonly TextLiteral[], features: Features): Step =>
  fieldStep(method, literals, features);

export const hostStep = (literals: readonly TextLiteral[], features: Features): Step =>
  fieldStep(authority, literals.filter(isOpen), features);

/** Every request has a host. */
const isOpen = ({ test, negated }: TextLiteral): boolean => negated || test.operator !== 'exists';

function fieldStep(field: Field, literals: readonly TextLiteral[], { pseudoHeaders }: Features): Step {
  const [first, ...others] = askedOf(literals);
  const negative = excludedOf(literals);
  return (draft) => {
    const included = first ? { ...draft, [field.key]: field.match(first.test) } : draft;
    if (others.length > (pseudoHeaders ? 1 : 0)) return impossible(others.at(-1) as TextLiteral, pseudoHeaders);
    const joined = others[0] ? withHeader(included, field.pseudo, field.match(others[0].test)) : included;
    if (negative.length === 0) return [joined];
    if (pseudoHeaders) return [excluding(joined, field.pseudo, ...negative.map(({ test }) => field.match(test)))];
    return first ? { refused: 'negated', literals: negative } : opposite(field, joined, negative);
  };
}

function opposite(field: Field, draft: Draft, negative: readonly TextLiteral[]): readonly Draft[] | Refusal {
  const pattern = field.opposite(negative.map(({ test }) => test));
  if (pattern === undefined) return { refused: 'negated', literals: negative };
  return [{ ...draft, [field.key]: regex(pattern, (negative[0] as TextLiteral).test.origin) }];
}

const impossible = (literal: TextLiteral, opposite: boolean): Refusal => ({
  refused: 'impossible',
  literal,
  opposite,
  why: 'a match has one test of this, and these cannot be joined in one expression',
});

/** There are two schemes. */
export function schemeStep(literals: readonly TextLiteral[]): Step {
  const left = ['http', 'https'].filter((scheme) => literals.every((literal) => agrees(literal, scheme)));
  const origin = (literals[0] as TextLiteral).test.origin;
  return (draft) => {
    if (left.length !== 1) return left.length === 0 ? [] : [draft];
    return [{ ...draft, scheme: { kind: 'exact', value: left[0] as string, origin } }];
  };
}

const agrees = ({ test, negated }: TextLiteral, scheme: string): boolean =>
  (passes(test, scheme) ?? test.values.some((pattern) => new RegExp(`^(?:${pattern})$`).test(scheme))) !== negated;

/** All tests of one parameter of the query. */
export function queryStep(name: string, literals: readonly TextLiteral[], { pseudoHeaders }: Features): Step {
  const [first, ...others] = askedOf(literals);
  const negative = excludedOf(literals);
  return (draft) => {
    if (others.length > 0 && (!pseudoHeaders || others.length > 1 || draft.headers.has(':path'))) {
      const last = others.at(-1) as TextLiteral;
      return impossible(last, pseudoHeaders && queryPattern(last.test) !== undefined);
    }
    if (negative.length > 0 && !pseudoHeaders) return { refused: 'negated', literals: negative };
    const included = first ? withQuery(draft, name, first.test) : draft;
    return inPath(included, others[0], negative);
  };
}

/** `prefix` is not taken here by every version. */
function withQuery(draft: Draft, name: string, test: TextTest): Draft {
  const match = stringMatch(test);
  const taken = match.kind === 'prefix' ? regex(patternOf(test), test.origin) : match;
  return { ...draft, queryParams: new Map(draft.queryParams).set(name, taken) };
}

function inPath(
  draft: Draft,
  other: TextLiteral | undefined,
  negative: readonly TextLiteral[],
): readonly Draft[] | Refusal {
  const patterns = new Map(
    [...(other ? [other] : []), ...negative].map((literal) => [literal, queryPattern(literal.test)]),
  );
  const unclear = [...patterns].find(([, pattern]) => pattern === undefined);
  if (unclear)
    return unclear[0].negated ? { refused: 'negated', literals: [unclear[0]] } : impossible(unclear[0], false);
  const match = (literal: TextLiteral) => regex(patterns.get(literal) as string, literal.test.origin);
  const included = other ? withHeader(draft, ':path', match(other)) : draft;
  return [negative.length === 0 ? included : excluding(included, ':path', ...negative.map(match))];
}

/** An expression for a path whose query has such a parameter. */
function queryPattern(test: TextTest): string | undefined {
  const values = test.operator === 'matches' ? test.values.map((value) => confine(value, '&')) : test.values;
  if (values.some((value) => value === undefined)) return undefined;
  const name = quote(test.name ?? '');
  const pair =
    test.operator === 'exists'
      ? `${name}(=[^&]*)?`
      : `${name}=${grouped(patternOf({ operator: test.operator, values: values as readonly string[] }, '[^&]*'))}`;
  return `[^?]*\\?(.*&)?${pair}(&.*)?`;
}
