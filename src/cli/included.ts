// `include:` and `patches:` of mesh.yaml: plain YAML that passes through untouched, checked only for conflicts with what is emitted, and
// JSON merge patches on one emitted object, refused where they touch a field that the program writes.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Emission } from '../compile.ts';
import { catalogue, type Report } from '../diagnostics/index.ts';
import { type Document, type MapNode, member, type Node, readYaml, toNode } from '../documents/index.ts';
import type { PatchConfiguration } from '../program/index.ts';
import { Source, type Span, spanIn } from '../text/index.ts';
import type { OutputFile } from './output-folder.ts';
import type { Project } from './project.ts';
import { readSource, shownPath } from './read-files.ts';

/** The emission's documents with the project's patches applied. */
export function patched(
  { patches, root }: Project,
  { documents, target }: Emission,
  report: Report,
): readonly Document[] {
  const place = spanIn(new Source(shownPath(join(root, 'mesh.yaml')), ''), 0, 0);
  const mine = patches.filter((patch) => patch.target === undefined || patch.target === target.name);
  const used = new Set<PatchConfiguration>();
  const result = documents.map((document) => {
    const fitting = mine.filter((patch) => isFor(patch, document));
    for (const patch of fitting) used.add(patch);
    let root: Node = document.root;
    for (const patch of fitting) root = merge(root as MapNode, patch.patch, nameOf(patch), place, report);
    return { ...document, root: root as MapNode };
  });
  for (const patch of mine)
    if (!used.has(patch))
      report.add(catalogue.files.patchWithoutObject, place, { object: nameOf(patch), target: target.name });
  return result;
}

const nameOf = ({ kind, namespace, name }: PatchConfiguration): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

function isFor(patch: PatchConfiguration, { root }: Document): boolean {
  const { kind, namespace, name } = identity(root);
  return kind === patch.kind && name === patch.name && (patch.namespace === undefined || namespace === patch.namespace);
}

interface Identity {
  readonly kind: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

function identity(root: Node): Identity {
  const metadata = member(root, 'metadata');
  const text = (node: Node | undefined): string | undefined =>
    node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  return {
    kind: text(member(root, 'kind')) ?? text(member(root, 'type')),
    namespace: text(member(metadata, 'namespace')),
    name: text(member(metadata, 'name')) ?? text(member(root, 'name')),
  };
}

/** RFC 7386, but only where the program says nothing. */
function merge(
  node: MapNode,
  patch: Readonly<Record<string, unknown>>,
  object: string,
  place: Span,
  report: Report,
  path = '',
): Node {
  const entries = [...node.entries];
  for (const [key, value] of Object.entries(patch)) {
    const at = entries.findIndex((entry) => entry.key === key);
    const field = path === '' ? key : `${path}.${key}`;
    const before = entries[at]?.value;
    if (before === undefined) entries.push({ key, value: toNode(withoutNull(value)), origin: undefined });
    else if (before.kind === 'map' && isObject(value))
      entries[at] = {
        ...(entries[at] as (typeof entries)[number]),
        value: merge(before, value, object, place, report, field),
      };
    else report.add(catalogue.files.patchConflict, place, { object, field });
  }
  return { ...node, entries: entries.filter((entry) => entry.value.kind !== 'scalar' || entry.value.value !== null) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const withoutNull = (value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, each]) => each !== null)
          .map(([key, each]) => [key, withoutNull(each)]),
      )
    : value;

/** The included files as they are; an object that is also emitted, or stands there twice, is a finding. */
export function includedFiles(
  { include, root }: Project,
  emissions: readonly Emission[],
  report: Report,
): OutputFile[] {
  const roots = emissions.flatMap(({ documents }) => documents.map((document) => document.root));
  const emitted = new Set(roots.map((node) => keyOf(identity(node))));
  const hosts = new Map(roots.flatMap((node) => claims(node).map(({ key }) => [key, identity(node)])));
  return include.flatMap((path) => {
    if (!existsSync(path)) {
      report.add(catalogue.files.fileNotFound, spanIn(new Source(shownPath(join(root, 'mesh.yaml')), ''), 0, 0), {
        path: shownPath(path),
      });
      return [];
    }
    return yamlFiles(path).flatMap((file) => {
      const source = readSource(file, report);
      if (!source) return [];
      checkIncluded(source, emitted, hosts, report);
      return [
        { path: `include/${relative(root, file).replaceAll('\\', '/').replaceAll('../', '')}`, text: source.text },
      ];
    });
  });
}

const keyOf = ({ kind, namespace, name }: Identity): string => `${kind} ${namespace ?? ''}/${name}`;

interface Claim {
  readonly key: string;
  readonly kind: string;
  readonly host: string;
}
const ONE_PER_HOST = new Set(['VirtualService', 'DestinationRule', 'ServiceEntry']);

/** For which hosts an object is that should be the only one of its kind; a VirtualService for each of its gateways. */
function claims(root: Node): readonly Claim[] {
  const { kind, namespace } = identity(root);
  if (kind === undefined || !ONE_PER_HOST.has(kind)) return [];
  const spec = member(root, 'spec');
  const hosts = kind === 'DestinationRule' ? textsOf(member(spec, 'host')) : textsOf(member(spec, 'hosts'));
  const gateways = textsOf(member(spec, 'gateways'));
  const places = kind === 'VirtualService' ? (gateways.length > 0 ? gateways : ['mesh']) : [''];
  return hosts.flatMap((host) =>
    places.map((place) => {
      const at = place === 'mesh' || place === '' || place.includes('/') ? place : `${namespace}/${place}`;
      return { key: `${kind} ${at} ${host}`, kind, host };
    }),
  );
}

const textsOf = (node: Node | undefined): readonly string[] =>
  node?.kind === 'list'
    ? node.items.flatMap(textsOf)
    : node?.kind === 'scalar' && typeof node.value === 'string'
      ? [node.value]
      : [];

function checkIncluded(source: Source, seen: Set<string>, hosts: ReadonlyMap<string, Identity>, report: Report): void {
  const { documents, problems } = readYaml(source);
  for (const { span, message } of problems) report.add(catalogue.files.includedBroken, span, { message });
  for (const document of documents) {
    if (!document.root) continue;
    const found = identity(document.root);
    const key = keyOf(found);
    if (seen.has(key))
      report.add(catalogue.files.includedTwice, document.root.origin ?? spanIn(source, 0, 0), {
        object: `${found.kind} ${found.namespace ?? ''}/${found.name}`,
      });
    else checkHosts(document.root, hosts, source, report);
    seen.add(key);
  }
}

function checkHosts(root: Node, hosts: ReadonlyMap<string, Identity>, source: Source, report: Report): void {
  const clash = claims(root).find(({ key }) => hosts.has(key));
  const emitted = clash && hosts.get(clash.key);
  if (!clash || !emitted) return;
  const { kind, host } = clash;
  const parameters = { kind, host, emitted: `${emitted.namespace ?? ''}/${emitted.name}` };
  report.add(catalogue.files.includedHost, root.origin ?? spanIn(source, 0, 0), parameters);
}

function yamlFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(path, name));
}
