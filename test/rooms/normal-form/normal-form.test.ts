// The normal form means what the condition means, checked against a plain evaluator on all small requests.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { and, type Condition, not, or, type TextTest } from '../../../src/model/index.ts';
import {
  assuming,
  complementOf,
  type Literal,
  normalForm,
  passes,
  patternOf,
} from '../../../src/targets/shared/normal-form/index.ts';
import { Source, spanIn } from '../../../src/text/index.ts';

const origin = spanIn(new Source('test.mesh', ''), 0, 0);
type Request = Readonly<Record<'path' | 'method' | 'header', string | undefined>> & { readonly port: number };

const text = (subject: TextTest['subject'], operator: TextTest['operator'], ...values: string[]): TextTest => ({
  kind: 'text',
  subject,
  operator,
  values,
  origin,
  ...(subject === 'header' ? { name: 'x' } : {}),
});
const port = (...values: number[]): Condition => ({ kind: 'port', values, origin });

function holds(condition: Condition, request: Request): boolean {
  switch (condition.kind) {
    case 'always':
      return true;
    case 'and':
      return condition.parts.every((part) => holds(part, request));
    case 'or':
      return condition.parts.some((part) => holds(part, request));
    case 'not':
      return !holds(condition.part, request);
    case 'port':
      return condition.values.includes(request.port);
    case 'text': {
      const value = request[condition.subject as 'path'];
      return value !== undefined && passes(condition, value) === true;
    }
    case 'from':
      return false;
  }
}
const all = (conjunction: readonly Literal[], request: Request) =>
  conjunction.every(({ test: leaf, negated }) => holds(leaf, request) !== negated);

const paths = ['/', '/a', '/a/', '/a/b', '/ab', '/b'];
const values = fc.subarray(paths, { minLength: 1, maxLength: 2 });
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('path' as const, 'header' as const),
      fc.constantFrom('equals', 'starts', 'under', 'ends', 'contains', 'exists'),
      values,
    )
    .map(([subject, operator, some]) => text(subject, operator as 'equals', ...(operator === 'exists' ? [] : some))),
  fc.subarray(['GET', 'PUT'], { minLength: 1 }).map((some) => text('method', 'equals', ...some)),
  fc.subarray([80, 81], { minLength: 1 }).map((some) => port(...some)),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('condition').map((part) => not(part, origin)),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((parts) => and(parts, origin)),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((parts) => or(parts, origin)),
  ),
}));
const requests: Request[] = paths.flatMap((path) =>
  ['GET', 'PUT'].flatMap((method) =>
    [80, 81].flatMap((number) => [undefined, ...paths].map((header) => ({ path, method, header, port: number }))),
  ),
);

test('a normal form holds for the same requests as its condition', () => {
  fc.assert(
    fc.property(condition, (some) => {
      const form = normalForm(some, 512);
      if (form === 'too-large') return;
      for (const request of requests) {
        expect(form.conjunctions.some((one) => all(one, request))).toBe(holds(some, request));
      }
    }),
    { numRuns: 300 },
  );
});

test('contradictions, repetitions and implied parts go', () => {
  const form = (some: Condition) => normalForm(some, 8);
  const [a, b] = [text('path', 'equals', '/a'), text('path', 'equals', '/b')];
  expect(form(and([a, b], origin))).toEqual({ conjunctions: [] });
  expect(form(or([a, a], origin))).toMatchObject({ conjunctions: [[{ test: a }]] });
  expect(form(or([a, and([a, port(80)], origin)], origin))).toMatchObject({ conjunctions: [[{ test: a }]] });
  expect(form(and([text('path', 'under', '/a'), text('path', 'equals', '/a/b', '/c')], origin))).toMatchObject({
    conjunctions: [[{ test: { operator: 'equals', values: ['/a/b'] } }]],
  });
  expect(form(and([text('path', 'under', '/a'), text('path', 'starts', '/a/b')], origin))).toMatchObject({
    conjunctions: [[{ test: { operator: 'starts' } }]],
  });
  expect(form(or([a, not(a, origin)], origin))).toMatchObject({ conjunctions: [{}, {}] });
});

test('a list without values never holds', () => {
  const nobody = text('header', 'equals');
  expect(normalForm(nobody, 8)).toEqual({ conjunctions: [] });
  expect(normalForm(not(nobody, origin), 8)).toEqual({ conjunctions: [[]] });
});

test('what is too large says so', () => {
  const pair = (n: number) => or([text('header', 'equals', `${n}`), text('header', 'starts', `${n}`)], origin);
  expect(normalForm(and([1, 2, 3, 4, 5].map(pair), origin), 16)).toBe('too-large');
});

test('assumptions swallow what they decide', () => {
  const condition = and([port(80), or([text('method', 'equals', 'GET'), port(81)], origin)], origin);
  const at80 = assuming(condition, (one) => (one.kind === 'port' ? one.values.includes(80) : undefined));
  expect(at80).toMatchObject({ kind: 'text', subject: 'method' });
  expect(assuming(condition, () => false)).toMatchObject({ kind: 'or', parts: [] });
});

test('patterns and their complements match what they say', () => {
  const words = [
    '',
    'a',
    'ab',
    '/a',
    '/a/',
    '/a/b',
    '/ab',
    '/b',
    'b/a',
    '.',
    'a.b',
    '^',
    '/a]',
    'js',
    'a.js',
    'xjs',
    '-',
    '\\',
  ];
  for (const operator of ['equals', 'starts', 'under', 'ends', 'contains'] as const) {
    for (const some of [['/a'], ['a.'], ['js'], ['/a', '/ab'], ['/a/', 'b'], ['^', '-', '\\', ']']]) {
      const leafTest = text('path', operator, ...some);
      const pattern = new RegExp(`^(?:${patternOf(leafTest)})$`);
      const complement = complementOf(leafTest);
      const opposite = complement === undefined ? undefined : new RegExp(`^(?:${complement})$`);
      for (const word of words) {
        expect([operator, some, word, pattern.test(word)]).toEqual([operator, some, word, passes(leafTest, word)]);
        if (opposite)
          expect([operator, some, word, opposite.test(word)]).toEqual([operator, some, word, !passes(leafTest, word)]);
      }
    }
  }
  expect(complementOf(text('path', 'starts', ''))).toBeUndefined();
});

test('flags of one alternative do not reach into the next', () => {
  expect(patternOf({ operator: 'matches', values: ['(?i)a', 'b'] })).toBe('(?:(?i)a)|b');
});
