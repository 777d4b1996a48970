// What of the objects has no word in the language → `patches` of mesh.yaml, as far as a merge patch can carry it: a field of an emitted
// object that the program does not write. Proved by building: each patched object has the field as it was.

import type { Compilation } from '../compile.ts';
import { emit } from '../compile.ts';
import { Report } from '../diagnostics/index.ts';
import { type Document, type Entry, member, memberAt, type Node, toPlain } from '../documents/index.ts';
import type { Imported, ImportedObject } from '../importer/index.ts';
import { applyPatches } from '../patches.ts';
import type { PatchConfiguration } from '../program/index.ts';
import { chooseTarget } from '../targets/index.ts';
import { Source, spanIn } from '../text/index.ts';

export interface Carried {
  readonly patches: readonly PatchConfiguration[];
  /** The residues that they give back. */
  readonly residues: ReadonlySet<ImportedObject['residues'][number]>;
  /** Objects of which nothing is built although they say something. */
  readonly unsaid: readonly ImportedObject[];
}

const nothing: Carried = { patches: [], residues: new Set(), unsaid: [] };
/** Whose objects are patched where they are built again. */
const platforms = [
  { name: 'istio', own: /(^|\.)istio\.io\// },
  { name: 'gateway-api', own: /^gateway\.networking\.k8s\.io\// },
] as const;

export function carriedByPatches(imported: Imported, compilation: Compilation): Carried {
  const all = platforms.map(({ name, own }) => carriedFor(name, own, imported, compilation));
  return {
    patches: all.flatMap(({ patches }) => patches),
    residues: new Set(all.flatMap(({ residues }) => [...residues])),
    unsaid: all.flatMap(({ unsaid }) => unsaid),
  };
}

function carriedFor(platform: string, group: RegExp, { objects, mesh }: Imported, compilation: Compilation): Carried {
  const lossy = objects.filter(
    ({ kind, root, residues }) =>
      emitted.has(kind) && group.test(textOf(member(root, 'apiVersion')) ?? '') && residues.some(isCarriable),
  );
  const target = chooseTarget(platform);
  if (compilation.hasErrors || lossy.length === 0 || !('platform' in target)) return nothing;
  const { documents, hasErrors } = emit(compilation, target);
  if (hasErrors) return nothing;
  const whole = new Map(documents.map((document) => [document, document.root as Node]));
  const patches = new Map<Document, Record<string, unknown>>();
  const residues = new Set<ImportedObject['residues'][number]>();
  const unsaid: ImportedObject[] = [];
  const index = Map.groupBy(
    documents.flatMap((document) => namesOf(document.root).map((name) => ({ name, document }))),
    ({ name }) => name,
  );
  for (const object of lossy) {
    const names = namesOf(object.root, object.namespace, mesh.clusterDomain);
    const own = [...new Set(names.flatMap((name) => (index.get(name) ?? []).map(({ document }) => document)))];
    if (own.length === 0) {
      if (object.kind === 'DestinationRule' && object.state === 'read') unsaid.push(object);
      continue;
    }
    for (const residue of object.residues.filter(isCarriable)) {
      const keys = keysOf(object.root, residue.path);
      const value = keys && memberAt(object.root, ...keys);
      if (!keys || !value || !own.every((one) => isFree(whole.get(one), keys))) continue;
      for (const one of own) {
        const patch = patches.get(one) ?? {};
        put(patch, keys, toPlain(value));
        patches.set(one, patch);
        whole.set(one, withValue(whole.get(one), keys, value));
      }
      residues.add(residue);
    }
  }
  const all = [...patches].map(([document, patch]) => configurationOf(platform, document, patch));
  return givesBack(platform, all, documents, patches) ? { patches: all, residues, unsaid } : { ...nothing, unsaid };
}

const emitted: ReadonlySet<string> = new Set(['VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry']);

/** Items of lists cannot be patched; what others own in metadata is theirs. */
const isCarriable = ({ path }: ImportedObject['residues'][number]): boolean =>
  !path.includes('[') &&
  (path === 'metadata.labels' || path.startsWith('metadata.annotations.') || path.startsWith('spec.'));

/** What tells an emitted object of which one it became: its hosts, or the name of a gateway. */
function namesOf(root: Node, own = '', domain = ''): readonly string[] {
  const kind = textOf(member(root, 'kind')) ?? '';
  const namespace = textOf(memberAt(root, 'metadata', 'namespace')) ?? own;
  if (kind === 'Gateway') return [`${kind} ${namespace}/${textOf(memberAt(root, 'metadata', 'name'))}`];
  const hosts = domain === '' ? hostsOf(root) : hostsOf(root).map((host) => inFull(host, namespace, domain));
  return hosts.map((host) => `${kind} ${host.toLowerCase()}`);
}

const inFull = (host: string, namespace: string, domain: string): string =>
  /^[a-z0-9-]+$/i.test(host) ? `${host}.${namespace}.svc.${domain}`.toLowerCase() : host.toLowerCase();

function hostsOf(root: Node): readonly string[] {
  const list = memberAt(root, 'spec', 'hosts');
  const single = textOf(memberAt(root, 'spec', 'host'));
  if (single !== undefined) return [single];
  return list?.kind === 'list' ? list.items.flatMap((item) => textOf(item) ?? []) : [];
}

const textOf = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

/** The keys of a path; those of annotations have dots themselves. */
function keysOf(node: Node, path: string): readonly string[] | undefined {
  if (node.kind !== 'map') return undefined;
  for (const { key, value } of node.entries) {
    if (path === key) return [key];
    const rest = path.startsWith(`${key}.`) ? keysOf(value, path.slice(key.length + 1)) : undefined;
    if (rest) return [key, ...rest];
  }
  return undefined;
}

/** Whether nothing is there yet, and no text stands where a map is needed. */
function isFree(node: Node | undefined, [key = '', ...rest]: readonly string[]): boolean {
  if (node?.kind !== 'map') return false;
  const inner = member(node, key);
  return inner === undefined || (rest.length > 0 && isFree(inner, rest));
}

function put(patch: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) patch[key] = value;
  else {
    const inner = (patch[key] ?? {}) as Record<string, unknown>;
    patch[key] = inner;
    put(inner, rest, value);
  }
}

function withValue(node: Node | undefined, [key, ...rest]: readonly string[], value: Node): Node {
  if (key === undefined) return value;
  const entries = node?.kind === 'map' ? node.entries : [];
  const at = entries.findIndex((entry) => entry.key === key);
  const made: Entry = { key, value: withValue(entries[at]?.value, rest, value), origin: undefined };
  return { kind: 'map', entries: at < 0 ? [...entries, made] : entries.with(at, made) };
}

function configurationOf(
  target: string,
  { root }: Document,
  patch: Readonly<Record<string, unknown>>,
): PatchConfiguration {
  const at = (...keys: readonly string[]): string => textOf(memberAt(root, ...keys)) ?? '';
  return {
    target,
    kind: at('kind'),
    namespace: at('metadata', 'namespace'),
    name: at('metadata', 'name'),
    patch,
  };
}

/** Built again with them, every object has what its patch says, and none is in another's way. */
function givesBack(
  platform: string,
  patches: readonly PatchConfiguration[],
  documents: readonly Document[],
  wanted: ReadonlyMap<Document, Readonly<Record<string, unknown>>>,
): boolean {
  const report = new Report();
  const nowhere = spanIn(new Source('mesh.yaml', ''), 0, 0);
  const built = applyPatches({ patches, placeOf: () => nowhere }, documents, platform, report);
  const has = (have: unknown, want: unknown): boolean =>
    isMap(want)
      ? isMap(have) && Object.entries(want).every(([key, value]) => has(have[key], value))
      : JSON.stringify(have) === JSON.stringify(want);
  return (
    report.sorted().length === 0 &&
    documents.every((document, at) => has(toPlain((built[at] as Document).root), wanted.get(document) ?? {}))
  );
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
