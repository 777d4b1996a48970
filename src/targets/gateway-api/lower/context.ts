// What every part of the lowering needs: the model, look-ups by key, and a way to refuse a construct at its place.
import { catalogue, type Report } from '../../../diagnostics/index.ts';
import type { Destination, Mesh, Service } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { channelOf, type Field } from '../supports.ts';

export interface Context {
  readonly mesh: Mesh;
  readonly version: string;
  readonly report: Report;
  readonly services: ReadonlyMap<string, Service>;
  /** `namespace/name@version` of every version that is sent to. */
  readonly usedVersions: Set<string>;
  /** Backends named from other namespaces: `from namespace → to namespace/name`. */
  readonly crossings: Map<
    string,
    {
      readonly kind: string;
      readonly from: string;
      readonly namespace: string;
      readonly name: string;
      readonly origin: Span;
    }
  >;
}

export const contextOf = (mesh: Mesh, version: string, report: Report): Context => ({
  mesh,
  version,
  report,
  services: new Map(mesh.services.map((service) => [service.key, service])),
  usedVersions: new Set(),
  crossings: new Map(),
});

export function refuse({ report, version }: Context, origin: Span, construct: string, reason: string): void {
  report.add(catalogue.gatewayApi.notInGatewayApi, origin, { construct, version, reason });
}

/** Whether the version has the field; says so where only the experimental channel does. */
export function has(context: Context, field: Field, origin: Span, construct: string, path: string): boolean {
  const channel = channelOf(field, context.version);
  if (channel === undefined) refuse(context, origin, construct, `no field for it before a later version`);
  else if (channel === 'experimental')
    context.report.add(catalogue.gatewayApi.experimentalChannel, origin, { construct, field: path });
  return channel !== undefined;
}

/** The port a request to the destination goes to, when it came in at `incoming`. */
export function portOf(
  { services }: Context,
  { target, port }: Destination,
  incoming: number | undefined,
): number | undefined {
  if (port !== undefined) return port;
  const ports = services.get(target)?.ports ?? [];
  return (ports.find(({ number }) => number === incoming) ?? ports[0])?.number;
}
