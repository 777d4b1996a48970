// `mesh fn`: a KRM function for kustomize and kpt. A ResourceList on stdin, one on stdout; the program is in the function's configuration:
// spec.program (text), spec.files (name → text) or spec.path (a project on disk), with spec.target, spec.env, spec.inputs, spec.namespace.
import { readFileSync } from 'node:fs';
import { type Diagnostic, Report, renderLine } from '../../diagnostics/index.ts';
import {
  type Document,
  entry,
  list,
  type MapNode,
  map,
  member,
  memberAt,
  type Node,
  readYaml,
  text,
  toNode,
  writeYaml,
} from '../../documents/index.ts';
import { Source, spanIn, spanPath, spanStart } from '../../text/index.ts';
import { type Configuration, configurationOf } from '../function-configuration.ts';
import { type KubernetesObject, objectsOf, scalarText } from '../kubernetes-objects.ts';
import { loadProject, type Project } from '../project.ts';
import { type ExitCode, product, Stop, talk } from '../terminal.ts';

/** Marks what this function made, so that a second run replaces it. */
const MARK = 'mesh-lang.dev/generated-by';

export async function fn(): Promise<ExitCode> {
  const resources = resourceList(new Source('<stdin>', readFileSync(0, 'utf8')));
  const configuration = configurationOf(resources);
  const report = new Report();
  const objects = await made(configuration, report);
  const found = report.sorted();
  const failed = report.hasErrors;
  product(writeYaml([answer(resources, failed ? undefined : objects, found, nameOf(resources))]));
  talk(
    found
      .filter(({ severity }) => severity !== 'info')
      .map(renderLine)
      .join(''),
  );
  return failed ? 1 : 0;
}

function resourceList(source: Source): MapNode {
  const { documents, problems } = readYaml(source);
  const root = documents.find((document) => document.root)?.root;
  if (problems[0]) throw new Stop(`stdin is no ResourceList: ${problems[0].message}.`);
  if (root?.kind !== 'map' || scalarText(member(root, 'kind')) !== 'ResourceList')
    throw new Stop('stdin is no ResourceList: `mesh fn` is run by kustomize or kpt.');
  return root;
}

const nameOf = (resources: MapNode): string =>
  scalarText(memberAt(resources, 'functionConfig', 'metadata', 'name')) ?? 'mesh';

async function made(configuration: Configuration, report: Report): Promise<readonly KubernetesObject[]> {
  const project = await projectOf(configuration, report);
  return project && !report.hasErrors ? objectsOf(project, configuration.target, report) : [];
}

async function projectOf(configuration: Configuration, report: Report): Promise<Project | undefined> {
  const { path, files, env, inputs, namespace } = configuration;
  const options = namespace === undefined ? {} : { namespace };
  if (path !== undefined) {
    const set = Object.entries(inputs).map(([name, value]) => `${name}=${value}`);
    const project = await loadProject([path], { set, ...(env === undefined ? {} : { env }) }, report);
    return project && { ...project, options: { ...project.options, ...options } };
  }
  const given = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, { value }]));
  return {
    root: '.',
    sources: Object.entries(files).map(([name, program]) => new Source(name, program)),
    options: { ...options, inputs: given },
    targets: [],
    include: [],
    patches: [],
    environments: [],
    placeOf: () => spanIn(new Source('functionConfig', ''), 0, 0),
    files: [],
  };
}

/** The list again: what others made stays, what this function made before is replaced, findings are results. */
function answer(
  resources: MapNode,
  objects: readonly KubernetesObject[] | undefined,
  found: readonly Diagnostic[],
  name: string,
): Document {
  const items = member(resources, 'items');
  const kept =
    items?.kind === 'list'
      ? items.items.filter(
          (item) => objects === undefined || scalarText(memberAt(item, 'metadata', 'annotations', MARK)) !== name,
        )
      : [];
  const entries = resources.entries.filter(({ key }) => key !== 'items' && key !== 'results');
  return {
    path: '',
    root: map([
      ...entries,
      entry('items', list([...kept, ...(objects ?? []).map(({ root }) => marked(root, name))])),
      found.length > 0 && entry('results', list(found.map(result))),
    ]),
  };
}

function marked(root: MapNode, name: string): Node {
  const metadata = member(root, 'metadata');
  if (metadata?.kind !== 'map') return root;
  const annotations = member(metadata, 'annotations');
  const all = map([...(annotations?.kind === 'map' ? annotations.entries : []), entry(MARK, text(name))]);
  const changed = map([...metadata.entries.filter(({ key }) => key !== 'annotations'), entry('annotations', all)]);
  return map(root.entries.map((each) => (each.key === 'metadata' ? entry('metadata', changed) : each)));
}

function result({ severity, message, code, slug, span }: Diagnostic): Node {
  const source = span.anchor.source;
  const { line, column } = source.position(spanStart(span));
  return toNode({
    message: `${code} ${slug}: ${message}`,
    severity,
    file: { path: spanPath(span) },
    field: { path: `line ${line + 1}, column ${column + 1}` },
  });
}
