// The mesh as a graph: doors, services, versions, what is outside; who calls whom, and where rules send requests.
import type { Mesh, Rule } from '../model/index.ts';
import { rangeOf } from './ranges.ts';
import { uriOfPath } from './uri.ts';

export interface GraphNode {
  readonly id: string;
  readonly kind: 'gateway' | 'host' | 'service' | 'egress';
  readonly name: string;
  readonly namespace: string;
  readonly versions: readonly string[];
  readonly uri: string;
  readonly line: number;
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'calls' | 'routes';
  readonly label?: string;
}
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export function graphOf(mesh: Mesh): Graph {
  return { nodes: nodesOf(mesh), edges: distinct([...callEdges(mesh), ...doorEdges(mesh)]) };
}

type Declared = Mesh['services'][number] | Mesh['egresses'][number] | Mesh['gateways'][number];

const nodeOf = (declared: Declared): GraphNode => ({
  id: `${declared.kind} ${declared.key}`,
  kind: declared.kind,
  name: declared.name,
  namespace: declared.namespace,
  versions: declared.kind === 'service' ? declared.versions.map(({ name }) => name) : [],
  uri: uriOfPath(declared.origin.anchor.source.path),
  line: rangeOf(declared.origin).start.line,
});

const hostsName = (ingress: Mesh['ingresses'][number]): string => ingress.hosts.map(({ value }) => value).join(', ');

function nodesOf(mesh: Mesh): GraphNode[] {
  const hosts = mesh.ingresses.map(
    (ingress): GraphNode => ({
      id: `host ${hostsName(ingress)}`,
      kind: 'host',
      name: hostsName(ingress),
      namespace: ingress.namespace,
      versions: [],
      uri: uriOfPath(ingress.origin.anchor.source.path),
      line: rangeOf(ingress.origin).start.line,
    }),
  );
  const nodes = [...mesh.gateways.map(nodeOf), ...hosts, ...mesh.services.map(nodeOf), ...mesh.egresses.map(nodeOf)];
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

const callEdges = (mesh: Mesh): GraphEdge[] =>
  mesh.services.flatMap((service) =>
    service.calls.map(({ kind, target }) => ({
      from: `service ${service.key}`,
      to: `${kind} ${target}`,
      kind: 'calls' as const,
    })),
  );

function doorEdges(mesh: Mesh): GraphEdge[] {
  return mesh.ingresses.flatMap((ingress) => {
    const host = `host ${hostsName(ingress)}`;
    const doors = ingress.doors.map(
      ({ gateway }): GraphEdge => ({ from: `gateway ${gateway}`, to: host, kind: 'routes' }),
    );
    return [...doors, ...ingress.rules.flatMap((rule) => ruleEdges(host, rule))];
  });
}

const ruleEdges = (from: string, { action }: Rule): GraphEdge[] =>
  action.kind === 'forward'
    ? action.split.map(({ destination }) => ({
        from,
        to: `${destination.kind} ${destination.target}`,
        kind: 'routes' as const,
        ...(destination.version === undefined ? {} : { label: destination.version }),
      }))
    : [];

const distinct = (edges: readonly GraphEdge[]): GraphEdge[] => [
  ...new Map(edges.map((edge) => [`${edge.from}\0${edge.to}\0${edge.kind}`, edge])).values(),
];
