// `include:` of mesh.yaml: plain YAML that passes through untouched, checked only for conflicts with what is emitted; and its `patches:`.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Emission } from '../compile.ts';
import { catalogue, type Report } from '../diagnostics/index.ts';
import { type Document, member, type Node, readYaml } from '../documents/index.ts';
import { applyPatches, type Identity, identity, withoutExternal } from '../patches.ts';
import { type Source, spanIn } from '../text/index.ts';
import type { OutputFile } from './output-folder.ts';
import type { Project } from './project.ts';
import { readSource, shownPath } from './read-files.ts';

/** A file that passes through as it is. */
export interface IncludedFile extends OutputFile {
  readonly text: string;
}

/** The emission's documents with the project's patches applied. */
export const patched = (project: Project, { documents, target }: Emission, report: Report): readonly Document[] =>
  applyPatches(project, documents, target.name, report);

/** The included files as they are; an object that is also emitted, or stands there twice, is a finding. */
export function includedFiles(
  { include, patches, root, placeOf }: Project,
  emissions: readonly Emission[],
  report: Report,
): IncludedFile[] {
  const roots = emissions.flatMap(({ documents, target }) =>
    withoutExternal(patches, documents, target.name).map((document) => document.root),
  );
  const emitted = new Set(roots.map((node) => keyOf(identity(node))));
  const hosts = new Map(roots.flatMap((node) => claims(node).map(({ key }) => [key, identity(node)])));
  return include.flatMap((path, index) => {
    if (!existsSync(path)) {
      report.add(catalogue.files.fileNotFound, placeOf('include', index), { path: shownPath(path) });
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
