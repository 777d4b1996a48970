// What may be called: the rules that requests to a port meet, the names it is called by, the names of what stands behind its versions.
import type { Egress, Mesh, Port, Protocol, Route, Rule, Service } from '../../../model/index.ts';

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

/** The names by which a service is called from any namespace; with the bare name where `near`. */
export function namesOfService(mesh: Mesh, service: Service, near: boolean): readonly string[] {
  const { name, namespace, host } = service;
  if (!service.inCluster) return [host];
  const names = [
    host,
    `${name}.${namespace}.svc.${mesh.clusterDomain}`,
    `${name}.${namespace}.svc`,
    `${name}.${namespace}`,
  ];
  return [...new Set([...names, ...(near ? [name] : [])])];
}

export const dnsLabel = (name: string): string => name.toLowerCase().replace(/[^a-z0-9-]/g, '-');

/** The Service whose endpoints are the pods of one version. */
export const versionService = (service: Service, version: string): string => `${service.name}-${dnsLabel(version)}`;
