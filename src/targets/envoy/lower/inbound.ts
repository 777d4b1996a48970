// What comes in to a workload → one listener with a chain for each port that it listens on, handed to the application on loopback.
// No rules here: the caller's side has already decided.
import type { Port } from '../../../model/index.ts';
import { isHttp } from '../../shared/calls/index.ts';
import type { ChainPlan, ListenerPlan, ObservedPlan, RoutePlan } from '../plan.ts';
import { INBOUND_PORT } from '../ports.ts';
import type { ProxyLowering } from './context.ts';

/** One, or none where the workload listens on nothing. */
export function inboundListeners(lowering: ProxyLowering, telemetry: ObservedPlan): readonly ListenerPlan[] {
  const ports = lowering.viewer.kind === 'service' ? lowering.viewer.service.ports : [];
  const byNumber = new Map(ports.map((port) => [port.target ?? port.number, port]));
  const chains = [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, port]) => inboundChain(lowering, number, port, telemetry));
  if (chains.length === 0) return [];
  const direction = 'INBOUND' as const;
  return [
    {
      name: 'inbound',
      address: '0.0.0.0',
      port: INBOUND_PORT,
      bound: true,
      redirects: false,
      inspects: [],
      chains,
      direction,
    },
  ];
}

function inboundChain(lowering: ProxyLowering, number: number, port: Port, telemetry: ObservedPlan): ChainPlan {
  const cluster = `inbound|${number}`;
  lowering.clusters.set(cluster, {
    name: cluster,
    endpoints: { kind: 'static', endpoints: [{ address: '127.0.0.1', port: number, origin: port.origin }] },
    protocol: port.protocol === 'http' ? 'http1' : isHttp(port.protocol) ? 'http2' : 'tcp',
    origin: port.origin,
  });
  const match = { destinationPort: number };
  const statPrefix = `inbound_${number}`;
  if (!isHttp(port.protocol)) {
    return {
      match,
      filter: { kind: 'tcp', statPrefix, clusters: [{ cluster, weight: 1 }], telemetry },
      origin: port.origin,
    };
  }
  const hosts = [{ name: statPrefix, domains: ['*'], routes: [straight(cluster, port)] }];
  return { match, filter: { kind: 'http', statPrefix, edge: false, hosts, telemetry }, origin: port.origin };
}

/** The caller's side keeps the time; this one sets no limit of its own. */
const straight = (cluster: string, port: Port): RoutePlan => ({
  rule: -1,
  match: { path: { kind: 'prefix', value: '/' }, headers: [] },
  action: { kind: 'forward', clusters: [{ cluster, weight: 1 }], timeout: { value: 0, origin: port.origin } },
  headers: [],
  origin: port.origin,
});
