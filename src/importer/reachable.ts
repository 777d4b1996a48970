// A model as it was read → what is worth writing: rules behind one that takes everything are noted and left out, services of the registry
// that no object of the mesh mentions too.
import type { Mesh, Rule } from '../model/index.ts';
import type { InputObject } from '../targets/index.ts';
import { type Span, spanEnd, spanStart } from '../text/index.ts';

export function reachable(mesh: Mesh, objects: readonly InputObject[]): Mesh {
  const cut = <T extends { readonly rules: readonly Rule[] }>(one: T): T => ({
    ...one,
    rules: firstOnes(one.rules, objects),
  });
  return { ...mesh, routes: mesh.routes.map(cut), ingresses: mesh.ingresses.map(cut), telemetry: [] };
}

function firstOnes(rules: readonly Rule[], objects: readonly InputObject[]): readonly Rule[] {
  const at = rules.findIndex(({ condition }) => condition.kind === 'always');
  if (at < 0) return rules;
  for (const { origin } of rules.slice(at + 1)) {
    const object = objects.find((one) => isIn(origin, one.origin));
    object?.notes.add('spec.http', origin, 'no request reaches this entry: one before it takes everything', 'extra');
  }
  return rules.slice(0, at + 1);
}

const isIn = (inner: Span, outer: Span): boolean =>
  inner.anchor.source === outer.anchor.source &&
  spanStart(inner) >= spanStart(outer) &&
  spanEnd(inner) <= spanEnd(outer);
