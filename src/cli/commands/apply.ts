// `mesh apply`: a cluster brought to what the program says, by server-side apply. Everything is tried as a dry run first; nothing is
// written where one object is in conflict, foreign or refused.
import { Report } from '../../diagnostics/index.ts';
import { carryOut } from '../cluster/carry-out.ts';
import type { Plan } from '../cluster/plan.ts';
import { progressOn } from '../cluster/progress.ts';
import { type SessionOptions, withPlan } from '../cluster/session.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import { objectText } from '../kubernetes-objects.ts';
import { type ExitCode, product } from '../terminal.ts';

export interface ApplyOptions extends SessionOptions, FindingsOptions {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
}

export async function apply(paths: readonly string[], options: ApplyOptions): Promise<ExitCode> {
  const report = new Report();
  await withPlan(paths, options, report, async (plan, cluster) => {
    if (!options.dryRun) {
      const progress = progressOn('writing objects');
      try {
        await carryOut(cluster, plan, options, progress.step, report);
      } finally {
        progress.end();
      }
    }
    if (!report.hasErrors && (options.report ?? 'text') === 'text') product(`${told(plan, options).join('\n')}\n`);
  });
  return tell(report.sorted(), options);
}

/** One line for each object that is another one now, and a summary. */
function told({ objects, stale }: Plan, { dryRun, prune }: ApplyOptions): string[] {
  const changed = objects.filter(({ change }) => change !== 'unchanged');
  const unchanged = objects.length - changed.length;
  const would = dryRun ? 'would be ' : '';
  const summary = [
    `${objects.filter(({ change }) => change === 'created').length} created`,
    `${objects.filter(({ change }) => change === 'changed').length} changed`,
    `${unchanged} unchanged`,
    ...(stale.length > 0
      ? [prune ? `${stale.length} deleted` : `${stale.length} left over (--prune deletes them)`]
      : []),
  ];
  return [
    ...changed.map(({ name, change }) => `${objectText(name)} ${would}${change}`),
    ...stale.map(({ name }) => `${objectText(name)} ${prune ? `${would}deleted` : 'is left over'}`),
    `${dryRun ? 'dry run: ' : ''}${summary.join(', ')}`,
  ];
}
