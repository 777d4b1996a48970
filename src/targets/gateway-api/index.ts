// Target gateway-api@1.1–1.6: Gateway, HTTPRoute, TLSRoute, TCPRoute, ReferenceGrant, and Services that stand for versions.
import type { Platform } from '../platform.ts';
import { lower } from './lower/index.ts';
import { gatewayApiReader } from './read/index.ts';
import { apiVersions, supportTable, VERSIONS } from './supports.ts';
import { write } from './write.ts';

export const gatewayApi: Platform = {
  name: 'gateway-api',
  versions: VERSIONS,
  support: supportTable,
  build: (mesh, { version, report }) => write(lower(mesh, version, report), apiVersions(version)),
  plan: (mesh, { version, report }) => lower(mesh, version, report),
  reader: gatewayApiReader,
};
