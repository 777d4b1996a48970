// What would change in a cluster: every object is looked up and applied as a dry run, so that conflicts and refusals are known before
// anything is written. Objects that no longer belong to the set are found by its label. Changes nothing.
import { catalogue, type Report } from '../../diagnostics/index.ts';
import { toPlain } from '../../documents/index.ts';
import { type KubernetesObject, type ObjectName, objectText } from '../kubernetes-objects.ts';
import {
  type ApplySet,
  asMember,
  type Extent,
  extentOf,
  isMadeByMesh,
  MANAGER,
  ownerOf,
  PART_OF,
} from './apply-set.ts';
import type { Answer, Cluster, Json, Status } from './connection.ts';
import { placeOf } from './fault.ts';
import { eachOf, type Progress } from './progress.ts';
import { groupKind, pathOf, type Resource, type Resources } from './resources.ts';

export interface PlannedObject {
  readonly name: ObjectName;
  readonly resource: Resource;
  readonly path: string;
  /** What is sent. */
  readonly wanted: Json;
  readonly change: 'created' | 'changed' | 'unchanged';
  /** Without what the server keeps for itself. */
  readonly before?: Json;
  readonly after: Json;
}

export interface StaleObject {
  readonly name: ObjectName;
  readonly path: string;
  readonly uid: string;
  readonly before: Json;
}

export interface Plan {
  readonly set: ApplySet;
  readonly objects: readonly PlannedObject[];
  /** Of the set, but no longer of the program. */
  readonly stale: readonly StaleObject[];
  /** What the set's parent says now; nothing if there is none. */
  readonly extent?: Extent;
}

export interface PlanOptions {
  readonly forceConflicts?: boolean;
}

/** The plan; where the report has errors afterwards it is not to be carried out. */
export async function planOf(
  cluster: Cluster,
  resources: Resources,
  set: ApplySet,
  objects: readonly KubernetesObject[],
  options: PlanOptions,
  progress: Progress,
  report: Report,
): Promise<Plan> {
  const extent = await extentIn(cluster, set, report);
  const looked = await eachOf(objects, progress, (object) => lookUp(object));
  const planned = looked.filter((each) => each !== undefined);
  const stale = extent ? await staleIn(cluster, resources, set, extent, planned) : [];
  return { set, objects: planned, stale, ...(extent ? { extent } : {}) };

  async function lookUp(object: KubernetesObject): Promise<PlannedObject | undefined> {
    const resource = await resources.of(object);
    if (!resource) {
      report.add(catalogue.cluster.kindUnknown, placeOf(objectText(object)), object);
      return undefined;
    }
    const namespace = resource.isNamespaced ? (object.namespace ?? set.namespace) : undefined;
    const name: ObjectName = { ...nameOf(object), ...(namespace === undefined ? {} : { namespace }) };
    const path = pathOf(resource, namespace, object.name);
    const wanted = asMember(inNamespace(toPlain(object.root) as Json, namespace), set);
    const live = await cluster.ask({ method: 'GET', path, what: `a look at ${objectText(name)}` });
    const before = live.status === 200 ? live.body : undefined;
    const owner = before === undefined ? 'ours' : ownerOf(set, before);
    if (owner !== 'ours' && !options.forceConflicts) {
      report.add(catalogue.cluster.foreignObject, placeOf(objectText(name)), {
        object: objectText(name),
        owner: owner.other,
      });
      return undefined;
    }
    const answer = await send(cluster, path, wanted, { ...options, dryRun: true }, name);
    if (!accepted(answer, name, report)) return undefined;
    const [kept, after] = [before && ownParts(before), ownParts(answer.body)];
    const change = kept === undefined ? 'created' : same(kept, after) ? 'unchanged' : 'changed';
    return { name, resource, path, wanted, change, after, ...(kept === undefined ? {} : { before: kept }) };
  }
}

const nameOf = ({ apiVersion, kind, name }: ObjectName): ObjectName => ({ apiVersion, kind, name });

const inNamespace = (object: Json, namespace: string | undefined): Json =>
  namespace === undefined ? object : { ...object, metadata: { ...(object.metadata as Json), namespace } };

/** Server-side apply of one object. */
export const send = (
  cluster: Cluster,
  path: string,
  body: Json,
  { forceConflicts, dryRun }: PlanOptions & { readonly dryRun?: boolean },
  name: ObjectName,
): Promise<Answer> =>
  cluster.ask({
    method: 'PATCH',
    path,
    query: {
      fieldManager: MANAGER,
      fieldValidation: 'Strict',
      ...(forceConflicts ? { force: 'true' } : {}),
      ...(dryRun ? { dryRun: 'All' } : {}),
    },
    body,
    what: objectText(name),
  });

/** Whether the server took it; the report says why not. */
export function accepted({ status, body, warnings }: Answer, name: ObjectName, report: Report): boolean {
  const object = objectText(name);
  const place = placeOf(object);
  for (const note of warnings) report.add(catalogue.cluster.clusterNote, place, { object, note });
  if (status < 300) return true;
  const { message = `HTTP status ${status}`, reason, details } = body as Status;
  const conflicts = (details?.causes ?? []).filter((cause) => cause.reason === 'FieldManagerConflict');
  if (status === 409 && conflicts.length > 0) {
    for (const [manager, fields] of byManager(conflicts))
      report.add(catalogue.cluster.fieldConflict, place, { object, fields, manager });
  } else if (status === 404 && details?.kind === 'namespaces')
    report.add(catalogue.cluster.namespaceMissing, place, { namespace: details.name ?? name.namespace ?? '' });
  else if (status === 404 && reason !== 'NotFound') report.add(catalogue.cluster.kindUnknown, place, name);
  else report.add(catalogue.cluster.objectRefused, place, { object, reason: message });
  return false;
}

/** `conflict with "kubectl" using v1`: the manager is only in the message. */
function byManager(causes: readonly { readonly field?: string; readonly message?: string }[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { field = '', message = '' } of causes) {
    const manager = /^conflict with "((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? 'somebody else';
    found.set(manager, [...(found.get(manager) ?? []), field.replace(/^\./, '')]);
  }
  return found;
}

async function extentIn(cluster: Cluster, set: ApplySet, report: Report): Promise<Extent | undefined> {
  const name: ObjectName = { apiVersion: 'v1', kind: 'ConfigMap', namespace: set.namespace, name: set.name };
  const path = `/api/v1/namespaces/${encodeURIComponent(set.namespace)}/configmaps/${set.name}`;
  const { status, body } = await cluster.ask({ method: 'GET', path, what: `a look at ${objectText(name)}` });
  if (status !== 200) return undefined;
  const extent = extentOf(set, body);
  if (!extent)
    report.add(catalogue.cluster.foreignObject, placeOf(objectText(name)), {
      object: objectText(name),
      owner: 'somebody else: it is not the parent of this project\u2019s objects; name the set otherwise with --name',
    });
  return extent;
}

async function staleIn(
  cluster: Cluster,
  resources: Resources,
  set: ApplySet,
  { groupKinds, namespaces }: Extent,
  planned: readonly PlannedObject[],
): Promise<StaleObject[]> {
  const kept = new Set(planned.map(({ resource, name }) => keyOf(resource, name)));
  const stale: StaleObject[] = [];
  for (const name of groupKinds) {
    const known = planned.find(({ resource }) => groupKind(resource) === name)?.resource;
    const resource = known ?? (await resources.ofGroupKind(name));
    // The kind itself is gone, and with it every object of it.
    if (!resource) continue;
    for (const namespace of resource.isNamespaced ? namespaces : [undefined])
      for (const live of await membersIn(cluster, resource, namespace, set)) {
        const found = staleObject(live, resource);
        if (!kept.has(keyOf(resource, found.name)) && isMadeByMesh(live)) stale.push(found);
      }
  }
  return stale;
}

const keyOf = (resource: Resource, { namespace, name }: ObjectName): string =>
  `${groupKind(resource)} ${namespace ?? ''}/${name}`;

/** All members of one kind in one namespace, page by page. */
async function membersIn(
  cluster: Cluster,
  resource: Resource,
  namespace: string | undefined,
  set: ApplySet,
): Promise<Json[]> {
  const found: Json[] = [];
  for (let next = ''; ; ) {
    const query = { labelSelector: `${PART_OF}=${set.id}`, limit: '500', ...(next === '' ? {} : { continue: next }) };
    const path = pathOf(resource, namespace);
    const { status, body } = await cluster.ask({ method: 'GET', path, query, what: `a list of ${resource.plural}` });
    if (status !== 200) return found;
    found.push(...((body.items ?? []) as Json[]));
    next = String((body.metadata as Json | undefined)?.continue ?? '');
    if (next === '') return found;
  }
}

function staleObject(live: Json, resource: Resource): StaleObject {
  const { name, namespace, uid } = live.metadata as Record<string, string>;
  const { group, version, kind } = resource;
  const object: ObjectName = {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    name: name as string,
    ...(namespace === undefined ? {} : { namespace }),
  };
  return { name: object, path: pathOf(resource, namespace, name), uid: uid ?? '', before: ownParts(live) };
}

const KEPT_BY_SERVER = ['managedFields', 'resourceVersion', 'uid', 'creationTimestamp', 'generation', 'selfLink'];

/** An object without what the server writes into it. */
function ownParts(object: Json): Json {
  const { status: _, metadata, ...rest } = object;
  const kept = Object.entries((metadata ?? {}) as Json).filter(([key]) => !KEPT_BY_SERVER.includes(key));
  const { apiVersion, kind, ...others } = rest;
  return { apiVersion, kind, metadata: Object.fromEntries(kept), ...others };
}

/** Equal whatever the order of the members. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && same(value, (b as Record<string, unknown>)[key]))
  );
}
