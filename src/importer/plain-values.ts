// Plain data of an object, taken in the forms that rules ask for; what has another form is as if it were not there.

export type Plain = Readonly<Record<string, unknown>>;
export interface RuleFault {
  readonly path: string;
  readonly reason: string;
}

export const fault = (path: string, reason: string): RuleFault => ({ path, reason });

const isMap = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Items that are maps. */
export const listOf = (from: Plain, key: string): readonly Plain[] => {
  const value = from[key];
  return Array.isArray(value) ? value.filter(isMap) : [];
};

export const mapOf = (from: Plain, key: string): Plain | undefined => {
  const value = from[key];
  return isMap(value) ? value : undefined;
};

export const textOf = (from: Plain, key: string): string | undefined => {
  const value = from[key];
  return typeof value === 'string' ? value : undefined;
};

export const textsOf = (from: Plain, key: string): readonly string[] => {
  const value = from[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

/** The first that was there before; -1 for none. */
export const repeated = (texts: readonly string[]): number => texts.findIndex((text, at) => texts.indexOf(text) < at);
