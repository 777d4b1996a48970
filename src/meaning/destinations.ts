// Where requests can end up: the targets of a decision and of its mirror, and whether they hold a given service or version.
import type { Destination, Mesh, Rule } from '../model/index.ts';
import { calleeOf } from './lookup.ts';
import type { Table } from './table.ts';

export interface Arrival {
  readonly destination: Destination;
  /** Only a copy of the request gets there. */
  readonly mirrored: boolean;
}

/** All endpoints that may get a request of this rule, or its copy; without rule, of the table's fallback. */
export function arrivals(table: Table, rule: Rule | undefined): readonly Arrival[] {
  if (!rule) return fallbackArrivals(table);
  if (rule.action.kind !== 'forward') return [];
  const mirror = rule.settings.mirror?.value;
  const direct = rule.action.split
    .filter((part) => part.weight > 0)
    .map((part) => ({ destination: part.destination, mirrored: false }));
  return mirror && mirror.share > 0 ? [...direct, { destination: mirror.to, mirrored: true }] : direct;
}

function fallbackArrivals(table: Table): readonly Arrival[] {
  if (table.fallback !== 'forward' || table.address.kind === 'gateway') return [];
  return [{ destination: { kind: table.address.kind, target: table.address.target }, mirrored: false }];
}

/** Whether the destination's endpoints may be those of the target (of the version). All of a service hold each version's. */
export function holds(mesh: Mesh, destination: Destination, target: string, version: string | undefined): boolean {
  if (destination.target !== target) return false;
  if (version === undefined || destination.version === version) return true;
  if (destination.version !== undefined) return false;
  const callee = calleeOf(mesh, destination.kind, target);
  return callee?.kind === 'service' && callee.versions.some((candidate) => candidate.name === version);
}
