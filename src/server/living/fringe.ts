// The edge of a part of a mesh: what was reached last may send to what was not reached at all. It is nobody's question, so its rules
// are left out, and whoever looks at the part finds every destination.
import type { Mesh, Rule } from '../../model/index.ts';

/** The mesh without the rule lists that send to services which are not part of it. */
export function withoutFringe(mesh: Mesh): Mesh {
  const known = new Set([...mesh.services, ...mesh.egresses].map(({ key }) => key));
  const isInside = ({ rules }: { readonly rules: readonly Rule[] }): boolean =>
    rules.every((rule) => targetsOf(rule).every((target) => known.has(target)));
  return {
    ...mesh,
    routes: mesh.routes.filter(isInside),
    ingresses: mesh.ingresses.filter(isInside),
    gateways: mesh.gateways.map((gateway) => (isInside(gateway) ? gateway : { ...gateway, rules: [] })),
  };
}

function targetsOf({ action, settings: { mirror } }: Rule): readonly string[] {
  const sent = action.kind === 'forward' ? action.split.map(({ destination }) => destination.target) : [];
  return mirror ? [...sent, mirror.value.to.target] : sent;
}
