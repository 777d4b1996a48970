// A model → the objects of Istio 0.1–0.8 that carry it out. What a version cannot do becomes a finding at its place; the plan is then
// incomplete and must not be used.
import type { Report } from '../../../diagnostics/index.ts';
import type { Mesh } from '../../../model/index.ts';
import type { DestinationPolicy, Plan, RouteRule } from '../plan.ts';
import { egressRulesOf, externalServiceOf } from './egresses.ts';
import { type Lowered, reportLeaks } from './faults.ts';
import { checkGateway } from './gateways.ts';
import { askedServices, type DoorCalls, lowerDoors, readDoors } from './ingresses.ts';
import { type Lowering, minorOf, startLowering } from './lowering.ts';
import { type Names, startNames } from './names.ts';
import { egressPolicy, policiesOf, usedLabels } from './policies.ts';
import { egressReferences, lowerRoute, reportSecondReading } from './route-rules.ts';
import { checkOneLinkerd, checkPlane, checkService } from './services.ts';
import { lowerTelemetry } from './telemetry.ts';

/** `install` is whether Linkerd's own configuration is written beside the plan. */
export function lower(mesh: Mesh, version: string, report: Report, install = false): Plan {
  const at = startLowering(mesh, version, report, install);
  checkDeclarations(at);
  const doors = readDoors(at);
  const routes = lowerRoutes(at, doors);
  const rules = [...routes.values()].flat().map(({ plan }) => plan as RouteRule);
  const ofServices = new Map(
    [...routes].flatMap(([key, list]) => (key.startsWith('service ') ? [[key.slice(8), list] as const] : [])),
  );
  return {
    routeRules: rules,
    destinationPolicies: lowerPolicies(at, rules),
    ...lowerEgresses(at),
    ingresses: lowerDoors(at, doors, ofServices, startNames()),
    mixerRules: lowerTelemetry(at),
  };
}

function checkDeclarations(at: Lowering): void {
  const place = at.mesh.services[0]?.origin ?? at.mesh.egresses[0]?.origin;
  if (place) checkPlane(at, at.mesh.dataPlane, place);
  checkOneLinkerd(at);
  for (const service of at.mesh.services) checkService(at, service);
  for (const gateway of at.mesh.gateways) checkGateway(at, gateway);
}

/** The rules of each callee, by its kind and key. */
function lowerRoutes(at: Lowering, doors: readonly DoorCalls[]): ReadonlyMap<string, readonly Lowered[]> {
  const names = namesByNamespace(at);
  const asked = askedServices(doors);
  const lists = new Map<string, readonly Lowered[]>();
  for (const route of at.mesh.routes) {
    const { rules } = lowerRoute(at, route, asked.has(route.target), names(route.target.split('/')[0] ?? ''));
    if (rules.length === 0) continue;
    lists.set(`${route.kind} ${route.target}`, rules);
    reportSecondReading(at, rules);
  }
  reportLeaks(at, [...lists.values()]);
  return lists;
}

/** Linkerd knows rules by their names alone: then they are unique over all namespaces. */
function namesByNamespace(at: Lowering): (namespace: string) => Names {
  const all = startNames();
  const own = new Map<string, Names>();
  return (namespace) => {
    const names = at.linkerd ? all : (own.get(namespace) ?? startNames());
    own.set(namespace, names);
    return names;
  };
}

function lowerPolicies(at: Lowering, rules: readonly RouteRule[]): readonly DestinationPolicy[] {
  const used = usedLabels(rules);
  const ofServices = at.mesh.services.flatMap((service) => policiesOf(at, service, used) ?? []);
  const ofEgresses = at.mesh.egresses.flatMap((egress) => {
    const { tls: _, ...traffic } = egress.traffic;
    return egressReferences(at, egress).flatMap((host) => egressPolicy(at, host, traffic, egress.origin) ?? []);
  });
  return [...ofServices, ...ofEgresses];
}

function lowerEgresses(at: Lowering): Pick<Plan, 'egressRules' | 'externalServices'> {
  if (minorOf(at) === 1) {
    return {
      egressRules: [],
      externalServices: at.mesh.egresses.flatMap((egress) => externalServiceOf(at, egress) ?? []),
    };
  }
  const names = startNames();
  return { egressRules: at.mesh.egresses.flatMap((egress) => egressRulesOf(at, egress, names)), externalServices: [] };
}
