// Whether two rules surely decide the same, seen without writing their labels: most rules of two versions of a program are as they
// were. "No" says nothing: then the labels are compared.
import type { Destination, Forward, Mesh, Rule, Settings } from '../../model/index.ts';
import { appliesTo, portThere } from '../decision-key.ts';
import type { Table } from '../table.ts';
import { sameAll, sameParts } from './same.ts';

/** A rule where it stands. */
interface PlacedRule {
  readonly mesh: Mesh;
  readonly table: Table;
  readonly rule: Rule;
}

const places: ReadonlySet<string> = new Set(['origin']);

/** Equal actions and settings, written in the same order, with the same ports where they are not written. */
export const decideSame = (a: PlacedRule, b: PlacedRule): boolean => sameAction(a, b) && sameSettings(a, b);

function sameAction(a: PlacedRule, b: PlacedRule): boolean {
  const [one, other] = [a.rule.action, b.rule.action];
  if (one.kind !== 'forward' || other.kind !== 'forward') return sameParts(one, other, places);
  return sameSplit(a, one, b, other);
}

const sameSplit = (a: PlacedRule, one: Forward, b: PlacedRule, other: Forward): boolean =>
  sameAll(
    one.split,
    other.split,
    (x, y) => x.weight === y.weight && sameDestination(a, x.destination, b, y.destination),
  );

const sameDestination = (a: PlacedRule, one: Destination, b: PlacedRule, other: Destination): boolean =>
  one.kind === other.kind &&
  one.target === other.target &&
  one.version === other.version &&
  portThere(a.mesh, a.table, one) === portThere(b.mesh, b.table, other);

function sameSettings(a: PlacedRule, b: PlacedRule): boolean {
  const [one, other] = [a.rule.settings, b.rule.settings];
  const { kind } = a.rule.action;
  for (const name in one) if (!sameSetting(a, b, name as keyof Settings, kind)) return false;
  for (const name in other) if (!(name in one) && appliesTo(kind, name as keyof Settings)) return false;
  return true;
}

function sameSetting(a: PlacedRule, b: PlacedRule, name: keyof Settings, kind: Rule['action']['kind']): boolean {
  if (!appliesTo(kind, name)) return true;
  const [one, other] = [a.rule.settings, b.rule.settings];
  if (name === 'headers') return sameAll(one.headers ?? [], other.headers ?? [], (x, y) => sameParts(x.value, y.value));
  if (name !== 'mirror') return sameParts(one[name]?.value, other[name]?.value);
  const [x, y] = [one.mirror?.value, other.mirror?.value];
  return x !== undefined && y !== undefined && x.share === y.share && sameDestination(a, x.to, b, y.to);
}
