// Istio's objects read a portion at a time, in the order in which they are written: what declares before what uses it. VirtualServices
// that need each other (those of a host outside and of the gateway that its requests leave by, those of wildcards) wait for the end.
import { memberAt } from '../../../documents/index.ts';
import type { Portions, ReadOptions } from '../../platform.ts';
import type { Gathering, InputObject } from '../../shared/reading/index.ts';
import { IstioReading } from './reading.ts';

export function portionsOf(options: ReadOptions): Portions {
  const reading = new IstioReading(options);
  const gateways: InputObject[] = [];
  const late: InputObject[] = [];
  let hasRoutes = false;
  return {
    gateways: () => reading.gathering.declaredGateways(),
    read: (objects) => {
      const [routing, declaring] = parted(objects, ({ kind }) => kind === 'VirtualService');
      if (hasRoutes && declaring.some(isUsed)) reading.earlier.shared = true;
      hasRoutes ||= routing.length > 0;
      gateways.push(...declaring.filter(({ kind }) => kind === 'Gateway'));
      reading.read(declaring);
      const [waiting, now] = parted(routing, (object) => isLate(object, reading.gathering));
      late.push(...waiting);
      return reading.read(now);
    },
    finish: () => {
      const rest = reading.read(late);
      return { ...reading.finish([], []), rest, late, kept: gateways, isWhole: !reading.earlier.shared };
    },
  };
}

function parted<T>(all: readonly T[], test: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

/** Routes may be read otherwise once it is there. */
const isUsed = ({ kind }: InputObject): boolean => kind !== 'Telemetry' && kind !== 'Sidecar';

function isLate({ root }: InputObject, gathering: Gathering): boolean {
  const hosts = memberAt(root, 'spec', 'hosts');
  if (hosts?.kind !== 'list') return true;
  return hosts.items.some((host) => {
    const value = host.kind === 'scalar' ? String(host.value).toLowerCase() : '*';
    return value.includes('*') || gathering.byHost(value)?.kind === 'egress';
  });
}
