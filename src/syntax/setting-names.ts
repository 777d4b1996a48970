// What is asked of settings that declare something, without making all their parts.
import { SettingOfTokens } from './read-rules.ts';
import { nameTextOf } from './rule-nodes.ts';
import type { Setting, Value } from './tree.ts';

/** The name that a value consists of, quoted or not; `undefined` for anything else. */
export function plainName(value: Value): string | undefined {
  if (value.kind === 'text') return value.value;
  if (value.kind === 'word') return value.text;
  if (value.kind !== 'call' || value.arguments) return undefined;
  const { namespace, version, port } = value.reference;
  return namespace || version || port ? undefined : nameTextOf(value.reference) || undefined;
}

/** The plain names that the values of the first part are. */
export const plainNamesOf = (setting: Setting): readonly (string | undefined)[] =>
  setting instanceof SettingOfTokens ? setting.plainNames() : (setting.parts[0] ?? []).map(plainName);

/** The first value of a part. */
export const firstValueOf = (setting: Setting, part: number): Value | undefined =>
  setting instanceof SettingOfTokens ? setting.valueIn(part) : setting.parts[part]?.[0];
