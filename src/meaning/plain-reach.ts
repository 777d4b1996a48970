// The cheap answer for lists whose conditions are plain: for each rule the request that its condition spells out, decided by
// `decide`'s own evaluation. Answers only when every rule is shown to take one; anything else is left to logic.
import type { Condition, Mesh, Rule, TextTest } from '../model/index.ts';
import { deciding } from './decide.ts';
import { evaluate } from './evaluate.ts';
import { sampleHost } from './hosts.ts';
import { tableFor } from './lookup.ts';
import type { Reach, Verdict } from './question.ts';
import { multimap, noValues, type Request, unknownSource } from './request/request.ts';
import type { Table } from './table.ts';

/** Each rule with a request that it takes, and the gap; nothing where that is not plain to see. */
export function plainReach(mesh: Mesh, table: Table): Reach | undefined {
  const plain = plainRequests(mesh, table);
  if (plain.length === 0) return undefined;
  const { rules } = table;
  const found: Yes[] = new Array(rules.length);
  for (let index = 0; index < rules.length; index++) {
    const example = exampleOf(plain, (rules[index] as Rule).condition, table, index);
    if (!example) return undefined;
    found[index] = example;
  }
  if (rules.at(-1)?.condition.kind === 'always') return { rules: found, gap: no };
  const left = plain.find((base) => deciding(table, base) === -1);
  return left && { rules: found, gap: { is: 'yes', value: left } };
}
type Yes = Extract<Verdict<Request>, { readonly is: 'yes' }>;
const no: Verdict<Request> = { is: 'no' };

/** The first request spelled out by the condition that the rule at `index` decides. */
function exampleOf(plain: readonly Request[], condition: Condition, table: Table, index: number): Yes | undefined {
  for (const base of plain) {
    const request = requestOf(condition, base);
    if (request && deciding(table, request) === index) return new Example(condition, base);
  }
  return undefined;
}

/** Longer lists are left to logic: every rule is tried with every later one. */
const mostRules = 24;

/**
 * Whether each rule that has a condition is seen to be needed: some request that it takes is decided differently without it. `keys` are
 * the labels of the rules' decisions, and of what is done with the rest. "No" says nothing.
 */
export function arePlainlyNeeded(mesh: Mesh, table: Table, keys: readonly string[]): boolean {
  const { rules } = table;
  if (rules.length > mostRules) return false;
  const plain = plainRequests(mesh, table);
  return rules.every(
    ({ condition }, index) => condition.kind === 'always' || plain.some((base) => isNeededBy(table, keys, index, base)),
  );
}

/** With the request that the rule and one that would follow it spell out together. */
function isNeededBy(table: Table, keys: readonly string[], index: number, base: Request): boolean {
  const { rules } = table;
  const { condition } = rules[index] as Rule;
  const followers = [...rules.slice(index + 1).map((rule) => rule.condition), undefined];
  return followers.some((follower, at) => {
    if (keys[index + 1 + at] === keys[index]) return false;
    const orders = follower ? [bothOf(follower, condition), bothOf(condition, follower)] : [condition];
    return orders.some((both) => {
      const request = requestOf(both, base);
      return (
        request !== undefined &&
        deciding(table, request) === index &&
        keyAfter(table, keys, index, request) !== keys[index]
      );
    });
  });
}

const bothOf = (first: Condition, last: Condition): Condition => ({
  kind: 'and',
  parts: [...partsOf(first), ...partsOf(last)],
  origin: last.origin,
});
const partsOf = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and' ? condition.parts : [condition];

/** The label of what becomes of a request if the rule at `index` is not there. */
function keyAfter({ rules }: Table, keys: readonly string[], index: number, request: Request): string | undefined {
  const next = rules.findIndex((rule, at) => at > index && evaluate(rule.condition, request));
  return next < 0 ? keys[rules.length] : keys[next];
}

/** An example that is written out when someone looks at it: mostly nobody does. */
class Example implements Yes {
  readonly is = 'yes';
  readonly #condition: Condition;
  readonly #base: Request;

  constructor(condition: Condition, base: Request) {
    this.#condition = condition;
    this.#base = base;
  }

  get value(): Request {
    return requestOf(this.#condition, this.#base) ?? this.#base;
  }
}

/** A plain request for each of the first ports, where it meets this table. */
function plainRequests(mesh: Mesh, table: Table): readonly Request[] {
  const { protocol, address, ports, hosts, otherHosts } = table;
  if (protocol !== 'http') return [];
  const host = sampleHost(hosts[0] ?? '', otherHosts);
  const source = address.kind === 'gateway' ? address : unknownSource;
  const requests: Request[] = [];
  for (const { number: port, scheme = 'http' } of ports.slice(0, mostPorts)) {
    const request: Request = {
      protocol,
      method: 'GET',
      scheme,
      host,
      port,
      path: '/',
      query: noValues,
      headers: noValues,
      cookies: noValues,
      source,
      address,
    };
    if (tableFor(mesh, request) === table) requests.push(request);
  }
  return requests;
}
const mostPorts = 4;

/** The request that a conjunction of plain tests spells out; of other tests whoever asks will see whether they hold. */
function requestOf(condition: Condition, base: Request): Request | undefined {
  if (condition.kind !== 'text' && condition.kind !== 'and') return base;
  const spelled: Spelled = { path: base.path, method: base.method };
  if (condition.kind === 'text') {
    if (!spellOut(condition, spelled)) return undefined;
  } else for (const part of condition.parts) if (part.kind === 'text' && !spellOut(part, spelled)) return undefined;
  return {
    protocol: base.protocol,
    method: spelled.method,
    scheme: base.scheme,
    host: base.host,
    port: base.port,
    path: spelled.path,
    query: spelled.query ? multimap(spelled.query) : base.query,
    headers: spelled.header ? multimap(spelled.header) : base.headers,
    cookies: spelled.cookie ? multimap(spelled.cookie) : base.cookies,
    source: base.source,
    address: base.address,
  };
}

type Pairs = (readonly [string, string])[];
interface Spelled {
  path: string;
  method: string;
  header?: Pairs;
  query?: Pairs;
  cookie?: Pairs;
}

/** Adds what a test asks for; false where no request can carry it just so. */
function spellOut(test: TextTest, spelled: Spelled): boolean {
  const { subject } = test;
  if (subject === 'scheme' || subject === 'host') return true;
  const value = spelledOut(test);
  if (value === undefined) return false;
  switch (subject) {
    case 'path':
      spelled.path = value;
      return true;
    case 'method':
      spelled.method = value;
      return true;
    case 'header':
    case 'query':
    case 'cookie':
      spelled[subject] ??= [];
      spelled[subject].push([test.name ?? '', value]);
      return true;
    default:
      return false;
  }
}

/** The text that the test names, where a request can carry it just so. */
export function spelledOut({ subject, name, operator, values }: TextTest): string | undefined {
  const legal = LEGAL[subject];
  if (!legal || (operator !== 'equals' && operator !== 'under' && operator !== 'starts')) return undefined;
  if (subject === 'header' && (name === 'host' || name === 'cookie')) return undefined;
  for (let at = 0; at < values.length; at++) if (legal.test(values[at] as string)) return values[at];
  return undefined;
}

/** Narrower than what requests may carry: texts that stay as they are in every form that a request has. */
const LEGAL: Partial<Record<TextTest['subject'], RegExp>> = {
  path: /^\/$|^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+\/?$/,
  method: /^[A-Z]+$/,
  header: /^[A-Za-z0-9_./-]+(?: [A-Za-z0-9_./-]+)*$/,
  query: /^[A-Za-z0-9_.~-]+$/,
  cookie: /^[A-Za-z0-9_.~-]+$/,
};
