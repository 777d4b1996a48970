// Declared calls to a service or egress that the caller's namespace does not see.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { calleeOf } from '../../meaning/index.ts';
import type { Facts } from '../facts.ts';

export function* invisibleCallees({ mesh, hasCalls }: Facts): Generator<Diagnostic> {
  if (!hasCalls) return;
  for (const { key, namespace, calls } of mesh.services)
    for (const { kind, target, origin } of calls) {
      const callee = calleeOf(mesh, kind, target);
      const seen = callee?.visibleTo;
      if (!callee || !seen || callee.namespace === namespace || seen.value.includes(namespace)) continue;
      yield diagnose(
        catalogue.analysis.invisibleCallee,
        origin,
        { caller: key, callee: target, namespace },
        { related: [{ span: seen.origin, message: 'who sees it' }] },
      );
    }
}
