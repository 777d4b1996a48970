// Host names: those a target answers to, and whether a pattern takes a host.
import { catalogue } from '../diagnostics/index.ts';
import type { Destination, Egress, Service } from '../model/index.ts';
import type { Span } from '../text/index.ts';
import type { Checking } from './checking.ts';

export function hostsOf({ directory }: Checking, { kind, target }: Destination): readonly string[] {
  if (kind === 'egress') return directory.egress(target)?.hosts.map(({ value }) => value) ?? [];
  const host = directory.service(target)?.host;
  return host === undefined ? [] : [host];
}

/** `*.example.org` takes every host that ends so; others only themselves. */
export const hostTakes = (pattern: string, host: string): boolean =>
  pattern === '*' ||
  pattern === host ||
  (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1);

/** Reports a host that two declarations answer to: the platforms keep one of the two, and nobody says which. */
export function checkDeclaredHosts(
  { report, options }: Checking,
  services: readonly Service[],
  egresses: readonly Egress[],
): void {
  const owners = new Map<string, Service | Egress>();
  for (const service of contested(services, egresses, options.clusterDomain ?? 'cluster.local')) {
    const first = owners.get(service.host);
    if (!first) owners.set(service.host, service);
    else if (first.key !== service.key) reportSecond(report, service.host, service.origin, first, service);
  }
  for (const egress of egresses)
    for (const { value, origin } of egress.hosts) {
      const first = owners.get(value);
      if (!first) owners.set(value, egress);
      else if (first.key !== egress.key) reportSecond(report, value, origin, first, egress);
    }
}

/** The services whose host another may have: those inside the cluster are called like themselves, so that only what is given can be theirs. */
function contested(
  services: readonly Service[],
  egresses: readonly Egress[],
  clusterDomain: string,
): readonly Service[] {
  const given = new Set<string>();
  for (const { inCluster, host } of services) if (!inCluster) given.add(host);
  for (const { hosts } of egresses) for (const { value } of hosts) given.add(value);
  const theirs = [...given].some((host) => host.endsWith(`.svc.${clusterDomain}`));
  return services.filter(({ inCluster, host }) => !inCluster || (theirs && given.has(host)));
}

function reportSecond(
  report: Checking['report'],
  host: string,
  span: Span,
  first: Service | Egress,
  { key }: Service | Egress,
): void {
  const at = first.kind === 'egress' ? first.hosts.find(({ value }) => value === host)?.origin : undefined;
  const related = [{ span: at ?? first.origin, message: `${first.key} answers to it` }];
  report.add(catalogue.types.hostDeclaredTwice, span, { host, one: first.key, other: key }, { related });
}
