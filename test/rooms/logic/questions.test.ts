// Single questions, with the witnesses a reader gets to see.
import { describe, expect, test } from 'vitest';
import {
  analyse,
  decide,
  difference,
  equivalent,
  evaluate,
  type Formula,
  implies,
  type LabelledRule,
  needed,
  overlap,
  redundant,
  satisfiable,
  takers,
  takersOf,
  Universe,
  type Verdict,
  type Witness,
} from '../../../src/logic/index.ts';

function requests() {
  const universe = new Universe();
  const path = universe.text('path', { startsWith: '/', base: '/[!-~]*' });
  const host = universe.text('host', { ignoreCase: true, base: '[a-z0-9.-]+' });
  const header = universe.text('x', { many: true });
  const query = universe.text('q', { optional: true });
  const scheme = universe.choice('scheme', ['https', 'http']);
  const shown = (verdict: Verdict<Witness>) =>
    verdict.is === 'yes' ? Object.fromEntries([...verdict.value].map(([one, values]) => [one.name, values])) : verdict;
  const ask = (formula: Formula) => shown(satisfiable(universe, formula));
  return { universe, path, host, header, query, scheme, ask, shown };
}

describe('witnesses', () => {
  const { universe: u, path, host, header, query, scheme, ask } = requests();
  const plain = { path: ['/'], host: ['x'], scheme: ['https'] };
  test.each<[string, Formula, object]>([
    ['nothing asked: everything optional is absent', u.and(), plain],
    ['a prefix is its own witness', u.prefix(path, '/api'), { ...plain, path: ['/api'] }],
    ['a segment', u.and(u.under(path, '/api'), u.not(u.equal(path, '/api'))), { ...plain, path: ['/api/'] }],
    [
      'outside of segments',
      u.and(u.prefix(path, '/api'), u.not(u.under(path, '/api/'))),
      { ...plain, path: ['/apix'] },
    ],
    ['beginning and end', u.and(u.prefix(path, '/a'), u.suffix(path, '.gif')), { ...plain, path: ['/a.gif'] }],
    ['an expression', u.matches(header, '.*(Mobile|Android).*'), { ...plain, x: ['Mobile'] }],
    ['two values of one header', u.and(u.equal(header, 'a'), u.equal(header, 'b')), { ...plain, x: ['a', 'b'] }],
    ['one value for two facts', u.and(u.prefix(header, 'a'), u.suffix(header, 'b')), { ...plain, x: ['ab'] }],
    ['absent satisfies a negation', u.not(u.equal(header, 'a')), plain],
    ['present but not this', u.and(u.exists(header), u.not(u.equal(header, 'x'))), { ...plain, x: ['a'] }],
    ['hosts have no case', u.equal(host, 'A.Example'), { ...plain, host: ['a.example'] }],
    ['another member', u.not(u.is(scheme, 'https')), { ...plain, scheme: ['http'] }],
    ['several expressions', u.and(u.matches(query, '.*no.*'), u.matches(query, '.*yes.*')), { ...plain, q: ['noyes'] }],
    ['code points, not halves of them', u.and(u.matches(query, '.'), u.prefix(query, '😀')), { ...plain, q: ['😀'] }],
  ])('%s', (_, formula, witness) => {
    expect(ask(formula)).toEqual(witness);
  });

  test.each<[string, Formula]>([
    ['one query has one value', u.and(u.equal(query, 'a'), u.equal(query, 'b'))],
    ['one value of all is forbidden', u.and(u.equal(header, 'ab'), u.not(u.prefix(header, 'a')))],
    ['a path begins with a slash', u.not(u.prefix(path, '/'))],
    ['the base holds', u.matches(path, '.* .*')],
    ['half a character is in no value', u.contains(query, '\ud83d')],
    ['an upper-case expression on a folded host', u.matches(host, 'EXAMPLE')],
    ['no such member', u.is(scheme, 'ftp')],
    ['both members excluded', u.and(u.not(u.is(scheme, 'http')), u.not(u.is(scheme, 'https')))],
    ['expressions without common words', u.and(u.matches(query, '(a|b)*'), u.matches(query, 'a*ca*'))],
    [
      'a whole alphabet excluded',
      u.and(u.matches(query, '[ab]'), u.not(u.equal(query, 'a')), u.not(u.equal(query, 'b'))),
    ],
  ])('none: %s', (_, formula) => {
    expect(ask(formula)).toEqual({ is: 'no' });
  });
});

test('under nothing is the empty value and what begins with a slash', () => {
  const { universe: u, path, query } = requests();
  for (const literal of ['', '/']) {
    expect(implies(u, u.equal(query, ''), u.under(query, literal))).toEqual({ is: 'yes' });
    expect(equivalent(u, u.under(query, literal), u.matches(query, '(?s)(/.*)?'))).toEqual({ is: 'yes' });
    expect(equivalent(u, u.under(path, literal), u.and())).toEqual({ is: 'yes' });
  }
});

test('implication, equivalence, overlap', () => {
  const { universe: u, path, shown } = requests();
  expect(implies(u, u.under(path, '/a/b'), u.prefix(path, '/a'))).toEqual({ is: 'yes' });
  const wrong = implies(u, u.prefix(path, '/a'), u.under(path, '/a'));
  expect(wrong.is === 'no' && wrong.counterexample.get(path)).toEqual(['/ax']);
  expect(equivalent(u, u.under(path, '/a'), u.matches(path, '/a(/.*)?'))).toEqual({ is: 'yes' });
  expect(overlap(u, u.suffix(path, 'a'), u.equal(path, '/b'))).toEqual({ is: 'no' });
  expect(shown(overlap(u, u.suffix(path, 'b'), u.equal(path, '/b')))).toMatchObject({ path: ['/b'] });
});

describe('lists', () => {
  const { universe: u, path, header } = requests();
  const rule = (condition: Formula, label: string): LabelledRule => ({ condition, label });
  const list = [
    rule(u.equal(header, 'a'), 'one'),
    rule(u.prefix(path, '/a'), 'two'),
    rule(u.and(u.equal(path, '/ab'), u.not(u.exists(header))), 'one'),
    rule(u.equal(path, '/b'), 'three'),
    rule(u.and(), 'three'),
  ];

  test('reach, gap, takers', () => {
    const { reach, gap } = analyse(u, list);
    expect(reach.map((verdict) => verdict.is)).toEqual(['yes', 'yes', 'no', 'yes', 'yes']);
    expect(gap).toEqual({ is: 'no' });
    expect(takers(u, list, 2).map((taker) => taker.index)).toEqual([1]);
    expect(takers(u, list, 4).map((taker) => taker.index)).toEqual([0, 1, 3]);
    expect(takersOf(u, list, [4], 2).get(4)!.length).toBe(2);
  });

  test('what could go', () => {
    expect(needed(u, list).map((verdict) => verdict.is)).toEqual(['yes', 'yes', 'no', 'no', 'yes']);
    expect(redundant(u, list, 3)).toEqual({ is: 'yes' });
    expect(redundant(u, list, 4).is).toBe('no');
  });

  test('difference by pairs', () => {
    const other = [list[0]!, rule(u.under(path, '/a'), 'two'), rule(u.and(), 'three')];
    const { pairs, unknown } = difference(u, list, other);
    expect(pairs.map(({ i, j, witness }) => [i, j, witness.get(path)])).toEqual([[1, 2, ['/ax']]]);
    expect(unknown).toEqual([]);
    expect(
      difference(
        u,
        list,
        list.filter((_, i) => i < 4),
      ).pairs,
    ).toMatchObject([{ i: 4, j: -1 }]);
    expect(difference(u, list, [list[0]!, list[1]!, list[4]!])).toEqual({ pairs: [], unknown: [] });
  });

  test('witnesses of a long list, each against the whole list', () => {
    const long = Array.from({ length: 1_000 }, (_, i) => {
      const where = i % 2 ? u.under(path, `/s${i % 97}/${i % 31}`) : u.equal(path, `/s${i % 89}`);
      return rule(i % 5 ? where : u.and(where, u.equal(header, `v${i % 7}`)), `d${i}`);
    });
    const { reach, gap } = analyse(u, long);
    const dead: number[] = [];
    reach.forEach((verdict, i) => {
      if (verdict.is === 'yes') expect(decide(long, verdict.value)).toBe(i);
      else dead.push(i);
    });
    expect(gap.is === 'yes' && decide(long, gap.value)).toBe(-1);
    expect(reach.filter((verdict) => verdict.is === 'yes').length).toBeGreaterThan(200);
    expect(dead.length).toBeGreaterThan(200);
    const taken = takersOf(u, long, dead);
    for (const i of dead) expect(taken.get(i)!.length).toBeGreaterThan(0);
  });
});

describe('bounded', () => {
  test('expressions that explode are unknown, with a reason', () => {
    const u = new Universe();
    const text = u.text('text');
    const hard = u.and(u.matches(text, '(a|b)*a(a|b){14}'), u.not(u.matches(text, '(b|a)*a(b|a){14}')));
    const verdict = satisfiable(u, hard);
    expect(verdict.is === 'unknown' && verdict.reason).toMatch(/too many states/);
    expect(satisfiable(u, u.or(hard, u.equal(text, 'b'))).is).toBe('yes');
    expect(
      analyse(u, [{ condition: u.prefix(text, 'a') }, { condition: u.and(hard, u.prefix(text, 'ab')) }]).reach[1]!.is,
    ).toBe('no');
  });

  test('(a|a)*b is plain', () => {
    const u = new Universe();
    const text = u.text('text');
    expect(equivalent(u, u.matches(text, '(a|a)*b'), u.matches(text, 'a*b'))).toEqual({ is: 'yes' });
    expect(satisfiable(u, u.and(u.matches(text, '.{500}'), u.not(u.matches(text, '.{1,500}'))))).toEqual({ is: 'no' });
  });

  test('formulas that share their parts many times', () => {
    const u = new Universe();
    const text = u.text('text', { many: true });
    let formula = u.equal(text, 'a');
    for (let n = 0; n < 200; n++) {
      const fact = u.equal(text, `t${n}`);
      formula = u.or(u.and(formula, u.not(fact)), u.and(formula, fact));
    }
    const verdict = satisfiable(u, formula);
    expect(verdict.is === 'yes' && evaluate(formula, verdict.value)).toBe(true);
    expect(satisfiable(u, u.and(formula, u.not(u.equal(text, 'a'))))).toEqual({ is: 'no' });
  });

  test('thousands of prefixes inside each other', () => {
    const u = new Universe();
    const text = u.text('text');
    const rules = Array.from({ length: 3_000 }, (_, i) => ({ condition: u.prefix(text, 'a'.repeat(3_000 - i)) }));
    expect(analyse(u, rules).reach.every((verdict) => verdict.is === 'yes')).toBe(true);
  });

  test('a universe without values is refused', () => {
    const u = new Universe();
    expect(() => u.text('none', { base: 'a\\bb' })).toThrow(RangeError);
    expect(() => u.text('none', { base: '(' })).toThrow(SyntaxError);
    expect(() => u.choice('none', [])).toThrow(RangeError);
  });
});
