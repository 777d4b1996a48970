// A project's mesh.yaml → whether it passes through what a YAML side has and no program can say: an object of `include:`, a field of
// `patches:`, both to the letter.
import { isDeepStrictEqual } from 'node:util';
import { Report } from '../diagnostics/index.ts';
import { readYaml, toPlain } from '../documents/index.ts';
import type { OpenPlace } from '../importer/index.ts';
import { yamlSources } from './commands/import.ts';
import { loadProject } from './project.ts';

export async function carriedBy(place: string): Promise<(open: OpenPlace) => boolean> {
  const project = await loadProject([place], {}, new Report());
  const included = (project?.include ?? [])
    .flatMap((path) => yamlSources(path, new Report()))
    .flatMap((source) => readYaml(source).documents)
    .flatMap(({ root }) => (root ? [toPlain(root)] : []));
  const patches = project?.patches ?? [];
  return ({ object, path, value }) => {
    if (!object) return false;
    const whole = toPlain(object.root);
    if (included.some((one) => isDeepStrictEqual(one, whole))) return true;
    if (path === undefined) return false;
    const { kind, namespace, objectName } = object;
    return patches.some(
      (one) =>
        one.kind === kind &&
        one.name === objectName &&
        (one.namespace === undefined || one.namespace === namespace) &&
        isDeepStrictEqual(valueAt(one.patch, path), value),
    );
  };
}

const valueAt = (patch: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], patch);
