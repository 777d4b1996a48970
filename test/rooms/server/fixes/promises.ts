// What each fix promises about programs that mean something before it, by its title. Proved in fixes.test.ts, for all requests there are.

/**
 * `same`: every request is decided as before. `gap`: only requests change that nothing decided. `rule`: only requests change that the rule
 * at the finding took. `boundary`: of these, only those with a path that goes on behind the prefix without a slash.
 */
export type Promised = 'same' | 'gap' | 'rule' | 'boundary';

export const promises: readonly (readonly [title: RegExp, promised: Promised])[] = [
  [/^Remove the (rule|condition|policy|let|input|rules|short name)$/, 'same'],
  [/^Compare with `==`$/, 'same'],
  [/^Ask whether it `exists`$/, 'same'],
  [/^Say that the rest is not found$/, 'same'],
  [/^Add `else -> .*`$/, 'gap'],
  [/^Let the route decide$/, 'rule'],
  [/^decide by the rules of /, 'rule'],
  [/^Take whole segments: `under`$/, 'boundary'],
];

export const promisedBy = (title: string): Promised | undefined => promises.find(([wanted]) => wanted.test(title))?.[1];
