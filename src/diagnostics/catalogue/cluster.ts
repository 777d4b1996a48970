// Findings of the family M91xx: a Kubernetes cluster, and tools that take Kubernetes objects from mesh.
import { entry } from '../entry.ts';

const shownBy = 'test/cli/apply.test.ts';

export const notKubernetes = entry<{ path: string; target: string }>({
  code: 'M9101',
  slug: 'not-kubernetes',
  severity: 'error',
  message: ({ path, target }) => `\`${path}\` of ${target} is a configuration file, not a Kubernetes object`,
  why: 'A cluster, kustomize and kpt take objects with `apiVersion`, `kind` and `metadata.name`. This target writes files that a proxy or an old control plane reads from elsewhere.',
  fix: 'Choose a target that writes objects, like istio@1.30 or gateway-api@1.4, or write the files with `mesh build -o`.',
  bad: { shownBy: 'test/cli/fn.test.ts' },
});

export const kubeconfigBroken = entry<{ path: string; reason: string }>({
  code: 'M9102',
  slug: 'kubeconfig-broken',
  severity: 'error',
  message: ({ path, reason }) => `the kubeconfig \`${path}\` cannot be used: ${reason}`,
  why: 'It says where the cluster is and who asks; without it mesh can ask nobody. Nothing was changed.',
  fix: 'Check the file and the context with `kubectl config view`, or name others with --kubeconfig and --context.',
  bad: { shownBy },
});

export const clusterUnreachable = entry<{ server: string; reason: string }>({
  code: 'M9103',
  slug: 'cluster-unreachable',
  severity: 'error',
  message: ({ server, reason }) => `the cluster at ${server} does not answer: ${reason}`,
  why: 'No connection to the API server came about, or it broke off.',
  fix: 'Check that the cluster runs and that this machine reaches it (VPN, proxy, address in the kubeconfig). A second run goes on where this one stopped.',
  bad: { shownBy },
});

export const clusterUntrusted = entry<{ server: string; reason: string }>({
  code: 'M9104',
  slug: 'cluster-untrusted',
  severity: 'error',
  message: ({ server, reason }) => `the certificate of ${server} is not accepted: ${reason}`,
  why: 'Somebody else may be answering in place of the cluster, or a certificate ran out. mesh sent nothing.',
  fix: 'Renew the certificate, or take a fresh kubeconfig from whoever runs the cluster.',
  bad: { shownBy },
});

export const clusterRefuses = entry<{ what: string; reason: string }>({
  code: 'M9105',
  slug: 'cluster-refuses',
  severity: 'error',
  message: ({ what, reason }) => `the cluster refuses ${what}: ${reason}`,
  why: 'The credentials are missing, ran out, or do not allow this.',
  fix: 'Log in again; `kubectl auth can-i` shows what is allowed. The roles that mesh needs are in docs/gitops.md.',
  bad: { shownBy },
});

export const clusterBusy = entry<{ what: string; reason: string }>({
  code: 'M9106',
  slug: 'cluster-not-ready',
  severity: 'error',
  message: ({ what, reason }) => `the cluster cannot do this now (${what}): ${reason}`,
  why: 'It answers, but a part of it does not: it starts, is overloaded, or a webhook that it asks is away. mesh tried several times.',
  fix: 'Wait until `kubectl get --raw /readyz` says ok, then run the same command again; it goes on where this run stopped.',
  bad: { shownBy },
});

export const kindUnknown = entry<{ kind: string; apiVersion: string }>({
  code: 'M9107',
  slug: 'kind-unknown-to-cluster',
  severity: 'error',
  message: ({ kind, apiVersion }) => `the cluster has no kind ${kind} of ${apiVersion}`,
  why: 'The platform of the target is not installed there, or in another version.',
  fix: 'Install it (its custom resource definitions), or compile for the version that the cluster has.',
  bad: { shownBy },
});

export const namespaceMissing = entry<{ namespace: string }>({
  code: 'M9108',
  slug: 'namespace-missing',
  severity: 'error',
  message: ({ namespace }) => `the cluster has no namespace \`${namespace}\``,
  why: 'Objects of the program belong there. mesh makes no namespaces: they carry quotas and rights that somebody has to decide.',
  fix: 'Create it (`kubectl create namespace`), or set `namespace` in mesh.yaml.',
  bad: { shownBy },
});

export const objectRefused = entry<{ object: string; reason: string }>({
  code: 'M9109',
  slug: 'object-refused',
  severity: 'error',
  message: ({ object, reason }) => `the cluster does not take ${object}: ${reason}`,
  why: 'The schema of the cluster, or a policy in it, says no. The versions of the target and of the cluster may differ.',
  fix: 'Compile for the version that the cluster runs; if they agree, this is a bug of mesh, please report it.',
  bad: { shownBy },
});

export const fieldConflict = entry<{ object: string; fields: readonly string[]; manager: string }>({
  code: 'M9110',
  slug: 'field-conflict',
  severity: 'error',
  message: ({ object, fields, manager }) =>
    `${object}: ${fields.map((field) => `\`${field}\``).join(', ')} ${fields.length === 1 ? 'belongs' : 'belong'} to ${manager}`,
  why: 'Somebody else wrote this part of the object, by hand or with another tool. mesh does not overwrite it unasked.',
  fix: 'Let one of the two own it: take it out there, or take it over with `--force-conflicts`.',
  bad: { shownBy },
});

export const foreignObject = entry<{ object: string; owner: string }>({
  code: 'M9111',
  slug: 'foreign-object',
  severity: 'error',
  message: ({ object, owner }) => `there is ${object} already, and it belongs to ${owner}`,
  why: 'mesh did not make it. Taking it over would make a later `--prune` delete what somebody else made.',
  fix: 'Delete it, rename one of the two, or take it over with `--force-conflicts`.',
  bad: { shownBy },
});

export const clusterNote = entry<{ object: string; note: string }>({
  code: 'M9112',
  slug: 'cluster-note',
  severity: 'info',
  message: ({ object, note }) => `${object}: the cluster says: ${note}`,
  why: 'The API server sends such notes for deprecated versions and doubtful values.',
  fix: 'Nothing now; plan for what it announces.',
  bad: { shownBy },
});
