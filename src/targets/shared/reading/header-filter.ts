// `HTTPHeaderFilter` of the Gateway API → changes of headers.
import type { HeaderChange, Sourced } from '../../../model/index.ts';
import type { Fields } from './fields.ts';
import { sourced } from './gathering.ts';

export function headerChanges(
  fields: Fields | undefined,
  direction: HeaderChange['direction'],
): readonly Sourced<HeaderChange>[] {
  if (!fields) return [];
  const valued = (['set', 'add'] as const).flatMap((operation) =>
    fields.list(operation).map((one) => {
      const [name, value] = [one.text('name') ?? '', one.text('value') ?? ''];
      one.done();
      return sourced<HeaderChange>({ direction, operation, header: name.toLowerCase(), value }, one.span);
    }),
  );
  const removed = removedHeaders(fields, direction);
  fields.done();
  return [...valued, ...removed];
}

/** `remove`, which Istio spells the same. */
export const removedHeaders = (
  fields: Fields,
  direction: HeaderChange['direction'],
): readonly Sourced<HeaderChange>[] =>
  fields
    .texts('remove')
    .map(({ value, span }) =>
      sourced<HeaderChange>({ direction, operation: 'remove', header: value.toLowerCase() }, span),
    );
