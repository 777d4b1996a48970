// Models built by hand, for tests of what comes after the checker. Short forms; every part has a place of its own.
import type {
  Condition,
  Destination,
  Egress,
  Forward,
  Gateway,
  Ingress,
  Mesh,
  Port,
  Protocol,
  Route,
  Rule,
  Service,
  Settings,
  Sourced,
  TextOperator,
  TextSubject,
  TextTest,
  Version,
} from '../../src/model/index.ts';
import { Source, type Span, spanIn } from '../../src/text/index.ts';

const source = new Source('by-hand.mesh', ' '.repeat(10_000));
let place = 0;
export const here = (): Span => spanIn(source, place % 9999, (place++ % 9999) + 1);
export const said = <T>(value: T): Sourced<T> => ({ value, origin: here(), level: 'rule' });

export const meshOf = (parts: Partial<Mesh>): Mesh => ({
  namespace: 'shop',
  clusterDomain: 'cluster.local',
  undeclared: 'deny',
  dataPlane: { proxy: 'envoy' },
  services: [],
  egresses: [],
  gateways: [],
  routes: [],
  ingresses: [],
  telemetry: [],
  tests: [],
  expectations: [],
  ...parts,
});

const declared = (key: string) => {
  const [namespace, name] = key.split('/') as [string, string];
  return { key, namespace, name, origin: here() };
};

export function serviceOf(key: string, parts: Partial<Service> = {}): Service {
  const own = declared(key);
  return {
    kind: 'service',
    ...own,
    host: `${own.name}.${own.namespace}.svc.cluster.local`,
    inCluster: true,
    addresses: [],
    ports: [portOf(9080, 'http')],
    versions: [],
    traffic: {},
    calls: [],
    ...parts,
  };
}

export const portOf = (number: number, protocol: Protocol, parts: Partial<Port> = {}): Port => ({
  number,
  name: `${protocol}-${number}`,
  named: false,
  protocol,
  traffic: {},
  origin: here(),
  ...parts,
});

export const versionOf = (name: string, parts: Partial<Version> = {}): Version => ({
  name,
  labels: { version: name },
  traffic: {},
  origin: here(),
  ...parts,
});

export const egressOf = (key: string, hosts: readonly string[], parts: Partial<Egress> = {}): Egress => ({
  kind: 'egress',
  ...declared(key),
  hosts: hosts.map(said),
  addresses: [],
  ports: [portOf(80, 'http')],
  traffic: {},
  ...parts,
});

export const gatewayOf = (key: string, parts: Partial<Gateway> = {}): Gateway => ({
  kind: 'gateway',
  ...declared(key),
  pods: { istio: 'ingressgateway' },
  podsWritten: false,
  ports: [{ number: 80, name: 'http-80', protocol: 'http', origin: here() }],
  rules: [],
  settings: {},
  ...parts,
});

export const ingressOf = (
  hosts: readonly string[],
  gateway: string,
  rules: readonly Rule[],
  parts: Partial<Ingress> = {},
): Ingress => ({
  hosts: hosts.map(said),
  namespace: 'shop',
  doors: [{ gateway, ports: [80], origin: here() }],
  rules,
  origin: here(),
  ...parts,
});

export const routeOf = (target: string, rules: readonly Rule[], parts: Partial<Route> = {}): Route => ({
  kind: 'service',
  target,
  rules,
  origin: here(),
  ...parts,
});

export const always = (): Condition => ({ kind: 'always', origin: here() });

/** `text('header', 'equals', 'x', 'name')`; several values with `|` between would be several arguments, so a list is taken too. */
export const text = (
  subject: TextSubject,
  operator: TextOperator,
  values: string | readonly string[] = [],
  name?: string,
): TextTest => ({
  kind: 'text',
  subject,
  operator,
  values: typeof values === 'string' ? [values] : values,
  ...(name === undefined ? {} : { name }),
  origin: here(),
});
export const no = (part: Condition): Condition => ({ kind: 'not', part, origin: here() });
export const all = (...parts: Condition[]): Condition => ({ kind: 'and', parts, origin: here() });
export const any = (...parts: Condition[]): Condition => ({ kind: 'or', parts, origin: here() });

export const ruleOf = (condition: Condition, action: Rule['action'], settings: Settings = {}): Rule => ({
  condition,
  action,
  settings,
  origin: here(),
  through: [],
});

/** `to('shop/reviews@v1:9080')`, or several with weights. */
export const to = (...parts: readonly (string | readonly [string, number])[]): Forward => ({
  kind: 'forward',
  split: parts.map((part) => {
    const [target, weight] = typeof part === 'string' ? [part, 1] : part;
    return { destination: destinationOf(target), weight, origin: here() };
  }),
  origin: here(),
});

export function destinationOf(text: string, kind: Destination['kind'] = 'service'): Destination {
  const [, target = '', version, port] = /^([^@:]+)(?:@([^:]+))?(?::(\d+))?$/.exec(text) ?? [];
  return { kind, target, ...(version ? { version } : {}), ...(port ? { port: Number(port) } : {}) };
}

export const respond = (status: number, body?: string): Rule['action'] => ({
  kind: 'respond',
  status,
  ...(body === undefined ? {} : { body }),
  origin: here(),
});
