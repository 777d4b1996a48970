// The objects that a project gives to a cluster, to kustomize or to kpt: compiled, patched, with the included files; nothing that is
// no Kubernetes object.
import { compile, type Emission, emit } from '../compile.ts';
import { catalogue, type Report } from '../diagnostics/index.ts';
import { type Document, type MapNode, member, memberAt, type Node, readYaml } from '../documents/index.ts';
import { Source, spanIn } from '../text/index.ts';
import { type ChosenTarget, chosenTargets } from './chosen-targets.ts';
import { includedFiles, patched } from './included.ts';
import type { Project } from './project.ts';

/** What identifies an object in a cluster. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface KubernetesObject extends ObjectName {
  readonly root: MapNode;
}

/** All objects of the project for its targets; none where the report has errors afterwards. */
export function objectsOf(
  project: Project,
  asked: readonly string[] | undefined,
  report: Report,
): readonly KubernetesObject[] {
  const compilation = compile(project.sources, project.options);
  report.take(compilation.diagnostics);
  const targets = chosenTargets(project, asked, report);
  if (compilation.hasErrors || report.hasErrors) return [];
  const emissions = targets.map(({ choice }) => emit(compilation, choice));
  for (const emission of emissions) report.take(emission.diagnostics);
  if (report.hasErrors) return [];
  const emitted = emissions.flatMap((emission, index) =>
    patched(project, emission, report).flatMap((document) =>
      asObject(document, (targets[index] as ChosenTarget).choice.name, report),
    ),
  );
  const objects = [...emitted, ...included(project, emissions, report)];
  return report.hasErrors ? [] : objects;
}

function included(project: Project, emissions: readonly Emission[], report: Report): KubernetesObject[] {
  return includedFiles(project, emissions, report).flatMap(({ path, text }) =>
    readYaml(new Source(path, text)).documents.flatMap(({ root }) =>
      root?.kind === 'map' ? asObject({ root, path }, 'include', report) : [],
    ),
  );
}

function asObject({ root, path }: Document, target: string, report: Report): KubernetesObject[] {
  const name = objectName(root);
  if (name) return [{ ...name, root }];
  report.add(catalogue.cluster.notKubernetes, spanIn(new Source(path, ''), 0, 0), { path, target });
  return [];
}

/** What the object is called, or nothing for what is no Kubernetes object. */
export function objectName(root: Node): ObjectName | undefined {
  const apiVersion = scalarText(member(root, 'apiVersion'));
  const kind = scalarText(member(root, 'kind'));
  const name = scalarText(memberAt(root, 'metadata', 'name'));
  const namespace = scalarText(memberAt(root, 'metadata', 'namespace'));
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** The value of a scalar that is a text. */
export const scalarText = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

/** `VirtualService shop/reviews`. */
export const objectText = ({ kind, namespace, name }: ObjectName): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
