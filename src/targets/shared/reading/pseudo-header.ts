// Tests of Envoy's pseudo headers and of the Cookie header → tests of what they hold, where an expression stays inside one part:
// `:path` is the path with the query, `:authority` the host with an optional port, Cookie pairs between semicolons.
import { and, type Condition } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { anyOf, textTest } from './conditions.ts';
import { alternatives, literalOf, plainGroup, unanchored, ungrouped } from './pattern.ts';
import { type StringMatch, testOf } from './string-match.ts';

/** Undefined where the match reads several parts in one. */
export function pseudoHeader(name: string, match: StringMatch): Condition | undefined {
  switch (name) {
    case ':method':
      return testOf('method', match);
    case ':scheme':
      return testOf('scheme', match);
    case ':authority':
      return hostTest(match);
    case ':path':
      return pathTest(match);
    case 'cookie':
      return match.kind === 'regex'
        ? (cookieTest(match.value, match.origin) ?? testOf('header', match, name))
        : testOf('header', match, name);
    default:
      return undefined;
  }
}

/** A host alone never has a port; one may stand beside it. */
function hostTest(match: StringMatch): Condition | undefined {
  if (match.kind === 'exact') return exactHost(match.value, match.origin);
  if (match.kind === 'prefix')
    return match.value.includes(':')
      ? undefined
      : textTest('host', 'starts', [match.value.toLowerCase()], match.origin);
  if (match.kind === 'present') return testOf('host', match);
  return anyHost(match.value, match.origin);
}

function exactHost(value: string, origin: Span): Condition {
  const [host = '', port] = value.split(':');
  const test = textTest('host', 'equals', [host.toLowerCase()], origin);
  return port && /^\d+$/.test(port) ? and([test, { kind: 'port', values: [Number(port)], origin }], origin) : test;
}

const anyPort = '(:[0-9]+)?';

function anyHost(pattern: string, origin: Span): Condition | undefined {
  const parts = alternatives(pattern)
    .map(ungrouped)
    .map((part) => {
      const lower = part.replace(/^\(\?i\)/, '');
      const host = lower.endsWith(anyPort) ? lower.slice(0, -anyPort.length) : lower;
      if (host.replaceAll('(?:', '(').replaceAll('[^:]', '').includes(':')) return undefined;
      // An expression that could read into a port is one of the host all the same: hosts of requests are without.
      return (
        patternTest('host', ungrouped(host), origin, ':') ?? textTest('host', 'matches', [ungrouped(host)], origin)
      );
    });
  return parts.some((part) => part === undefined) ? undefined : anyOf(parts as Condition[], origin);
}

const anyQuery = '(\\?.*)?';

function pathTest(match: StringMatch): Condition | undefined {
  const { origin } = match;
  if (match.kind === 'present') return testOf('path', match);
  if (match.kind === 'prefix') return match.value.includes('?') ? undefined : testOf('path', match);
  if (match.kind === 'exact') return undefined;
  const parts = alternatives(match.value).map((part) => pathOrQuery(ungrouped(part), origin));
  return parts.some((part) => part === undefined) ? undefined : anyOf(parts as Condition[], origin);
}

function pathOrQuery(pattern: string, origin: Span): Condition | undefined {
  if (pattern.endsWith(anyQuery))
    return patternTest('path', ungrouped(pattern.slice(0, -anyQuery.length)), origin, '?');
  const inner = alternatives(pattern);
  if (inner.length > 1) {
    const parts = inner.map((part) => pathOrQuery(ungrouped(part), origin));
    return parts.some((part) => part === undefined) ? undefined : anyOf(parts as Condition[], origin);
  }
  const pair = /^\[\^\?\]\*\\\?\(\.\*&\)\?(.*)\(&\.\*\)\?$/s.exec(pattern)?.[1];
  return pair === undefined ? undefined : pairTest('query', pair, origin, '&', '(=[^&]*)?');
}

/** `name=value` with an expression for the value; `present` is what follows the name where any value will do. */
function pairTest(
  subject: 'query' | 'cookie',
  pair: string,
  origin: Span,
  end: string,
  present: string,
): Condition | undefined {
  if (pair.endsWith(present)) {
    const name = literalOf(pair.slice(0, -present.length));
    return name === undefined ? undefined : textTest(subject, 'exists', [], origin, name);
  }
  const found = /^((?:\\.|[^\\=])*)=(.*)$/s.exec(pair);
  const name = literalOf(found?.[1] ?? '(');
  return name === undefined
    ? undefined
    : patternTest(subject, ungrouped(plainGroup(found?.[2] ?? '')), origin, end, name);
}

/** What may stand before and after a pair; blanks around it are not part of it. */
const cookieForms: readonly (readonly [string, string])[] = [
  ['(.*;)? *', ' *(;.*)?'],
  ['(.*;[ \\t]*)?', '([ \\t]*;.*)?'],
];

function pairIn(pattern: string): string | undefined {
  const form = cookieForms.find(([before, after]) => pattern.startsWith(before) && pattern.endsWith(after));
  return form && pattern.slice(form[0].length, -form[1].length);
}

const between = ' *;(?:.*;)? *';

/** Pairs in any order: the alternatives are the orders, and each says the same. */
function cookieTest(pattern: string, origin: Span): Condition | undefined {
  const whole = alternatives(unanchored(pattern)).map((one) => pairIn(ungrouped(one)));
  if (whole.some((one) => one === undefined)) return undefined;
  const tests = (whole as string[]).map((one) => cookieOrders(one, origin));
  return tests.some((one) => one === undefined) ? undefined : anyOf(tests as Condition[], origin);
}

function cookieOrders(pattern: string, origin: Span): Condition | undefined {
  const orders = alternatives(ungrouped(pattern)).map((order) =>
    order.split(between).map((pair) => pairTest('cookie', ungrouped(pair), origin, ';', '=[^;]*')),
  );
  if (orders.some((order) => order.some((one) => one === undefined))) return undefined;
  const tests = new Map(
    (orders as Condition[][]).map((order) => {
      const parts = order
        .map((one) => [JSON.stringify({ ...one, origin: undefined }), one] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return [
        parts.map(([key]) => key).join(),
        and(
          parts.map(([, one]) => one),
          origin,
        ),
      ] as const;
    }),
  );
  return anyOf([...tests.values()], origin);
}

/** An expression for one part, if it cannot read beyond the character that ends the part. */
function patternTest(
  subject: 'path' | 'host' | 'query' | 'cookie',
  pattern: string,
  origin: Span,
  end: string,
  name?: string,
): Condition | undefined {
  const parts = alternatives(pattern)
    .map(ungrouped)
    .map((part) => {
      const text = literalOf(part);
      const any = `[^${end}]*`;
      if (text !== undefined) return text.includes(end) ? undefined : textTest(subject, 'equals', [text], origin, name);
      if (part === any)
        return name === undefined
          ? testOf(subject, { kind: 'present', origin })
          : textTest(subject, 'exists', [], origin, name);
      const start = part.endsWith(any) ? literalOf(part.slice(0, -any.length)) : undefined;
      if (start !== undefined) return textTest(subject, 'starts', [start], origin, name);
      const tail = part.startsWith(any) ? literalOf(part.slice(any.length)) : undefined;
      if (tail !== undefined) return textTest(subject, 'ends', [tail], origin, name);
      const middle =
        part.startsWith(any) && part.endsWith(any) ? literalOf(part.slice(any.length, -any.length)) : undefined;
      if (middle !== undefined) return textTest(subject, 'contains', [middle], origin, name);
      return readsBeyond(part, end) ? undefined : textTest(subject, 'matches', [part], origin, name);
    });
  return parts.some((part) => part === undefined) ? undefined : anyOf(parts as Condition[], origin);
}

/** Whether some piece of the expression might match `end`: the dot, a class that does not exclude it, the character itself. */
function readsBeyond(pattern: string, end: string): boolean {
  for (const piece of pattern.match(/\\.|\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]\\])*\]|./gsu) ?? []) {
    if (piece === '.') return true;
    if (piece.startsWith('[^') && piece.length > 2) {
      if (!piece.includes(end)) return true;
    } else if (piece.startsWith('[') && piece.length > 1) {
      if (classTakes(piece, end)) return true;
    } else if (piece.startsWith('\\')) {
      if ('DWSpP'.includes(piece[1] as string) || piece[1] === end) return true;
    } else if (piece === end && end !== '?') return true;
  }
  return false;
}

/** Where this engine knows no such class as the platform's does, it might take anything. */
function classTakes(written: string, character: string): boolean {
  try {
    return new RegExp(written.replace(/^\[\]/, '[\\]'), 'u').test(character);
  } catch {
    return true;
  }
}
