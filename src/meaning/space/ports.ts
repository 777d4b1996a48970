// The port that a request came to, and with it the scheme, as variables of logic. At a door the port settles the scheme; inside the
// mesh a caller may write either.
import { type ChoiceVariable, type Formula, TRUE, type Universe, type Witness } from '../../logic/index.ts';
import type { PortTest, TextTest } from '../../model/index.ts';
import { compare } from '../evaluate.ts';
import type { TablePort } from '../table.ts';

const schemes = ['http', 'https'] as const;
type Scheme = (typeof schemes)[number];

/** The ports of one space; a class for the variables it makes. */
export class Ports {
  readonly #universe: Universe;
  readonly #ports: readonly TablePort[];
  readonly #atDoor: boolean;
  #port: ChoiceVariable | undefined;
  #scheme: ChoiceVariable | undefined;

  constructor(universe: Universe, ports: readonly TablePort[], atDoor: boolean) {
    this.#universe = universe;
    this.#ports = ports.length > 0 ? ports : [{ number: 80, protocol: 'http' }];
    this.#atDoor = atDoor;
  }

  /** Whether some port ends TLS. */
  get anyHttps(): boolean {
    return this.#ports.some((port) => port.scheme === 'https');
  }

  test({ values }: PortTest): Formula {
    return this.on((port) => values.includes(port.number));
  }

  /** The request came to one of the wanted ports. */
  on(wanted: (port: TablePort) => boolean): Formula {
    if (this.#ports.every(wanted)) return TRUE;
    this.#port ??= this.#universe.choice(
      'port',
      this.#ports.map((port) => String(port.number)),
    );
    const variable = this.#port;
    return this.#universe.or(
      ...this.#ports.filter(wanted).map((port) => this.#universe.is(variable, String(port.number))),
    );
  }

  schemeTest(test: TextTest): Formula {
    const passes = (scheme: Scheme) => test.values.some((value) => compare(test.operator, scheme, value));
    if (test.operator === 'exists') return TRUE;
    if (this.#atDoor) return this.on((port) => passes(port.scheme ?? 'http'));
    this.#scheme ??= this.#universe.choice('scheme', schemes);
    const variable = this.#scheme;
    return this.#universe.or(...schemes.filter(passes).map((scheme) => this.#universe.is(variable, scheme)));
  }

  port(witness: Witness): TablePort {
    const chosen = this.#port && witness.get(this.#port)?.[0];
    return this.#ports.find((port) => String(port.number) === chosen) ?? this.#ports[0]!;
  }

  scheme(witness: Witness): Scheme {
    const chosen = this.#scheme && witness.get(this.#scheme)?.[0];
    return this.port(witness).scheme ?? (chosen === 'https' ? 'https' : 'http');
  }
}
