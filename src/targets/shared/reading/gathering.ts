// The declarations of a mesh while they are gathered from an input: services, egresses and gateways, each known by its key, with what
// several objects say about one of them. What no object declares is assumed, and noted as such.
import {
  type Egress,
  type Gateway,
  type GatewayPort,
  type Labels,
  type Mesh,
  type Port,
  type Protocol,
  type Service,
  type Sourced,
  type TrafficPolicy,
  trafficOf,
  type Version,
} from '../../../model/index.ts';
import type { Span } from '../../../text/index.ts';
import { isGuessed } from './kubernetes.ts';
import type { Assumption, Notes } from './residue.ts';

export type Draft<T> = { -readonly [K in keyof T]: T[K] };

export interface PortDraft extends Omit<Draft<Port>, 'protocol'> {
  /** Absent: nobody said. */
  protocol?: Protocol | undefined;
  /** What rules send there. */
  asked?: ReadonlySet<Traffic>;
}
type Traffic = ReturnType<typeof trafficOf>;
interface CalleeDraft {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly origin: Span;
  readonly ports: Map<number, PortDraft>;
  traffic: Draft<TrafficPolicy>;
  addresses: Sourced<string>[];
  visibleTo?: Sourced<readonly string[]>;
  /** What is sent to it without a port, and where. */
  readonly portless: Map<Protocol, Span>;
  /** Its ports are those declared and no others. */
  closed: boolean;
  doc?: string;
}
export interface ServiceDraft extends CalleeDraft {
  readonly kind: 'service';
  readonly host: string;
  readonly inCluster: boolean;
  readonly versions: Map<string, Draft<Version>>;
  calls: Service['calls'];
  proxy?: NonNullable<Service['proxy']>;
}
export interface EgressDraft extends CalleeDraft {
  readonly kind: 'egress';
  readonly hosts: Sourced<string>[];
  through?: NonNullable<Egress['through']>;
}
export type CalleeDrafts = ServiceDraft | EgressDraft;
export interface GatewayDraft extends Draft<Omit<Gateway, 'ports'>> {
  ports: Map<number, Draft<GatewayPort>>;
}

export const sourced = <T>(value: T, origin: Span): Sourced<T> => ({ value, origin, level: 'rule' });

/** A class for its mutable maps. */
export class Gathering {
  readonly services = new Map<string, ServiceDraft>();
  readonly egresses = new Map<string, EgressDraft>();
  readonly gateways = new Map<string, GatewayDraft>();
  readonly assumptions: Assumption[] = [];
  readonly #assumed = new Set<string>();
  /** Services that are declared elsewhere, with all their ports. */
  readonly #known: ReadonlySet<string>;
  /** Callees that were asked for something else than they speak, or without a port. */
  readonly #unsettled = new Set<CalleeDrafts>();
  /** The last number that was put behind a name. */
  readonly #numbers = new Map<string, number>();
  /** By host; services of the cluster are found by name. */
  readonly #outside = new Map<string, CalleeDrafts>();
  /** Services of the cluster by host, as far as they were asked for. */
  readonly #inside = new Map<string, ServiceDraft>();
  /** Policies of single hosts, by the key of what they are for. */
  readonly policies = new Map<
    string,
    readonly { readonly host: string; readonly text: string; readonly notes: Notes; readonly span: Span }[]
  >();
  /** `key host` of egresses whose requests some gateway lets out. */
  readonly left = new Set<string>();
  /** Entries that stand in no list of rules, but somewhere: those by which requests leave, those behind one that takes everything. */
  readonly placed = new Set<Span>();
  /** Entries that at one place at least no request meets. */
  readonly unmet = new Set<Span>();
  /** `namespace/service@name` of versions that are the whole service. */
  readonly wholes = new Set<string>();
  /** What gets requests inside the mesh that were for something else and name no port, by what they were for. */
  readonly calledFor = new Map<CalleeDrafts, Set<CalleeDrafts>>();
  /** The version that another name stands for, both by `namespace/service@name`. */
  readonly aliases = new Map<string, string>();
  readonly clusterDomain: string;
  /** `.svc.cluster.local` */
  readonly clusterEnd: string;
  /** Namespaces that the input mentions. */
  readonly namespaces = new Set<string>();

  constructor(clusterDomain: string, known: readonly Service[] = []) {
    this.clusterDomain = clusterDomain;
    this.clusterEnd = `.svc.${clusterDomain}`;
    this.#known = new Set(known.map(({ key }) => key));
    for (const service of known) this.#know(service);
  }

  #know({ ports, versions, ...service }: Service): void {
    this.services.set(service.key, {
      ...service,
      ports: new Map(
        ports.map((port) => [port.number, isGuessed(port) ? { ...port, protocol: undefined } : { ...port }]),
      ),
      versions: new Map(versions.map((version) => [version.name, { ...version }])),
      addresses: [...service.addresses],
      portless: new Map(),
      closed: ports.length > 0,
    });
    this.namespaces.add(service.namespace);
    this.#named(service.host, this.services.get(service.key) as ServiceDraft);
  }

  assume(text: string, span: Span): void {
    if (this.#assumed.has(text)) return;
    this.#assumed.add(text);
    this.assumptions.push({ text, span });
  }

  service(namespace: string, name: string, origin: Span, host?: string): ServiceDraft {
    const key = `${namespace}/${name}`;
    const known = this.services.get(key);
    if (known) return known;
    const made: ServiceDraft = {
      kind: 'service',
      key,
      namespace,
      name,
      origin,
      host: host ?? `${name}.${namespace}.svc.${this.clusterDomain}`,
      inCluster: host === undefined,
      ports: new Map(),
      versions: new Map(),
      traffic: {},
      addresses: [],
      portless: new Map(),
      closed: false,
      calls: [],
    };
    this.services.set(key, made);
    this.#named(made.host, made);
    return made;
  }

  /** A service that is declared elsewhere. */
  known(key: string): ServiceDraft | undefined {
    return this.#known.has(key) ? this.services.get(key) : undefined;
  }

  /** One that is known, by its key. */
  callee(key: string): CalleeDrafts | undefined {
    return this.services.get(key) ?? this.egresses.get(key);
  }

  egress(namespace: string, name: string, hosts: readonly Sourced<string>[], origin: Span): EgressDraft {
    const free = this.#freeName(namespace, name);
    const key = `${namespace}/${free}`;
    const made: EgressDraft = {
      kind: 'egress',
      key,
      namespace,
      name: free,
      origin,
      hosts: [...hosts],
      ports: new Map(),
      traffic: {},
      addresses: [],
      portless: new Map(),
      closed: false,
    };
    this.egresses.set(key, made);
    for (const { value } of hosts) this.#named(value, made);
    return made;
  }

  #named(host: string, callee: CalleeDrafts): void {
    if (!this.#outside.has(host)) this.#outside.set(host, callee);
  }

  #freeName(namespace: string, name: string): string {
    const wanted = `${namespace}/${name}`;
    for (let number = this.#numbers.get(wanted) ?? 1; ; number++) {
      const free = number === 1 ? name : `${name}-${number}`;
      const key = `${namespace}/${free}`;
      if (this.egresses.has(key) || this.services.has(key)) continue;
      this.#numbers.set(wanted, number);
      return free;
    }
  }

  /** The port of a callee; one that nobody declared is assumed where the callee is open. */
  port(callee: CalleeDrafts, number: number, protocol: Protocol | undefined, origin: Span): PortDraft {
    const known = callee.ports.get(number);
    if (known) {
      known.protocol ??= protocol;
      if (protocol !== undefined) this.#ask(callee, known, trafficOf(protocol));
      return known;
    }
    const made: PortDraft = { number, name: '', named: false, protocol, traffic: {}, origin };
    callee.ports.set(number, made);
    this.assume(`${callee.kind} ${callee.key} has a port ${number}, which only its callers mention`, origin);
    return made;
  }

  /** Something is sent to a callee, and no port is said. @param hosts what it was for, inside the mesh. */
  askWithoutPort(callee: CalleeDrafts, protocol: Protocol, origin: Span, hosts: readonly CalleeDrafts[] = []): void {
    const { portless } = callee;
    for (const host of hosts) {
      if (host === callee) continue;
      const known = this.calledFor.get(callee) ?? new Set();
      this.calledFor.set(callee, known.add(host));
    }
    if (portless.has(protocol)) return;
    portless.set(protocol, origin);
    this.#unsettled.add(callee);
  }

  #ask(callee: CalleeDrafts, port: PortDraft, traffic: Traffic): void {
    if (port.protocol !== undefined && trafficOf(port.protocol) !== traffic) this.#unsettled.add(callee);
    if (!port.asked?.has(traffic)) port.asked = new Set([...(port.asked ?? []), traffic]);
  }

  /** Rules say what a port gets, whatever its name says: HTTP for a port `https` is what the proxy encrypts. */
  settlePorts(): void {
    for (const [callee, others] of this.calledFor) this.#settleFromCallers(callee, others);
    for (const callee of this.#unsettled) {
      this.#settlePortless(callee);
      for (const port of callee.ports.values()) this.#settle(port, callee);
    }
    this.#unsettled.clear();
  }

  /** Inside the mesh what names no port is sent to that of the request: the same on both sides. */
  #settleFromCallers(callee: CalleeDrafts, others: ReadonlySet<CalleeDrafts>): void {
    for (const [protocol, origin] of callee.portless) {
      const traffic = trafficOf(protocol);
      for (const other of others) {
        const [from, to] = hasPort(callee, traffic) ? [callee, other] : [other, callee];
        if (to.closed || hasPort(to, traffic)) continue;
        for (const port of from.ports.values())
          if (trafficOf(port.protocol ?? 'http') === traffic && !to.ports.has(port.number))
            this.port(to, port.number, traffic, origin);
      }
    }
  }

  /** What names no port gets the only one; where none fits what is sent, a usual one is assumed. */
  #settlePortless(callee: CalleeDrafts): void {
    if (callee.portless.size === 0) return;
    for (const protocol of ['http', 'tls', 'tcp'] as const) {
      const origin = callee.portless.get(protocol);
      if (!origin) continue;
      const ports = [...callee.ports.values()];
      const isFitting = ports.some((port) => trafficOf(port.protocol ?? protocol) === protocol);
      const [only] = ports;
      if (ports.length === 1 && only && (isFitting || callee.closed)) this.port(callee, only.number, protocol, origin);
      else if (!isFitting && !callee.closed && (protocol !== 'http' || callee.portless.size > 1 || only))
        this.port(callee, usualPorts[protocol], protocol, origin);
    }
  }

  #settle(port: PortDraft, { kind, key }: CalleeDrafts): void {
    const { asked, protocol, number, origin } = port;
    if (!asked || protocol === undefined || asked.has(trafficOf(protocol))) return;
    const isOpaque = trafficOf(protocol) === 'tls' && !asked.has('http');
    const [fresh = 'tcp'] = (['http', 'tls', 'tcp'] as const).filter((one) => asked.has(one));
    if (isOpaque) return;
    port.protocol = fresh;
    this.assume(
      `port ${number} of ${kind} ${key} is called ${protocol}; rules send it ${gets[fresh]}, so it is taken as ${fresh}`,
      origin,
    );
  }

  version(service: ServiceDraft, name: string, origin: Span, labels?: Labels): Draft<Version> {
    const known = service.versions.get(name);
    if (known) return known;
    const made: Draft<Version> = { name, labels: labels ?? { version: name }, traffic: {}, origin };
    if (!labels) this.assume(`version ${name} of ${service.key} is its pods labelled version=${name}`, origin);
    service.versions.set(name, made);
    return made;
  }

  /** The service or egress that a full host names. */
  byHost(host: string): CalleeDrafts | undefined {
    const named = this.#outside.get(host);
    if (named?.kind === 'service' && named.inCluster) return named;
    const known = this.#inside.get(host) ?? this.#inCluster(host);
    if (known) this.#inside.set(host, known);
    return known ?? named;
  }

  #inCluster(host: string): ServiceDraft | undefined {
    const end = this.clusterEnd;
    if (!host.endsWith(end)) return undefined;
    const [name, namespace] = host.slice(0, -end.length).split('.');
    const service = this.services.get(`${namespace}/${name}`);
    return service?.host === host ? service : undefined;
  }

  /** The lists as the model has them, ports assumed where a callee has none. */
  declarations(): Pick<Mesh, 'services' | 'egresses' | 'gateways'> {
    return {
      services: sorted([...this.services.values()].map((one) => this.#service(one))),
      egresses: sorted([...this.egresses.values()].map((one) => this.#egress(one))),
      gateways: this.declaredGateways(),
    };
  }

  declaredGateways(): Mesh['gateways'] {
    const all = [...this.gateways.values()].map((one) => ({
      ...one,
      ports: [...one.ports.values()].sort((a, b) => a.number - b.number),
    }));
    return sorted(all);
  }

  #service({ closed: _, portless: __, ports, versions, ...service }: ServiceDraft): Service {
    return { ...service, ports: this.#ports(service, ports, 80), versions: inOrder([...versions.values()], byName) };
  }

  #egress({ closed: _, portless: __, ports, ...egress }: EgressDraft): Egress {
    return { ...egress, ports: this.#ports(egress, ports, 80) };
  }

  #ports(
    callee: { readonly kind: string; readonly key: string; readonly origin: Span },
    ports: ReadonlyMap<number, PortDraft>,
    usual: number,
  ): readonly Port[] {
    if (ports.size === 0) {
      if (this.#known.has(callee.key)) return [];
      this.assume(
        `${callee.kind} ${callee.key} is not declared in the files: it has one port, ${usual} http`,
        callee.origin,
      );
      return [finishedPort({ number: usual, name: '', named: false, traffic: {}, origin: callee.origin })];
    }
    return inOrder([...ports.values()].map(finishedPort), (a, b) => a.number - b.number);
  }
}

const hasPort = ({ ports }: CalleeDrafts, traffic: Traffic): boolean =>
  [...ports.values()].some(({ protocol }) => trafficOf(protocol ?? 'http') === traffic);

const usualPorts = { http: 80, tls: 443, tcp: 9000 } as const;

const gets: Readonly<Record<Traffic, string>> = {
  http: 'HTTP requests',
  tls: 'connections of TLS',
  tcp: 'connections',
};

function finishedPort({ asked: _, ...port }: PortDraft): Port {
  const protocol = port.protocol ?? 'http';
  return { ...port, protocol, name: port.name === '' ? `${protocol}-${port.number}` : port.name };
}

/** Most are. */
const inOrder = <T>(all: T[], compare: (a: T, b: T) => number): readonly T[] =>
  all.every((one, at) => at === 0 || compare(all[at - 1] as T, one) <= 0) ? all : all.sort(compare);

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
const sorted = <T extends { readonly key: string }>(all: readonly T[]): readonly T[] =>
  [...all].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
