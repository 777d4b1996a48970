// What a proxy may call: a service or egress at one port, with the rules that requests to it meet and the names it is called by.
import type { Egress, Port, Protocol, Route, Rule, Service } from '../../../model/index.ts';
import type { ProxyLowering } from './context.ts';

export interface Callee {
  readonly callee: Service | Egress;
  readonly port: Port;
  readonly rules: readonly Rule[];
}

/** Of the route for this port, else of the one for all; without any, everything goes to all its endpoints. */
export function rulesFor(routes: readonly Route[], callee: Service | Egress, port: Port): readonly Rule[] {
  const own = routes.filter((route) => route.kind === callee.kind && route.target === callee.key);
  const route = own.find((one) => one.port === port.number) ?? own.find((one) => one.port === undefined);
  return route?.rules ?? [straightTo(callee)];
}

function straightTo(callee: Service | Egress): Rule {
  const { origin, kind, key } = callee;
  const split = [{ destination: { kind, target: key }, weight: 1, origin }];
  return {
    condition: { kind: 'always', origin },
    action: { kind: 'forward', split, origin },
    settings: {},
    origin,
    through: [],
  };
}

export const isHttp = (protocol: Protocol): boolean =>
  protocol === 'http' || protocol === 'http2' || protocol === 'grpc';
export const isTls = (protocol: Protocol): boolean => protocol === 'https' || protocol === 'tls';

/** The names by which a service is called from here. */
export function namesOf(lowering: ProxyLowering, service: Service): readonly string[] {
  const { viewer, mesh } = lowering;
  const { name, namespace, host } = service;
  if (!service.inCluster) return [host];
  const near = viewer.kind === 'service' && viewer.service.namespace === namespace ? [name] : [];
  const names = [
    host,
    `${name}.${namespace}.svc.${mesh.clusterDomain}`,
    `${name}.${namespace}.svc`,
    `${name}.${namespace}`,
  ];
  return [...new Set([...names, ...near])];
}
