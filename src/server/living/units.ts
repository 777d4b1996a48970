// All units of a program, found by what they declare and mention: which ones a change concerns, and what those ask for.
import type { Spread } from './labels.ts';
import type { Unit } from './unit.ts';

export class Units {
  readonly #declaring = new Map<string, Unit | Set<Unit>>();
  readonly #mentioning = new Map<string, Unit | Set<Unit>>();
  readonly all = new Set<Unit>();

  add(unit: Unit): void {
    this.all.add(unit);
    for (const label of unit.labels.declares.keys()) enter(this.#declaring, label, unit);
    for (const label of unit.labels.mentions) enter(this.#mentioning, label, unit);
  }

  remove(unit: Unit): void {
    this.all.delete(unit);
    for (const label of unit.labels.declares.keys()) leave(this.#declaring, label, unit);
    for (const label of unit.labels.mentions) leave(this.#mentioning, label, unit);
  }

  declaring(label: string): Iterable<Unit> {
    return several(this.#declaring.get(label));
  }

  mentioning(label: string): Iterable<Unit> {
    return several(this.#mentioning.get(label));
  }

  /** The units that must be looked at again after `gone` left and `come` came. */
  concernedBy(gone: readonly Unit[], come: readonly Unit[]): Set<Unit> {
    const concerned = new Set(come);
    const pending: (readonly [string, Spread])[] = [];
    const [before, after] = [facesOf(gone), facesOf(come)];
    for (const [label, spread] of declaredBy([...gone, ...come])) {
      for (const other of this.declaring(label)) concerned.add(other);
      if (spread === 'content' || before.get(label) !== after.get(label)) pending.push([label, spread]);
      else for (const unit of this.mentioning(label)) if (unit.isTroubled) concerned.add(unit);
    }
    this.#spread(pending, concerned);
    return this.#withNamesakes(concerned);
  }

  /** The same where units themselves did not change, but what they mean may have. */
  concernedWith(units: Iterable<Unit>): Set<Unit> {
    const concerned = new Set(units);
    this.#spread(
      [...concerned].flatMap((unit) => [...unit.labels.declares]),
      concerned,
    );
    return this.#withNamesakes(concerned);
  }

  /** Of several that declare the same name one counts: they are looked at together. */
  #withNamesakes(concerned: Set<Unit>): Set<Unit> {
    const seen = new Set<string>();
    for (const { labels } of concerned)
      for (const label of newIn(labels.declares.keys(), seen))
        for (const other of this.declaring(label)) concerned.add(other);
    return concerned;
  }

  #spread(pending: (readonly [string, Spread])[], concerned: Set<Unit>): void {
    const seen = new Map<string | Unit, Spread>();
    const isNew = (what: string | Unit, spread: Spread): boolean => {
      const before = seen.get(what);
      if (before === 'content' || before === spread) return false;
      seen.set(what, spread);
      return true;
    };
    for (let next = pending.pop(); next; next = pending.pop()) {
      const [label, spread] = next;
      if (!isNew(label, spread)) continue;
      for (const unit of this.mentioning(label)) {
        concerned.add(unit);
        if (isNew(unit, spread)) for (const more of spreading(unit, spread)) pending.push(more);
      }
    }
  }

  /** Units that `from` ask for, and those that become part of them. */
  askedBy(from: Iterable<Unit>): Set<Unit> {
    const asked = new Set<Unit>();
    const pending = [...from];
    const expanded = new Set<Unit>();
    const seen = new Set<string>();
    for (let unit = pending.pop(); unit; unit = pending.pop()) {
      if (expanded.has(unit)) continue;
      expanded.add(unit);
      for (const label of newIn(unit.labels.mentions, seen))
        for (const other of this.declaring(label)) {
          asked.add(other);
          if (other.labels.declares.get(label) === 'content') pending.push(other);
        }
    }
    return asked;
  }
}

/** Each only once, however many units have it. */
function* newIn(labels: Iterable<string>, seen: Set<string>): Generator<string> {
  for (const label of labels)
    if (!seen.has(label)) {
      seen.add(label);
      yield label;
    }
}

/** What changes in turn about a unit that mentions something that changed. */
function spreading(unit: Unit, spread: Spread): (readonly [string, Spread])[] {
  return [...unit.labels.declares].filter(([, own]) => own === 'content' || spread === 'content');
}

function declaredBy(units: readonly Unit[]): Map<string, Spread> {
  const labels = new Map<string, Spread>();
  for (const unit of units)
    for (const [label, spread] of unit.labels.declares) if (labels.get(label) !== 'content') labels.set(label, spread);
  return labels;
}

/** What others see of the labels that these units declare; a label of which something is seen whole equals nothing. */
function facesOf(units: readonly Unit[]): ReadonlyMap<string, string | symbol> {
  const faces = new Map<string, string | symbol>();
  for (const { labels } of units)
    for (const label of labels.declares.keys()) {
      const face = labels.faces.get(label);
      const before = faces.get(label) ?? '';
      faces.set(label, face === undefined || typeof before === 'symbol' ? Symbol(label) : `${before}\0${face}`);
    }
  return faces;
}

/** Most labels have one unit: a set for each would cost more than the units. */
const several = (units: Unit | Set<Unit> | undefined): Iterable<Unit> =>
  units === undefined ? [] : units instanceof Set ? units : [units];

function enter(index: Map<string, Unit | Set<Unit>>, label: string, unit: Unit): void {
  const units = index.get(label);
  if (units === undefined) index.set(label, unit);
  else if (units instanceof Set) units.add(unit);
  else if (units !== unit) index.set(label, new Set([units, unit]));
}

function leave(index: Map<string, Unit | Set<Unit>>, label: string, unit: Unit): void {
  const units = index.get(label);
  if (units === unit) index.delete(label);
  else if (units instanceof Set && units.delete(unit) && units.size === 0) index.delete(label);
}
