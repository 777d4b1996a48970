// What a way back could not turn into the model: the field, its place and the reason. Whoever reads a field either takes it or it ends
// up here; nothing is passed over.
import type { Span } from '../../../text/index.ts';

export interface Residue {
  /** `spec.http[2].fault.abort.grpcStatus` */
  readonly path: string;
  /** Why the model has no place for it; one sentence part for people. */
  readonly reason: string;
  /** `extra`: no request is decided otherwise without it. `meaning`: some may be. `order`: some may be, by the age of objects. */
  readonly weight: 'extra' | 'meaning' | 'order';
  readonly span: Span;
}

/** An object of the input, and what became of it. */
export interface ReadObject {
  /** `VirtualService shop/reviews` */
  readonly name: string;
  readonly kind: string;
  readonly origin: Span;
  /** `kept`: nothing of it is in the model. */
  readonly state: 'read' | 'kept';
  /** Of a kept one. */
  readonly why?: string;
  /** Something else has what it is for: no request is decided by it. */
  readonly isIdle?: boolean;
  readonly residues: readonly Residue[];
  /** Entries of its rule lists, and how many of them became rules. */
  readonly entries: { readonly all: number; readonly read: number };
}

/** What the input does not say and the reading took for granted. */
export interface Assumption {
  readonly text: string;
  readonly span: Span;
}

/** What is noted while one object is read. */
export class Notes {
  readonly residues: Residue[] = [];
  #told: Set<string> | undefined;
  entries = { all: 0, read: 0 };
  kept: string | undefined;

  add(path: string, span: Span, reason: string, weight: Residue['weight'] = 'meaning'): void {
    // Rules that several others call are read several times.
    const key = `${path}\0${reason}`;
    this.#told ??= new Set();
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.residues.push({ path, reason, weight, span });
  }

  /** It is in the program, and it must stay as it is too, for what is not. */
  staysToo = false;
  keepAsWell(path: string, span: Span, reason: string): void {
    this.staysToo = true;
    this.add(path, span, reason);
  }

  /** Another object has what it is for, so that it does nothing. */
  isIdle = false;
  giveWay(why: string): void {
    this.isIdle = true;
    this.keep(why);
  }

  /** What another reading of the object noted, instead of what was noted before. */
  takeOver({ residues, entries, kept }: Notes): void {
    this.residues.splice(0);
    this.#told = undefined;
    for (const { path, span, reason, weight } of residues) this.add(path, span, reason, weight);
    this.entries = entries;
    this.kept = kept;
  }

  /** Nothing of the object can be said. */
  keep(why: string): void {
    this.kept ??= why;
  }
}
