// Calls that proxies of another kind hand to the callee's Envoy → a listener for each, which decides them by the rules of the callee as the
// calling side of an Envoy does. A port of its own, so that nothing is decided twice.
import { relayPort } from '../../shared/calls/index.ts';
import type { HttpPlan, ListenerPlan, ObservedPlan } from '../plan.ts';
import { namesOf } from './callee.ts';
import type { ProxyLowering } from './context.ts';
import { routesOf } from './rules.ts';

export function relayListeners(own: ProxyLowering, telemetry: ObservedPlan): readonly ListenerPlan[] {
  const lowering: ProxyLowering = { ...own, clusterPrefix: 'relay' };
  const { viewer, relays } = lowering;
  if (viewer.kind !== 'service') return [];
  const { service } = viewer;
  return relays
    .filter((relay) => relay.service === service.key)
    .map(({ port, rules }) => {
      const trying = { view: { viewer, port, tls: false } };
      const name = `${service.host}:${port}`;
      const hosts = [{ name, domains: namesOf(lowering, service), routes: routesOf(lowering, rules, trying) }];
      const filter: HttpPlan = { kind: 'http', statPrefix: `relay_${port}`, edge: false, hosts, telemetry };
      return {
        name: `relay_${port}`,
        address: '0.0.0.0',
        port: relayPort(service, port),
        bound: true,
        redirects: false,
        inspects: [],
        chains: [{ filter, origin: service.origin }],
        direction: 'INBOUND' as const,
        origin: service.origin,
      };
    });
}
