// The targets of a run: those of the command line, else those of mesh.yaml, else the newest Istio.
import { catalogue, type Report } from '../diagnostics/index.ts';
import { chooseTarget, isOtherDataPlane, type TargetChoice, targetNames } from '../targets/index.ts';
import { Source, type Span, spanIn, spanText } from '../text/index.ts';
import type { Project } from './project.ts';

export interface ChosenTarget {
  readonly choice: TargetChoice;
  /** The folder that mesh.yaml names for it. */
  readonly output?: string;
}

export function chosenTargets(project: Project, asked: readonly string[] | undefined, report: Report): ChosenTarget[] {
  const configured = new Map(project.targets.map((target) => [target.target, target.output]));
  const names = asked ?? (project.targets.length > 0 ? project.targets.map((target) => target.target) : ['istio']);
  return [...new Set(names)].flatMap((name) => {
    const choice = chooseTarget(name);
    if ('meant' in choice) {
      const at = project.targets.findIndex(({ target }) => target === name);
      const span = asked ? spanIn(new Source('--target', name), 0, name.length) : placeOfTarget(project, at);
      const hint = choice.meant ? { hint: `did you mean \`${choice.meant}\`?` } : {};
      report.add(catalogue.files.unknownTarget, span, { target: name, known: targetNames() }, hint);
      return [];
    }
    reportDataPlane(project, choice, report);
    const output = configured.get(name) ?? configured.get(choice.name);
    return [output === undefined ? { choice } : { choice, output }];
  });
}

/** The place in mesh.yaml, or on the command line. */
function reportDataPlane({ options, placeOf }: Project, { name }: TargetChoice, report: Report): void {
  const { dataPlane } = options;
  if (!dataPlane) return;
  const said = dataPlane.version === undefined ? dataPlane.proxy : `${dataPlane.proxy}@${dataPlane.version}`;
  if (!isOtherDataPlane(said, name)) return;
  const place = placeOf('dataPlane');
  const isThere = spanText(place).replace(/["']/g, '') === said;
  const span = isThere ? place : spanIn(new Source('--data-plane', said), 0, said.length);
  report.add(catalogue.linkerd.otherDataPlane, span, { said, target: name });
}

/** `- istio@1.30`, or `- target: istio@1.30`. */
const placeOfTarget = ({ placeOf }: Project, index: number): Span => placeOf('targets', index, 'target');
