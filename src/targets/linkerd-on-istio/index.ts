// The face of the room: Linkerd 1.x as the data plane of Istio 0.1. What rules may say there is the business of the rules' own target; this
// room writes the installation that reads them.
import { type Document, memberAt } from '../../documents/index.ts';
import type { Mesh } from '../../model/index.ts';
import type { Platform, TargetContext } from '../platform.ts';
import { lowerInstallation, type RuleTimeout } from './lower.ts';
import { LINKERD_VERSIONS } from './versions.ts';
import { writeInstallation } from './write.ts';

export type { LinkerdConfig } from './plan.ts';
export { LINKERD_VERSIONS } from './versions.ts';

/** `platform` with the installation beside its documents, where the mesh's data plane is a Linkerd and `context.install` asks for it. */
export const withLinkerd = (platform: Platform): Platform => ({
  ...platform,
  build: (mesh, context) => {
    const documents = platform.build(mesh, context);
    return [...documents, ...installation(mesh, context, documents)].sort((a, b) =>
      a.path < b.path ? -1 : a.path > b.path ? 1 : 0,
    );
  },
});

/** DaemonSet, ingress and egress of Linkerd for the rules in `documents`; none where no Linkerd is asked for or its version is unknown. */
export function installation(mesh: Mesh, context: TargetContext, documents: readonly Document[]): readonly Document[] {
  const plane = linkerdOf(mesh);
  const origin = mesh.services[0]?.origin ?? mesh.egresses[0]?.origin;
  const version = plane?.version ?? '1.1.1';
  const facts = LINKERD_VERSIONS[version];
  if (!plane || !facts || !origin || context.version !== '0.1' || !context.install) return [];
  const installed = {
    mesh,
    facts,
    reader: `linkerd@${version}`,
    place: context.install,
    timeouts: timeoutsIn(documents),
  };
  return writeInstallation(lowerInstallation(installed, context.report), origin);
}

/** The Linkerd of the mesh, or of the first service that chose one. */
const linkerdOf = (mesh: Mesh): Mesh['dataPlane'] | undefined =>
  mesh.dataPlane.proxy === 'linkerd'
    ? mesh.dataPlane
    : mesh.services.find(({ proxy }) => proxy?.value.proxy === 'linkerd')?.proxy?.value;

/** The time limits of the rules, by their names. */
const timeoutsIn = (documents: readonly Document[]): readonly RuleTimeout[] =>
  documents.flatMap(({ root }) => {
    const name = memberAt(root, 'name');
    const limit = memberAt(root, 'spec', 'httpReqTimeout', 'simpleTimeout', 'timeout');
    if (name?.kind !== 'scalar' || limit?.kind !== 'scalar') return [];
    return [{ rule: String(name.value), timeout: Math.round(Number.parseFloat(String(limit.value)) * 1000) }];
  });
