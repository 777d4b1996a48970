// The model in, everything that Istio should be told out: every decision of this target, and every refusal.
import type { Plan, PlannedObject, Sidecar, VirtualService } from '../plan.ts';
import { checkConflicts } from './conflicts.ts';
import type { Lowering } from './context.ts';
import { destinationRules } from './destination-rules.ts';
import { checkExit } from './egress-leg.ts';
import { gatewayObjects } from './gateways.ts';
import { ingressVirtualServices } from './ingress-routes.ts';
import { meshVirtualServices } from './mesh-routes.ts';
import { serviceEntries } from './service-entries.ts';
import { telemetryObjects } from './telemetry.ts';

export { type Lowering, lowering } from './context.ts';

export const lower = (context: Lowering): Plan => [...lowerEach(context)];

/** The same, one object at a time: of 10,000 services the plan is most of the memory. */
export function* lowerEach(context: Lowering): Generator<PlannedObject> {
  checkConflicts(context);
  for (const egress of context.mesh.egresses) checkExit(egress, context);
  yield* gatewayObjects(context);
  yield* serviceEntries(context);
  yield* destinationRules(context);
  for (const object of meshVirtualServices(context)) if (hasRoutes(object)) yield object;
  for (const object of ingressVirtualServices(context)) if (hasRoutes(object)) yield object;
  yield* telemetryObjects(context);
  yield* onlyDeclaredHosts(context);
}

/** One without routes would be refused; all it could say is nothing. */
const hasRoutes = ({ http, tls, tcp }: VirtualService): boolean => http.length + tls.length + tcp.length > 0;

/** `undeclared: deny`: a Sidecar for the whole mesh that knows the registry's hosts only. */
function onlyDeclaredHosts({ mesh, names }: Lowering): readonly Sidecar[] {
  const origin = [...mesh.services, ...mesh.egresses, ...mesh.gateways][0]?.origin;
  if (mesh.undeclared === 'allow' || !origin) return [];
  const namespace = 'istio-system';
  const name = names.take('Sidecar', namespace, 'default');
  return [{ kind: 'Sidecar', namespace, name, origin, egressHosts: ['*/*'], outboundTrafficPolicy: 'REGISTRY_ONLY' }];
}
