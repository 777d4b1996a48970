// `mesh check --manifests`: Services and workloads of Kubernetes beside the program. Services, ports, port names, selectors and labels of
// versions that do not agree are findings at their place in the program.
import { catalogue, type Report } from '../diagnostics/index.ts';
import { Fields, type KubernetesObject, kubernetesObjects } from '../importer/index.ts';
import type { Labels, Mesh, Port, Service, Version } from '../model/index.ts';
import type { Source, Span } from '../text/index.ts';
import { yamlSources } from './commands/import.ts';

interface Known {
  readonly ports: ReadonlyMap<number, { readonly name: string; readonly target?: number }>;
  readonly selector: Labels;
}

export function checkManifests(mesh: Mesh, path: string, report: Report): void {
  const sources: readonly Source[] = yamlSources(path, report);
  const objects = kubernetesObjects(sources, mesh.namespace);
  const services = new Map(
    objects.filter(({ kind }) => kind === 'Service').map((one) => [keyOf(one), knownService(one)]),
  );
  const pods = objects.flatMap(podLabels);
  for (const service of mesh.services.filter(({ inCluster }) => inCluster)) {
    const known = services.get(service.key);
    const say = (span: Span, what: string, manifests: string): void =>
      report.add(catalogue.imports.manifestDisagrees, span, { what, manifests });
    if (!known) say(service.origin, `the program declares service \`${service.key}\``, 'nothing of such a Service');
    else {
      checkPorts(service, known, say);
      for (const version of service.versions) checkVersion(service, version, known, pods, say);
    }
  }
}

type Say = (span: Span, what: string, manifests: string) => void;

const keyOf = ({ namespace, name }: KubernetesObject): string => `${namespace}/${name}`;

function knownService(object: KubernetesObject): Known {
  const spec = new Fields(object.root, '', object.origin, object.notes).fields('spec');
  const ports = (spec?.list('ports') ?? []).flatMap((port) => {
    const number = port.number('port');
    const target = port.node('targetPort');
    const named = target?.kind === 'scalar' && typeof target.value === 'number' ? { target: target.value } : {};
    return number === undefined ? [] : [[number, { name: port.text('name') ?? '', ...named }] as const];
  });
  return { ports: new Map(ports), selector: spec?.map('selector') ?? {} };
}

function checkPorts({ key, ports }: Service, known: Known, say: Say): void {
  for (const port of ports) {
    const there = known.ports.get(port.number);
    const all = [...known.ports.keys()].join(', ') || 'none';
    if (!there) say(port.origin, `\`${key}\` has a port ${port.number}`, `that its ports are ${all}`);
    else checkPort(key, port, there, say);
  }
}

function checkPort(
  key: string,
  port: Port,
  there: { readonly name: string; readonly target?: number },
  say: Say,
): void {
  if (port.named && there.name !== port.name)
    say(port.origin, `port ${port.number} of \`${key}\` is called \`${port.name}\``, `\`${there.name || 'no name'}\``);
  if (port.target !== undefined && there.target !== undefined && there.target !== port.target)
    say(port.origin, `port ${port.number} of \`${key}\` leads to ${port.target}`, `targetPort ${there.target}`);
}

function checkVersion(service: Service, version: Version, known: Known, pods: readonly Pods[], say: Say): void {
  const own = pods.filter(
    ({ namespace, labels }) => namespace === service.namespace && carries(labels, known.selector),
  );
  if (own.length === 0) return;
  const clash = Object.entries(version.labels).find(([name, value]) => (known.selector[name] ?? value) !== value);
  const what = `version \`${version.name}\` of \`${service.key}\` is pods labelled ${labelText(version.labels)}`;
  if (clash) say(version.origin, what, `that the Service selects ${labelText(known.selector)}`);
  else if (!own.some(({ labels }) => carries(labels, version.labels)))
    say(version.origin, what, `pods of it labelled ${own.map(({ labels }) => labelText(labels)).join(' | ')}`);
}

const carries = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);
const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',') || 'nothing';

interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
}

const workloads: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Rollout',
  'ReplicationController',
]);

function podLabels(object: KubernetesObject): readonly Pods[] {
  const { kind, namespace, root, origin, notes } = object;
  const fields = new Fields(root, '', origin, notes);
  const pod = workloads.has(kind) ? fields.fields('spec')?.fields('template') : kind === 'Pod' ? fields : undefined;
  const labels = pod?.fields('metadata')?.map('labels');
  return labels ? [{ namespace, labels }] : [];
}
