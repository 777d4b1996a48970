// A universe: the variables that formulas speak about, and the tables in which atoms and formulas are interned.
// Formulas of different universes must not be mixed.
import { type Atom, normalLiteral, type TextAtom, type TextTest } from './atoms.ts';
import { RegexAutomaton } from './automaton.ts';
import { FALSE, type Formula, FormulaTable, TRUE } from './formula.ts';
import { compileRegex } from './regex.ts';
import { literalOf } from './regex-literal.ts';
import { Theory } from './theory.ts';
import { type ChoiceVariable, foldCase, type TextOptions, type TextVariable, type Variable } from './variable.ts';
import { defaultLimits, type Limits } from './verdict.ts';

const freshPool = ['x', 'q', 'z', ...'bcdfghjklmnpqrtvwyuiaeos0123456789XQZ'];

/** Variables, atoms and formulas; a class for the identity of what it interns. */
export class Universe {
  readonly limits: Limits;
  readonly table = new FormulaTable();
  readonly theory: Theory;
  readonly #variables: Variable[] = [];
  readonly #atoms = new Map<string, Atom>();
  readonly #regexes = new Map<string, RegexAutomaton>();
  readonly #characters = new Map<Variable, Set<string>>();
  readonly #fresh = new Map<Variable, string>();

  /** @param limits counts that replace single default limits. */
  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...defaultLimits, ...limits };
    this.theory = new Theory({
      limits: this.limits,
      baseOf: (variable) => (variable.base === undefined ? undefined : this.#regex(variable.base)),
      freshFor: (variable) => this.#freshFor(variable),
    });
  }

  get variables(): readonly Variable[] {
    return this.#variables;
  }

  /** A variable with strings as values. Throws a SyntaxError for a refused base, a RangeError for one without words. */
  text(name: string, options: TextOptions = {}): TextVariable {
    const { many = false, optional = many, ignoreCase = false, startsWith = '', base } = options;
    const id = this.#variables.length;
    const start = ignoreCase ? foldCase(startsWith) : startsWith;
    const variable: TextVariable = { kind: 'text', id, name, optional, many, startsWith: start, base, ignoreCase };
    if (this.theory.check({ ...variable, optional: false }, [], [], undefined).is === 'no') {
      throw new RangeError(`no value of ${name} is possible`);
    }
    this.#variables.push(variable);
    return variable;
  }

  /** A variable with one of at least one members, the first being the plainest. */
  choice(name: string, members: readonly string[]): ChoiceVariable {
    if (members.length === 0) throw new RangeError(`no value of ${name} is possible`);
    const variable: ChoiceVariable = {
      kind: 'choice',
      id: this.#variables.length,
      name,
      members: [...new Set(members)],
    };
    this.#variables.push(variable);
    return variable;
  }

  /** The value is this string. */
  equal(variable: TextVariable, literal: string): Formula {
    return this.#text('equal', variable, literal);
  }

  prefix(variable: TextVariable, literal: string): Formula {
    return this.#text('prefix', variable, literal);
  }

  /** The value is this string, or begins with it and a slash: whole segments. A slash at the end of it says nothing. */
  under(variable: TextVariable, literal: string): Formula {
    return this.#text('under', variable, literal);
  }

  suffix(variable: TextVariable, literal: string): Formula {
    return this.#text('suffix', variable, literal);
  }

  contains(variable: TextVariable, literal: string): Formula {
    return this.#text('contains', variable, literal);
  }

  /** The whole value matches; throws a SyntaxError for an expression that RE2 refuses (see `regexProblem`). */
  matches(variable: TextVariable, source: string): Formula {
    return this.#text('regex', variable, source);
  }

  /** The variable has a value. */
  exists(variable: TextVariable): Formula {
    return this.#text('exists', variable, '');
  }

  /** The choice is this member; a string that is no member is never chosen. */
  is(variable: ChoiceVariable, member: string): Formula {
    if (!variable.members.includes(member)) return FALSE;
    if (variable.members.length === 1) return TRUE;
    return this.table.atom(
      this.#atom(`is ${variable.id} ${member}`, (id) => ({ kind: 'member', id, variable, text: member })),
    );
  }

  not(part: Formula): Formula {
    return this.table.not(part);
  }

  and(...parts: readonly Formula[]): Formula {
    return this.table.and(parts);
  }

  or(...parts: readonly Formula[]): Formula {
    return this.table.or(parts);
  }

  #text(kind: TextTest, variable: TextVariable, given: string): Formula {
    const text = normalLiteral(variable, kind, given);
    if (!text.isWellFormed()) return FALSE;
    if (kind === 'under' && text === '') return this.#underNothing(variable);
    if (kind === 'prefix' && variable.startsWith.startsWith(text)) return this.exists(variable);
    if ((kind === 'suffix' || kind === 'contains') && text === '') return this.exists(variable);
    if (kind === 'exists' && !variable.optional) return TRUE;
    const literal = kind === 'regex' ? literalOf(this.#regex(text).program) : undefined;
    if (literal !== undefined) return this.#literalRegex(variable, literal);
    return this.#literal(kind, variable, text);
  }

  /** Equal to nothing, or beginning with a slash; what always begins with something is not empty. */
  #underNothing(variable: TextVariable): Formula {
    const below = this.#text('prefix', variable, '/');
    return variable.startsWith === '' ? this.or(this.#text('equal', variable, ''), below) : below;
  }

  #literalRegex(variable: TextVariable, literal: string): Formula {
    const impossible = variable.ignoreCase && foldCase(literal) !== literal;
    return impossible ? FALSE : this.#literal('equal', variable, literal);
  }

  #literal(kind: TextTest, variable: TextVariable, text: string): Formula {
    const automaton = kind === 'regex' ? this.#regex(text) : undefined;
    const make = (id: number): TextAtom => ({ kind, id, variable, text, automaton });
    const atom = this.#atom(`${kind} ${variable.id} ${text}`, make);
    if (kind !== 'regex') this.#note(variable, text);
    return this.table.atom(atom);
  }

  #atom(key: string, make: (id: number) => Atom): Atom {
    let atom = this.#atoms.get(key);
    if (atom === undefined) {
      atom = make(this.#atoms.size);
      this.#atoms.set(key, atom);
    }
    return atom;
  }

  #regex(source: string): RegexAutomaton {
    let automaton = this.#regexes.get(source);
    if (automaton === undefined) {
      automaton = new RegexAutomaton(compileRegex(source), this.limits);
      this.#regexes.set(source, automaton);
    }
    return automaton;
  }

  #note(variable: TextVariable, literal: string): void {
    let characters = this.#characters.get(variable);
    if (characters === undefined) {
      characters = new Set('/');
      this.#characters.set(variable, characters);
    }
    for (const character of literal) characters.add(character);
    if (characters.has(this.#fresh.get(variable) ?? '')) this.#fresh.delete(variable);
  }

  /** A character that no literal of the variable contains, a plain one if possible. */
  #freshFor(variable: TextVariable): string {
    let fresh = this.#fresh.get(variable);
    if (fresh === undefined) {
      const used = this.#characters.get(variable) ?? new Set();
      fresh = freshPool.find(
        (character) => !used.has(character) && !(variable.ignoreCase && foldCase(character) !== character),
      );
      for (let codePoint = 0xe0; fresh === undefined; codePoint++) {
        const character = String.fromCodePoint(codePoint);
        if (!used.has(character)) fresh = character;
      }
      this.#fresh.set(variable, fresh);
    }
    return fresh;
  }
}
