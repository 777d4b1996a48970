// What an injection adds to a pod, as data: the same shape for every proxy, so that adding, finding and removing are written once.
import { entry, list, type MapNode, map, type Node, text } from '../documents/index.ts';

/** Annotations by name, containers and volumes in order; each has a `name`. */
export interface Addition {
  /** On the pod template. */
  readonly annotations: Readonly<Record<string, string>>;
  /** On the workload itself. */
  readonly objectAnnotations: Readonly<Record<string, string>>;
  readonly initContainers: readonly MapNode[];
  readonly containers: readonly MapNode[];
  readonly volumes: readonly MapNode[];
}

/** The addition as a tree to be merged into the object, whose pod template stands at `path`. */
export function asTree(addition: Addition, path: readonly string[]): MapNode[] {
  const template = compact({
    metadata: compact({ annotations: annotations(addition.annotations) }),
    spec: compact({
      initContainers: items(addition.initContainers),
      containers: items(addition.containers),
      volumes: items(addition.volumes),
    }),
  });
  // of a Pod, both are the same map
  const own = path.length === 0 ? undefined : compact({ annotations: annotations(addition.objectAnnotations) });
  const object = compact({ metadata: own });
  return [template && path.reduceRight((inner, key) => map([entry(key, inner)]), template), object].filter(
    (one) => one !== undefined,
  );
}

const items = (nodes: readonly Node[]): Node | undefined => (nodes.length === 0 ? undefined : list(nodes));

const annotations = (values: Readonly<Record<string, string>>): MapNode | undefined =>
  compact(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)])));

/** A map of what is there; nothing for a map of nothing. */
function compact(members: Readonly<Record<string, Node | undefined>>): MapNode | undefined {
  const entries = Object.entries(members).flatMap(([key, value]) => (value === undefined ? [] : [entry(key, value)]));
  return entries.length === 0 ? undefined : map(entries);
}
