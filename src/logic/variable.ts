// Variables: the parts of the things a universe speaks about. A text variable has a string (or none, or a set of
// strings), a choice has one member of a finite list.

/** Options of a text variable. Values are well-formed Unicode strings, compared by code point. */
export interface TextOptions {
  /** May the variable have no value at all? Default: only if `many`. */
  readonly optional?: boolean;
  /** The value is a set of strings; an atom holds if any of them satisfies it. */
  readonly many?: boolean;
  /** Every value begins with this. */
  readonly startsWith?: string;
  /** Every value matches this RE2 expression as a whole; throws a SyntaxError if RE2 refuses it. */
  readonly base?: string;
  /** Values and literals are folded to ASCII lower case first; regular expressions see the folded value. */
  readonly ignoreCase?: boolean;
}

export interface TextVariable {
  readonly kind: 'text';
  readonly id: number;
  readonly name: string;
  readonly optional: boolean;
  readonly many: boolean;
  readonly startsWith: string;
  readonly base: string | undefined;
  readonly ignoreCase: boolean;
}

export interface ChoiceVariable {
  readonly kind: 'choice';
  readonly id: number;
  readonly name: string;
  /** In order of preference for witnesses; a member "some other" is the caller's to add. */
  readonly members: readonly string[];
}

export type Variable = TextVariable | ChoiceVariable;

/**
 * Values by variable: for a text variable its strings (none: absent), for a choice exactly one member. A variable
 * that is missing counts as absent.
 */
export type Assignment = ReadonlyMap<Variable, readonly string[]>;

/** An assignment that proves something: complete for its universe, except that absent variables may be missing. */
export type Witness = Assignment;

/** ASCII lower case; other letters stay, as HTTP does it. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
