// `visible to` in upstream's `exportTo`.
import type { Sourced } from '../../../model/index.ts';
import type { Placed } from '../plan.ts';

/** Own namespace as `.`; `more` are namespaces that need the object too. */
export function exportTo(
  visibleTo: Sourced<readonly string[]> | undefined,
  namespace: string,
  more: readonly string[] = [],
): Placed<readonly string[]> | undefined {
  if (!visibleTo) return undefined;
  const all = [...new Set([...visibleTo.value, ...more])].map((one) => (one === namespace ? '.' : one));
  return { value: all, origin: visibleTo.origin };
}
