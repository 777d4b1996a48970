// What a route of calls can say of a rule besides its conditions; what it cannot, an HTTPRoute may.
import type { Rule } from '../../../model/index.ts';
import type { RouteKind } from '../../shared/gateway-routes/index.ts';

export function suits(kind: RouteKind, { action, settings }: Rule): boolean {
  if (kind !== 'GRPCRoute') return true;
  const { timeout, retry, rewritePath, rewriteHost, cors } = settings;
  return (
    action.kind !== 'redirect' && [timeout, retry, rewritePath, rewriteHost, cors].every((one) => one === undefined)
  );
}
