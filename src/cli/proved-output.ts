// A program and YAML → the proof that the YAML decides as the program does, the way `build --verify` proves it: read back by the one platform
// that knows all objects of a mesh in it. Nothing where that proves nothing: then the two sides are compared as what YAML says on its own.
import { Report } from '../diagnostics/index.ts';
import { type Document, memberAt, readYaml } from '../documents/index.ts';
import { readBack } from '../importer/index.ts';
import type { MeshDifference } from '../meaning/index.ts';
import type { Mesh } from '../model/index.ts';
import { allPlatforms, type InputObject, objectsOf, type Reader } from '../targets/index.ts';
import { type Span, spanIn } from '../text/index.ts';
import { yamlSources } from './commands/import.ts';
import { talk } from './terminal.ts';

export function provedOutput(mesh: Mesh, path: string): MeshDifference | undefined {
  const read = yamlSources(path, new Report()).map((source) => ({ source, ...readYaml(source) }));
  if (read.some(({ problems }) => problems.length > 0)) return undefined;
  const documents = read.flatMap(({ source, documents: all }): readonly Document[] =>
    all.flatMap(({ root }) => (root?.kind === 'map' ? [{ path: source.path, root }] : [])),
  );
  const [first] = read;
  if (!first || documents.length === 0) return undefined;
  const nowhere: Span = spanIn(first.source, 0, 0);
  const objects = documents.flatMap(({ root }) => objectsOf(root, mesh.namespace, nowhere));
  for (const platform of allPlatforms().filter(({ reader }) => reader && knowsAll(reader, objects))) {
    const found = readBack(mesh, documents, platform);
    if (!found?.same) continue;
    if (found.unread.length > 0) talk(`${path}: not compared, as no reader knows them: ${found.unread.join(', ')}\n`);
    return found.difference;
  }
  return undefined;
}

/** Nobody else reads what it does not, and it reads something. */
function knowsAll(reader: Reader, objects: readonly InputObject[]): boolean {
  const others = allPlatforms().flatMap((one) => one.reader ?? []);
  const isRead = (object: InputObject): boolean => reader.takes(object) || (reader.helps?.(object) ?? false);
  return (
    objects.some(isMark(reader)) &&
    objects.every((object) => isRead(object) || !others.some((one) => one.takes(object)))
  );
}

/** Objects of Gateway API are Linkerd's where something that only Linkerd reads stands among them. */
const isMark =
  ({ takes, helps }: Reader) =>
  (object: InputObject): boolean =>
    takes(object) || (isLinkerd(object) && (helps?.(object) ?? false));

function isLinkerd({ apiVersion, root }: InputObject): boolean {
  const annotations = memberAt(root, 'metadata', 'annotations');
  return (
    apiVersion.startsWith('policy.linkerd.io/') ||
    (annotations?.kind === 'map' && annotations.entries.some(({ key }) => key.includes('.linkerd.io/')))
  );
}
