// Whether two rules surely decide the same, seen without writing their labels: most rules of two versions of a program are as they
// were. "No" says nothing: then the labels are compared.
import type { Destination, Mesh, Rule, Settings } from '../../model/index.ts';
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

type SameDestination = (one: Destination, other: Destination) => boolean;

/** Equal actions and settings, written in the same order, with the same ports where they are not written. */
export const decideSame = (a: PlacedRule, b: PlacedRule): boolean =>
  saySame(
    a.rule,
    b.rule,
    (one, other) => isSameTarget(one, other) && portThere(a.mesh, a.table, one) === portThere(b.mesh, b.table, other),
  );

/** The same of rules wherever they stand; `sameDestination` tells whether two destinations are the same for the same requests. */
export const saySame = (one: Rule, other: Rule, sameDestination: SameDestination): boolean =>
  sameAction(one, other, sameDestination) && sameSettings(one, other, sameDestination);

/** But for the port. */
export const isSameTarget: SameDestination = (one, other) =>
  one.kind === other.kind && one.target === other.target && one.version === other.version;

function sameAction({ action: one }: Rule, { action: other }: Rule, sameDestination: SameDestination): boolean {
  if (one.kind !== 'forward' || other.kind !== 'forward') return sameParts(one, other, places);
  return sameAll(
    one.split,
    other.split,
    (x, y) => x.weight === y.weight && sameDestination(x.destination, y.destination),
  );
}

function sameSettings(a: Rule, b: Rule, sameDestination: SameDestination): boolean {
  const { settings: one, action } = a;
  const { settings: other } = b;
  const { kind } = action;
  for (const name in one) if (!sameSetting(one, other, name as keyof Settings, kind, sameDestination)) return false;
  for (const name in other) if (!(name in one) && appliesTo(kind, name as keyof Settings)) return false;
  return true;
}

function sameSetting(
  one: Settings,
  other: Settings,
  name: keyof Settings,
  kind: Rule['action']['kind'],
  sameDestination: SameDestination,
): boolean {
  if (!appliesTo(kind, name)) return true;
  if (name === 'headers') return sameAll(one.headers ?? [], other.headers ?? [], (x, y) => sameParts(x.value, y.value));
  if (name !== 'mirror') return sameParts(one[name]?.value, other[name]?.value);
  const [x, y] = [one.mirror?.value, other.mirror?.value];
  return x !== undefined && y !== undefined && x.share === y.share && sameDestination(x.to, y.to);
}
