// Changes of headers as Envoy carries them out, all that is removed first, then one after the other → one change for each header, which is
// all that the language says of it.
import type { HeaderChange, Settings, Sourced } from '../../../model/index.ts';
import type { Fields } from '../../shared/reading/index.ts';

type Change = Sourced<HeaderChange>;

/** @param changes in the order in which they are made. */
export function oneForEach(changes: readonly Change[], fields: Fields): Pick<Settings, 'headers'> {
  const groups = Map.groupBy(changes, ({ value: { direction, header } }) => `${direction} ${header}`);
  const headers = [...groups.values()].map((some) => {
    const { change, isWhole } = outcome(some);
    if (!isWhole)
      fields.notes.add(
        `${fields.path}.headers.${change.value.direction}`,
        change.origin,
        `several values for the header ${change.value.header}: the last is kept`,
      );
    return change;
  });
  return headers.length > 0 ? { headers } : {};
}

/** What becomes of a header, and whether one change says it. */
function outcome(some: readonly Change[]): { readonly change: Change; readonly isWhole: boolean } {
  const last = some.at(-1) as Change;
  if (some.length === 1) return { change: last, isWhole: true };
  const removed = some.find(({ value }) => value.operation === 'remove');
  const given = some.filter(({ value }) => value.operation !== 'remove');
  if (removed && given.length === 0) return { change: removed, isWhole: true };
  const from = given.findLastIndex(({ value }) => value.operation === 'set');
  const values = given.slice(Math.max(from, 0));
  const final = values.at(-1) as Change;
  const isSet = removed !== undefined || from >= 0;
  const { direction, header, value } = final.value as Extract<HeaderChange, { readonly value: string }>;
  const change: HeaderChange = { direction, operation: isSet ? 'set' : 'add', header, value };
  return { change: { ...final, value: change }, isWhole: values.length === 1 };
}
