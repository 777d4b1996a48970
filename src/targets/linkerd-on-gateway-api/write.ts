// Networks → documents: the shape of Linkerd's own objects, nothing decided here.
import { type Document, toNode } from '../../documents/index.ts';
import { object } from '../shared/gateway-routes/index.ts';
import type { EgressNetworkPlan } from './plan.ts';

export const writeNetworks = (networks: readonly EgressNetworkPlan[]): Document[] =>
  networks.map(({ trafficPolicy, networks: some, ...named }) =>
    object(
      'policy.linkerd.io/v1alpha1',
      'EgressNetwork',
      named,
      toNode({ trafficPolicy, ...(some ? { networks: some } : {}) }),
    ),
  );
