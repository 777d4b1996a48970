// Small meshes by hand, so that the room is tested without a parser.
import type {
  Action,
  Condition,
  Gateway,
  Ingress,
  Labels,
  Mesh,
  Protocol,
  Route,
  Rule,
  Service,
  Settings,
  TextOperator,
  TextSubject,
} from '../../../src/model/index.ts';
import { Source, spanIn } from '../../../src/text/index.ts';

const source = new Source('built.mesh', ' '.repeat(10_000));
let next = 0;
/** A place of its own for everything built. */
export const place = () => {
  next = (next + 1) % 9_000;
  return spanIn(source, next, next + 1);
};

const text = (subject: TextSubject, operator: TextOperator, values: readonly string[], name?: string): Condition => ({
  kind: 'text',
  subject,
  operator,
  values,
  ...(name === undefined ? {} : { name }),
  origin: place(),
});
export const path = (operator: TextOperator, ...values: string[]) => text('path', operator, values);
export const method = (...values: string[]) => text('method', 'equals', values);
export const host = (operator: TextOperator, ...values: string[]) => text('host', operator, values);
export const scheme = (...values: string[]) => text('scheme', 'equals', values);
export const rpc = (operator: TextOperator, ...values: string[]) => text('rpc', operator, values);
export const sni = (operator: TextOperator, ...values: string[]) => text('sni', operator, values);
export const header = (name: string, operator: TextOperator, ...values: string[]) =>
  text('header', operator, values, name);
export const cookie = (name: string, operator: TextOperator, ...values: string[]) =>
  text('cookie', operator, values, name);
export const query = (name: string, operator: TextOperator, ...values: string[]) =>
  text('query', operator, values, name);
export const port = (...values: number[]): Condition => ({ kind: 'port', values, origin: place() });
export const fromService = (service: string, version?: string): Condition => ({
  kind: 'from',
  source: { kind: 'service', service, ...(version ? { version } : {}) },
  origin: place(),
});
export const fromPods = (labels: Labels): Condition => ({
  kind: 'from',
  source: { kind: 'pods', labels },
  origin: place(),
});
export const fromNamespace = (namespace: string): Condition => ({
  kind: 'from',
  source: { kind: 'namespace', namespace },
  origin: place(),
});
export const fromGateway = (gateway: string): Condition => ({
  kind: 'from',
  source: { kind: 'gateway', gateway },
  origin: place(),
});
export const all = (...parts: Condition[]): Condition => ({ kind: 'and', parts, origin: place() });
export const any = (...parts: Condition[]): Condition => ({ kind: 'or', parts, origin: place() });
export const none = (part: Condition): Condition => ({ kind: 'not', part, origin: place() });
export const always: Condition = { kind: 'always', origin: place() };

export const to = (target: string, version?: string, weight = 1): Action => split([target, version, weight]);
export const split = (...parts: (readonly [string, string | undefined, number])[]): Action => ({
  kind: 'forward',
  split: parts.map(([target, version, weight]) => ({
    destination: { kind: 'service', target, ...(version ? { version } : {}) },
    weight,
    origin: place(),
  })),
  origin: place(),
});
export const respond = (status: number): Action => ({ kind: 'respond', status, origin: place() });
export const rule = (condition: Condition, action: Action, settings: Settings = {}): Rule => ({
  condition,
  action,
  settings,
  origin: place(),
  through: [],
});

export const service = (
  name: string,
  versions: readonly string[] = [],
  ports: Readonly<Record<number, Protocol>> = { 80: 'http' },
): Service => ({
  kind: 'service',
  key: `shop/${name}`,
  namespace: 'shop',
  name,
  origin: place(),
  host: `${name}.shop.svc.cluster.local`,
  inCluster: true,
  addresses: [],
  ports: Object.entries(ports).map(([number, protocol]) => ({
    number: Number(number),
    name: `${protocol}-${number}`,
    named: false,
    protocol,
    traffic: {},
    origin: place(),
  })),
  versions: versions.map((version) => ({ name: version, labels: { version }, traffic: {}, origin: place() })),
  traffic: {},
  calls: [],
});
export const route = (name: string, rules: readonly Rule[], number?: number): Route => ({
  kind: 'service',
  target: `shop/${name}`,
  ...(number === undefined ? {} : { port: number }),
  rules,
  origin: place(),
});
export const gateway = (
  name: string,
  ports: Readonly<Record<number, Protocol>> = { 80: 'http', 443: 'https' },
  rules: readonly Rule[] = [],
): Gateway => ({
  kind: 'gateway',
  key: `shop/${name}`,
  namespace: 'shop',
  name,
  origin: place(),
  pods: { istio: 'ingressgateway' },
  podsWritten: false,
  ports: Object.entries(ports).map(([number, protocol]) => ({
    number: Number(number),
    name: `${protocol}-${number}`,
    protocol,
    origin: place(),
  })),
  rules,
  settings: {},
});
export const ingress = (
  hosts: readonly string[],
  rules: readonly Rule[],
  ports: readonly number[] = [80, 443],
  door = 'shop/web',
): Ingress => ({
  hosts: hosts.map((value) => ({ value, origin: place(), level: 'host' })),
  namespace: 'shop',
  doors: [{ gateway: door, ports, origin: place() }],
  rules,
  origin: place(),
});
export const mesh = (parts: Partial<Mesh>): Mesh => ({
  namespace: 'shop',
  clusterDomain: 'cluster.local',
  undeclared: 'allow',
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
export const set = <T>(value: T) => ({ value, origin: place(), level: 'rule' as const });
