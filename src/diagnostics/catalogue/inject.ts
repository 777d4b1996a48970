// Findings of the family M95xx: manifests that `mesh inject` and `mesh uninject` read, and the choices given to them.
import { entry } from '../entry.ts';

const shownBy = 'test/rooms/inject/refuse.test.ts';

export const manifestNotYaml = entry<{ problem: string }>({
  code: 'M9501',
  slug: 'manifest-not-yaml',
  severity: 'error',
  message: ({ problem }) => `this document is not YAML that Kubernetes could read: ${problem}`,
  why: 'Only a document that can be read whole can be changed safely. It stays as it is; the other documents of the stream are not affected.',
  fix: 'Mend the document at this place. Half a document often means that a `---` is missing or stands in the wrong place.',
  bad: { shownBy },
});

export const manifestTemplate = entry({
  code: 'M9502',
  slug: 'manifest-template',
  severity: 'error',
  message: () => 'this document is a template: `{{ … }}` stands where a value must be',
  why: 'A template becomes YAML only when its values are filled in, so nobody can know yet what its pods will look like.',
  fix: 'Fill it in first and inject what comes out, for example `helm template CHART | mesh inject -f -`.',
  bad: { shownBy },
});

export const aliasBomb = entry<{ problem: string }>({
  code: 'M9503',
  slug: 'alias-bomb',
  severity: 'error',
  message: ({ problem }) => problem,
  why: 'A few lines of nested aliases can stand for billions of values. Kubernetes refuses such documents too.',
  fix: 'Write the values out, or use fewer levels of aliases.',
  bad: { shownBy },
});

export const manifestDuplicateKey = entry<{ problem: string }>({
  code: 'M9504',
  slug: 'manifest-duplicate-key',
  severity: 'error',
  message: ({ problem }) => problem,
  why: 'Kubernetes silently drops all but the last of two equal keys (and refuses them in strict mode), so what stands in the file is not what runs.',
  fix: 'Merge the two into one, then inject again. The document stays as it is until then.',
  bad: { shownBy },
});

export const hostNetwork = entry<{ workload: string }>({
  code: 'M9505',
  slug: 'host-network',
  severity: 'warning',
  message: ({ workload }) => `${workload} uses the node's network and was not injected`,
  why: 'With `hostNetwork: true` the rules that redirect traffic to the proxy would be set on the node itself and cut off every pod there.',
  fix: 'Remove `hostNetwork: true` if the pod can live without it; otherwise it stays outside of the mesh.',
  bad: { shownBy },
});

export const foreignInjection = entry<{ workload: string; sign: string; by: string }>({
  code: 'M9506',
  slug: 'foreign-injection',
  severity: 'error',
  message: ({ workload, sign, by }) => `${workload} already has a proxy of ${by} (${sign}) and was left as it is`,
  why: 'A pod that was injected by another tool, or will be when it starts, would run with two sets of redirections, and traffic would go in circles or nowhere.',
  fix: "Inject the manifest as it was before the other tool changed it, or take the other tool's annotations, containers and volumes out.",
  bad: { shownBy },
});

export const twoProxies = entry<{ workload: string; has: string; asked: string }>({
  code: 'M9507',
  slug: 'two-proxies',
  severity: 'error',
  message: ({ workload, has, asked }) => `${workload} belongs to ${has}; it cannot get ${asked} too`,
  why: 'Each proxy takes over all connections of the pod, so only one of them can be in charge.',
  fix: "Choose one: `mesh uninject` the manifest first, or leave this workload out. In a hybrid mesh the service's `proxy` setting says which one it is.",
  bad: { shownBy },
});

export const unknownProxyVersion = entry<{ proxy: string; version: string; known: readonly string[] }>({
  code: 'M9508',
  slug: 'unknown-proxy-version',
  severity: 'error',
  message: ({ proxy, version, known }) =>
    `there is no ${proxy} ${version} that mesh can inject; it knows ${known.join(', ')}`,
  why: 'What is put into a pod depends on the version of the control plane that drives the proxy; a guess could start pods that never get traffic.',
  fix: 'Give one of the versions listed.',
  bad: { shownBy },
});

export const badInjectOption = entry<{ option: string; value: string; expected: string }>({
  code: 'M9509',
  slug: 'bad-inject-option',
  severity: 'error',
  message: ({ option, value, expected }) => `${option} is \`${value}\`; it must be ${expected}`,
  why: 'The value would end up in the arguments of a container that fails when its pod starts.',
  fix: 'Correct the option.',
  bad: { shownBy },
});

export const optedOut = entry<{ workload: string; sign: string }>({
  code: 'M9510',
  slug: 'opted-out',
  severity: 'info',
  message: ({ workload, sign }) => `${workload} was not injected because it says \`${sign}\``,
  why: 'The annotation asks injectors to leave the pod alone.',
  fix: 'Remove it if the workload shall join the mesh.',
  bad: { shownBy },
});

export const noPodTemplate = entry<{ workload: string; missing: string }>({
  code: 'M9511',
  slug: 'no-pod-template',
  severity: 'warning',
  message: ({ workload, missing }) => `${workload} has no \`${missing}\`, so there is nothing to inject`,
  why: 'The proxy goes into the pods that the object describes; this one describes none. Kubernetes would refuse it too.',
  fix: 'Add the pod template, or check the indentation: it may stand under another key.',
  bad: { shownBy },
});

export const unknownWorkload = entry<{ workload: string; apiVersion: string }>({
  code: 'M9512',
  slug: 'unknown-workload',
  severity: 'warning',
  message: ({ workload, apiVersion }) =>
    `${workload} of ${apiVersion} describes pods, but mesh does not know this kind and left it as it is`,
  why: 'Only the controller of a custom resource knows how its pods are made from it, so changing its template might not do what it seems to.',
  fix: 'Inject the workloads that the controller makes, or add what `mesh inject` writes for a Pod by hand.',
  bad: { shownBy },
});

export const sharedAnchor = entry<{ workload: string; part: string; anchor: string; uses: string }>({
  code: 'M9513',
  slug: 'shared-anchor',
  severity: 'error',
  message: ({ workload, part, anchor, uses }) =>
    `${workload} shares its \`${part}\` with another place through the anchor &${anchor} (used ${uses}), so it was left as it is`,
  why: 'Whatever is added at an anchor appears at each of its aliases too, in objects that should perhaps stay without a proxy.',
  fix: 'Write this part out instead of using the alias, or give each pod template its own copy.',
  bad: { shownBy },
});

export const unsafeEdit = entry<{ workload: string; reason: string }>({
  code: 'M9514',
  slug: 'unsafe-edit',
  severity: 'error',
  message: ({ workload, reason }) => `${workload} cannot be changed without touching more than the proxy: ${reason}`,
  why: 'After each change the document is read again and must be what it was, apart from the proxy. Here it would not be, so it was left as it is.',
  fix: 'Write the pod template in the usual form, one key per line (`kubectl apply --dry-run=client -o yaml` does), and try again.',
  bad: { shownBy },
});

export const injectedDifferently = entry<{ workload: string; what: string }>({
  code: 'M9515',
  slug: 'injected-differently',
  severity: 'warning',
  message: ({ workload, what }) =>
    `${workload} was injected with other settings: its ${what} is not what these would make`,
  why: 'An injected workload is left alone, so that running the command twice changes nothing.',
  fix: 'Run `mesh uninject` first, then inject again.',
  bad: { shownBy },
});

export const systemNamespace = entry<{ workload: string; namespace: string }>({
  code: 'M9516',
  slug: 'system-namespace',
  severity: 'info',
  message: ({ workload, namespace }) =>
    `${workload} is part of Kubernetes itself (namespace ${namespace}) and was not injected`,
  why: 'The proxies need what runs there in order to start.',
  fix: 'Nothing, or move the workload to a namespace of its own.',
  bad: { shownBy },
});

export const nothingToInject = entry({
  code: 'M9517',
  slug: 'nothing-to-inject',
  severity: 'info',
  message: () => 'there is no workload in this input',
  why: 'Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job, CronJob, Pod, PodTemplate and lists of them are looked at; nothing else describes pods.',
  fix: 'Check that this is the file you meant.',
  bad: { shownBy },
});
