// Documents that nobody holds, handed over one after the other → the proof that they decide as the program does, portion by portion: what a
// portion says is compared with the program's rules for the same hosts and forgotten. It takes for granted that services, egresses and
// gateways are declared as in the program, which the end proves. Nothing but the proof: where it fails, `readBack` says why.
import type { Document } from '../documents/index.ts';
import { unlikeTables } from '../meaning/index.ts';
import { type Mesh, someLeaf } from '../model/index.ts';
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
import { ProgramParts, type Rules } from './program-parts.ts';
import { registered } from './read-back.ts';

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

function namespacesOf({ services, egresses, gateways, ingresses, namespace }: Mesh): ReadonlySet<string> {
  const declared = [...services, ...egresses, ...gateways, ...ingresses].map((one) => one.namespace);
  return new Set([namespace, ...declared]);
}

/** Objects that are read together: enough to be worth a comparison, few enough to be forgotten young. */
const portionSize = 96;

/** A class for what is counted and ticked off. */
class PortionProof {
  readonly #mesh: Mesh;
  readonly #reader: Reader;
  readonly #portions: Portions;
  readonly #place: Span;
  readonly #parts: ProgramParts;
  readonly #answered = new AnsweredHosts();
  readonly #unread = new Set<string>();
  /** The program's, as objects can tell them, and those of the objects. */
  #gateways: { readonly program: Mesh['gateways']; readonly read: Mesh['gateways'] } | undefined;
  #waiting: InputObject[] = [];
  #isProved = true;
  #compared = 0;

  constructor(mesh: Mesh, reader: Reader, portions: Portions, place: Span) {
    this.#mesh = mesh;
    this.#reader = reader;
    this.#portions = portions;
    this.#place = place;
    this.#parts = new ProgramParts(mesh);
  }

  take({ root }: Document): void {
    if (!this.#isProved) return;
    for (const object of objectsOf(root, this.#mesh.namespace, this.#place)) this.#takeObject(object);
    if (this.#waiting.length >= portionSize) this.#readPortion();
  }

  #takeObject(object: InputObject): void {
    const { takes, helps, explicit = [] } = this.#reader;
    if (takes(object)) {
      this.#need(leftToDefaults(object, explicit).length === 0);
      this.#waiting.push(object);
    } else if (helps?.(object)) this.#isProved = false;
    else this.#unread.add(object.kind);
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

  /** The program's rules beside those of documents for the same hosts, in surroundings that are the same for both. */
  #compare(programRules: () => Rules, back: Rules): void {
    if (!this.#isProved) return;
    const program = programRules();
    this.#answered.add(back.ingresses);
    this.#gateways ??= this.#bothGateways();
    const { asRead } = this.#reader;
    const around = this.#parts.calleesOf([program, back]);
    const { services, egresses, ...old } = asRead({ ...this.#mesh, ...nothing, ...around, ...program });
    const fresh = asRead({ ...this.#mesh, ...nothing, ...back });
    const pair = [
      { ...old, services, egresses, gateways: this.#gateways.program },
      { ...fresh, services, egresses, gateways: this.#gateways.read },
    ] as const;
    const { pairs, all } = unlikeTables(...pair);
    this.#compared += all;
    this.#need(openAlike(...pair) && (pairs.length === 0 || this.#decideAlike(...pair)));
  }

  #bothGateways(): { readonly program: Mesh['gateways']; readonly read: Mesh['gateways'] } {
    const { asRead } = this.#reader;
    const gateways = this.#portions.gateways();
    return {
      program: asRead(withoutRules(this.#mesh)).gateways,
      read: asRead({ ...this.#mesh, ...nothing, gateways }).gateways,
    };
  }

  /** Where rules ask who sends a request, it is looked for among all services. */
  #decideAlike(old: Mesh, fresh: Mesh): boolean {
    if (![old, fresh].some(asksSender)) return decideAlike(old, fresh);
    const { services, egresses } = this.#reader.asRead(withoutRules(this.#mesh));
    return decideAlike({ ...old, services, egresses }, { ...fresh, services, egresses });
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

const asksSender = ({ routes, ingresses, gateways }: Mesh): boolean =>
  [...routes, ...ingresses, ...gateways].some(({ rules }) =>
    rules.some(({ condition }) => someLeaf(condition, ({ kind }) => kind === 'from')),
  );
