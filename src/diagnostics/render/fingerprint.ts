// What a finding is called from run to run: its code, its file and the text of its line, so that moved lines keep their names.
import { spanPath, spanStart } from '../../text/index.ts';
import type { Diagnostic } from '../entry.ts';

/** One name for each finding, unique among these: the n-th finding of equal code, file and line has the number n. */
export function fingerprints(diagnostics: readonly Diagnostic[]): string[] {
  const seen = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const base = `${diagnostic.code}:${spanPath(diagnostic.span)}:${lineText(diagnostic)}`;
    const nth = (seen.get(base) ?? 0) + 1;
    seen.set(base, nth);
    return `${hash(base)}:${nth}`;
  });
}

/** Longest line that is taken whole; of longer ones what stands around the finding. In UTF-16 units. */
const LINE = 1000;

function lineText({ span }: Diagnostic): string {
  const { source } = span.anchor;
  const { line, column } = source.position(spanStart(span));
  const text = source.line(line);
  return (text.length <= LINE ? text : text.slice(Math.max(0, column - LINE / 4), column + LINE / 4)).trim();
}

/** FNV-1a over UTF-16 units, twice with different seeds: stable across machines, enough to tell lines apart. */
function hash(text: string): string {
  const once = (seed: number): string => {
    let value = seed;
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
    return (value >>> 0).toString(16).padStart(8, '0');
  };
  return once(0x811c9dc5) + once(0x9747b28c);
}

/** The whole text of a finding for reports that have one field for it: message, hint, example request. */
export const fullMessage = ({ message, hint, witness }: Diagnostic): string =>
  [message, hint, witness ? `Example request: ${witness}` : undefined].filter((line) => line !== undefined).join('\n');
