// `GET "https://host/path?query" from x to s when header "a" == "b"` → the example request of a test.
import { catalogue } from '../diagnostics/index.ts';
import type { Condition, Fact, SampleRequest } from '../model/index.ts';
import { resolve } from '../program/index.ts';
import type { Reference, Sample, Value } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import type { Checking, Place } from './checking.ts';
import { readCondition, readSource } from './condition.ts';
import { portNumber } from './destination.ts';
import { oneOf, read } from './read.ts';
import { rejectReferenceParts } from './reference.ts';
import { hostProblem, METHODS } from './texts.ts';
import { evaluate } from './value.ts';

const { types } = catalogue;

type Lists = 'query' | 'headers' | 'cookies';
type Draft = { -readonly [K in Exclude<keyof SampleRequest, Lists>]?: SampleRequest[K] } & {
  readonly [K in Lists]: Fact[];
};

export function readRequest(checking: Checking, tree: Sample, place: Place): SampleRequest | undefined {
  const { name, span } = { name: tree.method.text, span: tree.method.span };
  const method = name === '' ? undefined : oneOf(checking, { kind: 'word', value: name, span }, METHODS, 'method');
  const url = readUrl(checking, tree.url, place);
  const draft: Draft = { ...url, query: [...(url?.query ?? [])], headers: [], cookies: [] };
  const from = tree.from && readSource(checking, tree.from, place);
  const to = tree.to && readTo(checking, tree.to, place);
  const facts = tree.when ? readCondition(checking, tree.when, place) : undefined;
  const right = facts ? addFacts(checking, facts, draft) : !tree.when;
  if (!method || !url || !right || (tree.from && !from) || (tree.to && !to)) return undefined;
  return { ...draft, method, path: url.path, ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

function readTo(checking: Checking, reference: Reference, place: Place): SampleRequest['to'] | undefined {
  const target = resolve(checking, 'target', place.scope, reference);
  rejectReferenceParts(checking, reference, 'whom a request is addressed to', 'port');
  const port = target && reference.port ? portNumber(checking, target, reference.port) : undefined;
  if (!target || (reference.port && port === undefined)) return undefined;
  return { kind: target.kind, target: target.key, ...(port === undefined ? {} : { port }) };
}

// ---- the address

type Url = Pick<SampleRequest, 'scheme' | 'host' | 'port' | 'path' | 'query'>;

function readUrl(checking: Checking, value: Value, place: Place): Url | undefined {
  const text = read(checking, evaluate(checking, value, place, { type: 'Text' }), 'Text');
  if (text === undefined) return undefined;
  const url = parseUrl(text);
  if (typeof url === 'object') return url;
  checking.report.add(types.badText, value.span, { type: 'address of a request', text, reason: url });
  return undefined;
}

function parseUrl(text: string): Url | string {
  if (text.includes('#')) return 'what follows # never leaves the browser';
  if (/\s/.test(text)) return 'it has no blanks; write %20';
  if (text.startsWith('/')) return pathAndQuery(text);
  const [, scheme, host = '', port, rest = ''] =
    /^(https?):\/\/(\[[^\]]*\]|[^/:?]*)(?::(\d+))?([/?].*)?$/.exec(text) ?? [];
  if (!scheme) return 'it begins with `/`, `http://` or `https://`';
  const problem = hostProblem(host.replace(/^\[|\]$/g, ''), false);
  if (problem) return problem;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) return 'ports are 1 to 65535';
  return {
    scheme: scheme as 'http' | 'https',
    host: host.toLowerCase(),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...pathAndQuery(rest.startsWith('/') ? rest : `/${rest}`),
  };
}

function pathAndQuery(text: string): Pick<Url, 'path' | 'query'> {
  const at = text.indexOf('?');
  if (at < 0) return { path: text, query: [] };
  const query = text
    .slice(at + 1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? { name: part, value: '' } : { name: part.slice(0, equals), value: part.slice(equals + 1) };
    });
  return { path: text.slice(0, at), query };
}

// ---- facts

/** Only `==` and `and` say what a request is; everything else would leave a choice. */
function addFacts(checking: Checking, condition: Condition, draft: Draft): boolean {
  switch (condition.kind) {
    case 'always':
      return true;
    case 'and':
      return condition.parts.map((part) => addFacts(checking, part, draft)).every(Boolean);
    case 'text':
      if (condition.operator === 'equals' && condition.values.length === 1)
        return addText(checking, condition, condition.values[0] as string, draft);
      break;
    case 'port':
      if (condition.values.length === 1 && draft.port === undefined) {
        draft.port = condition.values[0] as number;
        return true;
      }
  }
  return noFact(checking, condition.origin);
}

function addText(
  checking: Checking,
  { subject, name = '', origin }: Extract<Condition, { kind: 'text' }>,
  value: string,
  draft: Draft,
): boolean {
  switch (subject) {
    case 'header':
      draft.headers.push({ name, value });
      return true;
    case 'query':
      draft.query.push({ name, value });
      return true;
    case 'cookie':
      draft.cookies.push({ name, value });
      return true;
    case 'host':
    case 'sni':
      if (draft[subject] !== undefined && draft[subject] !== value) return noFact(checking, origin);
      draft[subject] = value;
      return true;
    case 'scheme':
      if (draft.scheme !== undefined && draft.scheme !== value) return noFact(checking, origin);
      draft.scheme = value as 'http' | 'https';
      return true;
    default:
      return noFact(checking, origin);
  }
}

function noFact({ report }: Checking, span: Span): false {
  report.add(types.noFact, span, undefined);
  return false;
}
