// A plan carried out: first the set's parent, so that an interrupted run is known; then the objects; then, if asked, what is left over.
// Nothing is deleted unless everything was written before.
import { catalogue, type Report } from '../../diagnostics/index.ts';
import { type ObjectName, objectText } from '../kubernetes-objects.ts';
import { type ApplySet, type Extent, parentOf } from './apply-set.ts';
import type { Cluster, Json, Status } from './connection.ts';
import { placeOf } from './fault.ts';
import { accepted, type Plan, type PlannedObject, type PlanOptions, type StaleObject, send } from './plan.ts';
import { eachOf, type Progress } from './progress.ts';
import { groupKind } from './resources.ts';

export interface CarryOutOptions extends PlanOptions {
  readonly prune?: boolean;
}

export async function carryOut(
  cluster: Cluster,
  plan: Plan,
  options: CarryOutOptions,
  progress: Progress,
  report: Report,
): Promise<void> {
  const { set, objects, stale, extent } = plan;
  const own = extentOfPlan(plan);
  const all = {
    groupKinds: [...own.groupKinds, ...(extent?.groupKinds ?? [])],
    namespaces: [...own.namespaces, ...(extent?.namespaces ?? [])],
  };
  if (!(await writeParent(cluster, set, all, report))) return;
  const changed = objects.filter(({ change }) => change !== 'unchanged');
  const write = async ({ path, wanted, name }: PlannedObject): Promise<boolean> =>
    accepted(await send(cluster, path, wanted, options, name), name, report);
  let done = 0;
  const step: Progress = (now) => progress(done + now, changed.length + (options.prune ? stale.length : 0));
  for (const wave of waves(changed)) {
    const written = await eachOf(wave, step, write);
    if (!written.every(Boolean)) return;
    done += wave.length;
  }
  if (!options.prune) return;
  for (const wave of [
    stale.filter(({ name }) => !isDefinition(name)),
    stale.filter(({ name }) => isDefinition(name)),
  ]) {
    const gone = await eachOf(wave, step, (object) => remove(cluster, object, report));
    if (!gone.every(Boolean)) return;
    done += wave.length;
  }
  await writeParent(cluster, set, own, report);
}

/** What routes send to: they need it before they say so, and until they no longer do. */
const isDefinition = ({ kind }: ObjectName): boolean => DEFINITIONS.has(kind);
const DEFINITIONS: ReadonlySet<string> = new Set([
  'Namespace',
  'Service',
  'ServiceEntry',
  'DestinationRule',
  'ConfigMap',
  'Secret',
]);

/** Definitions, then routes, then definitions that take a subset away: at no moment is a request sent to what is not there. */
function waves(objects: readonly PlannedObject[]): PlannedObject[][] {
  const wave = (object: PlannedObject): number => (!isDefinition(object.name) ? 1 : takesAway(object) ? 2 : 0);
  return [0, 1, 2].map((number) => objects.filter((object) => wave(object) === number));
}

function takesAway({ before, after }: PlannedObject): boolean {
  const kept = subsets(after);
  return subsets(before).some((name) => !kept.includes(name));
}

const subsets = (object: Json | undefined): string[] =>
  (((object?.spec as Json | undefined)?.subsets ?? []) as readonly { name: string }[]).map(({ name }) => name);

const extentOfPlan = ({ set, objects }: Plan): Extent => ({
  groupKinds: [...new Set(objects.map(({ resource }) => groupKind(resource)))],
  namespaces: [...new Set([set.namespace, ...objects.flatMap(({ name }) => name.namespace ?? [])])],
});

async function writeParent(cluster: Cluster, set: ApplySet, extent: Extent, report: Report): Promise<boolean> {
  const name = { apiVersion: 'v1', kind: 'ConfigMap', namespace: set.namespace, name: set.name };
  const path = `/api/v1/namespaces/${encodeURIComponent(set.namespace)}/configmaps/${set.name}`;
  // Only mesh writes to the parent of its own set.
  const answer = await send(cluster, path, parentOf(set, extent), { forceConflicts: true }, name);
  return accepted(answer, name, report);
}

/** Deletes exactly the object that was seen: another one of the same name, made meanwhile, stays. */
async function remove(cluster: Cluster, { path, uid, name }: StaleObject, report: Report): Promise<boolean> {
  const { status, body } = await cluster.ask({
    method: 'DELETE',
    path,
    body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid }, propagationPolicy: 'Background' },
    what: `deleting ${objectText(name)}`,
  });
  if (status < 300 || status === 404) return true;
  const object = `the deletion of ${objectText(name)}`;
  const reason = (body as Status).message ?? `HTTP status ${status}`;
  report.add(catalogue.cluster.objectRefused, placeOf(objectText(name)), { object, reason });
  return false;
}
