// What may be called outside → EgressRules (0.2–0.8) or Services of type ExternalName (0.1). The proxy opens TLS; callers send plain HTTP.
import { catalogue } from '../../../diagnostics/index.ts';
import type { Egress, Port, Sourced } from '../../../model/index.ts';
import type { EgressPort, EgressRule, ExternalService } from '../plan.ts';
import { allows, type Lowering, minorOf, refuse } from './lowering.ts';
import { type Names, objectName } from './names.ts';

/** The rules of one egress: one for each host, and one for each address range. */
export function egressRulesOf(at: Lowering, egress: Egress, names: Names): readonly EgressRule[] {
  refuseExtras(at, egress);
  const ports = egress.ports.flatMap((port) => egressPort(at, egress, port) ?? []);
  const byHost = ports.filter(({ protocol }) => !isRaw(protocol));
  const raw = ports.filter(({ protocol }) => isRaw(protocol));
  const rule = (service: string, own: readonly EgressPort[], origin: Sourced<string>['origin']): EgressRule => ({
    name: names.take(egress.name),
    namespace: egress.namespace,
    origin,
    service,
    ports: own,
  });
  const hosts = byHost.length > 0 ? egress.hosts.map(({ value, origin }) => rule(value, byHost, origin)) : [];
  const ranges = raw.length > 0 ? egress.addresses.map(({ value, origin }) => rule(asRange(value), raw, origin)) : [];
  return [...hosts, ...ranges];
}

const isRaw = (protocol: EgressPort['protocol']): boolean => protocol === 'tcp' || protocol === 'mongo';
const asRange = (address: string): string => (address.includes('/') ? address : `${address}/32`);

function egressPort(at: Lowering, egress: Egress, port: Port): EgressPort | undefined {
  const { number, protocol, origin } = port;
  if (port.target !== undefined)
    return refuse(at, origin, 'another port outside than inside', 'requests leave for the port they came to');
  if (protocol === 'tls' || protocol === 'https') {
    at.report.add(catalogue.legacy.callerOpensTls, origin, { egress: egress.name, port: number, target: at.target });
    return undefined;
  }
  if (protocol === 'tcp' || protocol === 'mongo') return rawPort(at, egress, port, protocol);
  if (protocol === 'redis' || protocol === 'mysql')
    return refuse(at, origin, `${protocol} outside`, 'it knows http, http2, grpc, tcp and mongo there');
  if (egress.addresses[0])
    return refuse(at, egress.addresses[0].origin, 'addresses of a host', 'it looks the host up itself');
  return tlsPort(at, egress, port, protocol);
}

function rawPort(
  at: Lowering,
  egress: Egress,
  { number, origin }: Port,
  protocol: 'tcp' | 'mongo',
): EgressPort | undefined {
  if (minorOf(at) < 5) return refuse(at, origin, `${protocol} outside`, 'address ranges came with Istio 0.5');
  const hint = { hint: 'give the egress its addresses with `at`' };
  if (egress.addresses.length === 0)
    return refuse(at, origin, `${protocol} to a host`, 'it tells such calls apart by address only', hint);
  const name = egress.addresses.find(({ value }) => !/^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/.test(value));
  if (name) return refuse(at, name.origin, `the address ${name.value}`, 'it takes IPv4 addresses and ranges');
  return { port: number, protocol, origin };
}

/** `https` of an EgressRule: the caller sends plain HTTP to this port and the proxy speaks TLS. */
function tlsPort(
  at: Lowering,
  egress: Egress,
  { number, origin, traffic }: Port,
  protocol: 'http' | 'http2' | 'grpc',
): EgressPort | undefined {
  const tls = traffic.tls ?? egress.traffic.tls;
  if (!tls || tls.value.mode === 'off') return { port: number, protocol, origin };
  const { mode, sni, ca, certificate } = tls.value;
  if (mode !== 'simple' || sni !== undefined || ca !== undefined || certificate !== undefined || protocol !== 'http') {
    return refuse(
      at,
      tls.origin,
      'this kind of TLS to the outside',
      'the proxy opens plain TLS for http, without a certificate, authority or name of its own',
    );
  }
  return { port: number, protocol: 'https', origin };
}

function refuseExtras(at: Lowering, { through, visibleTo, hosts, ports, origin }: Egress): void {
  if (through) refuse(at, through.origin, 'egress through a gateway', 'requests leave from the sidecar');
  if (visibleTo) refuse(at, visibleTo.origin, '`visible to`', 'what is declared is there for every namespace');
  if (ports.length === 0) refuse(at, origin, 'an egress without ports', 'it needs to know them');
  if (at.linkerd) allows(at, 'egress', hosts[0]?.origin ?? origin, 'the list of hosts that may be called');
}

/** 0.1: the Service by which callers reach the host; none where Linkerd alone carries requests, which asks DNS itself. */
export function externalServiceOf(at: Lowering, egress: Egress): ExternalService | undefined {
  refuseExtras(at, egress);
  const ports = egress.ports.flatMap((port) => externalPort(at, egress, port) ?? []);
  const [host, second] = egress.hosts;
  if (!at.envoy || !host) return undefined;
  if (second)
    return refuse(
      at,
      second.origin,
      'a second host of an egress',
      'each outside host is a Kubernetes Service of its own',
      { hint: 'declare an egress for each host' },
    );
  if (host.value.includes('*')) return refuse(at, host.origin, 'a wildcard host', 'an ExternalName is one host');
  const { name, namespace, origin } = egress;
  at.report.add(catalogue.legacy.egressByName, host.origin, {
    egress: `${name}.${namespace}`,
    host: host.value,
    target: at.target,
  });
  return { name: objectName(name), namespace, origin, externalName: host.value, ports };
}

function externalPort(at: Lowering, egress: Egress, port: Port): ExternalService['ports'][number] | undefined {
  if (port.protocol !== 'http' && port.protocol !== 'https' && port.protocol !== 'tls') {
    return refuse(at, port.origin, `${port.protocol} outside`, 'its egress proxy carries http only');
  }
  const known = egressPort(at, egress, port);
  return known && { port: known.port, name: `${known.protocol}-${known.port}`, origin: known.origin };
}
