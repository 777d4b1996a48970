// Mixer rules → documents: aspects in 0.1 (a file for `istioctl mixer rule create`), instances, handlers and rules in 0.2–0.8. Shape only.
import { type Document, toNode } from '../../documents/index.ts';
import type { MixerRule } from './plan.ts';

const LABELS = {
  source: 'source.labels["app"] | "unknown"',
  source_version: 'source.labels["version"] | "unknown"',
  destination: 'destination.service | "unknown"',
  destination_version: 'destination.labels["version"] | "unknown"',
  response_code: 'response.code | 200',
} as const;

/** The labels that the descriptors of 0.1 have. */
const OLD_LABELS = {
  source: 'source.service | "unknown"',
  target: 'target.service | "unknown"',
  service: 'target.labels["app"] | "unknown"',
  method: 'request.path | "unknown"',
  version: 'target.labels["version"] | "unknown"',
  response_code: 'response.code | 200',
} as const;

const OLD_LOG = {
  originIp: 'origin.ip',
  sourceUser: 'origin.user',
  timestamp: 'request.time',
  method: 'request.method',
  url: 'request.path',
  protocol: 'request.scheme',
  responseCode: 'response.code',
  responseSize: 'response.size',
} as const;

/** 0.1: one file for a service, which is its scope and its subject. */
export function aspectDocument({ service, namespace, name, prometheus, accessLog, origin }: MixerRule): Document {
  const metric = (descriptor_name: string, value: string): object => ({ descriptor_name, value, labels: OLD_LABELS });
  const metrics = [metric('request_count', '1'), metric('request_duration', 'response.duration | "0ms"')];
  const log = { descriptor_name: 'accesslog.common', template_expressions: OLD_LOG, labels: OLD_LOG };
  const aspects = [
    ...(prometheus ? [{ kind: 'metrics', adapter: 'prometheus', params: { metrics } }] : []),
    ...(accessLog ? [{ kind: 'access-logs', params: { logName: 'access_log', log } }] : []),
  ];
  const path = `mixer-rule/${namespace}/${name}.yaml`;
  const comments = [`istioctl mixer rule create ${service?.host} ${service?.host} -f ${path}`];
  return { root: toNode({ revision: '1', rules: [{ aspects }] }, origin) as Document['root'], path, comments };
}

/** 0.2–0.8: the objects of one rule. */
export function mixerDocuments(rule: MixerRule): readonly Document[] {
  const { prometheus, statsd, accessLog } = rule;
  const measured = prometheus || statsd !== undefined;
  return [
    ...(measured ? metricInstances(rule) : []),
    ...(prometheus ? [prometheusHandler(rule)] : []),
    ...(statsd === undefined ? [] : [statsdHandler(rule, statsd)]),
    ...(accessLog ? [logInstance(rule), logHandler(rule, accessLog)] : []),
    actions(rule),
  ];
}

function object({ namespace, origin }: MixerRule, kind: string, name: string, spec: object): Document {
  const plain = { apiVersion: 'config.istio.io/v1alpha2', kind, metadata: { name, namespace }, spec };
  return { root: toNode(plain, origin) as Document['root'], path: `${kind}/${namespace}/${name}.yaml` };
}

const metricInstances = (rule: MixerRule): readonly Document[] => [
  object(rule, 'metric', `${rule.name}-request-count`, {
    value: '"1"',
    dimensions: LABELS,
    monitored_resource_type: '"UNSPECIFIED"',
  }),
  object(rule, 'metric', `${rule.name}-request-duration`, {
    value: 'response.duration | "0ms"',
    dimensions: LABELS,
    monitored_resource_type: '"UNSPECIFIED"',
  }),
];

const instance = ({ name, namespace }: MixerRule, what: string, kind: string): string =>
  `${name}-${what}.${kind}.${namespace}`;

function prometheusHandler(rule: MixerRule): Document {
  const label_names = Object.keys(LABELS);
  const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  const prefix = rule.name.replaceAll('-', '_');
  return object(rule, 'prometheus', `${rule.name}-prometheus`, {
    metrics: [
      {
        name: `${prefix}_request_count`,
        instance_name: instance(rule, 'request-count', 'metric'),
        kind: 'COUNTER',
        label_names,
      },
      {
        name: `${prefix}_request_duration`,
        instance_name: instance(rule, 'request-duration', 'metric'),
        kind: 'DISTRIBUTION',
        label_names,
        buckets: { explicit_buckets: { bounds } },
      },
    ],
  });
}

const statsdHandler = (rule: MixerRule, address: string): Document =>
  object(rule, 'statsd', `${rule.name}-statsd`, {
    address,
    prefix: rule.name,
    metrics: {
      [instance(rule, 'request-count', 'metric')]: { type: 'COUNTER' },
      [instance(rule, 'request-duration', 'metric')]: { type: 'DISTRIBUTION' },
    },
  });

const logInstance = (rule: MixerRule): Document =>
  object(rule, 'logentry', `${rule.name}-access`, {
    severity: '"info"',
    timestamp: 'request.time',
    variables: {
      source: 'source.labels["app"] | "unknown"',
      destination: 'destination.service | "unknown"',
      method: 'request.method | ""',
      path: 'request.path | ""',
      responseCode: 'response.code | 0',
      responseSize: 'response.size | 0',
      latency: 'response.duration | "0ms"',
    },
    monitored_resource_type: '"UNSPECIFIED"',
  });

const logHandler = (rule: MixerRule, form: 'json' | 'text'): Document =>
  object(rule, 'stdio', `${rule.name}-access`, { outputAsJson: form === 'json' });

function actions(rule: MixerRule): Document {
  const { name, namespace, service, prometheus, statsd, accessLog } = rule;
  const metrics = ['request-count', 'request-duration'].map((what) => instance(rule, what, 'metric'));
  const handler = (kind: string, what: string = kind): string => `${name}-${what}.${kind}.${namespace}`;
  return object(rule, 'rule', name, {
    match: service ? `destination.service == "${service.host}"` : 'true',
    actions: [
      ...(prometheus ? [{ handler: handler('prometheus'), instances: metrics }] : []),
      ...(statsd === undefined ? [] : [{ handler: handler('statsd'), instances: metrics }]),
      ...(accessLog
        ? [{ handler: handler('stdio', 'access'), instances: [instance(rule, 'access', 'logentry')] }]
        : []),
    ],
  });
}
