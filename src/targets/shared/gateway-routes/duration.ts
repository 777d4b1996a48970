// Lengths of time as Gateway API takes them: whole hours, minutes, seconds and milliseconds, no fractions (GEP-2257).
import type { Milliseconds } from '../../../model/index.ts';

const units = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** `1500` → `1s500ms`, `90000` → `1m30s`, `0` → `0s`. */
export function apiDuration(time: Milliseconds): string {
  let rest = time;
  let text = '';
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}
