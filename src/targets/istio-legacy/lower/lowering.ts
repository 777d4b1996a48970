// What every part of the lowering needs: the model with its declarations by key, the version, the data planes that will read the
// output, and the report. Also the one place that turns a cell of the feature matrix into a finding.
import { catalogue, type Extras, type Report } from '../../../diagnostics/index.ts';
import type { Egress, Mesh, Route, Service } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { cellOf, type Feature, hasLinkerd, type ReaderInUse, readersOf } from '../../shared/rule-readers/index.ts';
import type { ServiceRef } from '../plan.ts';

export interface Lowering {
  readonly mesh: Mesh;
  /** `0.1` … `0.8`. */
  readonly version: string;
  /** `istio@0.1`, as messages call it. */
  readonly target: string;
  readonly report: Report;
  readonly readers: readonly ReaderInUse[];
  /** Some workload's requests are decided by a Linkerd. */
  readonly linkerd: boolean;
  /** Some workload's requests are decided by an Envoy. */
  readonly envoy: boolean;
  /** The installation of Linkerd is written too, so that its own configuration can carry what rules cannot. */
  readonly install: boolean;
  /** The data plane of the ingress: the mesh's own. */
  readonly door: 'envoy' | 'linkerd';
  readonly services: ReadonlyMap<string, Service>;
  readonly egresses: ReadonlyMap<string, Egress>;
  readonly routes: ReadonlyMap<string, readonly Route[]>;
  /** Names that the program gives rules, with the callees whose rules have them. */
  readonly ruleNames: ReadonlyMap<string, ReadonlySet<string>>;
}

export function startLowering(mesh: Mesh, version: string, report: Report, install: boolean): Lowering {
  const readers = readersOf(mesh, version);
  return {
    mesh,
    version,
    target: `istio@${version}`,
    report,
    readers,
    linkerd: hasLinkerd(readers),
    envoy: readers.some(({ reader }) => reader.startsWith('envoy')),
    install,
    door: mesh.dataPlane.proxy,
    services: new Map(mesh.services.map((service) => [service.key, service])),
    egresses: new Map(mesh.egresses.map((egress) => [egress.key, egress])),
    routes: Map.groupBy(mesh.routes, (route) => `${route.kind} ${route.target}`),
    ruleNames: givenNames(mesh),
  };
}

function givenNames({ routes }: Mesh): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { kind, target, rules } of routes) {
    for (const { settings } of rules) {
      if (!settings.name) continue;
      const callees = found.get(settings.name.value) ?? new Set();
      found.set(settings.name.value, callees.add(`${kind} ${target}`));
    }
  }
  return found;
}

/** 3 for `0.3`: versions compare as numbers of their second part. */
export const minorOf = (at: Lowering): number => Number(at.version.split('.')[1]);

/** The routes of a service or egress, one of which may be for one port. */
export const routesOf = (at: Lowering, kind: Route['kind'], target: string): readonly Route[] =>
  at.routes.get(`${kind} ${target}`) ?? [];

/**
 * Whether every data plane (or only those given) does what the program means by `feature`; where one does not, a finding at `origin` that calls it
 * `construct`. A warning counts as yes.
 */
export function allows(
  at: Lowering,
  feature: Feature,
  origin: Span,
  construct: string,
  extras: Extras = {},
  readers: readonly ReaderInUse[] = at.readers,
): boolean {
  const refused = readers.filter((reader) => judge(at, feature, origin, construct, reader, extras) === 'refused');
  return refused.length === 0;
}

function judge(
  at: Lowering,
  feature: Feature,
  origin: Span,
  construct: string,
  { reader, name }: ReaderInUse,
  extras: Extras,
): 'fine' | 'refused' {
  const { effect, note } = cellOf(feature, reader);
  if (effect === 'works') return 'fine';
  if (reader.startsWith('envoy')) {
    if (effect === 'never')
      at.report.add(catalogue.legacy.neverMatches, origin, { construct, target: at.target, note }, extras);
    else refuse(at, origin, construct, note, extras);
    return 'refused';
  }
  at.report.add(LINKERD_FINDINGS[effect], origin, { construct, reader: name, note }, extras);
  return effect === 'lost' ? 'fine' : 'refused';
}

const LINKERD_FINDINGS = {
  lost: catalogue.linkerd.loses,
  ignored: catalogue.linkerd.ignores,
  absent: catalogue.linkerd.ignores,
  never: catalogue.linkerd.neverMatches,
  wrong: catalogue.linkerd.differs,
  breaks: catalogue.linkerd.breaks,
} as const;

/** The finding that the version has no form for `construct`. */
export function refuse(at: Lowering, origin: Span, construct: string, reason: string, extras: Extras = {}): undefined {
  at.report.add(catalogue.legacy.notInThisIstio, origin, { construct, target: at.target, reason }, extras);
  return undefined;
}

/** How old Istio refers to a service. */
export const referenceTo = (service: Service): ServiceRef => ({
  kind: service.inCluster ? 'kubernetes' : 'host',
  host: service.host,
  name: service.name,
  namespace: service.namespace,
});

/** `reviews` or `shop/reviews`: the shortest name that says which, for messages. */
export const callName = (at: Lowering, key: string): string =>
  key.startsWith(`${at.mesh.namespace}/`) ? key.slice(at.mesh.namespace.length + 1) : key;
