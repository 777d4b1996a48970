// How long an answer can take by what the program writes: timeouts, tries and injected delays of one decision. What the program
// leaves to the platform, and the time a service itself needs, is without bound.
import { durationText, type Milliseconds, type Rule, type Settings } from '../model/index.ts';

export type WorstCase =
  | { readonly bounded: true; readonly duration: Milliseconds; readonly because: string }
  | { readonly bounded: false; readonly because: string };

/** The longest that a caller waits for the answer of this rule. Pauses between tries are the platform's and not counted. */
export function worstCase(action: Rule['action']['kind'], settings: Settings): WorstCase {
  if (action !== 'forward') return { bounded: true, duration: 0, because: 'answered by the proxy itself' };
  const delay = settings.delay && settings.delay.value.share > 0 ? settings.delay.value.duration : 0;
  const tries = worstOfTries(settings);
  if (!tries.bounded || delay === 0) return tries;
  return {
    bounded: true,
    duration: delay + tries.duration,
    because: `delay ${durationText(delay)}, then ${tries.because}`,
  };
}

function worstOfTries(settings: Settings): WorstCase {
  const timeout = settings.timeout?.value;
  if (typeof timeout === 'number')
    return { bounded: true, duration: timeout, because: `timeout ${durationText(timeout)}` };
  const total = triesTotal(settings);
  if (total !== undefined) return { bounded: true, duration: total, because: triesText(settings) };
  return { bounded: false, because: timeout === 'none' ? '`timeout none` is written' : 'no timeout is written' };
}

/** How often a destination may be asked. */
export function triesOf(settings: Settings): number {
  const retry = settings.retry?.value;
  return retry === undefined || retry === 'never' ? 1 : retry.attempts + 1;
}

/** What all tries take together, where each of them has a limit. */
export function triesTotal(settings: Settings): Milliseconds | undefined {
  const retry = settings.retry?.value;
  return retry === undefined || retry === 'never' || retry.perTry === undefined
    ? undefined
    : retry.perTry * (retry.attempts + 1);
}

function triesText(settings: Settings): string {
  const retry = settings.retry?.value;
  if (retry === undefined || retry === 'never' || retry.perTry === undefined) return '';
  return `${retry.attempts + 1} tries of ${durationText(retry.perTry)}`;
}
