// A condition and a request in, true or false out; and for one that does not hold, the parts that are to blame. Works on
// concrete values only, and shares no code with logic: it is the judge of every witness.
import type { Always, Condition, FromTest, PortTest, TextOperator, TextTest } from '../model/index.ts';
import { matchesWhole } from './pattern.ts';
import { cookieHeader, type Request, rpcOf } from './request/request.ts';
import { isFrom } from './request/source.ts';

/** Whether the condition holds for the request. */
export function evaluate(condition: Condition, request: Request): boolean {
  switch (condition.kind) {
    case 'always':
      return true;
    case 'and':
      for (const part of condition.parts) if (!evaluate(part, request)) return false;
      return true;
    case 'or':
      for (const part of condition.parts) if (evaluate(part, request)) return true;
      return false;
    case 'not':
      return !evaluate(condition.part, request);
    case 'text':
      return passesOne(condition, request);
    case 'port':
      return condition.values.includes(request.port);
    case 'from':
      return isFrom(request.source, condition.source);
  }
}

/** Whether one of the values that a test looks at passes; the usual subjects have one, which needs no list. */
function passesOne(test: TextTest, request: Request): boolean {
  if (request.protocol === 'http')
    switch (test.subject) {
      case 'path':
        return passes(test, request.path);
      case 'method':
        return passes(test, request.method);
      case 'scheme':
        return passes(test, request.scheme);
      case 'host':
        return passes(test, request.host);
    }
  for (const value of valuesOf(test, request)) if (passes(test, value)) return true;
  return false;
}

/** A leaf and whether it held. */
export interface Verdict {
  readonly leaf: Always | TextTest | PortTest | FromTest;
  readonly held: boolean;
}

/** The leaves that make the condition what it is for this request: of an `and` that fails its first failing part, of an `or` that fails all. */
export function reasons(condition: Condition, request: Request): readonly Verdict[] {
  const holds = evaluate(condition, request);
  switch (condition.kind) {
    case 'not':
      return reasons(condition.part, request);
    case 'and':
    case 'or': {
      const decisive = (condition.kind === 'and') !== holds;
      const parts = condition.parts.filter((part) => evaluate(part, request) === holds);
      return (decisive ? parts.slice(0, 1) : parts).flatMap((part) => reasons(part, request));
    }
    default:
      return [{ leaf: condition, held: holds }];
  }
}

/** The values that a test looks at; none where the request lacks the part. */
export function valuesOf(test: Pick<TextTest, 'subject' | 'name'>, request: Request): readonly string[] {
  if (test.subject === 'sni') return request.sni === undefined ? [] : [request.sni];
  if (request.protocol !== 'http') return [];
  switch (test.subject) {
    case 'path':
      return [request.path];
    case 'method':
      return [request.method];
    case 'scheme':
      return [request.scheme];
    case 'host':
      return [request.host];
    case 'rpc':
      return one(rpcOf(request));
    case 'header':
      return headerValues(test.name ?? '', request);
    case 'query':
      return request.query.get(test.name ?? '') ?? [];
    case 'cookie':
      return request.cookies.get(test.name ?? '') ?? [];
  }
}

function headerValues(name: string, request: Request): readonly string[] {
  if (name === 'cookie') return one(cookieHeader(request));
  if (name === 'host') return [request.host];
  return request.headers.get(name) ?? [];
}

const one = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/** Whether one value passes a test. */
export function passes({ operator, values }: TextTest, value: string): boolean {
  if (operator === 'exists') return true;
  for (let at = 0; at < values.length; at++) if (compare(operator, value, values[at] as string)) return true;
  return false;
}

/** Whether one value passes a test with one wanted text. */
export function compare(operator: TextOperator, value: string, wanted: string): boolean {
  switch (operator) {
    case 'exists':
      return true;
    case 'equals':
      return value === wanted;
    case 'starts':
      return value.length >= wanted.length && value.startsWith(wanted);
    case 'under':
      return isUnder(value, wanted);
    case 'ends':
      return value.endsWith(wanted);
    case 'contains':
      return value.includes(wanted);
    case 'matches':
      return matchesWhole(wanted, value);
  }
}

/** Equal to the prefix or below it, by whole segments; a slash at the end of the prefix says nothing. */
export function isUnder(value: string, prefix: string): boolean {
  const bare = prefix.endsWith('/') ? prefix.replace(/\/+$/, '') : prefix;
  if (value.length < bare.length || !value.startsWith(bare)) return false;
  return value.length === bare.length || value[bare.length] === '/';
}
