// Target gateway-api@1.1–1.6: Gateway, HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, ReferenceGrant, and Services that stand for versions.
import type { Platform } from '../platform.ts';
import { writeRoutes } from '../shared/gateway-routes/index.ts';
import { lower } from './lower/index.ts';
import { gatewayApiReader } from './read/index.ts';
import { apiVersions, supportTable, VERSIONS } from './supports.ts';

export const gatewayApi: Platform = {
  name: 'gateway-api',
  versions: VERSIONS,
  support: supportTable,
  build: (mesh, { version, report }) => writeRoutes(lower(mesh, version, report), apiVersions(version)),
  plan: (mesh, { version, report }) => lower(mesh, version, report),
  reader: gatewayApiReader,
};
