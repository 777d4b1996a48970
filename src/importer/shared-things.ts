// What the readers of several platforms made of one input → notes at objects that say what another platform's object says too.
import type { Mesh } from '../model/index.ts';
import type { InputObject } from '../targets/index.ts';
import { type Span, spanEnd, spanStart } from '../text/index.ts';

/** Which of two platforms' objects for one thing holds is said by neither. */
export function noteShared(meshes: readonly Mesh[], objects: readonly InputObject[]): void {
  const known = new Map<string, number>();
  for (const [at, { routes, gateways }] of meshes.entries())
    for (const { key, what, origin } of [...routes.map(routed), ...gateways.map(named)]) {
      const first = known.get(key) ?? at;
      known.set(key, first);
      if (first === at) continue;
      const reason = `an object of another platform is ${what} too: which of them holds is not said`;
      objects.find((one) => isIn(origin, one.origin))?.notes.add('spec', origin, reason);
    }
}

const routed = ({ kind, target, origin }: Mesh['routes'][number]) => ({
  key: `route ${kind} ${target}`,
  what: `for ${target}`,
  origin,
});
const named = ({ key, origin }: Mesh['gateways'][number]) => ({
  key: `gateway ${key}`,
  what: `gateway ${key}`,
  origin,
});

const isIn = (inner: Span, outer: Span): boolean =>
  inner.anchor.source === outer.anchor.source &&
  spanStart(inner) >= spanStart(outer) &&
  spanEnd(inner) <= spanEnd(outer);
