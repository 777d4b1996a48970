// The face of the room: Linkerd 1.x as the data plane of Istio 0.1. What rules may say there is the business of the rules' own target; this
// room writes the installation that reads them.
import { type Document, memberAt } from '../../documents/index.ts';
import type { DataPlane, Mesh } from '../../model/index.ts';
import type { Platform, TargetContext } from '../platform.ts';
import { LINKERD_VERSIONS } from '../shared/linkerd-yaml/index.ts';
import { versioned } from '../shared/rule-readers/index.ts';
import { lowerInstallation, type RuleTimeout } from './lower.ts';
import { writeInstallation } from './write.ts';

export type { LinkerdConfig } from './plan.ts';

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
  const version = plane?.version ?? '';
  const facts = Object.hasOwn(LINKERD_VERSIONS, version) ? LINKERD_VERSIONS[version] : undefined;
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
function linkerdOf(mesh: Mesh): DataPlane | undefined {
  const planes = [mesh.dataPlane, ...mesh.services.flatMap(({ proxy }) => proxy?.value ?? [])];
  const chosen = planes.find(({ proxy }) => proxy === 'linkerd');
  return chosen && versioned(mesh, chosen);
}

/** The time limits of the rules, by their names. */
const timeoutsIn = (documents: readonly Document[]): readonly RuleTimeout[] =>
  documents.flatMap(({ root }) => {
    const name = memberAt(root, 'name');
    const limit = memberAt(root, 'spec', 'httpReqTimeout', 'simpleTimeout', 'timeout');
    if (name?.kind !== 'scalar' || limit?.kind !== 'scalar') return [];
    return [{ rule: String(name.value), timeout: Math.round(Number.parseFloat(String(limit.value)) * 1000) }];
  });
