// What is plain to see of a list of plain conditions, without making a request: that every rule takes one, and whether some is left. Each
// condition is asked of what another spells out, as `plainReach` does with requests; whatever is not as plain says nothing.
import type { Condition, Mesh, Rule, TextTest } from '../model/index.ts';
import { passes } from './evaluate.ts';
import { sampleHost } from './hosts.ts';
import { tableAt } from './lookup.ts';
import { spelledOut } from './plain-reach.ts';
import type { Table, TablePort } from './table.ts';

/** Every rule takes a request, and none is left (`closed`) or one is (`open`). */
export type PlainSight = 'closed' | 'open';

/** Longer lists are decided with an index. */
const mostRules = 24;
/** Of a table's ports, which all take the same rules. */
const mostPorts = 4;

/** Of a whole mesh most lists are looked at once, by code that is not compiled yet: loops by number make nothing, those by `of` objects. */
export function plainSight(mesh: Mesh, table: Table): PlainSight | undefined {
  const { rules, protocol } = table;
  if (protocol !== 'http' || rules.length > mostRules || !areSimple(rules)) return undefined;
  request.host = sampleHost(table.hosts[0] ?? '', table.otherHosts);
  const open = openPorts(mesh, table);
  for (let index = 0; index < rules.length; index++) {
    const { condition } = rules[index] as Rule;
    if (!spellOut(condition) || !comesTo(table, index, open)) return undefined;
  }
  if (rules.at(-1)?.condition.kind === 'always') return 'closed';
  spellOut(undefined);
  return comesTo(table, -1, open) ? 'open' : undefined;
}

/** The one request that is looked at: what a condition spells out; the rest of it is plain. */
const request = { of: undefined as Condition | undefined, path: '/', method: 'GET', host: '', port: 0, scheme: 'http' };

/** A bit for each port at which the request's host meets the table. */
function openPorts(mesh: Mesh, table: Table): number {
  const { ports, address } = table;
  let open = 0;
  for (let at = 0; at < ports.length && at < mostPorts; at++)
    if (tableAt(mesh, address, (ports[at] as TablePort).number, request.host) === table) open |= 1 << at;
  return open;
}

/** Whether the rule at `index` takes the request at some port. */
function comesTo({ ports, rules }: Table, index: number, open: number): boolean {
  for (let at = 0; open >> at > 0; at++) {
    if ((open & (1 << at)) === 0) continue;
    const { number, scheme = 'http' } = ports[at] as TablePort;
    request.port = number;
    request.scheme = scheme;
    if (taking(rules) === index) return true;
  }
  return false;
}

function areSimple(rules: readonly Rule[]): boolean {
  for (let at = 0; at < rules.length; at++) {
    const { condition } = rules[at] as Rule;
    if (condition.kind === 'and' ? !areAllSimple(condition.parts) : !isSimple(condition)) return false;
  }
  return true;
}

function areAllSimple(parts: readonly Condition[]): boolean {
  for (let at = 0; at < parts.length; at++) if (!isSimple(parts[at] as Condition)) return false;
  return true;
}

function isSimple(condition: Condition): boolean {
  if (condition.kind !== 'text') return condition.kind === 'always' || condition.kind === 'port';
  const { subject, name, operator } = condition;
  if (operator === 'matches' || subject === 'rpc' || subject === 'sni') return false;
  return subject !== 'header' || (name !== 'cookie' && name !== 'host');
}

/** False where no request can carry it just so. */
function spellOut(condition: Condition | undefined): boolean {
  request.of = condition;
  request.path = '/';
  request.method = 'GET';
  if (condition?.kind === 'text') return spellTest(condition);
  if (condition?.kind !== 'and') return true;
  const { parts } = condition;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as Condition;
    if (part.kind === 'text' && !spellTest(part)) return false;
  }
  return true;
}

function spellTest(test: TextTest): boolean {
  if (test.subject === 'scheme' || test.subject === 'host') return true;
  const value = spelledOut(test);
  if (value === undefined) return false;
  if (test.subject === 'path') request.path = value;
  else if (test.subject === 'method') request.method = value;
  return true;
}

function taking(rules: readonly Rule[]): number {
  for (let index = 0; index < rules.length; index++) if (holds((rules[index] as Rule).condition)) return index;
  return -1;
}

function holds(condition: Condition): boolean {
  if (condition.kind !== 'and') return holdsPart(condition);
  const { parts } = condition;
  for (let at = 0; at < parts.length; at++) if (!holdsPart(parts[at] as Condition)) return false;
  return true;
}

function holdsPart(part: Condition): boolean {
  if (part.kind === 'text') return holdsTest(part);
  return part.kind === 'always' || (part.kind === 'port' && part.values.includes(request.port));
}

function holdsTest(test: TextTest): boolean {
  switch (test.subject) {
    case 'path':
      return passes(test, request.path);
    case 'method':
      return passes(test, request.method);
    case 'host':
      return passes(test, request.host);
    case 'scheme':
      return passes(test, request.scheme);
    default:
      return holdsNamed(test, request.of);
  }
}

/** Of headers, parameters and cookies there are those that were spelled out. */
function holdsNamed(test: TextTest, spelled: Condition | undefined): boolean {
  if (spelled?.kind === 'text') return isCarriedBy(test, spelled);
  if (spelled?.kind !== 'and') return false;
  const { parts } = spelled;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] as Condition;
    if (part.kind === 'text' && isCarriedBy(test, part)) return true;
  }
  return false;
}

function isCarriedBy(test: TextTest, spelled: TextTest): boolean {
  if (spelled.subject !== test.subject || (spelled.name ?? '') !== (test.name ?? '')) return false;
  const value = spelledOut(spelled);
  return value !== undefined && passes(test, value);
}
