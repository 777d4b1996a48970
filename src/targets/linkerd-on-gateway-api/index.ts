// Target linkerd@2.14 …: HTTPRoute, GRPCRoute, TLSRoute and TCPRoute on Services, EgressNetwork, and Services that stand for versions.
import type { Platform } from '../platform.ts';
import { writeRoutes } from '../shared/gateway-routes/index.ts';
import { lower } from './lower/index.ts';
import { linkerdReader } from './read/index.ts';
import { apiVersions, supportTable, VERSIONS } from './supports.ts';
import { writeNetworks } from './write.ts';

export const linkerdTwo: Platform = {
  name: 'linkerd',
  versions: VERSIONS,
  support: supportTable,
  build: (mesh, { version, report }) => {
    const plan = lower(mesh, version, report);
    return [
      ...writeNetworks(plan.networks),
      ...writeRoutes({ ...plan, gateways: [], grants: [] }, apiVersions(version)),
    ];
  },
  plan: (mesh, { version, report }) => lower(mesh, version, report),
  reader: linkerdReader,
};
