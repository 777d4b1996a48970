// What EgressRules let out by its address has no name; an egress of the language has one, so each gets one that no DNS knows, and it is said.
import type { Egress, Mesh } from '../model/index.ts';
import type { Assumption } from '../targets/index.ts';

export interface Named {
  readonly mesh: Mesh;
  readonly assumptions: readonly Assumption[];
}

export function withHostNames(mesh: Mesh): Named {
  const nameless = mesh.egresses.filter(isNameless);
  if (nameless.length === 0) return { mesh, assumptions: [] };
  return {
    mesh: {
      ...mesh,
      egresses: mesh.egresses.map((one) => (isNameless(one) ? { ...one, hosts: [hostFor(one)] } : one)),
    },
    assumptions: nameless.map((one) => ({
      text: `what is at ${one.addresses.map(({ value }) => value).join(', ')} has no name of its own: it is called ${hostFor(one).value}`,
      span: one.origin,
    })),
  };
}

const isNameless = ({ hosts, addresses }: Egress): boolean => hosts.length === 0 && addresses.length > 0;

const hostFor = ({ name, namespace, origin }: Egress): Egress['hosts'][number] => ({
  value: `${name}.${namespace}.external`,
  level: 'rule',
  origin,
});
