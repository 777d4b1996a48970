// What services say that is neither rules nor policies: most of it old Istio has no place for.
import { catalogue } from '../../../diagnostics/index.ts';
import type { DataPlane, Service } from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { LINKERD_READERS, planeName, versioned } from '../../shared/rule-readers/index.ts';
import { type Lowering, minorOf, refuse } from './lowering.ts';

export function checkService(at: Lowering, { visibleTo, addresses, inCluster, host, proxy, origin }: Service): void {
  if (visibleTo) refuse(at, visibleTo.origin, '`visible to`', 'every namespace sees every service');
  const [address] = addresses;
  if (address) {
    const hint = {
      hint: 'register it with `istioctl register`, which makes a Kubernetes Service, and leave `host` and `at` out',
    };
    refuse(at, address.origin, 'addresses of a service', 'services come from the registry only', hint);
  } else if (!inCluster && minorOf(at) === 1 && !isFqdn(host)) {
    refuse(at, origin, `the host ${host}`, 'it must be a full domain name');
  }
  if (proxy) checkPlane(at, proxy.value, proxy.origin);
}

const isFqdn = (host: string): boolean =>
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/.test(host);

/** A Linkerd that does not read the rules of this Istio. */
export function checkPlane(at: Lowering, chosen: DataPlane, origin: Span): void {
  const plane = versioned(at.mesh, chosen);
  const { proxy, version = '' } = plane;
  if (proxy !== 'linkerd') return;
  if (!LINKERD_READERS.has(version)) {
    const known = [...LINKERD_READERS.keys()].join(', ');
    at.report.add(catalogue.linkerd.unknownVersion, origin, { version, known });
  } else if (minorOf(at) !== 1) {
    at.report.add(catalogue.linkerd.needsOldIstio, origin, { reader: planeName(plane), target: at.target });
  }
}

/** Each node has one Linkerd. */
export function checkOneLinkerd(at: Lowering): void {
  const [first, second] = at.readers.filter(({ reader }) => reader.startsWith('linkerd'));
  if (!first || !second?.origin) return;
  at.report.add(catalogue.linkerd.twoVersions, second.origin, { first: first.name, second: second.name });
}
