// `mesh fn`: a KRM function for kustomize and kpt. A ResourceList on stdin, one on stdout; the program is in the function's configuration:
// spec.program (text), spec.files (name → text) or spec.path (a project on disk), with spec.target, spec.env and spec.inputs.
import { readFileSync } from 'node:fs';
import { compile, emit } from '../../compile.ts';
import { type Diagnostic, Report } from '../../diagnostics/index.ts';
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
  toPlain,
  writeYaml,
} from '../../documents/index.ts';
import { Source, spanPath, spanStart } from '../../text/index.ts';
import { chosenTargets } from '../chosen-targets.ts';
import { loadProject, type Project } from '../project.ts';
import { type ExitCode, product, Stop, talk } from '../terminal.ts';

/** Marks what this function made, so that a second run replaces it. */
const MARK = 'mesh-lang.dev/generated-by';

interface Configuration {
  readonly program?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly target?: string;
  readonly env?: string;
  readonly inputs?: Readonly<Record<string, string | number | boolean>>;
  readonly namespace?: string;
}

export async function fn(): Promise<ExitCode> {
  const resources = resourceList(new Source('<stdin>', readFileSync(0, 'utf8')));
  const configuration = configurationOf(resources);
  const report = new Report();
  const documents = await made(configuration, report);
  const found = report.sorted();
  const failed = report.hasErrors;
  product(writeYaml([answer(resources, failed ? undefined : documents, found, nameOf(resources))]));
  for (const { severity, message } of found) talk(`${severity}: ${message}\n`);
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

const scalarText = (node: Node | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;

function configurationOf(resources: MapNode): Configuration {
  const given = memberAt(resources, 'functionConfig');
  const spec = memberAt(given, 'spec') ?? memberAt(given, 'data');
  if (spec?.kind !== 'map') throw new Stop('functionConfig has no `spec` with `program`, `files` or `path`.');
  return toPlain(spec) as Configuration;
}

const nameOf = (resources: MapNode): string =>
  scalarText(memberAt(resources, 'functionConfig', 'metadata', 'name')) ?? 'mesh';

async function made(configuration: Configuration, report: Report): Promise<readonly Document[]> {
  const project = await projectOf(configuration, report);
  if (!project || report.hasErrors) return [];
  const compilation = compile(project.sources, project.options);
  report.take(compilation.diagnostics);
  if (compilation.hasErrors) return [];
  return chosenTargets(
    project,
    configuration.target === undefined ? undefined : [configuration.target],
    report,
  ).flatMap(({ choice }) => {
    const emission = emit(compilation, choice);
    report.take(emission.diagnostics);
    return emission.documents;
  });
}

async function projectOf(configuration: Configuration, report: Report): Promise<Project | undefined> {
  const set = Object.entries(configuration.inputs ?? {}).map(([name, value]) => `${name}=${value}`);
  if (configuration.path !== undefined)
    return loadProject(
      [configuration.path],
      { set, ...(configuration.env === undefined ? {} : { env: configuration.env }) },
      report,
    );
  const files =
    configuration.files ?? (configuration.program === undefined ? {} : { 'program.mesh': configuration.program });
  if (Object.keys(files).length === 0)
    throw new Stop('functionConfig needs `spec.program`, `spec.files` or `spec.path`.');
  return {
    root: '.',
    sources: Object.entries(files).map(([path, program]) => new Source(path, program)),
    options: {
      ...(configuration.namespace === undefined ? {} : { namespace: configuration.namespace }),
      inputs: Object.fromEntries(Object.entries(configuration.inputs ?? {}).map(([name, value]) => [name, { value }])),
    },
    targets: [],
    include: [],
    patches: [],
    environments: [],
    files: [],
  };
}

/** The list again: what others made stays, what this function made before is replaced, findings are results. */
function answer(
  resources: MapNode,
  documents: readonly Document[] | undefined,
  found: readonly Diagnostic[],
  name: string,
): Document {
  const items = member(resources, 'items');
  const kept =
    items?.kind === 'list'
      ? items.items.filter(
          (item) => documents === undefined || scalarText(memberAt(item, 'metadata', 'annotations', MARK)) !== name,
        )
      : [];
  const entries = resources.entries.filter(({ key }) => key !== 'items' && key !== 'results');
  return {
    path: '',
    root: map([
      ...entries,
      entry('items', list([...kept, ...(documents ?? []).map(({ root }) => marked(root, name))])),
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
