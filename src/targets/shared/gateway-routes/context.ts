// What every part of the lowering to routes needs: the model, look-ups by key, and the dialect of whoever reads the routes, which also
// says what it refuses. Decides nothing itself.
import type { Report } from '../../../diagnostics/index.ts';
import type { Destination, Mesh, Redirect, Rule, Service, Settings } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Home } from './backend.ts';
import type { HttpMatch, RouteKind, RoutePlanRule } from './plan.ts';
import type { OrderReason, Precedence } from './precedence.ts';

export type FromSettings = Pick<RoutePlanRule, 'filters' | 'timeouts' | 'retry' | 'name' | 'annotations' | 'label'>;

/** Whoever reads the routes: the bare API at a version, or one implementation of it. */
export interface Dialect {
  readonly limits: (kind: RouteKind) => { readonly rules: number; readonly matches: number; readonly total: number };
  /** Which of two matches wins, and which requests both take. */
  readonly precedence: Precedence;
  /** The kinds of routes for requests that it has. */
  readonly grpc: 'none' | 'exact' | 'expressions';
  /** A ServiceImport may stand where a Service may. */
  readonly hasImports: boolean;
  /** The status that a rule of an HTTPRoute of a gateway without any backend answers with, where that is agreed on. */
  readonly withoutBackend: number | undefined;
  /** A TLSRoute may stand for every server name. */
  readonly takesEveryServerName: boolean;
  /** Values of headers are ASCII. */
  readonly hasPlainHeaders: boolean;
  /** A regular expression over a whole value, as it wants it written. */
  readonly expression: (pattern: string) => string;
  /** For matches that need different path modifiers this is asked once for each. */
  readonly settings: (context: Context, home: Home, settings: Settings, match: HttpMatch) => FromSettings;
  /** Settings that a route of this kind cannot have, which is no reason to refuse them: another kind may. */
  readonly suits: (kind: RouteKind, rule: Rule) => boolean;
  readonly checkRedirect: (context: Context, redirect: Redirect) => void;
  readonly refuse: (report: Report, place: Span, construct: string, reason: string) => void;
  readonly sayOrder: (report: Report, place: Span, earlier: Rule, reason: OrderReason) => void;
  readonly sayTooMany: (report: Report, place: Span, count: number, limit: number, what: string) => void;
}

export interface Context {
  readonly mesh: Mesh;
  readonly dialect: Dialect;
  readonly report: Report;
  readonly services: ReadonlyMap<string, Service>;
  /** `namespace/name@version` of every version that is sent to. */
  readonly usedVersions: Set<string>;
  /** Backends named from other namespaces: `from namespace → to namespace/name`. */
  readonly crossings: Map<string, Crossing>;
}

export interface Crossing {
  /** Of the route. */
  readonly kind: string;
  readonly from: string;
  readonly target: 'Service' | 'ServiceImport';
  readonly namespace: string;
  readonly name: string;
  readonly origin: Span;
}

export const contextOf = (mesh: Mesh, dialect: Dialect, report: Report): Context => ({
  mesh,
  dialect,
  report,
  services: new Map(mesh.services.map((service) => [service.key, service])),
  usedVersions: new Set(),
  crossings: new Map(),
});

export const refuse = ({ report, dialect }: Context, place: Span, construct: string, reason: string): void =>
  dialect.refuse(report, place, construct, reason);

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
