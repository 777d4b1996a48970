// How callers open TLS to services → BackendTLSPolicies: one for a Service with the Services of its versions, or for one of its ports.
import type { ClientTls, Port, Service, Sourced } from '../../../model/index.ts';
import { refuse, versionName } from '../../shared/gateway-routes/index.ts';
import type { TlsPolicyPlan } from '../plan.ts';
import { has, type VersionContext } from './channel.ts';

type Tls = Sourced<ClientTls>;

export function tlsPolicies(context: VersionContext): readonly TlsPolicyPlan[] {
  return context.mesh.services.flatMap((service) => policiesOf(context, service));
}

function policiesOf(context: VersionContext, service: Service): readonly TlsPolicyPlan[] {
  for (const { traffic, name } of service.versions)
    if (traffic.tls)
      refuse(context, traffic.tls.origin, `\`tls\` of the version ${name} alone`, 'a policy is for a Service');
  const { tls } = service.traffic;
  const ports = service.ports.flatMap((port) => (port.traffic.tls ? [{ port, own: port.traffic.tls }] : []));
  return [
    ...(tls ? policyOf(context, service, tls, undefined) : []),
    ...ports.flatMap(({ port, own }) => policyOf(context, service, own, port)),
  ];
}

function policyOf(
  context: VersionContext,
  service: Service,
  tls: Tls,
  port: Port | undefined,
): readonly TlsPolicyPlan[] {
  const { value, origin } = tls;
  const reason = reasonAgainst(service, value, port);
  if (reason !== undefined) refuse(context, origin, `\`tls ${value.mode}\` here`, reason);
  if (reason !== undefined || !has(context, 'backendTls', origin, '`tls`', 'BackendTLSPolicy')) return [];
  const { namespace, name } = service;
  const section = port && !isOnlyUnnamed(service, port) ? port.name : undefined;
  const versions = service.versions
    .filter((version) => context.usedVersions.has(`${service.key}@${version.name}`))
    .map((version) => versionName(name, version.name));
  return [
    {
      ...{ namespace, name: section === undefined ? name : `${name}-${section}` },
      targets: [name, ...versions],
      ...(section === undefined ? {} : { section }),
      hostname: value.sni ?? '',
      ...(value.ca === undefined ? {} : { ca: value.ca }),
      origin,
    },
  ];
}

function reasonAgainst(service: Service, { mode, sni }: ClientTls, port: Port | undefined): string | undefined {
  if (!service.inCluster) return 'a policy is for a Service of the cluster';
  if (mode !== 'simple') return 'a BackendTLSPolicy says whose certificate is asked for, and nothing else';
  if (sni === undefined) return 'a BackendTLSPolicy needs the name that the certificate has: `sni`';
  const isNameless = port && !port.named && !isOnlyUnnamed(service, port);
  return isNameless ? 'a policy finds a port by its name, and this one has none' : undefined;
}

/** The whole Service says as much. */
const isOnlyUnnamed = ({ ports }: Service, port: Port): boolean => ports.length === 1 && !port.named;
