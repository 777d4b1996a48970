// The cheap answer for lists whose conditions are plain: for each rule the request that its condition spells out, decided by
// `decide`'s own evaluation. Answers only when every rule is shown to take one; anything else is left to logic.
import type { Condition, Mesh, TextTest } from '../model/index.ts';
import { deciding } from './decide.ts';
import { sampleHost } from './hosts.ts';
import { tableFor } from './lookup.ts';
import type { Reach } from './question.ts';
import { makeRequest, multimap, type Request } from './request/request.ts';
import type { Table } from './table.ts';

/** Each rule with a request that it takes, and the gap; nothing where that is not plain to see. */
export function plainReach(mesh: Mesh, table: Table): Reach | undefined {
  const plain = plainRequests(table).filter((request) => tableFor(mesh, request) === table);
  const rules: Reach['rules'][number][] = [];
  for (const { condition } of table.rules) {
    const request = firstOf(plain, (base) => requestOf(condition, base), table, rules.length);
    if (!request) return undefined;
    rules.push({ is: 'yes', value: request });
  }
  if (table.rules.at(-1)?.condition.kind === 'always') return { rules, gap: { is: 'no' } };
  const left = firstOf(plain, (base) => base, table, -1);
  return left && { rules, gap: { is: 'yes', value: left } };
}

/** The first request that the rule at `index` decides. */
function firstOf(
  plain: readonly Request[],
  make: (base: Request) => Request | undefined,
  table: Table,
  index: number,
): Request | undefined {
  for (const base of plain) {
    const request = make(base);
    if (request && deciding(table, request) === index) return request;
  }
  return undefined;
}

/** A plain request for each of the first ports. */
function plainRequests({ protocol, address, ports, hosts, otherHosts }: Table): readonly Request[] {
  if (protocol !== 'http') return [];
  const source = address.kind === 'gateway' ? { source: address } : {};
  const host = sampleHost(hosts[0] ?? '', otherHosts);
  return ports
    .slice(0, mostPorts)
    .map((port) => makeRequest({ address, port: port.number, host, scheme: port.scheme ?? 'http', ...source }));
}
const mostPorts = 4;

/** The request that a conjunction of plain tests spells out; of other tests whoever asks will see whether they hold. */
function requestOf(condition: Condition, base: Request): Request | undefined {
  switch (condition.kind) {
    case 'text':
      return withTexts([condition], base);
    case 'and':
      return withTexts(
        condition.parts.filter((part) => part.kind === 'text'),
        base,
      );
    default:
      return base;
  }
}

function withTexts(tests: readonly TextTest[], base: Request): Request | undefined {
  let { path, method } = base;
  const named = { header: [], query: [], cookie: [] } as Record<Named, [string, string][]>;
  for (const test of tests) {
    if (test.subject === 'scheme' || test.subject === 'host') continue;
    const value = spelledOut(test);
    if (value === undefined) return undefined;
    if (test.subject === 'path') path = value;
    else if (test.subject === 'method') method = value;
    else named[test.subject as Named].push([test.name ?? '', value]);
  }
  return {
    ...base,
    path,
    method,
    ...(named.header.length > 0 ? { headers: multimap(named.header) } : {}),
    ...(named.query.length > 0 ? { query: multimap(named.query) } : {}),
    ...(named.cookie.length > 0 ? { cookies: multimap(named.cookie) } : {}),
  };
}
type Named = 'header' | 'query' | 'cookie';

/** The text that the test names, where a request can carry it just so. */
function spelledOut({ subject, name, operator, values }: TextTest): string | undefined {
  const legal = LEGAL.get(subject);
  if (!legal || (operator !== 'equals' && operator !== 'under' && operator !== 'starts')) return undefined;
  if (subject === 'header' && (name === 'host' || name === 'cookie')) return undefined;
  return values.find((value) => legal.test(value));
}

/** Narrower than what requests may carry: texts that stay as they are in every form that a request has. */
const LEGAL: ReadonlyMap<TextTest['subject'], RegExp> = new Map([
  ['path', /^\/$|^(?:\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+\/?$/],
  ['method', /^[A-Z]+$/],
  ['header', /^[A-Za-z0-9_./-]+(?: [A-Za-z0-9_./-]+)*$/],
  ['query', /^[A-Za-z0-9_.~-]+$/],
  ['cookie', /^[A-Za-z0-9_.~-]+$/],
]);
