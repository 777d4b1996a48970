// How old Istio names a service: a host in 0.1, upstream's IstioService later. Labels stand for a version.
import type { Labels } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { type CalleeDrafts, Fields, type Gathering, sourced } from '../../shared/reading/index.ts';

/** Those that callers reach by the name of a Service, as 0.1 has it. */
const behindServices = new WeakSet<CalleeDrafts>();
export function standBehindService(egress: CalleeDrafts): void {
  behindServices.add(egress);
}

export interface ServiceRef {
  readonly callee: CalleeDrafts;
  readonly labels: Labels;
}

/** The service under a key; undefined where there is none. */
export function readRef(fields: Fields, key: string, namespace: string, gathering: Gathering): ServiceRef | undefined {
  const node = fields.node(key);
  if (!node) return undefined;
  const origin = fields.spanOf(key);
  if (node.kind === 'scalar')
    return { callee: calleeByHost(String(node.value), namespace, origin, gathering), labels: {} };
  const inner = new Fields(node, fields.pathOf(key), origin, fields.notes);
  const [name, space, domain, service] = ['name', 'namespace', 'domain', 'service'].map((one) => inner.text(one));
  const labels = inner.map('labels') ?? {};
  inner.done();
  if (service !== undefined) return { callee: calleeByHost(service, namespace, origin, gathering), labels };
  if (name === undefined) return undefined;
  if (domain !== undefined && domain !== `svc.${gathering.clusterDomain}`)
    return { callee: calleeByHost(`${name}.${space ?? namespace}.${domain}`, namespace, origin, gathering), labels };
  return { callee: gathering.service(space ?? namespace, name, origin), labels };
}

export function calleeByHost(host: string, namespace: string, origin: Span, gathering: Gathering): CalleeDrafts {
  const lower = host.toLowerCase();
  const known = gathering.byHost(lower);
  if (known) return known;
  const labels = lower.split('.');
  const end = `.svc.${gathering.clusterDomain}`;
  if (labels.length === 1) return gathering.service(namespace, lower, origin);
  if (lower.endsWith(end) || (labels.length === 3 && labels[2] === 'svc')) {
    const outside = gathering.egresses.get(`${labels[1]}/${labels[0]}`);
    if (outside && behindServices.has(outside)) return outside;
    return gathering.service(labels[1] as string, labels[0] as string, origin);
  }
  // Other registries (Consul, Eureka) have names of their own.
  if (/\.(consul|eureka|local|internal)$/.test(lower))
    return gathering.service(namespace, labels[0] as string, origin, lower);
  const name = lower
    .replace(/^\*\.?/, 'any-')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^(\d)/, 'host-$1');
  gathering.assume(`the host ${lower} is outside of the mesh`, origin);
  return gathering.egress(namespace, name, [sourced(lower, origin)], origin);
}

/** The version that exactly these labels are; none for all pods. */
export function versionByLabels(
  callee: CalleeDrafts,
  labels: Labels,
  origin: Span,
  gathering: Gathering,
): string | undefined {
  const keys = Object.keys(labels).sort();
  if (keys.length === 0 || callee.kind !== 'service') return undefined;
  const known = [...callee.versions.values()].find((one) => sameLabels(one.labels, labels));
  if (known) return known.name;
  const words =
    labels.version !== undefined
      ? [labels.version, ...keys.filter((key) => key !== 'version').map((key) => labels[key])]
      : keys.map((key) => labels[key]);
  const base = words.join('-');
  const name = callee.versions.has(base) ? `${base}-${callee.versions.size}` : base;
  return gathering.version(callee, name, origin, labels).name;
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
