// A proxy's plan → its files: one bootstrap that says everything, or a small one that points at listener and cluster files which
// a running Envoy picks up whenever they are replaced. Shape only.
import { type Document, type Entry, entry, type MapNode, map, type Node, toNode } from '../../../documents/index.ts';
import type { ProxyPlan, StatsdPlan } from '../plan.ts';
import { clusterNode } from './cluster.ts';
import { listenerNode } from './listener.ts';
import { socketAddress, typed } from './shape.ts';

export const ADMIN_PORT = 15000;
/** Where a running Envoy looks for its files. */
export const RESOURCES = '/etc/envoy';

/** Everything in one file: `envoy -c bootstrap/shop/web-v1.yaml`. */
export function staticDocument(proxy: ProxyPlan): Document {
  const resources = toNode({
    listeners: proxy.listeners.map(listenerNode),
    clusters: proxy.clusters.map(clusterNode),
  });
  return {
    path: `bootstrap/${proxy.namespace}/${proxy.name}.yaml`,
    root: bootstrap(proxy, [entry('static_resources', resources)]),
    comments: proxy.notes,
  };
}

/** Three files for `/etc/envoy`: replacing `lds.yaml` or `cds.yaml` (by renaming) changes a running proxy. */
export function dynamicDocuments(proxy: ProxyPlan): readonly Document[] {
  const folder = `dynamic/${proxy.namespace}/${proxy.name}`;
  const dynamic = { lds_config: watched('lds.yaml'), cds_config: watched('cds.yaml') };
  return [
    {
      path: `${folder}/bootstrap.yaml`,
      root: bootstrap(proxy, [entry('dynamic_resources', toNode(dynamic))]),
      comments: proxy.notes,
    },
    {
      path: `${folder}/cds.yaml`,
      root: resourceFile('envoy.config.cluster.v3.Cluster', proxy.clusters.map(clusterNode)),
    },
    {
      path: `${folder}/lds.yaml`,
      root: resourceFile('envoy.config.listener.v3.Listener', proxy.listeners.map(listenerNode)),
    },
  ];
}

const watched = (file: string): object => ({
  resource_api_version: 'V3',
  path_config_source: { path: `${RESOURCES}/${file}`, watched_directory: { path: RESOURCES } },
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
    ...resources,
    proxy.statsd && entry('stats_sinks', toNode([statsdNode(proxy.statsd)])),
  ]);
}

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
