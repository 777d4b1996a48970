// One conjunction in, the same without what its other literals already say out, or nothing if they contradict each other. What
// cannot be decided here stays: the result is never wrong, only sometimes longer than need be.
import type { FromTest, PortTest, SourceTest, TextSubject, TextTest } from '../../../model/index.ts';
import { type Conjunction, type Literal, literalKey } from './normal-form.ts';
import { barePrefix, passes } from './values.ts';

/** The conjunction without repeated and implied literals; undefined where no request satisfies it. */
export function simplify(conjunction: Conjunction): Conjunction | undefined {
  if (conjunction.length < 2) return isSimple(conjunction) ? conjunction : simplifyGroup(conjunction);
  const literals = distinct(conjunction);
  if (!literals) return undefined;
  let kept: Conjunction | undefined = literals;
  for (const group of groupsOf(literals)) {
    const simpler = simplifyGroup(group);
    if (!simpler) return undefined;
    if (simpler !== group) kept = replace(kept, group, simpler);
  }
  return kept;
}

/** Nothing that its one literal could contradict or repeat. */
function isSimple([literal]: Conjunction): boolean {
  if (literal?.test.kind !== 'text') return true;
  return literal.test.operator !== 'exists' && literal.test.values.length === 1;
}

function distinct(conjunction: Conjunction): Conjunction | undefined {
  const seen = new Map<string, Literal>();
  for (const literal of conjunction) {
    if (seen.has(literalKey({ ...literal, negated: !literal.negated }))) return undefined;
    const key = literalKey(literal);
    if (!seen.has(key)) seen.set(key, literal);
  }
  return seen.size === conjunction.length ? conjunction : [...seen.values()];
}

/** Literals about the same part of the request. */
const groupsOf = (literals: Conjunction): Iterable<Conjunction> => Map.groupBy(literals, subjectOf).values();

const subjectOf = ({ test }: Literal): string =>
  test.kind === 'text' ? `${test.subject} ${test.name ?? ''}` : test.kind;

/** `simpler` stands where the first of `group` stood. */
function replace(literals: Conjunction, group: Conjunction, simpler: Conjunction): Conjunction {
  const gone = new Set(group);
  return literals.flatMap((literal) => (literal === group[0] ? simpler : gone.has(literal) ? [] : [literal]));
}

function simplifyGroup(group: Conjunction): Conjunction | undefined {
  const first = group[0]?.test;
  if (first?.kind === 'from') return simplifySources(group as readonly FromLiteral[]);
  if (first?.kind === 'port') return simplifyPorts(group);
  const present = withoutPresence(group as readonly TextLiteral[]);
  return present && (single.has((first as TextTest).subject) ? simplifyTexts(present) : present);
}

type TextLiteral = Literal & { readonly test: TextTest };

/** Parts that a request has at most one of. */
const single: ReadonlySet<TextSubject> = new Set(['path', 'method', 'scheme', 'host', 'rpc', 'sni']);
/** Parts that every request has. */
const always: ReadonlySet<TextSubject> = new Set(['path', 'method', 'scheme', 'host']);

/** `exists` falls away beside any other positive test, and so do negative tests beside `not exists`. */
function withoutPresence(group: readonly TextLiteral[]): readonly TextLiteral[] | undefined {
  const subject = group[0]?.test.subject as TextSubject;
  const absent = group.find(({ test, negated }) => negated && test.operator === 'exists');
  const positive = group.filter(({ negated }) => !negated);
  if (absent) return positive.length > 0 || always.has(subject) ? undefined : [absent];
  const implied = always.has(subject) || positive.some(({ test }) => test.operator !== 'exists');
  return implied && group.some(isPresence) ? group.filter((literal) => !isPresence(literal)) : group;
}

const isPresence = ({ test, negated }: TextLiteral): boolean => !negated && test.operator === 'exists';

/** Lists of values are cut down by all other tests of the same text; what they decide falls away. */
function simplifyTexts(group: readonly TextLiteral[]): Conjunction | undefined {
  const lists = group.filter(({ test, negated }) => !negated && test.operator === 'equals');
  const list = lists[0];
  if (!list) return simplifyPrefixes(group);
  const undecided = group.filter(({ test }) => test.operator === 'matches');
  const values = [...new Set(list.test.values)].filter((value) => group.every((other) => agrees(other, value)));
  if (values.length === 0) return undefined;
  const same = values.length === list.test.values.length && group.length === undecided.length + 1;
  return same ? group : [{ test: { ...list.test, values }, negated: false }, ...undecided];
}

const agrees = ({ test, negated }: TextLiteral, value: string): boolean => passes(test, value) !== negated;

/** Of positive prefixes the longer one stays; two that part ways contradict each other. Lists lose the values that cannot be. */
function simplifyPrefixes(group: readonly TextLiteral[]): Conjunction | undefined {
  let kept: readonly TextLiteral[] | undefined = group;
  for (const shorter of group.filter((literal) => isPrefix(literal) && literal.test.values.length === 1)) {
    kept = kept && within(kept, shorter);
    kept = kept && besideNegations(kept, shorter);
  }
  return kept;
}

/** Negative lists lose the values that cannot be beside the prefix; one that the prefix implies is a contradiction. */
function besideNegations(group: readonly TextLiteral[], prefix: TextLiteral): readonly TextLiteral[] | undefined {
  if (!group.includes(prefix)) return group;
  const value = soleValue(prefix.test);
  const kept = group.map((literal) => (literal.negated ? possibleBeside(literal, prefix) : literal));
  const implied = kept.some(
    ({ test, negated }) =>
      negated &&
      hasPrefixes(test) &&
      test.values.some((one) => implies(prefix.test, value, { ...test, values: [one] })),
  );
  if (implied) return undefined;
  if (kept.every((literal, index) => literal === group[index])) return group;
  return kept.filter(({ test, negated }) => !negated || test.operator === 'exists' || test.values.length > 0);
}

const hasPrefixes = ({ operator }: TextTest): boolean => operator === 'starts' || operator === 'under';

function possibleBeside(literal: TextLiteral, prefix: TextLiteral): TextLiteral {
  const { operator } = literal.test;
  if (operator === 'equals') return keep(literal, (value) => passes(prefix.test, value) === true);
  return hasPrefixes(literal.test) ? keep(literal, (value) => overlap(value, soleValue(prefix.test))) : literal;
}

const isPrefix = ({ test, negated }: TextLiteral): boolean => !negated && hasPrefixes(test);

/** The other prefixes as they can be beside this one, and without it where another says as much. */
function within(group: readonly TextLiteral[], shorter: TextLiteral): readonly TextLiteral[] | undefined {
  if (!group.includes(shorter)) return group;
  const narrowed = group.map((literal) =>
    literal !== shorter && isPrefix(literal) ? narrow(literal, shorter) : literal,
  );
  const others = narrowed.filter((literal) => literal !== shorter && isPrefix(literal));
  if (others.some(({ test }) => test.values.length === 0)) return undefined;
  const said = others.some(({ test }) => test.values.every((value) => implies(test, value, shorter.test)));
  if (said) return narrowed.filter((literal) => literal !== shorter);
  return narrowed.every((literal, index) => literal === group[index]) ? group : narrowed;
}

const narrow = (literal: TextLiteral, shorter: TextLiteral): TextLiteral =>
  keep(literal, (value) => overlap(value, soleValue(shorter.test)));

/** The literal with the values that are possible; the same one if all are. */
function keep(literal: TextLiteral, possible: (value: string) => boolean): TextLiteral {
  const values = literal.test.values.filter(possible);
  return values.length === literal.test.values.length ? literal : { ...literal, test: { ...literal.test, values } };
}

const soleValue = (test: TextTest): string => test.values[0] as string;

function overlap(left: string, right: string): boolean {
  const [a, b] = [barePrefix(left), barePrefix(right)];
  return a.startsWith(b) || b.startsWith(a);
}

/** Whether everything that begins with a value of the first says begins as the second says. */
function implies({ operator }: TextTest, value: string, shorter: TextTest): boolean {
  if (operator === 'under') return passes(shorter, barePrefix(value)) === true;
  return value.startsWith(shorter.operator === 'under' ? `${barePrefix(soleValue(shorter))}/` : soleValue(shorter));
}

function simplifyPorts(group: Conjunction): Conjunction | undefined {
  const list = group.find(({ negated }) => !negated) as (Literal & { readonly test: PortTest }) | undefined;
  if (!list || group.length === 1) return group;
  const values = list.test.values.filter((port) =>
    group.every(({ test, negated }) => (test as PortTest).values.includes(port) !== negated),
  );
  return values.length === 0 ? undefined : [{ test: { ...list.test, values }, negated: false }];
}

type FromLiteral = Literal & { readonly test: FromTest };

/** A request has one source: two services, or a gateway and a workload, exclude each other. */
function simplifySources(group: readonly FromLiteral[]): Conjunction | undefined {
  const positive = group.filter(({ negated }) => !negated).map(({ test }) => test.source);
  const negative = group.filter(({ negated }) => negated);
  if (!positive.every((one, index) => positive.slice(index + 1).every((other) => compatible(one, other))))
    return undefined;
  if (negative.some(({ test }) => positive.some((one) => isPartOf(one, test.source)))) return undefined;
  const idle = negative.filter(({ test }) => positive.some((one) => !compatible(one, test.source)));
  return idle.length === 0 ? group : group.filter((literal) => !idle.includes(literal));
}

/** Whether every request from the first is one from the second. */
function isPartOf(one: SourceTest, other: SourceTest): boolean {
  if (other.kind === 'namespace') return namespaceOf(one) === other.namespace;
  if (other.kind === 'gateway') return one.kind === 'gateway' && one.gateway === other.gateway;
  if (other.kind === 'pods' || one.kind !== 'service') return false;
  return one.service === other.service && (other.version === undefined || other.version === one.version);
}

function compatible(one: SourceTest, other: SourceTest): boolean {
  if ((one.kind === 'gateway') !== (other.kind === 'gateway')) return false;
  if (one.kind === 'gateway' && other.kind === 'gateway') return one.gateway === other.gateway;
  const spaces = [namespaceOf(one), namespaceOf(other)];
  if (spaces[0] !== undefined && spaces[1] !== undefined && spaces[0] !== spaces[1]) return false;
  if (one.kind !== 'service' || other.kind !== 'service') return true;
  return one.service === other.service && (!one.version || !other.version || one.version === other.version);
}

function namespaceOf(source: SourceTest): string | undefined {
  if (source.kind === 'namespace') return source.namespace;
  return source.kind === 'service' ? source.service.slice(0, source.service.indexOf('/')) : undefined;
}
