// Tree and comments → text. There are no options. What has a syntax error stays as it was written, declaration by declaration.
import type { Declaration, FileTree, Segment } from '../syntax/index.ts';
import { type Entry, LinePrinter, type OutputLine, WIDTH } from './lines.ts';

/** The whole file as it should stand. */
export function format(file: FileTree): string {
  const output = new Output();
  for (const segment of file.segments) {
    const entries = entriesOf(segment);
    if (entries) output.entries(entries);
    else output.raw(textOf(segment));
  }
  return output.text();
}

/** One segment, ending with a line end; undefined when it has syntax errors and must stay as it is. */
export function formatSegment(segment: Segment): string | undefined {
  const entries = entriesOf(segment);
  if (!entries) return undefined;
  const output = new Output();
  output.entries(entries.map((entry, index) => (index === 0 ? { ...entry, blankBefore: false } : entry)));
  return output.text();
}

/** Declarations that were made, not read: documentation comes from the nodes, short blocks stand on one line. */
export function printDeclarations(declarations: readonly Declaration[]): string {
  const output = new Output();
  output.entries(new LinePrinter(undefined).entries(declarations, 0, 0, 0));
  return output.text();
}

const textOf = ({ anchor, length }: Segment): string => anchor.source.text.slice(anchor.offset, anchor.offset + length);

function entriesOf(segment: Segment): readonly Entry[] | undefined {
  if (segment.problems.length > 0) return undefined;
  const { source, offset } = segment.anchor;
  const printer = new LinePrinter({ text: source.text, comments: segment.comments });
  // From the line end before: a blank line at the beginning of a segment counts.
  return printer.entries(segment.declarations, 0, Math.max(0, offset - 1), offset + segment.length);
}

/** Gathers lines; knows where blank lines go at the top level, and aligns the comments at the ends of neighbouring lines. */
class Output {
  readonly #pieces: string[] = [];
  #lines: OutputLine[] = [];
  #last: Entry | undefined;

  entries(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (this.#needsBlank(entry)) this.#lines.push({ text: '' });
      for (const line of entry.lines) this.#lines.push(line);
      this.#last = entry;
    }
  }

  #needsBlank(entry: Entry): boolean {
    const before = this.#last;
    if (!before) return entry.blankBefore && this.#pieces.length > 0;
    if (entry.blankBefore) return true;
    const long = (one: Entry) => one.kind === 'node' && one.lines.length > 1;
    return before.kind === 'node' && (long(before) || long(entry));
  }

  /** Text that stays as it is, but for what only ends the declaration before it. */
  raw(written: string): void {
    const text = this.#last ? written.replace(SEPARATORS, '') : written;
    this.#flush();
    this.#pieces.push(/[\r\n]$/.test(text) || text === '' ? text : `${text}\n`);
    this.#last = undefined;
  }

  #flush(): void {
    const lines = aligned(this.#lines);
    if (lines.length > 0) this.#pieces.push(`${lines.join('\n')}\n`);
    this.#lines = [];
  }

  text(): string {
    this.#flush();
    return this.#pieces.join('');
  }
}

const SEPARATORS = /^[\s;]*;[ \t]*(?:\r?\n)?/;

/** Lines with their comments; in a run of lines that have one, they begin at the same column. Lines that open a block stand alone. */
function aligned(lines: readonly OutputLine[]): string[] {
  const result: string[] = [];
  for (let i = 0; i < lines.length; ) {
    const end = runEnd(lines, i);
    const run = lines.slice(i, end);
    const column = run.reduce((most, { text }) => (text.length < WIDTH ? Math.max(most, text.length) : most), 0);
    for (const { text, comment } of run)
      result.push(comment === undefined ? text : `${text.padEnd(column)} ${comment}`);
    i = end;
  }
  return result;
}

/** End of the lines from `start` on whose comments are aligned with each other. */
function runEnd(lines: readonly OutputLine[], start: number): number {
  let end = start;
  while (lines[end]?.comment !== undefined && !lines[end]?.text.endsWith('{')) end++;
  return Math.max(end, start + 1);
}
