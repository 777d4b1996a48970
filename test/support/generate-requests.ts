// Requests for a rule list as they go over the wire, made to meet given rules and to miss them narrowly. What a request then means is
// for others to say.
import type { Condition, TextTest } from '../../src/model/index.ts';
import type { RawRequest } from './envoy.ts';
import { POOLS } from './generate-mesh.ts';
import type { Random } from './random.ts';

/** A request under construction: parts as the language names them. */
export interface Draft {
  method: string;
  host: string;
  path: string;
  query: [string, string | undefined][];
  headers: [string, string][];
  cookies: [string, string][];
}

export const emptyDraft = (host: string): Draft => ({
  method: 'GET',
  host,
  path: '/',
  query: [],
  headers: [],
  cookies: [],
});

/** Something of everything. */
export function randomDraft(random: Random, host: string): Draft {
  const draft = emptyDraft(host);
  draft.method = random.pick(POOLS.method);
  draft.path = random.chance(0.5) ? random.pick(POOLS.path) : random.pick(WIRE_PATHS);
  for (const name of POOLS.header) {
    for (let lines = random.below(mayRepeat(name) ? 3 : 2); lines > 0; lines--)
      draft.headers.push([name, random.pick(HEADER_VALUES)]);
  }
  for (const name of POOLS.query) {
    for (let times = random.below(3); times > 0; times--)
      draft.query.push([name, random.pick([undefined, ...POOLS.plainValue])]);
  }
  for (const name of POOLS.cookie) {
    for (let times = random.below(3); times > 0; times--) draft.cookies.push([name, random.pick(POOLS.plainValue)]);
  }
  if (random.chance(0.2)) call(draft, random.pick(POOLS.rpc));
  return draft;
}

/** HTTP allows one line of it, and Envoy takes several as one text. */
const mayRepeat = (header: string): boolean => header !== 'user-agent';

/** Paths that are not yet normal, and neighbours of those that rules name. */
const WIRE_PATHS = [
  '//a//b',
  '/a/./b',
  '/x/../a',
  '/a/b/',
  '/a//',
  '/%61/b',
  '/a%2Fb',
  '/a%2fb',
  '/api/../a',
  '/a/b/..',
  '/a;b',
  '/a/bc',
  '/api/v10',
  '/b',
  '/a/%7Ex',
  '/a/b/c/d',
  '/X.CSS',
];
const HEADER_VALUES = [...POOLS.value, ''];

function call(draft: Draft, rpc: string): void {
  draft.path = `/${rpc}`;
  draft.headers = draft.headers.filter(([name]) => name !== 'content-type');
  draft.headers.push(['content-type', 'application/grpc+proto']);
}

/** Changes the draft so that the condition holds, or does not: as far as one pass can. */
export function bend(draft: Draft, condition: Condition, holds: boolean, random: Random): void {
  switch (condition.kind) {
    case 'not':
      bend(draft, condition.part, !holds, random);
      return;
    case 'and':
    case 'or': {
      const all = (condition.kind === 'and') === holds;
      const some = all || condition.parts.length === 0 ? condition.parts : [random.pick(condition.parts)];
      for (const part of some) bend(draft, part, holds, random);
      return;
    }
    case 'text':
      bendText(draft, condition, holds, random);
      return;
    default:
      return;
  }
}

const KNOWN_METHODS: readonly string[] = [...POOLS.method, 'PATCH', 'HEAD'];

function bendText(draft: Draft, test: TextTest, holds: boolean, random: Random): void {
  const name = test.name ?? '';
  const value = holds ? passing(test, random) : random.pick<string | undefined>([undefined, missing(test, random)]);
  switch (test.subject) {
    case 'path':
      if (value !== undefined) draft.path = value.startsWith('/') ? value : `/${value}`;
      return;
    case 'method':
      if (value !== undefined && KNOWN_METHODS.includes(value)) draft.method = value;
      return;
    case 'host':
      if (value !== undefined && /^[\w.-]+$/.test(value) && random.chance(0.5)) draft.host = value;
      return;
    case 'rpc':
      if (holds) call(draft, value ?? 'shop.Reviews/List');
      else draft.headers = draft.headers.filter(([header]) => header !== 'content-type');
      return;
    case 'header':
      draft.headers = replaced(draft.headers, name, value, holds && mayRepeat(name));
      return;
    case 'query':
      draft.query = replaced(draft.query, name, value, holds);
      return;
    case 'cookie':
      draft.cookies = replaced(draft.cookies, name, value, holds) as [string, string][];
      return;
    default:
      return;
  }
}

/** Values that must pass are put beside what is there; those that must not take its place. */
function replaced<T extends [string, string | undefined]>(
  pairs: T[],
  name: string,
  value: string | undefined,
  keep: boolean,
): T[] {
  const rest = keep ? pairs : pairs.filter(([other]) => other !== name);
  return value === undefined ? rest : [...rest, [name, value] as T];
}

const REGEX_SAMPLES = [
  'a',
  'ab',
  'abc',
  '1',
  '42',
  'a b',
  'A',
  'xab',
  '/u/7',
  '/x.css',
  '/api/v1',
  '/a/b',
  '/ab/x',
  '/abc',
  '/a',
  'PUT',
  'GET',
  'POST',
  'shop.Reviews/List',
  'shop.Ratings/Get',
  'www.example.com',
  'a.example.com',
  'www',
  '',
];

function passing(test: TextTest, random: Random): string {
  const wanted = random.pick(test.values.length > 0 ? test.values : ['a']);
  const around = random.pick(['', '', 'a', '1']);
  switch (test.operator) {
    case 'exists':
      return random.pick(POOLS.plainValue);
    case 'equals':
      return wanted;
    case 'starts':
      return `${wanted}${around}`;
    case 'under':
      return random.pick([wanted, `${wanted.replace(/\/+$/, '')}/x`]);
    case 'ends':
      return `${around}${wanted}`;
    case 'contains':
      return `${around}${wanted}${random.pick(['', 'z'])}`;
    case 'matches':
      return random.pick(REGEX_SAMPLES);
  }
}

/** Close to what would pass. */
function missing(test: TextTest, random: Random): string {
  const wanted = random.pick(test.values.length > 0 ? test.values : ['a']);
  if (test.operator === 'matches') return random.pick(REGEX_SAMPLES);
  return random.pick([`${wanted}x`, wanted.slice(0, -1), `x${wanted}`, wanted.toUpperCase(), '']);
}

/** The request as its bytes. */
export function rawOf(draft: Draft, random: Random): RawRequest {
  const query = draft.query.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join('&');
  const cookies = draft.cookies.map(([name, value]) => `${name}=${value}`);
  const apart = random.chance(0.2) && cookies.length > 1 ? cookies.map((one) => ['cookie', one] as const) : undefined;
  const joined = cookies.length > 0 ? [['cookie', cookies.join(random.pick(['; ', ';', ' ; ']))] as const] : [];
  return {
    method: draft.method,
    target: `${draft.path}${query === '' ? random.pick(['', '?']) : `?${query}`}`,
    host: draft.host,
    headers: [...draft.headers, ...(apart ?? joined)],
  };
}
