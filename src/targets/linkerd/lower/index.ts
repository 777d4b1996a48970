// A mesh → its Linkerds: one for the workloads of every node, one for each gateway; and the calls they hand to the callee's proxy.
import { catalogue, type Report } from '../../../diagnostics/index.ts';
import type { Mesh, Service } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Relay } from '../../shared/calls/index.ts';
import { adminPortOf, telemetersOf } from '../../shared/linkerd-yaml/index.ts';
import type { ProxyPlan, RouterPlan } from '../plan.ts';
import { type Lowering, outgoingOf } from './calls.ts';
import { doorRouters } from './doors.ts';
import { namersOf } from './endpoints.ts';
import { notesOf } from './notes.ts';

export interface LoweringOptions {
  /** `1.7` */
  readonly version: string;
  readonly report: Report;
  /** The gateways are Linkerds. */
  readonly doors: boolean;
  readonly isLinkerd: (service: Service) => boolean;
  /** The service's own proxy can decide calls that its callers' Linkerd cannot. */
  readonly decides: (service: Service) => boolean;
}
export interface Linkerds {
  readonly proxies: readonly ProxyPlan[];
  readonly relays: readonly Relay[];
}

export function linkerdsOf(mesh: Mesh, options: LoweringOptions): Linkerds {
  const { version, report, isLinkerd, decides } = options;
  const callers = mesh.services.filter((service) => service.inCluster && isLinkerd(service));
  const lowering: Lowering = { mesh, reader: `linkerd@${version}`, report, callers, decides };
  const outgoing = callers.length > 0 ? outgoingOf(lowering) : undefined;
  const doors = options.doors ? mesh.gateways : [];
  if (!outgoing && doors.length === 0) return { proxies: [], relays: [] };
  const common = {
    adminPort: adminPortOf(mesh, report),
    telemetry: telemetersOf(mesh, lowering.reader, report),
    namers: namersOf(mesh),
  };
  const proxy = (
    role: ProxyPlan['role'],
    namespace: string,
    name: string,
    routers: readonly RouterPlan[],
    origin: Span,
  ) => ({
    role,
    namespace,
    name,
    ...common,
    routers,
    notes: notesOf(mesh, routers, role === 'node' ? (outgoing?.relays ?? []) : []),
    origin,
  });
  const proxies = [
    ...(outgoing ? [proxy('node', mesh.namespace, 'l5d', [outgoing.router], (callers[0] as Service).origin)] : []),
    ...doors.flatMap((gateway) => {
      const routers = doorRouters(lowering, gateway);
      return routers.length === 0 ? [] : [proxy('gateway', gateway.namespace, gateway.name, routers, gateway.origin)];
    }),
  ];
  sayOddPaths(lowering, proxies);
  sayMixer(lowering);
  return { proxies, relays: outgoing?.relays ?? [] };
}

/** Once for each Linkerd: what it answers with an error as soon as one rule asks for a path. */
function sayOddPaths({ mesh, report, reader }: Lowering, proxies: readonly ProxyPlan[]): void {
  for (const { routers, origin } of proxies) {
    if (!routers.some(({ seesPaths }) => seesPaths)) continue;
    report.add(catalogue.linkerd.oddPaths, firstPathTest(mesh) ?? origin, { reader });
  }
}

/** Mixer is Istio's. */
function sayMixer({ mesh, report, reader }: Lowering): void {
  for (const { kind, origin } of mesh.telemetry.flatMap(({ metrics }) => metrics)) {
    if (kind === 'mixer')
      report.add(catalogue.linkerd.cannot, origin, {
        construct: 'report to Mixer',
        reader,
        note: 'it does so only where Istio leads it',
      });
  }
}

function firstPathTest(mesh: Mesh): Span | undefined {
  for (const { rules } of [...mesh.routes, ...mesh.ingresses, ...mesh.gateways])
    for (const { condition } of rules) {
      const found = pathTestIn(condition);
      if (found) return found;
    }
  return undefined;
}

function pathTestIn(condition: Mesh['routes'][number]['rules'][number]['condition']): Span | undefined {
  if (condition.kind === 'not') return pathTestIn(condition.part);
  if (condition.kind === 'and' || condition.kind === 'or')
    return condition.parts.map(pathTestIn).find((span) => span !== undefined);
  return condition.kind === 'text' && condition.subject === 'path' ? condition.origin : undefined;
}
