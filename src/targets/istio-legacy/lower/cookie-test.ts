// A test of a cookie → a regular expression over the Cookie header that holds exactly when some cookie of that name passes.
import type { TextTest } from '../../../model/index.ts';
import type { Match } from '../plan.ts';
import { allows, type Lowering, refuse } from './lowering.ts';
import { headerMatch } from './match.ts';
import { mayMatch } from './portable-regex.ts';
import { quoteRegex } from './string-match.ts';
import { regexOf } from './text-test.ts';

/** Cookies stand between semicolons, with blanks around them; the name ends at the first `=`. */
export function cookieAlternatives(at: Lowering, test: TextTest): readonly Match[] | undefined {
  const name = test.name ?? '';
  if (/[;=\s]/.test(name) || test.values.some((value) => /[;]/.test(value))) return [];
  if (test.operator === 'matches' && test.values.some((value) => mayMatch(value, ';') || mayMatch(value, ' '))) {
    return refuse(
      at,
      test.origin,
      `cookie "${name}" matches`,
      'rules see the whole Cookie header, and the expression could run over the end of one cookie into the next',
      { hint: 'use classes that have neither `;` nor a blank in them, such as `[a-z]+`' },
    );
  }
  if (!allows(at, 'header matches', test.origin, `the condition on cookie "${name}"`)) return undefined;
  const values =
    test.operator === 'exists' ? ['[^;]*'] : test.values.map((value) => regexOf(test.operator, value, '[^;]'));
  const value =
    values.length === 1 && test.operator !== 'matches' ? values[0] : `(${values.map((one) => `(?:${one})`).join('|')})`;
  return [headerMatch('cookie', { kind: 'regex', value: `^(.*;[ \\t]*)?${quoteRegex(name)}=${value}([ \\t]*;.*)?$` })];
}
