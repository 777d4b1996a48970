// How callers use a service → how Linkerd's client treats its endpoints, and what of it Linkerd cannot do.
import type { Balance, ClientTls, Connections, Ejection, Sourced, TrafficPolicy } from '../../../model/index.ts';
import type { Client } from '../plan.ts';
import { cannot, type Refusal } from './refusal.ts';

interface Made {
  readonly client?: Client;
  readonly refusals: readonly Refusal[];
}
interface Part {
  readonly says?: Omit<Client, 'prefix'>;
  readonly refusals?: readonly Refusal[];
}

/** `prefix` is the name of the endpoints, `host` the one they are called by. */
export function clientOf(prefix: string, traffic: TrafficPolicy, host: string): Made {
  const parts = [
    traffic.balance ? balancePart(traffic.balance) : {},
    traffic.connections ? connectionsPart(traffic.connections) : {},
    traffic.eject ? ejectPart(traffic.eject) : {},
    traffic.tls ? tlsPart(traffic.tls, host) : {},
  ];
  const says = Object.assign({}, ...parts.map((part) => part.says ?? {})) as Omit<Client, 'prefix'>;
  const refusals = parts.flatMap((part) => part.refusals ?? []);
  return Object.keys(says).length > 0 ? { client: { prefix, ...says }, refusals } : { refusals };
}

function balancePart({ value, origin }: Sourced<Balance>): Part {
  switch (value.kind) {
    case 'round-robin':
      return { says: { balance: 'roundRobin' } };
    case 'least-request':
      return { says: { balance: 'p2c' } };
    default:
      return {
        refusals: [cannot(origin, `balance ${value.kind}`, 'it has round robin and the least loaded of two')],
      };
  }
}

const LIMITS: Readonly<Record<Exclude<keyof Connections, 'idle'>, string>> = {
  max: 'limit connections',
  pending: 'limit waiting requests',
  requests: 'limit requests in flight',
  retries: 'limit retries in flight',
  perConnection: 'limit requests of a connection',
  connect: 'limit the time to connect',
};

function connectionsPart({ value, origin }: Sourced<Connections>): Part {
  const refusals = (Object.keys(LIMITS) as (keyof typeof LIMITS)[])
    .filter((name) => value[name] !== undefined)
    .map((name) => cannot(origin, LIMITS[name], 'its pools hold connections per endpoint and have no such limit'));
  return { refusals, ...(value.idle === undefined ? {} : { says: { idle: value.idle } }) };
}

function ejectPart({ value, origin }: Sourced<Ejection>): Part {
  const note = 'it counts failures of an endpoint in a row as they come, whatever others do';
  if (value.on !== '5xx') return { refusals: [cannot(origin, `eject after ${value.on}`, note)] };
  const refusals = [
    ...(value.check === undefined ? [] : [cannot(origin, 'check for ejection at intervals', note)]),
    ...(value.atMost === undefined ? [] : [cannot(origin, 'eject at most a share', note)]),
  ];
  const failures = { count: value.after, ...(value.for === undefined ? {} : { backoff: value.for }) };
  return { refusals, says: { failures } };
}

function tlsPart({ value, origin }: Sourced<ClientTls>, host: string): Part {
  const { mode, sni, ca, certificate } = value;
  if (mode === 'off') return {};
  if (mode === 'mutual')
    return { refusals: [cannot(origin, 'use identities of the mesh', 'no control plane issues them')] };
  const tls = {
    commonName: sni ?? host,
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { certificate }),
  };
  return { says: { tls } };
}
