// Changes of headers → the filters for requests and for responses.
import type { Settings } from '../../../model/index.ts';
import { type Context, refuse } from './context.ts';
import type { Filter, HeaderChanges } from './plan.ts';
import { headerFault } from './value-form.ts';

export function headerFilters(context: Context, { headers = [] }: Settings): Filter[] {
  for (const { value, origin } of headers) {
    const fault =
      value.operation === 'remove' ? undefined : headerFault(value.value ?? '', context.dialect.hasPlainHeaders);
    if (fault !== undefined) refuse(context, origin, `this value of \`${value.header}\``, fault);
  }
  return (['request', 'response'] as const).flatMap((direction): Filter[] => {
    const mine = headers.map(({ value }) => value).filter((change) => change.direction === direction);
    if (mine.length === 0) return [];
    const values = (operation: 'set' | 'add') =>
      mine.filter((change) => change.operation === operation).map(({ header: name, value = '' }) => ({ name, value }));
    const changes: HeaderChanges = {
      set: values('set'),
      add: values('add'),
      remove: mine.filter(({ operation }) => operation === 'remove').map(({ header }) => header),
    };
    return [{ type: direction === 'request' ? 'RequestHeaderModifier' : 'ResponseHeaderModifier', changes }];
  });
}
