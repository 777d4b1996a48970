// The set of all requests of one table as logic sees it: variables for the parts of a request, conditions as formulas over
// them, facts that every request of the table obeys, and the way back from a witness to a request. Decides nothing itself.
import {
  type ChoiceVariable,
  FALSE,
  type Formula,
  type Limits,
  type TextVariable,
  TRUE,
  Universe,
  type Witness,
} from '../logic/index.ts';
import type { Condition, FromTest, Mesh, PortTest, SourceTest, TextTest } from '../model/index.ts';
import { compare } from './evaluate.ts';
import { sampleHost } from './hosts.ts';
import { serviceOf } from './lookup.ts';
import { makeRequest, multimap, parseCookies, type Request, type RequestSource } from './request/request.ts';
import { workloadOf } from './request/source.ts';
import type { Table, TablePort } from './table.ts';

/** What a space needs to know of its requests; a table is one. */
export type Scope = Pick<Table, 'address' | 'protocol' | 'ports' | 'hosts' | 'otherHosts'>;

/** A condition that cannot be put as a formula; the question about it is answered "unknown". */
export class Unanswerable extends Error {}

const pathBase = String.raw`(?:/(?:[!$%&'()*+,\-0-9:;=@A-Z\[\]_a-z~]|\.[!$%&'()*+,\-0-9:;=@A-Z\[\]_a-z~]|\.\.[!$%&'()*+,\-.0-9:;=@A-Z\[\]_a-z~])[!$%&'()*+,\-.0-9:;=@A-Z\[\]_a-z~]*)*/?`;
const bases = {
  path: pathBase,
  method: `[A-Z]+`,
  host: String.raw`[a-z0-9._\-\[\]:%]+`,
  sni: String.raw`[a-z0-9._\-]+`,
  header: String.raw`[^\x00-\x08\x0a-\x1f\x7f]*`,
  query: String.raw`[^&#\x00-\x20\x7f]*`,
  cookie: String.raw`[^;\x00-\x1f\x7f]*`,
} as const;
type Named = 'header' | 'query' | 'cookie';

/** Mentions that decide which sources have to be told apart. */
interface Sources {
  readonly variable: ChoiceVariable;
  readonly members: ReadonlyMap<string, RequestSource>;
}

/** A universe of the requests of a scope; a class for the variables it makes on the way. */
export class RequestSpace {
  readonly universe: Universe;
  readonly #meshes: readonly Mesh[];
  readonly #scope: Scope;
  readonly #texts = new Map<string, TextVariable>();
  readonly #labels = new Map<string, TextVariable>();
  readonly #memo = new Map<Condition, Formula>();
  readonly #mentioned: readonly FromTest[];
  #port: ChoiceVariable | undefined;
  #scheme: ChoiceVariable | undefined;
  #sources: Sources | undefined;

  /** @param conditions all that will be asked about; @param meshes where their names are declared. */
  constructor(meshes: readonly Mesh[], scope: Scope, conditions: Iterable<Condition>, limits: Partial<Limits> = {}) {
    this.universe = new Universe(limits);
    this.#meshes = meshes;
    this.#scope = scope;
    this.#mentioned =
      scope.address.kind === 'gateway'
        ? []
        : [...new Set(conditions)].flatMap((condition) => [...fromTests(condition)]);
  }

  /** The requests for which the condition holds. Throws `Unanswerable`. */
  formula(condition: Condition): Formula {
    let formula = this.#memo.get(condition);
    if (formula === undefined) {
      formula = this.#make(condition);
      this.#memo.set(condition, formula);
    }
    return formula;
  }

  /** What holds for every request there is here. Ask it after all formulas: it speaks only of variables they made. */
  world(): Formula {
    return this.universe.and(this.#hostFact(), this.#sniFact(), ...this.#sourceFacts());
  }

  /** Requests that come from exactly this source, among those told apart. */
  from(test: SourceTest): Formula {
    return this.#from(test);
  }

  /** A request of the witness; parts that it leaves open get plain values. */
  request(witness: Witness): Request {
    const port = this.#portOf(witness);
    const { protocol, address } = this.#scope;
    const host = this.#text(witness, 'host') ?? sampleHost(this.#scope.hosts[0] ?? '', this.#scope.otherHosts);
    const sni = this.#text(witness, 'sni') ?? (protocol === 'tls' && host !== '' ? host : undefined);
    const shared = { protocol, address, port: port.number, source: this.#sourceOf(witness), ...(sni ? { sni } : {}) };
    if (protocol !== 'http')
      return makeRequest({ ...shared, host: protocol === 'tls' ? host : '', method: '', path: '' });
    const scheme = port.scheme ?? ((this.#scheme && witness.get(this.#scheme)?.[0]) as Request['scheme']) ?? 'http';
    return makeRequest({
      ...shared,
      host,
      scheme,
      method: this.#text(witness, 'method') ?? 'GET',
      path: this.#text(witness, 'path') ?? '/',
      ...this.#values(witness),
    });
  }

  #make(condition: Condition): Formula {
    const { universe } = this;
    switch (condition.kind) {
      case 'always':
        return TRUE;
      case 'and':
        return universe.and(...condition.parts.map((part) => this.formula(part)));
      case 'or':
        return universe.or(...condition.parts.map((part) => this.formula(part)));
      case 'not':
        return universe.not(this.formula(condition.part));
      case 'text':
        return this.#textTest(condition);
      case 'port':
        return this.#portTest(condition);
      case 'from':
        return this.#from(condition.source);
    }
  }

  // ---- texts

  #textTest(test: TextTest): Formula {
    if (test.subject === 'sni') return this.#sniTest(test);
    if (this.#scope.protocol !== 'http') return FALSE;
    switch (test.subject) {
      case 'scheme':
        return this.#schemeTest(test);
      case 'rpc':
        return this.#rpcTest(test);
      case 'header':
        return test.name === 'host'
          ? this.#apply(test, this.#variable('host'))
          : this.#apply(test, this.#named('header', test));
      case 'query':
      case 'cookie':
        return this.#apply(test, this.#named(test.subject, test));
      default:
        return this.#apply(test, this.#variable(test.subject));
    }
  }

  #apply(test: Pick<TextTest, 'operator' | 'values'>, variable: TextVariable): Formula {
    if (test.operator === 'exists') return this.universe.exists(variable);
    return this.universe.or(...test.values.map((value) => this.#compare(test.operator, variable, value)));
  }

  #compare(operator: TextTest['operator'], variable: TextVariable, value: string): Formula {
    switch (operator) {
      case 'exists':
        return this.universe.exists(variable);
      case 'equals':
        return this.universe.equal(variable, value);
      case 'starts':
        return this.universe.prefix(variable, value);
      case 'under':
        return this.universe.under(variable, value);
      case 'ends':
        return this.universe.suffix(variable, value);
      case 'contains':
        return this.universe.contains(variable, value);
      case 'matches':
        return this.#matches(variable, value);
    }
  }

  #matches(variable: TextVariable, source: string): Formula {
    try {
      return this.universe.matches(variable, source);
    } catch (error) {
      if (error instanceof SyntaxError) return FALSE;
      throw error;
    }
  }

  #variable(subject: 'path' | 'method' | 'host' | 'sni'): TextVariable {
    return this.#intern(subject, () =>
      this.universe.text(subject, {
        base: bases[subject],
        ...(subject === 'path' ? { startsWith: '/' } : {}),
        optional: subject === 'sni',
      }),
    );
  }

  #named(subject: Named, test: Pick<TextTest, 'name'>): TextVariable {
    const key = `${subject}:${test.name ?? ''}`;
    return this.#intern(key, () => this.universe.text(key, { base: bases[subject], many: true }));
  }

  #intern(key: string, make: () => TextVariable): TextVariable {
    let variable = this.#texts.get(key);
    if (variable === undefined) {
      variable = make();
      this.#texts.set(key, variable);
    }
    return variable;
  }

  /** An rpc is the path of a request with a gRPC content type, without its slash. */
  #rpcTest(test: TextTest): Formula {
    const type = this.#named('header', { name: 'content-type' });
    const called = this.universe.or(
      this.universe.equal(type, 'application/grpc'),
      this.universe.prefix(type, 'application/grpc+'),
    );
    if (test.operator === 'exists') return called;
    return this.universe.and(
      called,
      this.universe.or(...test.values.map((value) => this.#rpcValue(test.operator, value))),
    );
  }

  #rpcValue(operator: TextTest['operator'], value: string): Formula {
    const path = this.#variable('path');
    const quoted = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    switch (operator) {
      case 'equals':
      case 'starts':
        return this.#compare(operator, path, `/${value}`);
      case 'under':
        return this.universe.or(
          this.universe.equal(path, `/${value.replace(/\/+$/, '')}`),
          this.universe.prefix(path, `/${value.replace(/\/+$/, '')}/`),
        );
      case 'ends':
        return this.universe.matches(path, `(?s)/.*${quoted}`);
      case 'contains':
        return this.universe.matches(path, `(?s)/.*${quoted}.*`);
      case 'matches':
        if (/\^|\\A/.test(value.replace(/\[\^/g, '[')))
          throw new Unanswerable(`${value}: an anchor inside an rpc's expression`);
        return this.#matches(path, `/(?:${value})`);
      case 'exists':
        return TRUE;
    }
  }

  // ---- ports, schemes, server names

  #portTest(test: PortTest): Formula {
    return this.#onPorts((port) => test.values.includes(port.number));
  }

  #onPorts(wanted: (port: TablePort) => boolean): Formula {
    const ports = this.#ports();
    if (ports.every(wanted)) return TRUE;
    this.#port ??= this.universe.choice(
      'port',
      ports.map((port) => String(port.number)),
    );
    const variable = this.#port;
    return this.universe.or(...ports.filter(wanted).map((port) => this.universe.is(variable, String(port.number))));
  }

  #ports(): readonly TablePort[] {
    return this.#scope.ports.length > 0 ? this.#scope.ports : [{ number: 80, protocol: 'http' }];
  }

  #portOf(witness: Witness): TablePort {
    const chosen = this.#port && witness.get(this.#port)?.[0];
    const ports = this.#ports();
    return ports.find((port) => String(port.number) === chosen) ?? ports[0]!;
  }

  #schemeTest(test: TextTest): Formula {
    const passes = (scheme: string) => test.values.some((value) => compare(test.operator, scheme, value));
    if (test.operator === 'exists') return TRUE;
    if (this.#scope.address.kind === 'gateway') return this.#onPorts((port) => passes(port.scheme ?? 'http'));
    this.#scheme ??= this.universe.choice('scheme', ['http', 'https']);
    const variable = this.#scheme;
    return this.universe.or(...['http', 'https'].filter(passes).map((scheme) => this.universe.is(variable, scheme)));
  }

  #sniTest(test: TextTest): Formula {
    if (this.#scope.protocol === 'tcp') return FALSE;
    if (this.#scope.protocol === 'http' && !this.#ports().some((port) => port.scheme === 'https')) return FALSE;
    return this.#apply(test, this.#variable('sni'));
  }

  #sniFact(): Formula {
    const sni = this.#texts.get('sni');
    if (!sni) return TRUE;
    if (this.#scope.protocol === 'http') {
      return this.universe.or(
        this.universe.not(this.universe.exists(sni)),
        this.#onPorts((port) => port.scheme === 'https'),
      );
    }
    return this.#scope.address.kind === 'service' ? TRUE : this.#isOneOf(sni);
  }

  #hostFact(): Formula {
    const host = this.#texts.get('host');
    return host ? this.#isOneOf(host) : TRUE;
  }

  #isOneOf(variable: TextVariable): Formula {
    const { universe } = this;
    const is = (pattern: string): Formula => {
      if (!pattern.startsWith('*')) return universe.equal(variable, pattern);
      if (pattern === '*') return TRUE;
      return universe.and(
        universe.suffix(variable, pattern.slice(1)),
        universe.not(universe.equal(variable, pattern.slice(1))),
      );
    };
    const own = universe.or(...this.#scope.hosts.map(is));
    const others = universe.or(...this.#scope.otherHosts.map(is));
    const exact = universe.or(...this.#scope.hosts.filter((host) => !host.startsWith('*')).map(is));
    return universe.or(exact, universe.and(own, universe.not(others)));
  }

  // ---- sources

  #from(test: SourceTest): Formula {
    const { address } = this.#scope;
    if (address.kind === 'gateway') return test.kind === 'gateway' && test.gateway === address.gateway ? TRUE : FALSE;
    switch (test.kind) {
      case 'gateway':
        return FALSE;
      case 'pods':
        return this.universe.and(
          ...Object.entries(test.labels).map(([key, value]) => this.universe.equal(this.#label(key), value)),
        );
      default: {
        const { variable, members } = this.#sourceChoice();
        const fits = [...members].filter(([, source]) => isKnownFrom(source, test)).map(([name]) => name);
        return this.universe.or(...fits.map((name) => this.universe.is(variable, name)));
      }
    }
  }

  #label(key: string): TextVariable {
    let variable = this.#labels.get(key);
    if (variable === undefined) {
      variable = this.universe.text(`label:${key}`, { optional: true });
      this.#labels.set(key, variable);
    }
    return variable;
  }

  #sourceChoice(): Sources {
    if (!this.#sources) {
      const members = new Map<string, RequestSource>([['', { kind: 'unknown' }]]);
      for (const test of this.#mentioned)
        for (const [name, source] of this.#membersOf(test.source)) members.set(name, source);
      this.#sources = { members, variable: this.universe.choice('source', [...members.keys()]) };
    }
    return this.#sources;
  }

  /** The sources that a test tells apart from others; versions all, where labels may tell them apart too. */
  #membersOf(test: SourceTest): readonly (readonly [string, RequestSource])[] {
    if (test.kind === 'namespace') {
      return [[`${test.namespace}/`, { kind: 'workload', namespace: test.namespace, labels: {} }]];
    }
    if (test.kind !== 'service') return [];
    const mesh = this.#meshes.find((candidate) => serviceOf(candidate, test.service));
    const declared = mesh ? (serviceOf(mesh, test.service)?.versions ?? []).map((version) => version.name) : [];
    const byLabels = this.#mentioned.some((other) => other.source.kind === 'pods');
    const versions = [...(byLabels ? declared : []), ...(test.version !== undefined ? [test.version] : [])];
    const of = (version?: string): readonly [string, RequestSource] => [
      version === undefined ? test.service : `${test.service}@${version}`,
      workloadOf(mesh ?? this.#meshes[0]!, test.service, version),
    ];
    return [of(), ...[...new Set(versions)].map(of)];
  }

  /** Pods of a version carry its labels; those of a service without known version carry no version's. */
  #sourceFacts(): readonly Formula[] {
    if (!this.#sources || this.#labels.size === 0) return [];
    const { variable, members } = this.#sources;
    return [...members].flatMap(([name, source]) => {
      if (source.kind !== 'workload' || source.service === undefined) return [];
      const fact = source.version === undefined ? this.#noVersion(source.service) : this.#carries(source.labels);
      return [this.universe.or(this.universe.not(this.universe.is(variable, name)), fact)];
    });
  }

  #carries(labels: Readonly<Record<string, string>>): Formula {
    const known = Object.entries(labels).flatMap(([key, value]) => {
      const variable = this.#labels.get(key);
      return variable ? [this.universe.equal(variable, value)] : [];
    });
    return this.universe.and(...known);
  }

  #noVersion(service: string): Formula {
    const versions = this.#meshes.flatMap((mesh) => serviceOf(mesh, service)?.versions ?? []);
    const told = versions.filter((version) => Object.keys(version.labels).every((key) => this.#labels.has(key)));
    return this.universe.not(this.universe.or(...told.map((version) => this.#carries(version.labels))));
  }

  #sourceOf(witness: Witness): RequestSource {
    const { address } = this.#scope;
    if (address.kind === 'gateway') return { kind: 'gateway', gateway: address.gateway };
    const chosen = this.#sources?.members.get(witness.get(this.#sources.variable)?.[0] ?? '') ?? { kind: 'unknown' };
    const carried = [...this.#labels].flatMap(([key, variable]) => {
      const value = witness.get(variable)?.[0];
      return value === undefined ? [] : [[key, value] as const];
    });
    if (carried.length === 0) return chosen;
    const labels = Object.fromEntries(carried);
    return chosen.kind === 'workload'
      ? { ...chosen, labels: { ...labels, ...chosen.labels } }
      : { kind: 'workload', labels };
  }

  // ---- the way back

  #text(witness: Witness, key: string): string | undefined {
    const variable = this.#texts.get(key);
    return variable && witness.get(variable)?.[0];
  }

  #values(witness: Witness): Pick<Request, 'query' | 'headers' | 'cookies'> {
    const of = (subject: Named) =>
      [...this.#texts].flatMap(([key, variable]) => valuesIn(subject, key, witness.get(variable)));
    const headers = of('header');
    const raw = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => [...parseCookies(value)]);
    return {
      query: multimap(of('query')),
      headers: multimap(headers.filter(([name]) => name !== 'cookie')),
      cookies: new Map([...raw, ...multimap(of('cookie'))]),
    };
  }
}

function valuesIn(subject: Named, key: string, values: readonly string[] = []): readonly (readonly [string, string])[] {
  return key.startsWith(`${subject}:`) ? values.map((value) => [key.slice(subject.length + 1), value] as const) : [];
}

function isKnownFrom(source: RequestSource, test: SourceTest): boolean {
  if (source.kind !== 'workload') return false;
  if (test.kind === 'namespace') return source.namespace === test.namespace;
  return (
    test.kind === 'service' && source.service === test.service && (test.version ?? source.version) === source.version
  );
}

function* fromTests(condition: Condition): Generator<FromTest> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.parts) yield* fromTests(part);
      return;
    case 'not':
      yield* fromTests(condition.part);
      return;
    case 'from':
      yield condition;
  }
}
