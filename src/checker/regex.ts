// Regular expressions as every target reads them: RE2. The only file of the room that knows the library.
import { RE2JS } from 're2js';

const known = new Map<string, string | undefined>();

/** Why RE2 refuses this expression, or nothing. */
export function regexProblem(source: string): string | undefined {
  if (!known.has(source)) known.set(source, compileProblem(source));
  return known.get(source);
}

function compileProblem(source: string): string | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  }
}

/** How many groups an expression that RE2 accepts has. */
export const groupCount = (source: string): number => RE2JS.compile(source).groupCount();
