// `host …` and `at …` lists: host names and IP addresses, each with its place.
import { catalogue } from '../diagnostics/index.ts';
import type { SettingLevel, Sourced } from '../model/index.ts';
import { readSourced } from './read.ts';
import { type SettingLine, slotValues } from './setting-block.ts';
import { hostProblem } from './texts.ts';

/** The addresses of `at`: IP addresses or host names. */
export function readAddresses(line: SettingLine, level: SettingLevel): Sourced<string>[] {
  const found = readSourced(line.checking, slotValues(line, 'addresses', 'Text'), 'Text') ?? [];
  return found.flatMap(({ value, from }) => {
    const reason = hostProblem(value, false);
    if (reason === undefined) return [{ value, origin: from.span, level }];
    line.checking.report.add(catalogue.types.badText, from.span, { type: 'address', text: value, reason });
    return [];
  });
}

/** Host names, `*.x` allowed, each once. */
export function readHosts(line: SettingLine, slot: string, level: SettingLevel): Sourced<string>[] {
  const found = readSourced(line.checking, slotValues(line, slot, 'Host'), 'Host') ?? [];
  const seen = new Set<string>();
  return found.flatMap(({ value, from }) => {
    if (seen.has(value)) return [];
    seen.add(value);
    return [{ value, origin: from.span, level }];
  });
}
