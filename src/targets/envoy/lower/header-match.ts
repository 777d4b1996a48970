// One literal → what Envoy tests for it, as alternatives of header matchers (`:path`, `:method` and `:authority` among the headers).
// Every form can be inverted, and an absent header counts as the language says: no value of it passes anything.
import type { TextTest } from '../../../model/index.ts';
import type { HeaderMatchPlan, TextPlan } from '../plan.ts';
import { escapeRegex } from './escape-regex.ts';
import { linesOf } from './header-lines.ts';
import { stripAnchors } from './regex-without.ts';
import { passes, regexOf } from './text-test.ts';

/** How a version of Envoy reads headers. */
export interface Dialect {
  /** From 1.39: each line of a header is tested by itself. Before, all of them as one text with commas between. */
  readonly linesApart: boolean;
}

/** A literal that no form of Envoy's can say. */
export type Unsayable = 'unsayable';
export type Matchers = readonly (readonly HeaderMatchPlan[])[];

/** Alternatives, each a list of matchers that must all hold; empty: never, an empty list in it: always. */
export function matchersOf(test: TextTest, holds: boolean, dialect: Dialect): Matchers | Unsayable {
  switch (test.subject) {
    case 'path':
      return pathMatchers(test, holds);
    case 'method':
      return single(test, holds, ':method', native(test) ?? regex(test, ''));
    case 'host':
      return hostMatchers(test, holds);
    case 'rpc':
      return rpcMatchers(test, holds);
    case 'query':
      return single(test, holds, ':path', queryText(test));
    case 'cookie':
      return single(test, holds, 'cookie', cookieText(test, dialect));
    case 'header':
      return headerMatchers(test, holds, dialect);
    case 'scheme':
      return single(test, holds, ':scheme', native(test) ?? regex(test, ''));
    case 'sni':
      return 'unsayable';
  }
}

/** A text that may also be known to pass always or never. */
type Text = TextPlan | 'always' | 'never' | undefined;

const always: Matchers = [[]];
const never: Matchers = [];

/** For headers that every request has, and for texts that the empty one does not pass. */
function single(test: TextTest, holds: boolean, header: string, text: Text): Matchers | Unsayable {
  if (text === undefined) return 'unsayable';
  if (text === 'always' || text === 'never') return (text === 'always') === holds ? always : never;
  const absentIsEmpty = !holds && !header.startsWith(':');
  return [[{ header, text, invert: !holds, absentIsEmpty, origin: test.origin }]];
}

const regex = (test: TextTest, except: string, around: (text: string) => string = (text) => text): Text => {
  const whole = regexOf(test, except);
  return whole === undefined ? undefined : { kind: 'safe_regex', value: around(whole) };
};

/** Envoy's own operator where there is one for the test. */
function native(test: TextTest): Text {
  const [value] = test.values;
  if (test.operator === 'exists') return 'always';
  if (value === undefined) return 'never';
  if (test.values.length > 1) return undefined;
  if (test.operator === 'equals') return { kind: 'exact', value };
  if (test.operator === 'matches') return { kind: 'safe_regex', value };
  const kind = NATIVE[test.operator];
  if (kind === undefined) return undefined;
  return value === '' ? 'always' : { kind, value };
}
const NATIVE: Readonly<Partial<Record<TextTest['operator'], TextPlan['kind']>>> = {
  starts: 'prefix',
  ends: 'suffix',
  contains: 'contains',
};

// The path is matched with its query behind it: `:path` is what can be inverted.
function pathMatchers(test: TextTest, holds: boolean): Matchers | Unsayable {
  const possible = possiblePath(test);
  if (possible.operator === 'exists') return holds ? always : never;
  if (possible.values.length === 0) return holds ? never : always;
  return single(
    test,
    holds,
    ':path',
    regex(possible, '?', (path) => `(?:${path})(?:\\?.*)?`),
  );
}

/** Without values that no path can pass, because they hold a `?` or `#`. */
export const possiblePath = (test: TextTest): TextTest =>
  test.operator === 'matches' || test.operator === 'exists'
    ? test
    : { ...test, values: test.values.filter((value) => !/[?#]/.test(value)) };

// Hosts have no case, and `:authority` may name the port.
function hostMatchers(test: TextTest, holds: boolean): Matchers | Unsayable {
  if (test.operator === 'exists') return holds ? always : never;
  if (test.values.length === 0) return holds ? never : always;
  return single(
    test,
    holds,
    ':authority',
    regex(test, ':', (host) => `(?i:${host})(?::[0-9]+)?`),
  );
}

// The parameters as they stand in the path, undecoded; one without `=` has the empty value.
function queryText(test: TextTest): Text {
  const name = escapeRegex(test.name ?? '');
  const around = (value: string): string => `[^?]*\\?(?:.*&)?${name}${value}(?:&.*)?`;
  if (test.operator === 'exists') return { kind: 'safe_regex', value: around('(?:=[^&]*)?') };
  if (test.values.length === 0) return 'never';
  return regex(test, '&', (text) => around(passes(test, '') ? `(?:=(?:${text}))?` : `=(?:${text})`));
}

function cookieText(test: TextTest, dialect: Dialect): Text {
  if (test.operator !== 'exists' && test.values.length === 0) return 'never';
  const apart = dialect.linesApart ? ';' : '[;,]';
  const name = escapeRegex(test.name ?? '');
  const whole = regexOf(test, dialect.linesApart ? ';' : ';,');
  if (whole === undefined) return undefined;
  return { kind: 'safe_regex', value: `(?:.*${apart})?[ \\t]*${name}=(?:${whole})[ \\t]*(?:${apart}.*)?` };
}

function headerMatchers(test: TextTest, holds: boolean, dialect: Dialect): Matchers | Unsayable {
  if (test.name === 'host') return hostMatchers(test, holds);
  const header = test.name as string;
  const present: HeaderMatchPlan = { header, invert: !holds, absentIsEmpty: false, origin: test.origin };
  if (test.operator === 'exists') return [[present]];
  if (test.values.length === 0) return holds ? never : always;
  const lines = linesOf(header, dialect.linesApart);
  const text = lines === 'joined' ? joinedText(test) : (native(test) ?? regex(test, ''));
  if (text === undefined) return 'unsayable';
  if (text === 'always' || text === 'never') return [[present]];
  const whole: HeaderMatchPlan = { header, text, invert: !holds, absentIsEmpty: !holds, origin: test.origin };
  if (holds || !passes(test, '')) return [[whole]];
  // An absent header would pass as an empty one: two ways instead.
  return [[present], [{ ...whole, absentIsEmpty: false }]];
}

/** Any run of the comma-separated values. */
function joinedText(test: TextTest): Text {
  if (test.operator === 'contains') return native(test) ?? regex(test, '');
  const stripped = test.operator === 'matches' ? narrowable(test) : test;
  return stripped && regex(stripped, '', (text) => `(?:.*,[ \\t]*)?(?:${text})(?:[ \\t]*,.*)?`);
}

/** Expressions without anchors; any others would mean something else inside of a longer text. */
function narrowable(test: TextTest): TextTest | undefined {
  const values = test.values.map(withoutAnchors);
  return values.includes(undefined) ? undefined : { ...test, values: values as string[] };
}

// A gRPC call is told by its content type; its name is the path without the slash in front.
function rpcMatchers(test: TextTest, holds: boolean): Matchers | Unsayable {
  const grpc: HeaderMatchPlan = {
    header: 'content-type',
    text: { kind: 'safe_regex', value: 'application/grpc(?:\\+.*)?' },
    invert: !holds,
    absentIsEmpty: !holds,
    origin: test.origin,
  };
  if (test.operator === 'exists') return [[grpc]];
  const path = single(
    test,
    holds,
    ':path',
    regex(test, '?', (name) => `/(?:${name})(?:\\?.*)?`),
  );
  if (path === 'unsayable') return path;
  return holds ? path.map((matchers) => [grpc, ...matchers]) : [[grpc], ...path];
}

const withoutAnchors = (regex: string): string | undefined => {
  const stripped = stripAnchors(regex);
  const plain = stripped.replace(/\\[^AzbB]|\[\^?\]?(?:\\.|[^\]\\])*\]/gs, '');
  return /[$^]|\\[AzbB]/.test(plain) ? undefined : stripped;
};
