// How Envoy's API writes plain things: durations, fractions, typed configurations. Proto3 JSON with the proto's own field names.
import type { Milliseconds, PartsPerMillion } from '../../../model/index.ts';
import { trimFraction } from '../../../model/index.ts';

export const typed = (type: string, fields: object = {}): object => ({
  '@type': `type.googleapis.com/${type}`,
  ...fields,
});

/** `1500` → `1.5s` */
export const duration = (ms: Milliseconds): string => `${trimFraction(ms, 1000)}s`;
export const optionalDuration = (ms: Milliseconds | undefined): string | undefined =>
  ms === undefined ? undefined : duration(ms);

/** envoy.type.v3.FractionalPercent, exact. */
export const fraction = (share: PartsPerMillion): object =>
  share % 10_000 === 0 ? { numerator: share / 10_000 } : { numerator: share, denominator: 'MILLION' };

export const socketAddress = (address: string, port: number, protocol?: 'UDP'): object => ({
  socket_address: { ...(protocol ? { protocol } : {}), address, port_value: port },
});

/** What there is something in; else nothing. */
export const some = <T>(items: readonly T[]): readonly T[] | undefined => (items.length > 0 ? items : undefined);

/** Where secrets are mounted: a folder per Kubernetes secret. */
export const SECRETS = '/etc/mesh/secrets';
export const secretFile = (secret: string, file: 'tls.crt' | 'tls.key' | 'ca.crt'): object => ({
  filename: `${SECRETS}/${secret}/${file}`,
});
