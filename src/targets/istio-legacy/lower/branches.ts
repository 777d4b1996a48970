// A forward → upstream's `route`: branches with labels and percentages. Every branch gets labels where a Linkerd reads the rules and
// the service has a version to name.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Forward, Labels, Port, Service, Version, WeightedDestination } from '../../../model/index.ts';
import { trimFraction } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Branch } from '../plan.ts';
import { allows, callName, type Lowering, referenceTo, refuse } from './lowering.ts';
import { isHttp } from './ports.ts';

/** The branches of a rule for `own`; none: all of its instances. `undefined` after a finding. */
export function branchesOf(at: Lowering, written: Forward, own: Service): readonly Branch[] | undefined {
  // A share of 0% is no branch: Linkerd takes a lone branch of weight 0 for all.
  const forward = { ...written, split: written.split.filter(({ weight }) => weight > 0) };
  const weights = percentages(at, forward);
  const branches = forward.split.map((part, index) =>
    branchOf(at, part, own, weights?.[index], forward.split.length > 1),
  );
  if (!weights || branches.some((branch) => branch === undefined)) return undefined;
  const [only] = branches;
  if (branches.length === 1 && only && !only.destination && Object.keys(only.labels).length === 0) return [];
  return branches as readonly Branch[];
}

/** Whole percents that make 100; nothing for a single branch. */
function percentages(at: Lowering, { split, origin }: Forward): readonly (number | undefined)[] | undefined {
  if (split.length === 1) return [undefined];
  const total = split.reduce((sum, { weight }) => sum + weight, 0);
  const broken = split.find(({ weight }) => (weight * 100) % total !== 0);
  if (!broken) return split.map(({ weight }) => (weight * 100) / total);
  const share = `${trimFraction(Math.round((broken.weight * 1_000_000) / total), 10_000)}%`;
  at.report.add(catalogue.legacy.weightsNotWholePercents, broken.origin ?? origin, { share, target: at.target });
  return undefined;
}

function branchOf(
  at: Lowering,
  { destination, origin }: WeightedDestination,
  own: Service,
  weight: number | undefined,
  inSplit: boolean,
): Branch | undefined {
  const service = at.services.get(destination.target);
  if (destination.kind === 'egress' || !service) {
    return refuse(at, origin, 'an egress as the destination of a service', 'a rule sends to services of the mesh only');
  }
  const other = service.key !== own.key;
  if (!reachable(at, destination.port, service, own, origin)) return undefined;
  const version = versionOf(at, service, destination.version, other || inSplit);
  if (version && !labelsAllowed(at, version)) return undefined;
  if (!version && (other || inSplit) && !allows(at, 'branch without labels', origin, branchText(at, service), VERSIONS))
    return undefined;
  const labels: Labels = version?.labels ?? {};
  return {
    ...(other ? { destination: referenceTo(service) } : {}),
    labels,
    ...(weight === undefined ? {} : { weight }),
    origin,
  };
}

const VERSIONS = { hint: 'send shares to its versions instead, or give the service a single version' };
const branchText = (at: Lowering, service: Service): string => `a branch to all of ${callName(at, service.key)}`;

/** The version written; for Linkerd, which needs labels on a branch, the only one there is. */
function versionOf(
  at: Lowering,
  service: Service,
  name: string | undefined,
  needsLabels: boolean,
): Version | undefined {
  if (name !== undefined) return service.versions.find((version) => version.name === name);
  return at.linkerd && needsLabels && service.versions.length === 1 ? service.versions[0] : undefined;
}

/** Whether a version's labels may stand in a rule; a finding where they may not. */
export function labelsAllowed(at: Lowering, { labels, origin }: Version): boolean {
  return Object.entries(labels).every(([key, value]) => {
    const label = `${key}=${value}`;
    const upper = /[A-Z]/.test(label) && !allows(at, 'upper case in a label', origin, `the label \`${label}\``);
    const slash = key.includes('/') && !allows(at, 'slash in a label', origin, `the label \`${label}\``);
    return !upper && !slash;
  });
}

/** Pilot sends to the port of the destination that has the name of the one the request came to. */
function reachable(at: Lowering, written: number | undefined, to: Service, own: Service, origin: Span): boolean {
  const reason = portProblem(at, written, to, own);
  if (!reason) return true;
  at.report.add(catalogue.legacy.otherPort, origin, { service: callName(at, to.key), reason, target: at.target });
  return false;
}

function portProblem(at: Lowering, written: number | undefined, to: Service, own: Service): string | undefined {
  for (const from of own.ports.filter(isHttp)) {
    const met = portLike(to, from);
    const wanted = written ?? (to.ports.some(({ number }) => number === from.number) ? from.number : only(to)?.number);
    if (!met) return `${callName(at, to.key)} has no port called ${from.name}`;
    if (wanted !== undefined && met.number !== wanted) return `that is ${met.number} (${from.name}), not ${wanted}`;
  }
  return undefined;
}

const only = (service: Service): Port | undefined => (service.ports.length === 1 ? service.ports[0] : undefined);

const portLike = (service: Service, port: Port): Port | undefined =>
  service.ports.find(({ name }) => name === port.name);
