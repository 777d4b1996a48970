// Manifests in every form that people and tools write. Each injects into `pods` pods, whatever the proxy.

export interface Odd {
  readonly name: string;
  readonly text: string;
  readonly pods: number;
  /** Forms that taking the proxy out again cannot tell from others: what comes out means the same, but is spelled otherwise. */
  readonly respelled?: true;
}

const container = '- name: app\n  image: nginx';
const indent = (text: string, spaces: number): string => text.replace(/^(?=.)/gm, ' '.repeat(spaces));
const podSpec = (spaces: number): string =>
  indent(`metadata:\n  labels: {app: web}\nspec:\n  containers:\n${indent(container, 2)}\n`, spaces);

const workload = (kind: string, apiVersion: string): Odd => ({
  name: kind,
  pods: 1,
  text: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n  template:\n${podSpec(4)}`,
});

const deployment = (template: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  template:\n${indent(template, 4)}`;

export const ODD: readonly Odd[] = [
  workload('Deployment', 'apps/v1'),
  workload('Deployment', 'extensions/v1beta1'),
  workload('StatefulSet', 'apps/v1'),
  workload('DaemonSet', 'apps/v1'),
  workload('ReplicaSet', 'apps/v1'),
  workload('ReplicationController', 'v1'),
  workload('Job', 'batch/v1'),
  { name: 'Pod', pods: 1, text: `apiVersion: v1\nkind: Pod\n${podSpec(0)}` },
  {
    name: 'PodTemplate',
    pods: 1,
    text: `apiVersion: v1\nkind: PodTemplate\nmetadata: {name: t}\ntemplate:\n${podSpec(2)}`,
  },
  {
    name: 'CronJob',
    pods: 1,
    text: `apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n${podSpec(8)}`,
  },
  {
    name: 'a List of several kinds, one of them no workload',
    pods: 2,
    text: `apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata:\n    name: a\n  spec:\n    template:\n${podSpec(6)}- apiVersion: v1\n  kind: Service\n  spec: {ports: [{port: 80}]}\n- kind: Pod\n  apiVersion: v1\n${podSpec(2)}`,
  },
  {
    name: 'a DeploymentList in a List, in flow style',
    pods: 2,
    text: '{apiVersion: v1, kind: List, items: [{apiVersion: apps/v1, kind: DeploymentList, items: [\n  {apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{name: a}]}}}},\n  {apiVersion: apps/v1, kind: Deployment, spec: {template: {metadata: {annotations: {a: b,},}, spec: {containers: [{name: a},],},}}}, # last\n]}]}\n',
  },
  {
    name: 'JSON, pretty',
    pods: 1,
    text: `${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', annotations: { 'a/b': 'c' } }, spec: { initContainers: [{ name: 'first' }], containers: [{ name: 'x', args: ['[ ', '{}'] }] } }, null, 2)}\n`,
  },
  {
    name: 'JSON, one line, tabs after commas',
    pods: 1,
    text: '{"apiVersion":"v1",\t"kind":"Pod","metadata":{},"spec":{"containers":[{"name":"x"}],"volumes":[]}}',
    respelled: true,
  },
  {
    name: 'comments everywhere, blank lines, a trailing comment deeper than the list',
    pods: 1,
    text: deployment(
      '# about the template\nmetadata:   # m\n  # about the labels\n  labels:\n    app: web # l\n\n  # end of metadata\nspec: # s\n\n  # about the containers\n  containers: # c\n\n  # first\n  - name: app # n\n    image: nginx\n    # end of first\n\n  # second\n  - name: two # t\n    args:\n    - a # arg\n      # deep\n    # less deep\n  # about nothing\n\n  # about volumes\n  volumes:\n  - name: v # v\n  # end\n',
    ),
  },
  {
    name: 'lists deeper than their keys, four spaces',
    pods: 1,
    text: deployment(
      'metadata:\n    labels:\n        app: web\nspec:\n    containers:\n        -   name: app\n            env:\n                -   name: A\n                    value: b\n    initContainers:\n        -   name: wait\n            command: [sh, -c, "until nc -z db 5432; do sleep 1; done"]\n',
    ),
  },
  {
    name: 'no metadata in the template, and unknown fields',
    pods: 1,
    text: deployment(
      'spec:\n  containers:\n  - name: app\n    startupProbe: {httpGet: {port: 80}}\n    fieldOfTomorrow: 1\n  schedulingGates: []\n  fieldOfTomorrow: {a: b}\n',
    ),
  },
  {
    name: 'annotations and volumes in brackets, empty and not',
    pods: 1,
    text: deployment(
      'metadata:\n  annotations: {}\nspec:\n  volumes: [ ]\n  initContainers: [{name: wait}]\n  containers: [{name: app}]\n',
    ),
    respelled: true,
  },
  {
    name: 'keys without values and null',
    pods: 1,
    text: deployment(
      'metadata:\n  annotations: # none yet\n  labels: ~\nspec:\n  initContainers: null\n  volumes:\n  containers:\n  - name: app\n',
    ),
    respelled: true,
  },
  {
    name: 'the container’s last value is a literal block, the document’s too',
    pods: 1,
    text: deployment(
      'metadata:\n  annotations:\n    note: |\n      # not a comment\n      - nor a list\nspec:\n  containers:\n  - name: app\n    args:\n    - |\n      line\n\n      # text\n\n',
    ),
  },
  {
    name: 'a block that keeps its blank lines',
    pods: 1,
    text: deployment(
      'spec:\n  volumes:\n  - name: v\n  containers:\n  - name: app\n    args:\n    - |+\n      line\n\n\n  nodeSelector: {a: b}\n',
    ),
  },
  {
    name: 'folded, quoted over lines, and plain over lines at the end',
    pods: 1,
    text: deployment(
      'spec:\n  containers:\n  - name: app\n    args:\n    - >-\n      folded\n      text\n    - "quoted\n\n      text"\n    - plain\n      text\n',
    ),
  },
  {
    name: 'quoted keys',
    pods: 1,
    text: '"apiVersion": "v1"\n\'kind\': "Pod"\n"metadata":\n  "name": "p"\n"spec":\n  "containers":\n  - "name": "x"\n',
  },
  {
    name: 'anchors for what is not touched, aliases at the end of a container, and merge keys',
    pods: 1,
    text: `x-env: &env\n- name: A\n  value: b\n${deployment('metadata: &meta\n  labels: &labels {app: web}\nspec:\n  nodeSelector: *labels\n  containers:\n  - &app\n    name: app\n    env: *env\n  - <<: *app\n    name: two\n    env: *env\n  # after\n')}`,
  },
  {
    name: 'spec before kind',
    pods: 1,
    text: 'spec:\n  containers:\n  - name: x\nkind: Pod\nmetadata:\n  name: late\napiVersion: v1\n',
  },
  {
    name: 'documents that are not touched: empty, comments, a CRD, a Service, something else, a directive',
    pods: 2,
    text: `# head\n\n---\n---\n# only a comment\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {names: {kind: Job}}\n--- # service\nkind:   Service\napiVersion: v1\n...\n%YAML 1.1\n---\n${workload('Job', 'batch/v1').text}---\njust text\n---\n- a\n- list\n--- \n${workload('Deployment', 'apps/v1').text}# tail\n...\n# end\n`,
  },
  {
    name: 'a byte-order mark, and an object without metadata',
    pods: 1,
    text: '\ufeffapiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: x\n',
  },
  {
    name: 'names of kinds in other places',
    pods: 1,
    text: deployment(
      'metadata:\n  labels: {kind: Pod, items: "no"}\nspec:\n  containers:\n  - name: kind\n    env:\n    - {name: spec, value: containers}\n',
    ),
  },
  {
    name: 'container on the dash’s next line',
    pods: 1,
    text: deployment('spec:\n  containers:\n  -\n    name: app\n    image: nginx\n  -\n\n    name: two\n'),
  },
  {
    name: 'tabs between a value and its comment',
    pods: 1,
    text: deployment('spec:\n  containers:\n  - name: app\t# c\n    image: nginx \t \n'),
  },
  {
    name: 'names that YAML would take for something else',
    pods: 1,
    text: deployment(
      'metadata:\n  labels: {app: "on", "y": "1_000"}\nspec:\n  containers:\n  - {name: "no", image: "0x10"}\n',
    ),
  },
  {
    name: 'a service account and health checks',
    pods: 1,
    text: deployment(
      'metadata: {labels: {app: web}}\nspec:\n  serviceAccountName: bookinfo\n  containers:\n  - name: app\n    ports: [{name: http, containerPort: 8080}]\n    livenessProbe: {httpGet: {port: http}}\n    readinessProbe: {tcpSocket: {port: 81}}\n',
    ),
  },
  {
    name: 'other annotations above and below',
    pods: 1,
    text: deployment(
      'metadata:\n  annotations:\n    # why\n    prometheus.io/scrape: "true"\n\n    kubectl.kubernetes.io/restartedAt: "2024-01-01T00:00:00Z" # when\n  labels:\n    app: web\nspec:\n  containers:\n  - name: app\n',
    ),
  },
];
