// Documents that nobody holds, handed over one after the other → the proof that they decide as the program does, portion by portion: what a
// portion says is compared with the program's rules for the same hosts and forgotten. It takes for granted that services, egresses and
// gateways are declared as in the program, which the end proves. Nothing but the proof: where it fails, `readBack` says why.
import type { Document } from '../documents/index.ts';
import { type Mesh, type Rule, someLeaf } from '../model/index.ts';
import {
  type InputObject,
  type LastPortion,
  leftToDefaults,
  objectsOf,
  type Platform,
  type Portions,
  type Reader,
} from '../targets/index.ts';
import type { Span } from '../text/index.ts';
import { AnsweredHosts } from './answered-hosts.ts';
import { decideAlike, declareAlike, openAlike } from './compare-meaning.ts';
import { type CheckEnvelope, envelopes, folderOf, namespacesOf } from './envelopes.ts';
import { type GatewayRules, showTheSame, unlikeRules } from './plainly-alike.ts';
import { ProgramParts, type Rules } from './program-parts.ts';
import { registered, whatIs } from './read-back.ts';

export interface ReadBackEach {
  readonly take: (document: Document) => void;
  /** Undefined: not proved. */
  readonly finish: () => Proof | undefined;
}
export interface Proof {
  /** Rule lists that were compared. */
  readonly compared: number;
  /** Kinds of objects that the platform's reader does not know: what they say is not verified. */
  readonly unread: readonly string[];
}

/** Undefined for platforms whose objects must be read at once. */
export function readBackEach(mesh: Mesh, { reader, each }: Platform): ReadBackEach | undefined {
  const place = [...mesh.services, ...mesh.egresses, ...mesh.gateways][0]?.origin;
  if (!reader?.portions || !each || !place) return undefined;
  const proof = new PortionProof(mesh, reader, reader.portions(optionsOf(mesh, reader)), place);
  return { take: (document) => proof.take(document), finish: () => proof.finish() };
}

const optionsOf = (mesh: Mesh, reader: Reader): Parameters<NonNullable<Reader['portions']>>[0] => ({
  namespace: mesh.namespace,
  clusterDomain: mesh.clusterDomain,
  services: mesh.services.filter(reader.knows ?? (({ inCluster }) => inCluster)).map(registered),
  namespaces: namespacesOf(mesh),
});

/** The program's, those of the objects, and what rules beside each other are compared with. */
interface Gateways {
  readonly program: Mesh['gateways'];
  readonly read: Mesh['gateways'];
  readonly known: Map<string, GatewayRules | undefined>;
}

/** Objects that are read together: enough to be worth a comparison, few enough to be forgotten young. */
const portionSize = 24;

/** A class for what is counted and ticked off. */
class PortionProof {
  readonly #mesh: Mesh;
  readonly #reader: Reader;
  readonly #portions: Portions;
  readonly #place: Span;
  readonly #parts: ProgramParts;
  readonly #answered = new AnsweredHosts();
  readonly #unread = new Set<string>();
  readonly #check: CheckEnvelope;
  #gateways: Gateways | undefined;
  #waiting: InputObject[] = [];
  #isProved = true;
  #compared = 0;

  constructor(mesh: Mesh, reader: Reader, portions: Portions, place: Span) {
    this.#mesh = mesh;
    this.#reader = reader;
    this.#portions = portions;
    this.#place = place;
    this.#parts = new ProgramParts(mesh);
    this.#check = envelopes(mesh, reader);
  }

  take({ root, path }: Document): void {
    if (!this.#isProved) return;
    for (const object of objectsOf(root, this.#mesh.namespace, this.#place)) this.#takeObject(object, folderOf(path));
    if (this.#waiting.length >= portionSize) this.#readPortion();
  }

  #takeObject(object: InputObject, folder: string): void {
    const { takes, helps, explicit = [] } = this.#reader;
    if (takes(object)) {
      this.#need(this.#check(object, folder) === undefined);
      this.#need(leftToDefaults(object, explicit).length === 0);
      this.#waiting.push(object);
    } else if (helps?.(object)) this.#isProved = false;
    else this.#unread.add(whatIs(object, folder));
  }

  #readPortion(): void {
    const objects = this.#waiting;
    this.#waiting = [];
    const back = this.#portions.read(objects);
    this.#need(objects.every(isUnderstood));
    if (back.routes.length + back.ingresses.length > 0) this.#compare(() => this.#parts.take(back), back);
  }

  finish(): Proof | undefined {
    this.#readPortion();
    const last = this.#portions.finish();
    this.#need(last.isWhole && last.late.every(isUnderstood) && last.assumptions.length === 0);
    this.#compare(() => this.#parts.take(last.rest), last.rest);
    this.#compare(() => this.#parts.left(), noRules);
    if (this.#isProved) this.#need(this.#declaresAlike(last));
    return this.#isProved ? { compared: this.#compared, unread: [...this.#unread] } : undefined;
  }

  #need(isSo: boolean): void {
    this.#isProved &&= isSo;
  }

  /** The program's rules beside those of documents for the same hosts. */
  #compare(programRules: () => Rules, back: Rules): void {
    if (!this.#isProved) return;
    this.#answered.add(back.ingresses);
    const program = this.#asRead(programRules());
    this.#compared += program.routes.length + program.ingresses.length;
    const left = unlikeRules(program, this.#asRead(back), {
      onlyPort: (callee) => this.#parts.onlyPort(callee),
      gateway: (key) => this.#gatewayRules(key),
    });
    const rules = [left.program, left.back].flatMap(({ routes, ingresses }) => [...routes, ...ingresses]);
    if (rules.length > 0) this.#need(this.#decidesAlike(left.program, left.back, rules.some(asksSender)));
  }

  #asRead(rules: Rules): Rules {
    const { routes, ingresses } = this.#reader.asRead({ ...this.#mesh, ...nothing, ...rules });
    return { routes, ingresses };
  }

  /** By what rules mean. Where they ask who sends a request, it is looked for among all services. */
  #decidesAlike(program: Rules, back: Rules, isAboutSenders: boolean): boolean {
    const { program: own, read } = this.#bothGateways();
    const { services, egresses } = this.#reader.asRead(
      isAboutSenders || [...own, ...read].some(asksSender)
        ? withoutRules(this.#mesh)
        : { ...this.#mesh, ...nothing, ...noRules, ...this.#parts.calleesOf([program, back]) },
    );
    const around = { ...this.#mesh, ...nothing, services, egresses };
    const pair = [
      { ...around, ...program, gateways: own },
      { ...around, ...back, gateways: read },
    ] as const;
    return openAlike(...pair) && decideAlike(...pair);
  }

  #gatewayRules(key: string): GatewayRules | undefined {
    const { known, program, read } = this.#bothGateways();
    if (!known.has(key)) {
      const [one, other] = [program, read].map((all) => all.find((gateway) => gateway.key === key));
      const isSame = one && other && showTheSame(one, other);
      known.set(key, isSame ? { program: one.rules, back: other.rules } : undefined);
    }
    return known.get(key);
  }

  /** As objects can tell them; all of them stand before what uses them. */
  #bothGateways(): Gateways {
    if (!this.#gateways) {
      const { asRead } = this.#reader;
      const gateways = this.#portions.gateways();
      this.#gateways = {
        program: asRead(withoutRules(this.#mesh)).gateways,
        read: asRead({ ...this.#mesh, ...nothing, ...noRules, gateways }).gateways,
        known: new Map(),
      };
    }
    return this.#gateways;
  }

  #declaresAlike({ mesh, kept }: LastPortion): boolean {
    const { asRead, beyond } = this.#reader;
    const back = { ...mesh, ingresses: this.#answered.ingresses(this.#place) };
    if (beyond && beyond(kept, back).length > 0) return false;
    return declareAlike({ ...asRead(withoutRules(this.#mesh)), ingresses: [] }, { ...asRead(back), ingresses: [] });
  }
}

const noRules: Rules = { routes: [], ingresses: [] };
const nothing = { services: [], egresses: [], gateways: [], telemetry: [], tests: [], expectations: [] } as const;

const withoutRules = (mesh: Mesh): Mesh => ({
  ...mesh,
  routes: [],
  ingresses: mesh.ingresses.map((ingress) => ({ ...ingress, rules: [] })),
});

/** All of the object is in what was read. */
const isUnderstood = ({ notes }: InputObject): boolean => notes.kept === undefined && notes.residues.length === 0;

const asksSender = ({ rules }: { readonly rules: readonly Rule[] }): boolean =>
  rules.some(({ condition }) => someLeaf(condition, ({ kind }) => kind === 'from'));
