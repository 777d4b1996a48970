// Documents → the workloads in them, lists opened: where each one's pod template stands. Changes nothing.
import { type ListNode, type MapNode, memberAt, type Node, type ReadDocument } from '../documents/index.ts';
import { type Span, spanIn } from '../text/index.ts';

/** An object that describes pods. */
export interface Workload {
  readonly kind: string;
  readonly apiVersion: string;
  /** As people say it: `Deployment "web"`. */
  readonly title: string;
  readonly namespace: string | undefined;
  readonly object: MapNode;
  /** Keys from the object to what holds the pod's `metadata` and `spec`; none for a Pod. */
  readonly path: readonly string[];
  /** Its name, or whatever comes nearest, for findings. */
  readonly span: Span;
}

/** The place of the pod template by kind, and the API groups that own the kind. */
const KINDS: Readonly<Record<string, { readonly groups: readonly string[]; readonly path: readonly string[] }>> = {
  Deployment: { groups: ['apps', 'extensions'], path: ['spec', 'template'] },
  StatefulSet: { groups: ['apps'], path: ['spec', 'template'] },
  DaemonSet: { groups: ['apps', 'extensions'], path: ['spec', 'template'] },
  ReplicaSet: { groups: ['apps', 'extensions'], path: ['spec', 'template'] },
  ReplicationController: { groups: [''], path: ['spec', 'template'] },
  Job: { groups: ['batch', 'extensions'], path: ['spec', 'template'] },
  CronJob: { groups: ['batch'], path: ['spec', 'jobTemplate', 'spec', 'template'] },
  Pod: { groups: [''], path: [] },
  PodTemplate: { groups: [''], path: ['template'] },
};

export interface Found {
  readonly workloads: readonly Workload[];
  /** Objects of kinds that mesh does not know but that hold a pod template. */
  readonly unknown: readonly Workload[];
}

/** The workloads of a document that was read. */
export function findWorkloads(document: ReadDocument): Found {
  const workloads: Workload[] = [];
  const unknown: Workload[] = [];
  for (const object of objectsOf(document.root)) {
    const apiVersion = textAt(object, 'apiVersion') ?? '';
    const kind = textAt(object, 'kind') ?? '';
    const known =
      Object.hasOwn(KINDS, kind) && KINDS[kind]?.groups.includes(groupOf(apiVersion)) ? KINDS[kind] : undefined;
    if (known !== undefined) workloads.push(workload(document, object, kind, apiVersion, known.path));
    else if (kind !== '' && isPodSpec(memberAt(object, 'spec', 'template', 'spec'))) {
      unknown.push(workload(document, object, kind, apiVersion, ['spec', 'template']));
    }
  }
  return { workloads, unknown };
}

/** The document's object, or those of its List, DeploymentList and so on, however deep. */
function objectsOf(node: Node | undefined): MapNode[] {
  if (node?.kind !== 'map') return [];
  const items = textAt(node, 'kind')?.endsWith('List') ? memberAt(node, 'items') : undefined;
  return items?.kind === 'list' ? (items as ListNode).items.flatMap(objectsOf) : [node];
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');
const isPodSpec = (node: Node | undefined): boolean => memberAt(node, 'containers')?.kind === 'list';

function workload(
  document: ReadDocument,
  object: MapNode,
  kind: string,
  apiVersion: string,
  path: readonly string[],
): Workload {
  const name = textAt(object, 'metadata', 'name') ?? textAt(object, 'metadata', 'generateName');
  const span =
    memberAt(object, 'metadata', 'name')?.origin ??
    memberAt(object, 'kind')?.origin ??
    spanIn(document.source, document.range.start, document.range.start);
  const title = name === undefined ? `this ${kind}` : `${kind} ${JSON.stringify(name)}`;
  return { kind, apiVersion, title, namespace: textAt(object, 'metadata', 'namespace'), object, path, span };
}

/** The text at a path; `undefined` where there is none. */
export function textAt(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  const found = memberAt(node, ...keys);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

/** The items of the list at a path that are maps with a name, by name. */
export function namedAt(node: Node | undefined, ...keys: readonly string[]): ReadonlyMap<string, MapNode> {
  const found = memberAt(node, ...keys);
  const items = found?.kind === 'list' ? found.items : [];
  return new Map(items.flatMap((item) => (item.kind === 'map' ? [[textAt(item, 'name') ?? '', item] as const] : [])));
}
