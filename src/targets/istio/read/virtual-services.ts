// All VirtualServices that are read together: parts that others call, and the ways out that routes of an egress name.
import type { Mesh } from '../../../model/index.ts';
import type { EgressDraft, Gathering, InputObject } from '../../shared/reading/index.ts';
import type { Reading } from './destinations.ts';
import { noteServerNames } from './server-names.ts';
import { type Head, readBody, readHead, type VirtualService } from './virtual-service.ts';

export function readVirtualServices(objects: readonly InputObject[], gathering: Gathering): readonly VirtualService[] {
  const none: Reading = { gathering, exits: new Map() };
  const heads = objects.map((object) => readHead(object, none));
  const parts = new Map(
    heads
      .filter(({ hosts }) => hosts.length === 0)
      .map((head) => [`${head.object.namespace}/${head.object.name}`, head]),
  );
  const called = new Set<Head>();
  const delegated = (key: string) => {
    const head = parts.get(key);
    if (!head) return undefined;
    called.add(head);
    return { entries: head.spec.list('http'), namespace: head.object.namespace };
  };
  const services = heads
    .filter(({ hosts }) => hosts.length > 0)
    .map((head) => readBody(head, { gathering, exits: exitsOf(head, heads, gathering), delegated }));
  for (const one of services) noteServerNames(one, gathering);
  for (const head of parts.values()) finishPart(head, called.has(head));
  return services;
}

/** A VirtualService without hosts is a part of those that call it. */
function finishPart({ object: { notes }, spec }: Head, isCalled: boolean): void {
  const { length } = spec.list('http');
  if (length === 0) notes.keep('it has no hosts, and no rules for those who call it by `delegate`');
  else if (!isCalled) notes.giveWay('it has no hosts, and none of the files calls it by `delegate`');
  notes.entries = { all: length, read: isCalled ? length : 0 };
  spec.done();
}

/** Gateways that the requests of an egress may leave by: each one's own Service stands for the egress in its routes. */
function exitsOf(head: Head, heads: readonly Head[], gathering: Gathering): ReadonlyMap<string, string> {
  const egress = head.gateways.includes('mesh') ? gathering.byHost(head.hosts[0] ?? '') : undefined;
  if (egress?.kind !== 'egress') return noExits;
  const doors = heads
    .filter(({ hosts }) => hosts.some((host) => egress.hosts.some(({ value }) => value === host)))
    .flatMap(({ gateways }) => gateways);
  return new Map(
    doors.flatMap((key) => {
      const gateway = gathering.gateways.get(key);
      const name = gateway?.pods.app ?? (gateway?.pods.istio === undefined ? undefined : `istio-${gateway.pods.istio}`);
      if (!gateway || name === undefined) return [];
      return [...gateway.ports.keys()].map((port) => {
        const host = `${name}.${gateway.namespace}.svc.${gathering.clusterDomain}:${port}`;
        if (asks(head, host)) egress.through = { gateway: key, port, origin: head.object.origin };
        return [host, egress.key] as const;
      });
    }),
  );
}

const noExits: ReadonlyMap<string, string> = new Map();

/** Whether some destination of it is this host and port. */
function asks({ spec }: Head, address: string): boolean {
  const [host = '', port] = address.split(':');
  const text = JSON.stringify(
    ['http', 'tls', 'tcp'].map((key) => spec.node(key)),
    (name, value) => (name === 'origin' ? undefined : value),
  );
  return text.includes(JSON.stringify(host)) && text.includes(`"value":${port}`);
}

/** Entries that no rule came of: those for gateways, ports or callers that there are none of. */
export function noteUnmet(
  services: readonly VirtualService[],
  { routes, ingresses }: Pick<Mesh, 'routes' | 'ingresses'>,
  { placed, unmet }: Gathering,
): void {
  const doubtful = services.flatMap(({ object, http, tls, tcp }) => {
    const lists = [http, tls, tcp].filter(({ length }) => length > 0);
    const all = object.notes.kept === undefined ? lists.flat() : [];
    return lists.length > 1 ? all : unmet.size > 0 ? all.filter(({ origin }) => unmet.has(origin)) : [];
  });
  if (doubtful.length === 0) return;
  const met = new Set([...routes, ...ingresses].flatMap(({ rules }) => rules.map(({ origin }) => origin)));
  for (const entry of new Map(doubtful.map((one) => [one.origin, one])).values())
    if (!met.has(entry.origin) && !placed.has(entry.origin))
      entry.note(
        'match',
        'no request meets it: it is for a gateway, a port, callers or paths that there are none of',
        'extra',
      );
}

/** Requests that are sent to a gateway which does not let them out go nowhere. */
export function checkExits(gathering: Gathering): void {
  for (const { through, ...egress } of gathering.egresses.values()) {
    if (!through || egress.hosts.every(({ value }) => gathering.left.has(`${egress.key} ${value}`))) continue;
    delete (gathering.egresses.get(egress.key) as EgressDraft).through;
    gathering.assume(
      `gateway ${through.gateway} does not let out all hosts of ${egress.key}: they are asked directly`,
      through.origin,
    );
  }
}
