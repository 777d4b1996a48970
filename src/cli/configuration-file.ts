// mesh.yaml as read from disk → configuration; problems get their places in the file. Loaded only where there is a mesh.yaml.
import { catalogue, type Report } from '../diagnostics/index.ts';
import { type Node, readYaml, toPlain } from '../documents/index.ts';
import { type Configuration, type ConfigurationProblem, readConfiguration } from '../program/index.ts';
import { type Source, type Span, spanIn } from '../text/index.ts';

export function readConfigurationFile(source: Source, report: Report): Configuration | undefined {
  const { documents, problems } = readYaml(source);
  for (const { span, message } of problems) report.add(catalogue.files.badConfiguration, span, { message });
  const [document, second] = documents.filter((each) => each.state === 'read');
  if (second)
    report.add(catalogue.files.badConfiguration, spanIn(source, second.range.start, second.range.start), {
      message: 'only one document can be in it',
    });
  if (problems.length > 0) return undefined;
  const root = document?.root;
  const result = readConfiguration(root ? toPlain(root) : {});
  if ('configuration' in result) return result.configuration;
  for (const problem of result.problems)
    report.add(catalogue.files.badConfiguration, placeOfProblem(source, root, problem), { message: problem.message });
  return undefined;
}

/** The span of the key or value that a path leads to; of the nearest part that exists. */
function placeOfProblem(source: Source, root: Node | undefined, { path, atKey }: ConfigurationProblem): Span {
  let node = root;
  let place = root?.origin ?? spanIn(source, 0, 0);
  path.forEach((step, index) => {
    const key = node?.kind === 'map' ? node.entries.find((entry) => entry.key === String(step)) : undefined;
    if (node?.kind === 'list') node = node.items[Number(step)];
    else node = key?.value;
    const last = index === path.length - 1;
    place = (last && atKey ? key?.origin : (node?.origin ?? key?.origin)) ?? place;
  });
  return place;
}
