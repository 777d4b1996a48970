// The plan in, documents out: the shape of upstream's API and nothing else. Every part keeps the place that asked for it.
import { type Document, type Sink, type ToldDocument, treeDocument } from '../../../documents/index.ts';
import type { Plan, PlannedObject } from '../plan.ts';
import { destinationRuleSpec } from './destination-rule.ts';
import { gatewaySpec, serviceEntrySpec, sidecarSpec, telemetrySpec } from './objects.ts';
import { virtualServiceSpec } from './virtual-service.ts';

/** Sorted by path. */
export function write(plan: Plan): readonly Document[] {
  const documents = plan.map((object) => treeDocument(writeObject(object)));
  return documents.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

export const writeObject = (object: PlannedObject): ToldDocument => ({
  path: `${folders[object.kind]}/${object.namespace}/${object.name}.yaml`,
  comments: object.comments,
  origin: object.origin,
  tell: (to) => tellObject(to, object),
});

const folders: Readonly<Record<PlannedObject['kind'], string>> = {
  VirtualService: 'virtual-service',
  DestinationRule: 'destination-rule',
  Gateway: 'gateway',
  ServiceEntry: 'service-entry',
  Sidecar: 'sidecar',
  Telemetry: 'telemetry',
};

function tellObject(to: Sink, object: PlannedObject): void {
  const { kind, name, namespace, origin } = object;
  to.field('apiVersion', kind === 'Telemetry' ? 'telemetry.istio.io/v1' : 'networking.istio.io/v1', origin);
  to.field('kind', kind, origin);
  to.map('metadata', origin);
  to.field('name', name, origin);
  to.field('namespace', namespace, origin);
  to.end();
  to.map('spec', origin);
  tellSpec(to, object);
  to.end();
}

function tellSpec(to: Sink, object: PlannedObject): void {
  switch (object.kind) {
    case 'VirtualService':
      virtualServiceSpec(to, object);
      break;
    case 'DestinationRule':
      destinationRuleSpec(to, object);
      break;
    case 'Gateway':
      gatewaySpec(to, object);
      break;
    case 'ServiceEntry':
      serviceEntrySpec(to, object);
      break;
    case 'Sidecar':
      sidecarSpec(to, object);
      break;
    case 'Telemetry':
      telemetrySpec(to, object);
      break;
  }
}
