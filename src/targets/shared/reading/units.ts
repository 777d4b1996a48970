// Durations and shares as other formats write them → the model's exact units.
import type { Milliseconds, PartsPerMillion } from '../../../model/index.ts';

const unitLength: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1, us: 0.001, µs: 0.001 };

/** Go's and protobuf's form; undefined for anything else, and for parts of a millisecond. */
export function durationOf(text: string): Milliseconds | undefined {
  const known = durations.get(text);
  if (known !== undefined) return known;
  const made = parseDuration(text);
  if (made !== undefined && durations.size < mostDurations) durations.set(text, made);
  return made;
}

/** The few durations of an input are read thousands of times. */
const durations = new Map<string, Milliseconds>();
const mostDurations = 1000;

function parseDuration(text: string): Milliseconds | undefined {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d*)?(h|ms|m|s|us|µs))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+(?:\.\d*)?)(h|ms|m|s|us|µs)/g)) {
    sum += Number(digits) * (unitLength[unit as string] as number);
  }
  const whole = Math.round(sum);
  return Math.abs(whole - sum) < 1e-6 ? whole : undefined;
}

/** Percent → parts per million, where that is exact. */
export function shareOf(percent: number): PartsPerMillion | undefined {
  const share = Math.round(percent * 10_000);
  return Math.abs(share - percent * 10_000) < 1e-6 && percent >= 0 && percent <= 100 ? share : undefined;
}
