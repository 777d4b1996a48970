// Gateways that VirtualServices name and no object declares: what they must be like, noted as an assumption.
import { type Gathering, sourced } from '../../shared/reading/index.ts';
import type { Server } from './gateway.ts';
import type { VirtualService } from './virtual-service.ts';

/** Gateways that routes name and nobody declares. */
export function assumedServers(services: readonly VirtualService[], gathering: Gathering): readonly Server[] {
  const missing = Map.groupBy(
    services.flatMap((one) =>
      one.gateways.filter((key) => key !== 'mesh' && !gathering.gateways.has(key)).map((key) => ({ key, one })),
    ),
    ({ key }) => key,
  );
  const isAlone = missing.size === 1 && gathering.gateways.size === 0;
  return [...missing].flatMap(([key, users]) =>
    assumedGateway(
      key,
      users.map(({ one }) => one),
      isAlone,
      gathering,
    ),
  );
}

function assumedGateway(
  key: string,
  users: readonly VirtualService[],
  isOnly: boolean,
  gathering: Gathering,
): readonly Server[] {
  const [namespace = '', name = ''] = key.split('/');
  const origin = users[0]?.object.origin as Server['origin'];
  const ports = new Map<number, Server['traffic']>();
  if (users.some(({ http }) => http.length > 0)) ports.set(80, 'http');
  if (users.some(({ tls }) => tls.length > 0)) ports.set(443, 'tls');
  for (const { tcp, tls, http } of users) {
    for (const [kind, entries] of [
      ['tcp', tcp],
      ['tls', tls],
      ['http', http],
    ] as const)
      for (const { matches } of entries)
        for (const { port } of matches ?? []) if (port !== undefined && !ports.has(port)) ports.set(port, kind);
    if (tcp.length > 0 && ![...ports.values()].includes('tcp')) ports.set(9000, 'tcp');
  }
  const list = [...ports].map(([number, kind]) => `${number} ${kind}`).join(', ');
  gathering.assume(
    `gateway ${key} is not among the files; its ports are taken to be ${list}, and an import into a folder (-o) leaves it to whoever has it`,
    origin,
  );
  gathering.gateways.set(key, {
    kind: 'gateway',
    key,
    namespace,
    name,
    origin,
    // Of several nobody knows that they run on the same pods.
    pods: { istio: isOnly ? 'ingressgateway' : name },
    podsWritten: !isOnly,
    ports: new Map(
      [...ports].map(([number, protocol]) => [number, { number, name: `${protocol}-${number}`, protocol, origin }]),
    ),
    rules: [],
    settings: {},
    ...(users.some(({ object }) => object.namespace !== namespace) ? { openTo: sourced('all', origin) } : {}),
  });
  const hosts = [{ namespace: '*', host: '*' }];
  return [...ports].map(([port, traffic]) => ({ gateway: key, port, traffic, hosts, origin }));
}
