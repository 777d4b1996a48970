// Differences besides the decisions: declarations that came, went or changed (ports, versions, policies, certificates,
// telemetry), as paths with the values before and after. Where something was written is no part of it.
import type { Mesh } from '../../model/index.ts';
import { sameParts } from './same.ts';

export interface DeclarationChange {
  /** `service shop/reviews`, `telemetry of shop/reviews`. */
  readonly what: string;
  /** Where in it, `ports 9080 target`; empty for the whole. */
  readonly path: string;
  /** Absent where it came or went. */
  readonly before?: string;
  readonly after?: string;
}

const leftOut = new Set([
  'origin',
  'level',
  'policy',
  'doc',
  'key',
  'kind',
  'namespace',
  'rules',
  'settings',
  'named',
  'podsWritten',
]);

/** What changed in the declarations, in order of their names. */
export function compareDeclarations(old: Mesh, fresh: Mesh): readonly DeclarationChange[] {
  const [before, after] = [declarationsOf(old), declarationsOf(fresh)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((what) => changesOf(what, before.get(what), after.get(what)));
}

function declarationsOf(mesh: Mesh): Map<string, unknown> {
  const { clusterDomain, undeclared, dataPlane } = mesh;
  const found = new Map<string, unknown>([['mesh', { clusterDomain, undeclared, dataPlane }]]);
  for (const one of [...mesh.services, ...mesh.egresses, ...mesh.gateways]) found.set(`${one.kind} ${one.key}`, one);
  for (const one of mesh.telemetry)
    found.set(`telemetry${one.service ? ` of ${one.service}` : ''} in ${one.namespace}`, one);
  for (const { hosts, doors, certificate, clients } of mesh.ingresses) {
    for (const host of hosts)
      for (const door of doors)
        found.set(`ingress ${host.value} on ${door.gateway}`, { ports: door.ports, certificate, clients });
  }
  return found;
}

function changesOf(what: string, before: unknown, after: unknown): DeclarationChange[] {
  if (before === undefined) return [{ what, path: '', after: 'new' }];
  if (after === undefined) return [{ what, path: '', before: 'removed' }];
  if (sameParts(before, after, leftOut)) return [];
  const [a, b] = [before, after].map((value) => new Map(leavesOf(value, [])));
  const paths = [...new Set([...a!.keys(), ...b!.keys()])].filter((path) => a!.get(path) !== b!.get(path)).sort();
  return paths.map((path) => ({ what, path, ...optional('before', a!.get(path)), ...optional('after', b!.get(path)) }));
}

const optional = (name: 'before' | 'after', value: string | undefined) =>
  value === undefined ? {} : { [name]: value };

/** Paths to plain values. List members go by number, name or target where they have one, so that order means nothing. */
function* leavesOf(value: unknown, path: readonly string[]): Generator<[string, string]> {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    if (value.every((member) => typeof member !== 'object'))
      yield [path.join(' '), value.map(String).sort().join(', ')];
    else for (const member of value) yield* leavesOf(member, [...path, memberName(member)]);
  } else if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).filter(([name]) => !leftOut.has(name));
    const isSourced = 'level' in value && 'value' in value;
    for (const [name, part] of parts) yield* leavesOf(part, isSourced && name === 'value' ? path : [...path, name]);
    if (parts.length === 0) yield [path.join(' '), 'given'];
  } else yield [path.join(' '), String(value)];
}

function memberName(member: unknown): string {
  if (typeof member !== 'object' || member === null) return String(member);
  const { number, target, value, name, kind, address } = member as Record<string, unknown>;
  return String(number ?? target ?? value ?? name ?? address ?? kind ?? '');
}
