// Commands for editors that know them: the output of a target, the explanation of a request, the graph of the mesh. Each gives back
// plain data; showing it is the editor's.
import { type Diagnostic, Report } from '../diagnostics/index.ts';
import { writeYaml } from '../documents/index.ts';
import { decide, decisionData, explainDecision, parseRequest } from '../meaning/index.ts';
import { applyPatches } from '../patches.ts';
import { callsLeftToCallees, chooseTarget, targetNames } from '../targets/index.ts';
import { spanPath } from '../text/index.ts';
import { editorGraph } from './graph.ts';
import { rangeOf } from './ranges.ts';
import type { Session } from './server.ts';
import { nameOfPath, uriOfPath } from './uri.ts';
import type { View } from './workspace.ts';

export const commandNames = ['mesh.output', 'mesh.explainRequest', 'mesh.graph', 'mesh.targets'] as const;

/** Gives back what the command found; `{ problem }` where it could not be carried out. */
export function execute({ workspace }: Session, command: string, given: readonly unknown[]): unknown {
  const [uri, argument] = given;
  if (command === 'mesh.targets') return targetNames();
  const view = typeof uri === 'string' ? workspace.view(uri) : undefined;
  if (!view) return { problem: 'open a .mesh file first' };
  switch (command) {
    case 'mesh.output':
      return outputOf(view, typeof argument === 'string' ? argument : undefined);
    case 'mesh.explainRequest':
      return explained(view, argument);
    case 'mesh.graph':
      return editorGraph(view.living.mesh, argument === 'down' ? 'down' : 'right', leftToCallees(view));
    default:
      return { problem: `there is no command ${command}` };
  }
}

const problemText = ({ message, span }: Diagnostic): string =>
  `${nameOfPath(spanPath(span))}, line ${rangeOf(span).start.line + 1}: ${message}`;

/** Calls that Linkerds leave to the Envoy of what they call, where the first target is built. */
function leftToCallees({ project, living }: View): ReadonlySet<string> {
  const choice = chooseTarget(project.targets[0] ?? 'istio');
  if ('meant' in choice || living.hasErrors) return new Set();
  return callsLeftToCallees(choice, living.mesh, new Report());
}

function outputOf(view: View, name: string | undefined) {
  const target = name ?? view.project.targets[0] ?? 'istio';
  const choice = chooseTarget(target);
  if ('meant' in choice) return { problem: `there is no target ${target}` };
  if (view.living.hasErrors) return { target: choice.name, problem: 'the project has errors' };
  const report = new Report();
  const built = choice.platform.build(view.living.mesh, { version: choice.version, report });
  const documents = report.hasErrors ? built : applyPatches(view.project, built, choice.name, report);
  const problems = report.sorted().filter(({ severity }) => severity === 'error');
  if (problems.length > 0)
    return {
      target: choice.name,
      problem: problems.map(problemText).join('\n'),
    };
  return { target: choice.name, text: writeYaml(documents) };
}

/** `GET https://shop.example.com/ -H 'x-user: a'`, as on the command line, or its words. */
function explained(view: View, request: unknown) {
  if (view.living.hasErrors) return { problem: 'the project has errors' };
  const words = Array.isArray(request) ? request.map(String) : wordsOf(typeof request === 'string' ? request : '');
  const parsed = parseRequest(view.living.mesh, words);
  if (parsed.problem !== undefined) return { problem: parsed.problem };
  const left = leftToCallees(view);
  const decisions = parsed.requests.map((each) => decide(view.living.mesh, each, { left }));
  return {
    text: decisions.map(explainDecision).join('\n\n'),
    decisions: decisions.map(decisionData),
    places: decisions.flatMap(({ rule }) =>
      rule ? [{ uri: uriOfPath(rule.origin.anchor.source.path), range: rangeOf(rule.origin) }] : [],
    ),
  };
}

/** Words as a shell reads them: quotes keep blanks together. */
export function wordsOf(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const plain = words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ''));
  return plain[0] === 'mesh' && plain[1] === 'route' ? plain.slice(2) : plain;
}
