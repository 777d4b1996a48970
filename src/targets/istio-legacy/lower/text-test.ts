// One test of a text of the request → the alternatives of upstream's match that hold exactly when the test does, or a finding where
// there are none. Does not see rules or their order.
import { catalogue } from '../../../diagnostics/index.ts';
import type { TextTest } from '../../../model/index.ts';
import type { Feature } from '../../shared/rule-readers/index.ts';
import type { Match, StringMatch } from '../plan.ts';
import { cookieAlternatives } from './cookie-test.ts';
import { allows, type Lowering, refuse } from './lowering.ts';
import { ANY, headerMatch, meet } from './match.ts';
import { simpleForm, unportablePart } from './portable-regex.ts';
import { quoteRegex } from './string-match.ts';

/** Any of them; `undefined` after a finding. */
export type Alternatives = readonly Match[] | undefined;

export function textAlternatives(at: Lowering, test: TextTest): Alternatives {
  if (test.operator !== 'exists' && test.values.length === 0) return [];
  if (test.operator === 'matches' && !portable(at, test)) return undefined;
  switch (test.subject) {
    case 'path':
      return pathAlternatives(at, test, test.values);
    case 'rpc':
      return rpcAlternatives(at, test);
    case 'cookie':
      return cookieAlternatives(at, test);
    case 'header':
      return test.name === 'host' ? hostAlternatives(at, test) : headerAlternatives(at, test);
    case 'host':
      return hostAlternatives(at, test);
    case 'method':
    case 'scheme':
      if (test.operator === 'exists') return [ANY];
      return allows(at, test.subject, test.origin, `the condition on the ${test.subject}`)
        ? [headerMatch(test.subject, oneMatch(test))]
        : undefined;
    case 'query':
      return refuse(at, test.origin, `query "${test.name}"`, 'rules see the path and the headers, not the query');
    case 'sni':
      return refuse(at, test.origin, 'sni', 'rules are for HTTP requests only');
  }
}

function portable(at: Lowering, test: TextTest): boolean {
  for (const pattern of test.values) {
    const part = unportablePart(pattern);
    if (part === undefined) continue;
    at.report.add(catalogue.legacy.regexNotPortable, test.origin, { pattern, part, target: at.target });
    return false;
  }
  return true;
}

/** Conditions on a path: exact texts and prefixes, one match each; a regular expression only where the readers know one of the path. */
function pathAlternatives(at: Lowering, test: TextTest, values: readonly string[]): Alternatives {
  if (test.operator === 'exists') return [ANY];
  const found = values.map((value) => pathMatches(test, value));
  if (found.every((one) => one !== undefined)) return checkedPaths(at, test, found.flat());
  const construct = `a condition \`path ${test.operator}\``;
  return allows(at, 'path matches', test.origin, construct, PATH_HINT)
    ? [headerMatch('uri', regexMatch(test))]
    : undefined;
}

const PATH_HINT = { hint: 'paths can be compared with `==`, `in`, `starts` and `under`' };

function pathMatches(test: TextTest, value: string): readonly Match[] | undefined {
  const bare = value.replace(/\/+$/, '');
  switch (test.operator) {
    case 'equals':
      return [uri('exact', value)];
    case 'starts':
      return [uri('prefix', value)];
    case 'under':
      return bare === '' ? [ANY] : [uri('exact', bare), uri('prefix', `${bare}/`)];
    case 'matches': {
      const simple = simpleForm(value);
      return simple ? [uri(simple.kind, simple.value)] : undefined;
    }
    default:
      return undefined;
  }
}

/** A path begins with `/`: an empty prefix and `/` take all, an empty path none. */
function uri(kind: 'exact' | 'prefix', value: string): Match {
  return kind === 'prefix' && value.length < 2 && '/'.startsWith(value) ? ANY : headerMatch('uri', { kind, value });
}

function checkedPaths(at: Lowering, test: TextTest, matches: readonly Match[]): Alternatives {
  const possible = matches.filter(({ headers }) => headers.uri?.value !== '');
  const fine = possible.every(
    ({ headers }) =>
      !headers.uri ||
      allows(at, headers.uri.kind === 'exact' ? 'path equals' : 'path starts', test.origin, 'a condition on the path'),
  );
  return fine ? possible : undefined;
}

/** A gRPC call is a request with its content type; its method is the path without the slash. */
function rpcAlternatives(at: Lowering, test: TextTest): Alternatives {
  const calls = headerMatch('content-type', { kind: 'regex', value: 'application/grpc(\\+.*)?' });
  if (test.operator === 'exists') return [calls];
  const values =
    test.operator === 'matches' ? test.values.map((value) => `/(?:${value})`) : test.values.map((value) => `/${value}`);
  return pathAlternatives(at, test, values)?.flatMap((path) => {
    const both = meet(path, calls);
    return both === 'never' ? [] : [both];
  });
}

const RESERVED = new Set(['uri', 'method', 'authority', 'scheme']);

function headerAlternatives(at: Lowering, test: TextTest): Alternatives {
  const name = test.name ?? '';
  if (RESERVED.has(name)) {
    return refuse(at, test.origin, `header "${name}"`, `rules use the name \`${name}\` for a part of the request`);
  }
  const match = oneMatch(test);
  return allows(at, FEATURE_OF[match.kind], test.origin, `the condition on header "${name}"`)
    ? [headerMatch(name, match)]
    : undefined;
}

const FEATURE_OF: Readonly<Record<StringMatch['kind'], Feature>> = {
  exact: 'header equals',
  prefix: 'header starts',
  regex: 'header matches',
};

/** The host that callers name may carry a port, which is no part of the language's `host`. */
function hostAlternatives(at: Lowering, test: TextTest): Alternatives {
  if (test.operator === 'exists') return [ANY];
  if (!allows(at, 'host', test.origin, 'the condition on the host')) return undefined;
  const one = oneMatch(test);
  if (one.kind === 'prefix') return [headerMatch('authority', one)];
  return [headerMatch('authority', { kind: 'regex', value: `(?:${regexMatch(test).value})(:[0-9]+)?` })];
}

/** A test as a single StringMatch: several values become one regular expression. */
function oneMatch(test: TextTest): StringMatch {
  const [value] = test.values;
  if (test.values.length === 1 && value !== undefined && value !== '') {
    if (test.operator === 'equals') return { kind: 'exact', value };
    if (test.operator === 'starts') return { kind: 'prefix', value };
    if (test.operator === 'matches') return { kind: 'regex', value };
  }
  return regexMatch(test);
}

const regexMatch = (test: TextTest): StringMatch => ({
  kind: 'regex',
  value: test.operator === 'exists' ? '.*' : alternation(test.values.map((value) => regexOf(test.operator, value))),
});

const alternation = (parts: readonly string[]): string =>
  parts.length === 1
    ? (parts[0] as string)
    : parts.map((part) => (part.includes('|') ? `(?:${part})` : part)).join('|');

/** One value of a test as a regular expression of the whole text. */
export function regexOf(operator: TextTest['operator'], value: string, any = '.'): string {
  const quoted = quoteRegex(value);
  switch (operator) {
    case 'equals':
      return quoted === '' ? '^$' : quoted;
    case 'starts':
      return `${quoted}${any}*`;
    case 'under':
      return `${quoteRegex(value.replace(/\/+$/, ''))}(/${any}*)?`;
    case 'ends':
      return `${any}*${quoted}`;
    case 'contains':
      return `${any}*${quoted}${any}*`;
    case 'matches':
      return value;
    case 'exists':
      return `${any}*`;
  }
}
