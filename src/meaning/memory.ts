// What was found out about a rule list stays true for the same rules in the same surroundings, also in the next version of a
// program: an editor asks again after every keystroke. Keyed by the identity of the rules; nothing here can change an answer.
import { type FromTest, leaves, type Mesh, type Rule } from '../model/index.ts';
import { serviceOf } from './lookup.ts';
import type { Table } from './table.ts';

interface Remembered {
  readonly surroundings: string;
  readonly value: unknown;
}

const memories = new WeakMap<readonly Rule[], Map<string, Remembered>>();

/** The answer to a question about a table, made only if the rules or what they are asked in are new. Answers hold no places. */
export function remembered<T>(question: string, mesh: Mesh, table: Table, make: () => T): T {
  let memory = memories.get(table.rules);
  if (!memory) {
    memory = new Map();
    memories.set(table.rules, memory);
  }
  const key = `${question} ${table.protocol} ${table.address.kind === 'gateway' ? table.address.gateway : table.address.target}`;
  const surroundings = surroundingsOf(mesh, table);
  const known = memory.get(key);
  if (known?.surroundings === surroundings) return known.value as T;
  const value = make();
  memory.set(key, { surroundings, value });
  return value;
}

/** All that an answer depends on besides the rules: hosts and ports of the requests, and the pods of services they may come from. */
function surroundingsOf(mesh: Mesh, { address, protocol, ports, hosts, otherHosts, fallback, rules }: Table): string {
  const sources = sendersOf(rules).map((key) => {
    const service = serviceOf(mesh, key);
    return service ? [key, service.namespace, service.versions.map(({ name, labels }) => [name, labels])] : [key];
  });
  return JSON.stringify([address, protocol, ports, hosts, otherHosts, fallback, sources]);
}

const senders = new WeakMap<readonly Rule[], readonly string[]>();

/** Services that the rules' conditions name as senders. */
function sendersOf(rules: readonly Rule[]): readonly string[] {
  let found = senders.get(rules);
  if (!found) {
    const tests = rules.flatMap((rule) =>
      [...leaves(rule.condition)].filter((leaf): leaf is FromTest => leaf.kind === 'from'),
    );
    found = [...new Set(tests.flatMap(({ source }) => (source.kind === 'service' ? [source.service] : [])))].sort();
    senders.set(rules, found);
  }
  return found;
}
