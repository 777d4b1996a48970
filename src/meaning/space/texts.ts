// The texts of requests as variables of logic: what values each can have, and tests of them as formulas.
import { FALSE, type Formula, type TextVariable, TRUE, type Universe, type Witness } from '../../logic/index.ts';
import type { TextTest } from '../../model/index.ts';

/** A condition that cannot be put as a formula; the question about it is answered "unknown". */
export class Unanswerable extends Error {}

const pathBase = String.raw`(?:/(?:[!$%&'()*+,\-0-9:;=@A-Z\[\]_a-z~]|\.[!$%&'()*+,\-0-9:;=@A-Z\[\]_a-z~]|\.\.[!$%&'()*+,\-.0-9:;=@A-Z\[\]_a-z~])[!$%&'()*+,\-.0-9:;=@A-Z\[\]_a-z~]*)*/?`;
/** Every value matches these: a path after normalisation, a header without control characters. */
const bases = {
  path: pathBase,
  method: `[A-Z]+`,
  host: String.raw`[a-z0-9_\-\[\]:%][a-z0-9._\-\[\]:%]*`,
  sni: String.raw`[a-z0-9._\-]+`,
  /** Blanks around a value are not part of it. */
  header: String.raw`(?:[^\x00-\x20\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?`,
  query: String.raw`[^&#\x00-\x20\x7f]*`,
  cookie: String.raw`[^;\x00-\x1f\x7f]*`,
} as const;
export type Named = 'header' | 'query' | 'cookie';

/** The variables made so far; a class for their identity. */
export class Texts {
  readonly #universe: Universe;
  readonly #made = new Map<string, TextVariable>();

  readonly #single: boolean;

  constructor(universe: Universe, singleValues: boolean) {
    this.#universe = universe;
    this.#single = singleValues;
  }

  /** The variable of `path`, `method`, `host` or `sni`, if some test needed it. */
  made(subject: string): TextVariable | undefined {
    return this.#made.get(subject);
  }

  single(subject: 'path' | 'method' | 'host' | 'sni'): TextVariable {
    const start = subject === 'path' ? { startsWith: '/' } : {};
    return this.#intern(subject, { base: bases[subject], ...start, optional: subject === 'sni' });
  }

  /** Of a header, query or cookie, which may come several times; the `Cookie` header comes once. */
  named(subject: Named, name: string): TextVariable {
    const single = this.#single || (subject === 'header' && name === 'cookie');
    return this.#intern(`${subject}:${name}`, { base: bases[subject], optional: true, many: !single });
  }

  #intern(key: string, options: Parameters<Universe['text']>[1]): TextVariable {
    let variable = this.#made.get(key);
    if (variable === undefined) {
      variable = this.#universe.text(key, options);
      this.#made.set(key, variable);
    }
    return variable;
  }

  /** The variable passes the test. */
  apply(test: Pick<TextTest, 'operator' | 'values'>, variable: TextVariable): Formula {
    if (test.operator === 'exists') return this.#universe.exists(variable);
    return this.#universe.or(...test.values.map((value) => this.#compare(test.operator, variable, value)));
  }

  #compare(operator: TextTest['operator'], variable: TextVariable, value: string): Formula {
    switch (operator) {
      case 'exists':
        return this.#universe.exists(variable);
      case 'equals':
        return this.#universe.equal(variable, value);
      case 'starts':
        return this.#universe.prefix(variable, value);
      case 'under':
        return this.#universe.under(variable, value);
      case 'ends':
        return this.#universe.suffix(variable, value);
      case 'contains':
        return this.#universe.contains(variable, value);
      case 'matches':
        return this.#matches(variable, value);
    }
  }

  #matches(variable: TextVariable, source: string): Formula {
    try {
      return this.#universe.matches(variable, source);
    } catch (error) {
      if (error instanceof SyntaxError) return FALSE;
      throw error;
    }
  }

  /** An rpc is the path of a request with a gRPC content type, without its slash. */
  rpc(test: TextTest): Formula {
    const type = this.named('header', 'content-type');
    const called = this.#universe.or(
      this.#universe.equal(type, 'application/grpc'),
      this.#universe.prefix(type, 'application/grpc+'),
    );
    if (test.operator === 'exists') return called;
    return this.#universe.and(
      called,
      this.#universe.or(...test.values.map((value) => this.#rpcValue(test.operator, value))),
    );
  }

  #rpcValue(operator: TextTest['operator'], value: string): Formula {
    const path = this.single('path');
    const quoted = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    switch (operator) {
      case 'equals':
      case 'starts':
        return this.#compare(operator, path, `/${value}`);
      case 'under':
        return this.#universe.or(
          this.#universe.equal(path, `/${value.replace(/\/+$/, '')}`),
          this.#universe.prefix(path, `/${value.replace(/\/+$/, '')}/`),
        );
      case 'ends':
        return this.#universe.matches(path, `(?s)/.*${quoted}`);
      case 'contains':
        return this.#universe.matches(path, `(?s)/.*${quoted}.*`);
      case 'matches':
        if (/\^|\\A/.test(value.replace(/\[\^/g, '[')))
          throw new Unanswerable(`${value}: an anchor inside an rpc's expression`);
        return this.#matches(path, `/(?:${value})`);
      case 'exists':
        return TRUE;
    }
  }

  /** The value that a witness gives, if some test needed it. */
  value(witness: Witness, subject: string): string | undefined {
    const variable = this.#made.get(subject);
    return variable && witness.get(variable)?.[0];
  }

  /** Names and values that a witness gives to headers, query or cookies. */
  values(witness: Witness, subject: Named): readonly (readonly [string, string])[] {
    const prefix = `${subject}:`;
    return [...this.#made].flatMap(([key, variable]) =>
      key.startsWith(prefix)
        ? (witness.get(variable) ?? []).map((value) => [key.slice(prefix.length), value] as const)
        : [],
    );
  }
}
