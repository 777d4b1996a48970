// Target gateway-api@1.1–1.6: Gateway, HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, ReferenceGrant, BackendTLSPolicy, and Services that stand
// for versions.
import type { Platform } from '../platform.ts';
import { writeRoutes } from '../shared/gateway-routes/index.ts';
import { lower } from './lower/index.ts';
import { gatewayApiReader } from './read/index.ts';
import { apiVersions, supportTable, VERSIONS } from './supports.ts';
import { writeTlsPolicies } from './write.ts';

export const gatewayApi: Platform = {
  name: 'gateway-api',
  versions: VERSIONS,
  support: supportTable,
  build: (mesh, { version, report }) => {
    const plan = lower(mesh, version, report);
    const versions = apiVersions(version);
    return [...writeRoutes(plan, versions), ...writeTlsPolicies(plan.tlsPolicies, versions.BackendTLSPolicy ?? 'v1')];
  },
  plan: (mesh, { version, report }) => lower(mesh, version, report),
  reader: gatewayApiReader,
};
