// Whether a condition implies that the path is under a prefix: read off the conjunction. Sound, not complete; an exact answer comes
// through `CheckOptions.impliesUnder`.
import type { Condition } from '../model/index.ts';

/** True only if every path that passes `condition` equals `prefix` or begins with it and `/`. */
export function impliesUnder(condition: Condition, prefix: string): boolean {
  if (prefix === '/') return true;
  switch (condition.kind) {
    case 'and':
      return condition.parts.some((part) => impliesUnder(part, prefix));
    case 'or':
      return condition.parts.every((part) => impliesUnder(part, prefix));
    case 'text':
      return (
        condition.subject === 'path' &&
        condition.values.every((value) => valueImplies(condition.operator, value, prefix))
      );
    default:
      return false;
  }
}

function valueImplies(operator: string, value: string, prefix: string): boolean {
  switch (operator) {
    case 'equals':
    case 'under':
      return value === prefix || value.startsWith(`${prefix}/`);
    case 'starts':
      return value.startsWith(`${prefix}/`);
    default:
      return false;
  }
}
