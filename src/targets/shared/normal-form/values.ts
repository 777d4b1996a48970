// Whether one text passes a test, as far as that can be told without a regular expression engine.
import type { TextOperator, TextTest } from '../../../model/index.ts';

/** `/a/` and `/a` are the same prefix by segments; of `/` nothing is left, and everything is under it. */
export const barePrefix = (prefix: string): string => (prefix.endsWith('/') ? prefix.replace(/\/+$/, '') : prefix);

/** Whether the value passes; undefined for regular expressions. */
export function passes(test: TextTest, value: string): boolean | undefined {
  if (test.operator === 'matches') return undefined;
  const { operator } = test;
  return operator === 'exists' || test.values.some((wanted) => compare(operator, value, wanted));
}

function compare(operator: Exclude<TextOperator, 'exists' | 'matches'>, value: string, wanted: string): boolean {
  switch (operator) {
    case 'equals':
      return value === wanted;
    case 'starts':
      return value.startsWith(wanted);
    case 'under':
      return value === barePrefix(wanted) || value.startsWith(`${barePrefix(wanted)}/`);
    case 'ends':
      return value.endsWith(wanted);
    case 'contains':
      return value.includes(wanted);
  }
}
