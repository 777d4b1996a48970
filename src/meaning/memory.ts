// What was found out about a rule list stays true for the same rules in the same surroundings, also in the next version of a
// program: an editor asks again after every keystroke. Keyed by the identity of the rules; nothing here can change an answer.
import { type Mesh, type Rule, type Service, someLeaf } from '../model/index.ts';
import { serviceOf } from './lookup.ts';
import type { Table } from './table.ts';

/** An answer, and all that it depends on besides the rules: hosts and ports of the requests, the pods of those that may send them. */
interface Remembered {
  readonly table: Table;
  readonly senders: readonly (Service | undefined)[];
  readonly value: unknown;
}
/** Mostly there is one question about one table. */
interface Memory {
  readonly question: string;
  first: Remembered;
  more?: Map<string, Remembered>;
}

const memories = new WeakMap<readonly Rule[], Memory>();

/** The answer to a question about a table, made only if the rules or what they are asked in are new. Answers hold no places. */
export function remembered<T>(question: string, mesh: Mesh, table: Table, make: () => T): T {
  const senders = sendersIn(mesh, table.rules);
  const known = recall(question, table);
  if (known && isSamePlace(known.table, table) && areSameSenders(known.senders, senders)) return known.value as T;
  const value = make();
  keep(question, { table, senders, value });
  return value;
}

function recall(question: string, table: Table): Remembered | undefined {
  const memory = memories.get(table.rules);
  if (!memory) return undefined;
  return isFirst(memory, question, table) ? memory.first : memory.more?.get(keyOf(question, table));
}

function keep(question: string, fresh: Remembered): void {
  const { table } = fresh;
  const memory = memories.get(table.rules);
  if (!memory) memories.set(table.rules, { question, first: fresh });
  else if (isFirst(memory, question, table)) memory.first = fresh;
  else {
    memory.more ??= new Map();
    memory.more.set(keyOf(question, table), fresh);
  }
}

const isFirst = (memory: Memory, question: string, table: Table): boolean =>
  memory.question === question && isSameProxy(memory.first.table, table);

const addressOf = ({ address }: Table): string => (address.kind === 'gateway' ? address.gateway : address.target);
const isSameProxy = (a: Table, b: Table): boolean =>
  a === b || (a.protocol === b.protocol && addressOf(a) === addressOf(b));
const keyOf = (question: string, table: Table): string => `${question} ${table.protocol} ${addressOf(table)}`;

/** Lets go of all answers about these rules. */
export const forgetRules = (rules: readonly Rule[]): boolean => memories.delete(rules);

function isSamePlace(a: Table, b: Table): boolean {
  if (a === b) return true;
  return (
    a.protocol === b.protocol &&
    a.fallback === b.fallback &&
    a.address.kind === b.address.kind &&
    areSame(a.hosts, b.hosts, (one, other) => one === other) &&
    areSame(a.otherHosts, b.otherHosts, (one, other) => one === other) &&
    areSame(
      a.ports,
      b.ports,
      (one, other) => one.number === other.number && one.protocol === other.protocol && one.scheme === other.scheme,
    )
  );
}

function areSame<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((one, at) => same(one, b[at] as T));
}

const areSameSenders = (a: Remembered['senders'], b: Remembered['senders']): boolean =>
  areSame(a, b, (one, other) => one === other || podsOf(one) === podsOf(other));

const podsOf = (service: Service | undefined): string =>
  service ? JSON.stringify([service.namespace, service.versions.map(({ name, labels }) => [name, labels])]) : '';

const nobody: readonly string[] = [];
const senders = new WeakMap<readonly Rule[], readonly string[]>();

/** The services that the rules' conditions name as senders, in the order of their names, as this mesh declares them. */
function sendersIn(mesh: Mesh, rules: readonly Rule[]): Remembered['senders'] {
  const names = rules.length > fewRules || mindsSenders(rules) ? sendersOf(rules) : nobody;
  return names.length === 0 ? (nobody as readonly never[]) : names.map((key) => serviceOf(mesh, key));
}

/** Short lists are looked through each time. */
const fewRules = 24;

/** Whether some rule asks who sends a request. */
export function mindsSenders(rules: readonly Rule[]): boolean {
  for (const rule of rules) if (someLeaf(rule.condition, isFrom)) return true;
  return false;
}

const isFrom = ({ kind }: { readonly kind: string }): boolean => kind === 'from';

function sendersOf(rules: readonly Rule[]): readonly string[] {
  let found = senders.get(rules);
  if (!found) {
    const names = new Set<string>();
    for (const { condition } of rules)
      someLeaf(condition, (leaf) => {
        if (leaf.kind === 'from' && leaf.source.kind === 'service') names.add(leaf.source.service);
        return false;
      });
    found = [...names].sort();
    senders.set(rules, found);
  }
  return found;
}
