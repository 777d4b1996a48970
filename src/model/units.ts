// Exact units: integers only, never floating point.

/** A length of time in whole milliseconds. */
export type Milliseconds = number;
/** A share in parts per million: 10% is 100000, 0.5% is 5000. */
export type PartsPerMillion = number;

export const MILLION = 1_000_000;

/** `1500` → `1.5s`, `500` → `500ms`, `90000` → `1m30s`: the shortest exact form, as the language writes it. */
export function durationText(ms: Milliseconds): string {
  if (ms === 0) return '0s';
  if (ms % 1000 !== 0) return ms < 1000 ? `${ms}ms` : `${trimFraction(ms, 1000)}s`;
  const seconds = ms / 1000;
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  const s = seconds % 60;
  return `${h ? `${h}h` : ''}${m ? `${m}m` : ''}${s || !(h || m) ? `${s}s` : ''}`;
}

/** `100000` → `10%`, `5000` → `0.5%`. */
export const percentText = (ppm: PartsPerMillion): string => `${trimFraction(ppm, 10_000)}%`;

/** `value / unit` as a decimal without trailing zeros; `unit` is a power of ten. */
export function trimFraction(value: number, unit: number): string {
  const whole = Math.floor(value / unit);
  const rest = value - whole * unit;
  if (rest === 0) return String(whole);
  return `${whole}.${String(rest)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '')}`;
}
