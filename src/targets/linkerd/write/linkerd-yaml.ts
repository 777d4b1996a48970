// A Linkerd's plan → linkerd.yaml as a plain object. Shape only.
import { secretFolder } from '../../shared/linkerd-yaml/index.ts';
import type { Client, ClientTls, Limit, ProxyPlan, RouterPlan, ServerTls } from '../plan.ts';
import { dtabText } from './dtab.ts';

export const configOf = ({ adminPort, telemetry, namers, routers }: ProxyPlan): object => ({
  admin: { ip: '0.0.0.0', port: adminPort },
  telemetry,
  usage: { enabled: false },
  ...(namers.length > 0 ? { namers } : {}),
  routers: routers.map(routerOf),
});

const routerOf = (router: RouterPlan): object => ({
  protocol: 'http',
  label: router.label,
  ...(router.httpAccessLog === undefined ? {} : { httpAccessLog: router.httpAccessLog }),
  identifier: { kind: 'io.l5d.methodAndHost', ...(router.seesPaths ? { httpUriInDst: true } : {}) },
  dtab: dtabText(router.entries),
  ...(router.clients.length > 0
    ? { client: { kind: 'io.l5d.static', configs: router.clients.map(clientConfig) } }
    : {}),
  ...(router.limits.length > 0 ? { service: { kind: 'io.l5d.static', configs: router.limits.map(limitConfig) } } : {}),
  servers: [
    {
      port: router.port,
      ip: '0.0.0.0',
      ...(router.edge ? { clearContext: true } : {}),
      ...(router.tls ? { tls: serverTls(router.tls) } : {}),
    },
  ],
});

/** Linkerd's own budget, where it must be said. */
const USUAL_BUDGET = { minRetriesPerSec: 10, percentCanRetry: 0.2, ttlSecs: 10 };

const limitConfig = ({ prefix, timeout, never }: Limit): object => ({
  prefix,
  ...(timeout === undefined ? {} : { totalTimeoutMs: timeout }),
  ...(never === undefined
    ? {}
    : { retries: { budget: never ? { minRetriesPerSec: 0, percentCanRetry: 0, ttlSecs: 10 } : USUAL_BUDGET } }),
});

const clientConfig = ({ prefix, balance, failures, idle, tls }: Client): object => ({
  prefix,
  ...(balance === undefined ? {} : { loadBalancer: { kind: balance } }),
  ...(failures === undefined
    ? {}
    : {
        failureAccrual: {
          kind: 'io.l5d.consecutiveFailures',
          failures: failures.count,
          ...(failures.backoff === undefined ? {} : { backoff: { kind: 'constant', ms: failures.backoff } }),
        },
      }),
  ...(idle === undefined ? {} : { hostConnectionPool: { idleTimeMs: idle } }),
  ...(tls === undefined ? {} : { tls: clientTls(tls) }),
});

const clientTls = ({ commonName, ca, certificate }: ClientTls): object => ({
  commonName,
  ...(ca === undefined ? {} : { trustCerts: [`${secretFolder(ca)}/ca.crt`] }),
  ...(certificate === undefined
    ? {}
    : {
        clientAuth: {
          certPath: `${secretFolder(certificate)}/tls.crt`,
          keyPath: `${secretFolder(certificate)}/tls.key`,
        },
      }),
});

const serverTls = ({ certificate, clients }: ServerTls): object => ({
  certPath: `${secretFolder(certificate)}/tls.crt`,
  keyPath: `${secretFolder(certificate)}/tls.key`,
  ...(clients === undefined ? {} : { caCertPath: `${secretFolder(clients)}/ca.crt`, requireClientAuth: true }),
});
