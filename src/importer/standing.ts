// The objects of an input as a cluster would hold them: of one that the files have several times the last, Istio's in the order in which
// Istio takes them.
import { memberAt, type Node } from '../documents/index.ts';
import type { InputObject } from '../targets/index.ts';
import { spanPath } from '../text/index.ts';

export interface Standing {
  readonly current: readonly InputObject[];
  /** Those that a later one of the same name takes the place of. */
  readonly replaced: readonly { readonly object: InputObject; readonly by: InputObject }[];
}

export function standing(objects: readonly InputObject[]): Standing {
  const last = new Map(objects.map((object) => [placeOf(object), object]));
  const isLast = (object: InputObject): boolean => last.get(placeOf(object)) === object;
  return {
    current: byAge(objects.filter(isLast)),
    replaced: objects
      .filter((object) => !isLast(object))
      .map((object) => ({ object, by: last.get(placeOf(object)) as InputObject })),
  };
}

/** What a cluster knows it by; nothing else of the object. */
const identityOf = ({ apiVersion, kind, namespace, name }: InputObject): string =>
  `${groupOf(apiVersion)} ${kind} ${namespace}/${name}`;

function groupOf(apiVersion: string): string {
  const end = apiVersion.indexOf('/');
  return end < 0 ? apiVersion : apiVersion.slice(0, end);
}

/** Objects without a name are each for themselves. */
const placeOf = (object: InputObject): string | InputObject => (object.name === '' ? object : identityOf(object));

/** Istio goes by the time of creation, in seconds, and among objects of one second by name. */
function byAge(objects: readonly InputObject[]): readonly InputObject[] {
  const isIstio = ({ apiVersion }: InputObject): boolean => apiVersion.startsWith('networking.istio.io/');
  const aged = objects.filter(isIstio).map((object) => ({ object, key: ageKey(object) }));
  aged.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return [...objects.filter((object) => !isIstio(object)), ...aged.map(({ object }) => object)];
}

/** What no cluster has created yet comes after what one has. */
const fromNowOn = '~';

function ageKey({ root, name, namespace }: InputObject): string {
  const created = memberAt(root, 'metadata', 'creationTimestamp');
  const time = created?.kind === 'scalar' && typeof created.value === 'string' ? created.value : fromNowOn;
  return `${time}\0${name}.${namespace}`;
}

/** Whether two say the same, wherever they stand. */
export const isSame = (a: InputObject, b: InputObject): boolean => textOf(a.root) === textOf(b.root);

const textOf = (node: Node): string =>
  JSON.stringify(node, (name, value) => (name === 'origin' || name === 'apiVersion' ? undefined : value));

/** `reviews-v3.yaml` */
export const fileOf = ({ origin }: InputObject): string => spanPath(origin).split(/[/\\]/).at(-1) as string;
