// The set of all requests of one table as logic sees it: conditions as formulas, the facts that every request of the table obeys,
// and the way back from a witness to a request. Decides nothing itself.
import {
  FALSE,
  type Formula,
  type Limits,
  type TextVariable,
  TRUE,
  Universe,
  type Witness,
} from '../../logic/index.ts';
import type { Condition, Mesh, TextTest } from '../../model/index.ts';
import { sampleHost } from '../hosts.ts';
import { makeRequest, multimap, parseCookies, type Request } from '../request/request.ts';
import type { Table } from '../table.ts';
import { Ports } from './ports.ts';
import { Sources } from './sources.ts';
import { Texts } from './texts.ts';

/** What a space needs to know of its requests; a table is one. */
export type Scope = Pick<Table, 'address' | 'protocol' | 'ports' | 'hosts' | 'otherHosts'>;

export interface SpaceOptions extends Partial<Limits> {
  /** Only requests in which no header, parameter or cookie comes twice. */
  readonly singleValues?: boolean;
}

/** A universe of the requests of a scope; a class for the variables it makes on the way. */
export class RequestSpace {
  readonly universe: Universe;
  readonly #scope: Scope;
  readonly #texts: Texts;
  readonly #ports: Ports;
  readonly #sources: Sources;
  readonly #memo = new Map<Condition, Formula>();

  /** @param conditions all that will be asked about; @param meshes where their names are declared. */
  constructor(meshes: readonly Mesh[], scope: Scope, conditions: Iterable<Condition>, limits: SpaceOptions = {}) {
    const { address } = scope;
    const gateway = address.kind === 'gateway' ? address.gateway : undefined;
    this.universe = new Universe(limits);
    this.#scope = scope;
    this.#texts = new Texts(this.universe, limits.singleValues ?? false);
    this.#ports = new Ports(this.universe, scope.ports, gateway !== undefined);
    this.#sources = new Sources(this.universe, meshes, gateway, conditions);
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
    return this.universe.and(this.#hostFact(), this.#sniFact(), ...this.#sources.facts());
  }

  /** A request of the witness; parts that it leaves open get plain values. */
  request(witness: Witness): Request {
    const { protocol, address, hosts, otherHosts } = this.#scope;
    const host = this.#texts.value(witness, 'host') ?? sampleHost(hosts[0] ?? '', otherHosts);
    const sni = this.#texts.value(witness, 'sni') ?? (protocol === 'tls' && host !== '' ? host : undefined);
    const { number } = this.#ports.port(witness);
    const source = this.#sources.source(witness);
    const shared = { protocol, address, port: number, source, ...(sni ? { sni } : {}) };
    if (protocol !== 'http')
      return makeRequest({ ...shared, host: protocol === 'tls' ? host : '', method: '', path: '' });
    return makeRequest({
      ...shared,
      host,
      scheme: this.#ports.scheme(witness),
      method: this.#texts.value(witness, 'method') ?? 'GET',
      path: this.#texts.value(witness, 'path') ?? '/',
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
        return this.#ports.test(condition);
      case 'from':
        return this.#sources.from(condition.source);
    }
  }

  #textTest(test: TextTest): Formula {
    const texts = this.#texts;
    if (test.subject === 'sni') return this.#sniTest(test);
    if (this.#scope.protocol !== 'http') return FALSE;
    switch (test.subject) {
      case 'scheme':
        return this.#ports.schemeTest(test);
      case 'rpc':
        return texts.rpc(test);
      case 'header':
        return texts.apply(test, test.name === 'host' ? texts.single('host') : texts.named('header', test.name ?? ''));
      case 'query':
      case 'cookie':
        return texts.apply(test, texts.named(test.subject, test.name ?? ''));
      default:
        return texts.apply(test, texts.single(test.subject));
    }
  }

  /** Connections have a server name, and so do requests to a door that ended TLS. */
  #sniTest(test: TextTest): Formula {
    if (this.#scope.protocol === 'tcp' || (this.#scope.protocol === 'http' && !this.#ports.anyHttps)) return FALSE;
    return this.#texts.apply(test, this.#texts.single('sni'));
  }

  #sniFact(): Formula {
    const sni = this.#texts.made('sni');
    if (!sni) return TRUE;
    if (this.#scope.protocol === 'http') {
      const encrypted = this.#ports.on((port) => port.scheme === 'https');
      return this.universe.or(this.universe.not(this.universe.exists(sni)), encrypted);
    }
    return this.#scope.address.kind === 'service' ? TRUE : this.#isOneOfHosts(sni);
  }

  #hostFact(): Formula {
    const host = this.#texts.made('host');
    return host ? this.#isOneOfHosts(host) : TRUE;
  }

  #isOneOfHosts(variable: TextVariable): Formula {
    const { universe } = this;
    const { hosts, otherHosts } = this.#scope;
    const anyOf = (patterns: readonly string[]) => universe.or(...patterns.map((each) => this.#covers(variable, each)));
    const exact = anyOf(hosts.filter((host) => !host.startsWith('*')));
    return universe.or(exact, universe.and(anyOf(hosts), universe.not(anyOf(otherHosts))));
  }

  #covers(variable: TextVariable, pattern: string): Formula {
    const { universe } = this;
    if (!pattern.startsWith('*')) return universe.equal(variable, pattern);
    const rest = pattern.slice(1);
    if (rest === '') return TRUE;
    return universe.and(universe.suffix(variable, rest), universe.not(universe.equal(variable, rest)));
  }

  #values(witness: Witness): Pick<Request, 'query' | 'headers' | 'cookies' | 'rawCookie'> {
    const headers = this.#texts.values(witness, 'header');
    const [raw] = headers.filter(([name]) => name === 'cookie').map(([, value]) => value);
    const cookies = multimap(this.#texts.values(witness, 'cookie'));
    return {
      query: multimap(this.#texts.values(witness, 'query')),
      headers: multimap(headers.filter(([name]) => name !== 'cookie')),
      cookies: raw === undefined ? cookies : new Map([...cookies, ...parseCookies(raw)]),
      ...(raw === undefined ? {} : { rawCookie: raw }),
    };
  }
}
