// BackendTLSPolicies as documents; nothing is decided here.
import { type Document, toNode } from '../../documents/index.ts';
import { object } from '../shared/gateway-routes/index.ts';
import type { TlsPolicyPlan } from './plan.ts';

export const writeTlsPolicies = (policies: readonly TlsPolicyPlan[], version: string): readonly Document[] =>
  policies.map((policy) =>
    object(`gateway.networking.k8s.io/${version}`, 'BackendTLSPolicy', policy, toNode(specOf(policy))),
  );

const specOf = ({ targets, section, hostname, ca }: TlsPolicyPlan) => ({
  targetRefs: targets.map((name) => ({
    ...{ group: '', kind: 'Service', name },
    ...(section === undefined ? {} : { sectionName: section }),
  })),
  validation: {
    hostname,
    ...(ca === undefined
      ? { wellKnownCACertificates: 'System' }
      : { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: ca }] }),
  },
});
