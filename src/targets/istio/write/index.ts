// The plan in, documents out: the shape of upstream's API and nothing else. Every part keeps the place that asked for it.
import { type Document, entry, type MapNode, map, text } from '../../../documents/index.ts';
import type { Plan, PlannedObject } from '../plan.ts';
import { destinationRuleSpec } from './destination-rule.ts';
import { gatewaySpec, serviceEntrySpec, sidecarSpec, telemetrySpec } from './objects.ts';
import { virtualServiceSpec } from './virtual-service.ts';

/** Sorted by path. */
export function write(plan: Plan): readonly Document[] {
  return plan.map(writeObject).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The tree is made each time somebody looks: whoever writes one document after the other never holds all of them. */
export function writeObject(object: PlannedObject): Document {
  const { kind, name, namespace, comments } = object;
  return {
    get root() {
      return rootOf(object);
    },
    path: `${folderOf(kind)}/${namespace}/${name}.yaml`,
    ...(comments ? { comments } : {}),
  };
}

function rootOf(object: PlannedObject): MapNode {
  const { kind, name, namespace, origin } = object;
  const metadata = map([entry('name', text(name, origin)), entry('namespace', text(namespace, origin))], origin);
  return map(
    [
      entry('apiVersion', text(kind === 'Telemetry' ? 'telemetry.istio.io/v1' : 'networking.istio.io/v1', origin)),
      entry('kind', text(kind, origin)),
      entry('metadata', metadata),
      entry('spec', specOf(object)),
    ],
    origin,
  );
}

const folderOf = (kind: string): string => kind.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

function specOf(object: PlannedObject): MapNode {
  switch (object.kind) {
    case 'VirtualService':
      return virtualServiceSpec(object);
    case 'DestinationRule':
      return destinationRuleSpec(object);
    case 'Gateway':
      return gatewaySpec(object);
    case 'ServiceEntry':
      return serviceEntrySpec(object);
    case 'Sidecar':
      return sidecarSpec(object);
    case 'Telemetry':
      return telemetrySpec(object);
  }
}
