// What occurs at all among the rules of a mesh: whoever looks for something rare need not look where there is none of it. Says only
// that something is there, never where, and decides nothing.
import { type Table, triesTotal } from '../meaning/index.ts';
import { type ConditionLeaf, type Mesh, type Settings, someLeaf, type TrafficPolicy } from '../model/index.ts';

export interface Survey {
  readonly mirrors: boolean;
  /** An injected abort beside retries. */
  readonly abortsWithRetries: boolean;
  readonly pathRewrites: boolean;
  /** A timeout shorter than all tries together. */
  readonly shortTimeouts: boolean;
  /** Tests of a text by its beginning, and by a regular expression. */
  readonly starts: boolean;
  readonly matches: boolean;
}

/** Looks at every rule once. */
export function surveyOf(tables: readonly Table[]): Survey {
  const seen = {
    mirrors: false,
    abortsWithRetries: false,
    pathRewrites: false,
    shortTimeouts: false,
    starts: false,
    matches: false,
  };
  const look = (leaf: ConditionLeaf): boolean => {
    if (leaf.kind !== 'text') return false;
    if (leaf.operator === 'starts') seen.starts = true;
    else if (leaf.operator === 'matches') seen.matches = true;
    return false;
  };
  for (const { rules } of tables)
    for (const { condition, settings } of rules) {
      if (settings.mirror) seen.mirrors = true;
      if (settings.rewritePath) seen.pathRewrites = true;
      if (settings.abort && settings.retry) seen.abortsWithRetries = true;
      if (isShort(settings)) seen.shortTimeouts = true;
      someLeaf(condition, look);
    }
  return seen;
}

/** Whether the timeout ends before all tries have had their time. */
export function isShort(settings: Settings): boolean {
  const { timeout, retry } = settings;
  if (!timeout || !retry || timeout.value === 'none') return false;
  const total = triesTotal(settings);
  return total !== undefined && timeout.value < total;
}

/** Whether some balancing keeps clients at their endpoints. */
export const someHash = ({ services, egresses }: Mesh): boolean =>
  services.some(({ traffic, ports, versions }) => isHash(traffic) || hasHash(ports) || hasHash(versions)) ||
  egresses.some(({ traffic, ports }) => isHash(traffic) || hasHash(ports));

const isHash = ({ balance }: TrafficPolicy): boolean => balance?.value.kind === 'hash';
const hasHash = (parts: readonly { readonly traffic: TrafficPolicy }[]): boolean =>
  parts.some(({ traffic }) => isHash(traffic));
