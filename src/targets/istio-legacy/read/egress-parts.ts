// An egress as EgressRules tell it: one for each host and one for each address, known by what they let out and not by a name.
import { type Egress, type Port, type Sourced, type TrafficPolicy, trafficOf } from '../../../model/index.ts';

/** Requests are told by their host, connections by their address; both have the policies. */
export function egressesToldApart(egress: Egress): readonly Egress[] {
  const requests = egress.ports.filter(({ protocol }) => trafficOf(protocol) === 'http');
  const streams = egress.ports.filter(({ protocol }) => trafficOf(protocol) !== 'http');
  const { tls, ...traffic } = egress.traffic;
  const hosts = requests.length > 0 ? egress.hosts : [];
  const addresses = streams.length > 0 ? egress.addresses : [];
  return [
    ...hosts.map((host) =>
      part(egress, { value: host.value, hosts: [host], addresses: [], ports: withTls(requests, tls), traffic }),
    ),
    ...addresses.map((address) => {
      const value = address.value.includes('/') ? address.value : `${address.value}/32`;
      return part(egress, {
        value,
        hosts: [],
        addresses: [{ ...address, value }],
        ports: withTls(streams, undefined),
        traffic,
      });
    }),
  ];
}

type Part = Pick<Egress, 'hosts' | 'addresses' | 'ports' | 'traffic'> & { readonly value: string };

const part = (egress: Egress, { value, ...told }: Part): Egress => ({
  ...egress,
  ...told,
  name: value,
  key: `${egress.namespace}/${value}`,
});

/** The proxy opens TLS at a port, whoever asked for it; ports have no names. */
const withTls = (ports: readonly Port[], whole: TrafficPolicy['tls']): readonly Port[] =>
  ports.map(({ traffic: { tls: own, ...traffic }, ...port }) => ({
    ...port,
    name: `${port.protocol}-${port.number}`,
    traffic: { ...traffic, ...opened(own ?? whole) },
  }));

const opened = (tls: Sourced<NonNullable<TrafficPolicy['tls']>['value']> | undefined): Pick<TrafficPolicy, 'tls'> =>
  tls && tls.value.mode !== 'off' ? { tls } : {};
