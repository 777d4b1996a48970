// What of an object is the proxy's, as parts to remove: the counterpart of an Addition, known by names alone.

import type { Form } from './claim.ts';
import { ENVOY_MARK, ENVOY_MARK_01, ENVOY_VERSION_01 } from './envoy.ts';
import { LINKERD_INIT, LINKERD_MARK } from './linkerd.ts';
import type { Removals } from './prune.ts';
import type { Workload } from './workload.ts';

const TEMPLATE: Readonly<Record<Form, Removals>> = {
  linkerd: {
    metadata: { annotations: { [LINKERD_MARK]: true } },
    spec: { initContainers: new Set([LINKERD_INIT]) },
  },
  'envoy-0.1': {
    metadata: { annotations: { [ENVOY_MARK_01]: true, [ENVOY_VERSION_01]: true } },
    spec: { initContainers: new Set(['init']), containers: new Set(['proxy']) },
  },
  envoy: {
    metadata: { annotations: { [ENVOY_MARK]: true } },
    spec: {
      initContainers: new Set(['istio-init']),
      containers: new Set(['istio-proxy']),
      volumes: new Set(['istio-envoy', 'istio-certs']),
    },
  },
};

/** All that an injection of this form may have added to the workload. */
export function removalOf(form: Form, { path }: Workload): Removals {
  const template = path.reduceRight<Removals>((inner, key) => ({ [key]: inner }), TEMPLATE[form]);
  return form !== 'envoy' || path.length === 0
    ? template
    : { ...template, metadata: { annotations: { [ENVOY_MARK]: true } } };
}
