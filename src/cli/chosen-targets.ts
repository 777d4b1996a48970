// The targets of a run: those of the command line, else those of mesh.yaml, else the newest Istio.
import { catalogue, type Report } from '../diagnostics/index.ts';
import { chooseTarget, type TargetChoice, targetNames } from '../targets/index.ts';
import { Source, spanIn } from '../text/index.ts';
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
      const span = spanIn(new Source(asked ? '--target' : 'mesh.yaml', name), 0, name.length);
      report.add(
        catalogue.files.unknownTarget,
        span,
        { target: name, known: targetNames() },
        choice.meant ? { hint: `did you mean \`${choice.meant}\`?` } : {},
      );
      return [];
    }
    const output = configured.get(name) ?? configured.get(choice.name);
    return [output === undefined ? { choice } : { choice, output }];
  });
}
