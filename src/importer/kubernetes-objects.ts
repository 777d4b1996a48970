// The Kubernetes objects of some YAML, whatever they are.
import { readYaml } from '../documents/index.ts';
import { type InputObject, objectsOf } from '../targets/index.ts';
import { type Source, spanIn } from '../text/index.ts';

export type KubernetesObject = InputObject;

export function kubernetesObjects(sources: readonly Source[], namespace: string): readonly KubernetesObject[] {
  return sources
    .flatMap((source) => readYaml(source).documents)
    .flatMap(({ root, source, range }) =>
      root ? objectsOf(root, namespace, spanIn(source, range.start, range.end)) : [],
    );
}
