// A proxy's plan → its files: one bootstrap that says everything, or a small one that points at listener and cluster files which
// a running Envoy picks up whenever they are replaced. Shape only.
import { type Document, type Entry, entry, type MapNode, map, type Node, toNode } from '../../../documents/index.ts';
import type { ClusterPlan, ListenerPlan, ProxyPlan, SharedPlan, StatsdPlan } from '../plan.ts';
import { ADMIN_PORT } from '../ports.ts';
import { clusterNode } from './cluster.ts';
import { listenerNode } from './listener.ts';
import { socketAddress, typed } from './shape.ts';

/** Where a running Envoy looks for its files. */
export const RESOURCES = '/etc/envoy';

/** Everything in one file: `envoy -c sidecar/shop/web.v1.yaml`. */
export function staticDocument(proxy: ProxyPlan): Document {
  const { own, deciding } = proxy;
  const resources = resourcesNode([...deciding.listeners, ...own.listeners], [...deciding.clusters, ...own.clusters]);
  return {
    path: `${proxy.role}/${proxy.namespace}/${proxy.name}.yaml`,
    root: bootstrap(proxy, [entry('static_resources', resources)]),
    comments: deciding.notes,
  };
}

/** For `/etc/envoy`: a bootstrap for each proxy, and what it watches, which workloads share. Replacing a watched file (by renaming) changes running proxies. */
export function watchedDocuments(proxies: readonly ProxyPlan[]): readonly Document[] {
  const seen = new Set<SharedPlan>();
  return proxies.flatMap((proxy) => {
    const bootstraps = [watchingDocument(proxy)];
    if (seen.has(proxy.deciding)) return bootstraps;
    seen.add(proxy.deciding);
    return [...bootstraps, ...sharedDocuments(proxy)];
  });
}

function watchingDocument(proxy: ProxyPlan): Document {
  const { own, deciding } = proxy;
  const folder = `${RESOURCES}/${deciding.name}`;
  const dynamic = { lds_config: watched(folder, 'lds.yaml'), cds_config: watched(folder, 'cds.yaml') };
  const root = bootstrap(proxy, [
    entry('static_resources', resourcesNode(own.listeners, own.clusters)),
    entry('dynamic_resources', toNode(dynamic)),
  ]);
  return { path: `watched-${proxy.role}/${proxy.namespace}/${proxy.name}.yaml`, root };
}

function sharedDocuments({ role, namespace, deciding }: ProxyPlan): readonly Document[] {
  const folder = `watched-${role}/${namespace}/${deciding.name}`;
  const clusters = deciding.clusters.map(clusterNode);
  const listeners = deciding.listeners.map(listenerNode);
  return [
    {
      path: `${folder}/cds.yaml`,
      root: resourceFile('envoy.config.cluster.v3.Cluster', clusters),
      comments: deciding.notes,
    },
    { path: `${folder}/lds.yaml`, root: resourceFile('envoy.config.listener.v3.Listener', listeners) },
  ];
}

/** Nodes of what proxies share are shared too. */
const resourcesNode = (listeners: readonly ListenerPlan[], clusters: readonly ClusterPlan[]): Node =>
  toNode({ listeners: listeners.map(listenerNodes), clusters: clusters.map(clusterNodes) });

const listenerNodes = remembering(listenerNode);
const clusterNodes = remembering(clusterNode);

function remembering<T extends object>(make: (plan: T) => Node): (plan: T) => Node {
  const made = new WeakMap<T, Node>();
  return (plan) => {
    const node = made.get(plan) ?? make(plan);
    made.set(plan, node);
    return node;
  };
}

const watched = (folder: string, file: string): object => ({
  resource_api_version: 'V3',
  path_config_source: { path: `${folder}/${file}`, watched_directory: { path: folder } },
});

const resourceFile = (type: string, resources: readonly Node[]): MapNode =>
  map([entry('resources', toNode(resources.map((resource) => withType(type, resource))))]);

function withType(type: string, resource: Node): Node {
  const { entries, origin } = resource as MapNode;
  return map([...(toNode(typed(type)) as MapNode).entries, ...entries], origin);
}

function bootstrap(proxy: ProxyPlan, resources: readonly Entry[]): MapNode {
  const node = { id: `${proxy.role}~${proxy.name}.${proxy.namespace}`, cluster: `${proxy.name}.${proxy.namespace}` };
  return map([
    entry('node', toNode(node)),
    entry('admin', toNode({ address: socketAddress('127.0.0.1', ADMIN_PORT) })),
    entry('layered_runtime', toNode({ layers: [{ name: 'expressions', static_layer: REGEX_SIZE }] })),
    ...resources,
    proxy.statsd && entry('stats_sinks', toNode([statsdNode(proxy.statsd)])),
  ]);
}

/** Up to 1.38 Envoy refuses expressions whose program is longer than 100: a list of a few names is. The compiler has checked them. */
export const REGEX_SIZE = { 're2.max_program_size.error_level': 32_768 };

const statsdNode = (statsd: StatsdPlan): Node =>
  toNode(
    {
      name: 'envoy.stat_sinks.statsd',
      typed_config: typed(
        'envoy.config.metrics.v3.StatsdSink',
        statsd.kind === 'udp'
          ? { address: socketAddress(statsd.address, statsd.port, 'UDP') }
          : { tcp_cluster_name: statsd.cluster },
      ),
    },
    statsd.origin,
  );
