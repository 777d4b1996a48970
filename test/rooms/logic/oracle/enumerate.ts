// Brute force: every request of a small universe, and for each formula the set of requests for which it holds, as bits.
// Shares no code with src/logic; literals are compared character by character, expressions by JavaScript's own engine.
import { allRegexes, type Condition, type Subject, type SubjectName, type TableRule, type Test } from './tables.ts';

export type Values = readonly string[];
export type Bits = Uint32Array;

export class Enumeration {
  readonly #known = new Map<Condition, Bits>();
  readonly size: number;
  readonly #subjects: readonly Subject[];
  readonly #values = new Map<SubjectName, readonly Values[]>();
  readonly #strides = new Map<SubjectName, number>();

  constructor(used: readonly Subject[]) {
    this.#subjects = used;
    let size = 1;
    for (const subject of used) {
      const values = valuesOf(subject);
      this.#values.set(subject.name, values);
      this.#strides.set(subject.name, size);
      size *= values.length;
    }
    this.size = size;
  }

  none(): Bits {
    return new Uint32Array(Math.ceil(this.size / 32));
  }

  /** The requests for which the condition holds. */
  holds(condition: Condition): Bits {
    const bits = this.#known.get(condition) ?? this.#holds(condition);
    this.#known.set(condition, bits);
    return bits;
  }

  #holds(condition: Condition): Bits {
    switch (condition.op) {
      case 'fact':
        return this.#fact(condition);
      case 'not':
        return this.complement(this.holds(condition.of));
      case 'and':
        return condition.of.map((part) => this.holds(part)).reduce((a, b) => a.map((bits, i) => bits & b[i]!));
      case 'or':
        return condition.of.map((part) => this.holds(part)).reduce((a, b) => a.map((bits, i) => bits | b[i]!));
    }
  }

  complement(bits: Bits): Bits {
    const result = bits.map((word) => ~word);
    const rest = this.size % 32;
    if (rest !== 0) result[result.length - 1]! &= 2 ** rest - 1;
    return result;
  }

  /** For each rule, and last for "none", what it decides. */
  deciders(rules: readonly TableRule[]): Bits[] {
    let open = this.complement(this.none());
    const decided = rules.map((rule) => {
      const holds = this.holds(rule.condition);
      const mine = holds.map((bits, i) => bits & open[i]!);
      open = open.map((bits, i) => bits & ~holds[i]!);
      return mine;
    });
    return [...decided, open];
  }

  /** The number of a request that has these values, or -1 if it is none of the universe. */
  requestOf(valuesOfSubject: (name: SubjectName) => Values): number {
    let request = 0;
    for (const { name } of this.#subjects) {
      const wanted = JSON.stringify([...valuesOfSubject(name)].sort());
      const at = this.#values.get(name)!.findIndex((values) => JSON.stringify([...values].sort()) === wanted);
      if (at < 0) return -1;
      request += at * this.#strides.get(name)!;
    }
    return request;
  }

  #fact(fact: Extract<Condition, { op: 'fact' }>): Bits {
    const subject = this.#subjects.find((one) => one.name === fact.subject)!;
    const truth = this.#values
      .get(fact.subject)!
      .map((values) => values.some((value) => meets(subject, fact.test, fact.text, value)));
    const stride = this.#strides.get(fact.subject)!;
    const bits = this.none();
    for (let request = 0; request < this.size; request++) {
      if (truth[Math.floor(request / stride) % truth.length]) bits[request >>> 5]! |= 1 << (request & 31);
    }
    return bits;
  }
}

export function isIn(bits: Bits, request: number): boolean {
  return ((bits[request >>> 5]! >>> (request & 31)) & 1) === 1;
}

export function isEmpty(bits: Bits): boolean {
  return bits.every((word) => word === 0);
}

export function meet(a: Bits, b: Bits): boolean {
  return a.some((word, i) => (word & b[i]!) !== 0);
}

function valuesOf(subject: Subject): readonly Values[] {
  if (!subject.many) return [...(subject.optional ? [[]] : []), ...subject.words.map((word) => [word])];
  return Array.from({ length: 2 ** subject.words.length }, (_, set) => subject.words.filter((_, i) => (set >> i) & 1));
}

function meets(subject: Subject, test: Test, given: string, value: string): boolean {
  if (test === 'regex') return allRegexes.find((regex) => regex.source === given)!.script.test(value);
  const text = subject.fold ? Array.from(given, foldAscii).join('') : given;
  const at = (from: number, part: string) => from >= 0 && value.substring(from, from + part.length) === part;
  switch (test) {
    case 'exists':
      return true;
    case 'is':
    case 'equal':
      return value === text;
    case 'prefix':
      return at(0, text);
    case 'suffix':
      return at(value.length - text.length, text);
    case 'contains':
      return [...value, ''].some((_, from) => at(from, text));
    case 'under': {
      let segment = text;
      while (segment.endsWith('/')) segment = segment.slice(0, -1);
      return value === segment || at(0, `${segment}/`);
    }
  }
}

function foldAscii(letter: string): string {
  return letter.length === 1 && letter < '\u0080' ? letter.toLowerCase() : letter;
}
