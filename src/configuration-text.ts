// The text of mesh.yaml → the configuration of a project, and findings at the places in the file. Reads no files.
import { catalogue, type Diagnostic, diagnose, type Extras } from './diagnostics/index.ts';
import { type MapNode, type Node, readYaml, toPlain } from './documents/index.ts';
import { type Configuration, type ConfigurationProblem, readConfiguration } from './program/index.ts';
import { chooseTarget, isOtherDataPlane, targetNames } from './targets/index.ts';
import { type Source, type Span, spanIn } from './text/index.ts';

export interface ReadConfiguration {
  /** Absent where the file is wrong. */
  readonly configuration?: Configuration;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the keys lead in the file; of the nearest part that exists. */
  readonly placeOf: (keys: readonly (string | number)[]) => Span;
}

export function readConfigurationText(source: Source): ReadConfiguration {
  const { documents, problems } = readYaml(source);
  const [document, second] = documents.filter((each) => each.state === 'read');
  const root = document?.root;
  const placeOf = (path: readonly (string | number)[]): Span => placeIn(source, root, { path, atKey: false });
  const broken = problems.map(({ span, message }) => diagnose(catalogue.files.badConfiguration, span, { message }));
  if (second)
    broken.push(
      diagnose(catalogue.files.badConfiguration, spanIn(source, second.range.start, second.range.start), {
        message: 'only one document can be in it',
      }),
    );
  if (problems.length > 0) return { diagnostics: broken, placeOf };
  const result = readConfiguration(root ? toPlain(root) : {});
  if ('problems' in result) {
    const diagnostics = result.problems.map((problem) => {
      const span = placeIn(source, root, problem);
      return diagnose(
        catalogue.files.badConfiguration,
        span,
        { message: problem.message },
        changeTo(problem.meant, span),
      );
    });
    return { diagnostics: [...broken, ...diagnostics], placeOf };
  }
  const { configuration } = result;
  const odd = dataPlaneFindings(configuration, placeOf(['dataPlane']));
  return { configuration, diagnostics: [...broken, ...unknownTargets(source, root), ...odd], placeOf };
}

/** A data plane beside targets that are proxies of another kind. */
function dataPlaneFindings(configuration: Configuration, place: Span): Diagnostic[] {
  const said = configuration.dataPlane;
  if (said === undefined) return [];
  const listed = [configuration, ...Object.values(configuration.environments)].flatMap(({ targets = [] }) => targets);
  const names = [...new Set(listed.map(({ target }) => target))].filter((target) => isOtherDataPlane(said, target));
  return names.map((target) => diagnose(catalogue.linkerd.otherDataPlane, place, { said, target }));
}

/** Names of targets are not in the schema: they come with the platforms. */
function unknownTargets(source: Source, root: Node | undefined): Diagnostic[] {
  return targetScalars(root).flatMap((node) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return [];
    return unknownTarget(node.value, node.origin ?? spanIn(source, 0, 0)) ?? [];
  });
}

/** The finding about a target's name; nothing where there is such a target. */
export function unknownTarget(name: string, span: Span): Diagnostic | undefined {
  const choice = chooseTarget(name);
  if (!('meant' in choice)) return undefined;
  const hint = choice.meant === undefined ? {} : { hint: `did you mean \`${choice.meant}\`?` };
  const extras = { ...hint, ...changeTo(choice.meant, span) };
  return diagnose(catalogue.files.unknownTarget, span, { target: name, known: targetNames() }, extras);
}

const changeTo = (meant: string | undefined, span: Span): Pick<Extras, 'fixes'> =>
  meant === undefined
    ? {}
    : { fixes: [{ title: `Change to ${meant}`, edits: [{ span, text: meant }], preferred: true }] };

function targetScalars(node: Node | undefined): Node[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, value }) => {
    if (key === 'targets' && value.kind === 'list')
      return value.items.flatMap((item) => (item.kind === 'map' ? targetOf(item) : [item]));
    if (key === 'environments' && value.kind === 'map') return value.entries.flatMap((one) => targetScalars(one.value));
    return [];
  });
}

const targetOf = (node: Extract<Node, { kind: 'map' }>): Node[] =>
  node.entries.flatMap(({ key, value }) => (key === 'target' ? [value] : []));

/** The span of the key or value that a path leads to; of the nearest part that exists. */
function placeIn(
  source: Source,
  root: Node | undefined,
  { path, atKey }: Pick<ConfigurationProblem, 'path' | 'atKey'>,
): Span {
  let node = root;
  let place = root?.origin ?? spanIn(source, 0, 0);
  path.forEach((step, index) => {
    const key = node?.kind === 'map' ? entryOf(node, String(step)) : undefined;
    node = node?.kind === 'list' ? node.items[Number(step)] : key?.value;
    const last = index === path.length - 1;
    place = (last && atKey ? key?.origin : (node?.origin ?? key?.origin)) ?? place;
  });
  return place;
}

/** Of maps that were asked for an entry: each problem of a file asks from its root on. */
const entries = new WeakMap<MapNode, ReadonlyMap<string, MapNode['entries'][number]>>();

/** The first of a key. */
function entryOf(node: MapNode, key: string): MapNode['entries'][number] | undefined {
  const known = entries.get(node) ?? new Map(node.entries.toReversed().map((entry) => [entry.key, entry]));
  entries.set(node, known);
  return known.get(key);
}
