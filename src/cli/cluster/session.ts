// A project against a cluster, for `mesh apply` and `mesh diff --cluster`: objects, connection, plan; what ends it early becomes a finding.
import { basename, resolve } from 'node:path';
import type { Report } from '../../diagnostics/index.ts';
import { objectsOf } from '../kubernetes-objects.ts';
import { loadProject, type ProjectOptions } from '../project.ts';
import { Stop } from '../terminal.ts';
import { applySet } from './apply-set.ts';
import { type Cluster, connect } from './connection.ts';
import { ClusterFault } from './fault.ts';
import { type AccessOptions, type ClusterAccess, clusterAccess } from './kubeconfig.ts';
import { type Plan, type PlanOptions, planOf } from './plan.ts';
import { progressOn } from './progress.ts';
import { Resources } from './resources.ts';

export interface SessionOptions extends ProjectOptions, AccessOptions, PlanOptions {
  readonly target?: readonly string[];
  /** Of the set of objects; the project's folder if none. */
  readonly name?: string;
  /** Milliseconds before something is asked again. */
  readonly pace?: number;
}

/** Runs `work` with the plan, unless the report has errors before. Findings about the cluster go to the report. */
export async function withPlan(
  paths: readonly string[],
  options: SessionOptions,
  report: Report,
  work: (plan: Plan, cluster: Cluster, access: ClusterAccess) => Promise<void>,
): Promise<void> {
  const project = await loadProject(paths, options, report);
  if (!project || report.hasErrors) return;
  if (options.target === undefined && project.targets.length > 1)
    throw new Stop(
      `a cluster follows one target, and the project has several: choose with --target ${project.targets.map(({ target }) => target).join(' or ')}.`,
    );
  const objects = objectsOf(project, options.target, report);
  if (report.hasErrors) return;
  let cluster: Cluster | undefined;
  const progress = progressOn('comparing objects');
  try {
    const access = clusterAccess(options);
    cluster = connect(access, options.pace);
    const namespace = project.options.namespace ?? access.namespace;
    const set = applySet(options.name ?? basename(resolve(project.root)), namespace);
    const plan = await planOf(cluster, new Resources(cluster), set, objects, options, progress.step, report);
    progress.end();
    if (!report.hasErrors) await work(plan, cluster, access);
  } catch (error) {
    progress.end();
    if (!(error instanceof ClusterFault)) throw error;
    report.take([error.diagnostic]);
  } finally {
    cluster?.close();
  }
}
