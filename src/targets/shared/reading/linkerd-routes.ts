// Routes of Gateway API that were written for Linkerd 2: it reads them by rules of its own, so that the bare API's reader leaves them alone.
import { memberAt, type Node } from '../../../documents/index.ts';
import type { InputObject } from './objects.ts';

/** `core`, as Linkerd alone calls the group of Services, a network of its own, or its annotations. */
export function isForLinkerd({ apiVersion, kind, root }: InputObject): boolean {
  if (!apiVersion.startsWith('gateway.networking.k8s.io/') || !kind.endsWith('Route')) return false;
  const parents = memberAt(root, 'spec', 'parentRefs');
  const annotations = memberAt(root, 'metadata', 'annotations');
  return (
    (parents?.kind === 'list' && parents.items.some(isLinkerds)) ||
    (annotations?.kind === 'map' && annotations.entries.some(({ key }) => /^(retry|timeout)\.linkerd\.io\//.test(key)))
  );
}

function isLinkerds(parent: Node): boolean {
  const [kind, group] = [textAt(parent, 'kind'), textAt(parent, 'group')];
  return (kind === 'Service' && group === 'core') || (kind === 'EgressNetwork' && group === 'policy.linkerd.io');
}

function textAt(node: Node, key: string): string | undefined {
  const value = memberAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
