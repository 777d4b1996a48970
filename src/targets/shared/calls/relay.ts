// Calls of one proxy that are decided by another: where the caller's proxy cannot carry out the rules of what it calls, it hands the request to
// the proxy of the callee, on a port of its own, and that one decides as if the caller had called through it.
import type { Rule, Service } from '../../../model/index.ts';

export interface Relay {
  /** `namespace/name` of the service. */
  readonly service: string;
  readonly port: number;
  /** What to decide by; sources are settled. */
  readonly rules: readonly Rule[];
}

const FIRST_PORT = 15010;

/** The port on which the callee's proxy decides calls to `port` that others hand to it. */
export const relayPort = ({ ports }: Service, port: number): number =>
  FIRST_PORT +
  [...ports]
    .map(({ number }) => number)
    .sort((a, b) => a - b)
    .indexOf(port);
