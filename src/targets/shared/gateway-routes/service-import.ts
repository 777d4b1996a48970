// Services of a set of clusters: by the Multi-Cluster Services API each is called by a host of its own, and a ServiceImport of its name
// and namespace stands for it.
import type { Service } from '../../../model/index.ts';

export interface Imported {
  readonly namespace: string;
  readonly name: string;
}

const host = /^([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\.([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\.svc\.clusterset\.local$/;

/** Of a service that is called `NAME.NAMESPACE.svc.clusterset.local`. */
export function importOf(service: Service): Imported | undefined {
  const [, name, namespace] = service.inCluster ? [] : (host.exec(service.host) ?? []);
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}
