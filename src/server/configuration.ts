// mesh.yaml → the configuration of a project, and findings at the places in the file. Reads no files.
import { catalogue, type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { type Node, readYaml, toPlain } from '../documents/index.ts';
import { type Configuration, type ConfigurationProblem, readConfiguration } from '../program/index.ts';
import { chooseTarget, targetNames } from '../targets/index.ts';
import { type Source, type Span, spanIn } from '../text/index.ts';

export interface ReadConfiguration {
  /** Absent where the file is wrong. */
  readonly configuration?: Configuration;
  readonly root?: Node;
  readonly diagnostics: readonly Diagnostic[];
}

export const emptyConfiguration: Configuration = { environments: {} };

export function readConfigurationText(source: Source): ReadConfiguration {
  const { documents, problems } = readYaml(source);
  const broken = problems.map(({ span, message }) => diagnose(catalogue.files.badConfiguration, span, { message }));
  const root = documents.find((each) => each.state === 'read')?.root;
  const kept = root ? { root } : {};
  if (broken.length > 0) return { ...kept, diagnostics: broken };
  const result = readConfiguration(root ? toPlain(root) : {});
  if ('problems' in result) {
    const diagnostics = result.problems.map((problem) =>
      diagnose(catalogue.files.badConfiguration, placeOfProblem(source, root, problem), { message: problem.message }),
    );
    return { ...kept, diagnostics };
  }
  return { ...kept, configuration: result.configuration, diagnostics: unknownTargets(source, root) };
}

/** Names of targets are not in the schema: they come with the platforms. */
function unknownTargets(source: Source, root: Node | undefined): Diagnostic[] {
  return targetScalars(root).flatMap((node) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return [];
    const choice = chooseTarget(node.value);
    if (!('meant' in choice)) return [];
    const hint = choice.meant === undefined ? {} : { hint: `did you mean \`${choice.meant}\`?` };
    const parameters = { target: node.value, known: targetNames() };
    return [diagnose(catalogue.files.unknownTarget, node.origin ?? spanIn(source, 0, 0), parameters, hint)];
  });
}

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
function placeOfProblem(source: Source, root: Node | undefined, { path, atKey }: ConfigurationProblem): Span {
  let node = root;
  let place = root?.origin ?? spanIn(source, 0, 0);
  path.forEach((step, index) => {
    const key = node?.kind === 'map' ? node.entries.find((entry) => entry.key === String(step)) : undefined;
    node = node?.kind === 'list' ? node.items[Number(step)] : key?.value;
    const last = index === path.length - 1;
    place = (last && atKey ? key?.origin : (node?.origin ?? key?.origin)) ?? place;
  });
  return place;
}
