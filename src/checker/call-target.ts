// What `-> route s[:port]` calls: the service or egress, and the port whose requests its rules are asked about.
import { resolve } from '../program/index.ts';
import { nameTextOf, type Reference } from '../syntax/index.ts';
import type { Checking, Place } from './checking.ts';
import { choosePort, type Frame, portNumber } from './destination.ts';
import type { Target } from './directory.ts';
import { read } from './read.ts';
import { rejectReferenceParts } from './reference.ts';

export interface CalledRoute {
  readonly to: Target;
  readonly port: number;
}

export function readCall(
  checking: Checking,
  reference: Reference,
  place: Place,
  frame: Frame,
): CalledRoute | undefined {
  const to = readCallee(checking, reference, place);
  rejectReferenceParts(checking, reference, 'a route', 'port');
  if (!to) return undefined;
  if (reference.port) {
    const port = portNumber(checking, to, reference.port);
    return port === undefined ? undefined : { to, port };
  }
  const port = choosePort(checking, to, reference, frame);
  if (port === 'wrong') return undefined;
  const came = frame.kind === 'mesh' ? frame.ports[0] : undefined;
  return { to, port: port ?? came ?? 0 };
}

function readCallee(checking: Checking, reference: Reference, place: Place): Target | undefined {
  const bound = reference.namespace ? undefined : place.bound.get(nameTextOf(reference));
  if (!bound) return resolve(checking, 'target', place.scope, reference);
  checking.bindings.record(reference.name, bound.symbol);
  return read(checking, { ...bound.value, span: reference.span }, 'Service');
}
