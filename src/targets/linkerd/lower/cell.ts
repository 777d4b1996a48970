// What a dtab can tell apart: methods and whole segments of paths, per name that was called. A rule list is tried once for each such set of
// requests; a condition is then true, false, or asks for something that no name says.
import { RE2JS } from 're2js';
import type { Condition, FromTest, Rule, TextTest } from '../../../model/index.ts';
import { barePrefix, passes } from '../../shared/normal-form/index.ts';

/** Requests that have the same name as far as rules ask for it. */
export interface Cell {
  /** Absent: any method that no rule names. */
  readonly method?: string;
  /** Segments of a path that some rule names, `[]` is `/`. */
  readonly path: readonly string[];
  /** Exactly this path, or one below it that is not below another path that rules name. */
  readonly extent: 'exact' | 'below';
}
/** What is known of all requests to one name. */
export interface Known {
  /** Absent behind a wildcard. */
  readonly host?: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** Whether the request comes from there; `undefined` where its senders differ. */
  readonly isFrom: (test: FromTest) => boolean | undefined;
}
export type Leaf = Exclude<Condition, { readonly kind: 'and' | 'or' | 'not' }>;
/** The part that no name can answer stands for "unknown". */
export type Truth = boolean | Leaf;

export function truthOf(condition: Condition, cell: Cell, known: Known): Truth {
  switch (condition.kind) {
    case 'always':
      return true;
    case 'not': {
      const truth = truthOf(condition.part, cell, known);
      return typeof truth === 'boolean' ? !truth : truth;
    }
    case 'and':
      return combined(condition.parts, false, cell, known);
    case 'or':
      return combined(condition.parts, true, cell, known);
    case 'port':
      return condition.values.includes(known.port);
    case 'from':
      return known.isFrom(condition) ?? condition;
    case 'text':
      return textTruth(condition, cell, known) ?? condition;
  }
}

/** One part that is `decisive` decides; else one that is unknown leaves it open. */
function combined(parts: readonly Condition[], decisive: boolean, cell: Cell, known: Known): Truth {
  let open: Truth = !decisive;
  for (const part of parts) {
    const truth = truthOf(part, cell, known);
    if (truth === decisive) return decisive;
    if (typeof truth !== 'boolean' && typeof open === 'boolean') open = truth;
  }
  return open;
}

function textTruth(test: TextTest, cell: Cell, known: Known): boolean | undefined {
  switch (test.subject) {
    case 'method':
      if (cell.method !== undefined) return passesWhole(test, cell.method);
      return test.operator === 'equals' ? false : test.operator === 'exists' ? true : undefined;
    case 'path':
      return pathTruth(test, cell);
    case 'host':
      return known.host === undefined ? undefined : passesWhole(test, known.host);
    case 'scheme':
      return passesWhole(test, known.scheme);
    case 'sni':
      return false;
    default:
      return undefined;
  }
}

const passesWhole = (test: TextTest, text: string): boolean =>
  passes(test, text) ?? test.values.some((pattern) => RE2JS.compile(pattern).matches(text));

function pathTruth(test: TextTest, { path, extent }: Cell): boolean | undefined {
  const text = `/${path.join('/')}`;
  if (extent === 'exact') return passesWhole(test, text);
  switch (test.operator) {
    case 'exists':
      return true;
    case 'equals':
      return false;
    case 'under':
    case 'starts':
      if (test.operator === 'starts' && test.values.some((value) => !value.endsWith('/'))) return undefined;
      return test.values.some((value) => passes({ ...test, operator: 'under', values: [value] }, text) === true);
    default:
      return undefined;
  }
}

/** The cells of a list, the general before the special: the order in which a dtab must name them. */
export function cellsOf(rules: readonly Rule[]): readonly Cell[] {
  const tests = rules.flatMap(({ condition }) => [...textTests(condition)]);
  const methods = named(tests, 'method');
  const paths = pathsOf(tests);
  return [undefined, ...methods].flatMap((method) =>
    paths.flatMap((path) =>
      (['exact', 'below'] as const).map((extent) => ({ ...(method === undefined ? {} : { method }), path, extent })),
    ),
  );
}

const named = (tests: readonly TextTest[], subject: 'method'): readonly string[] =>
  [
    ...new Set(tests.filter((test) => test.subject === subject && test.operator === 'equals').flatMap((t) => t.values)),
  ].sort();

const BY_SEGMENTS: ReadonlySet<string> = new Set(['equals', 'under', 'starts']);

function pathsOf(tests: readonly TextTest[]): readonly (readonly string[])[] {
  const values = tests
    .filter(({ subject, operator }) => subject === 'path' && BY_SEGMENTS.has(operator))
    .flatMap((test) => test.values.map(barePrefix))
    .filter((value) => canBeNamed(value));
  const paths = [...new Set(['', ...values])].map((value) => value.split('/').slice(1));
  return paths.sort((a, b) => a.length - b.length || (a.join('/') < b.join('/') ? -1 : 1));
}

/** What may stand in a name: any other path is answered with an error before rules are asked. */
export const canBeNamed = (path: string): boolean => path === '' || /^(\/[A-Za-z0-9_.:#$%-]+)+$/.test(path);

function* textTests(condition: Condition): Generator<TextTest> {
  if (condition.kind === 'text') yield condition;
  else if (condition.kind === 'not') yield* textTests(condition.part);
  else if (condition.kind === 'and' || condition.kind === 'or')
    for (const part of condition.parts) yield* textTests(part);
}
