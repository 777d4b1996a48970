// A segment of a file as parsed.
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Home } from './home.ts';
import type { Comment, Declaration, Segment } from './tree.ts';

export class SegmentNode implements Segment {
  readonly anchor: Home;
  readonly length: number;
  /** Nearly always one declaration. */
  readonly found: Declaration | readonly Declaration[];
  readonly comments: readonly Comment[];
  readonly problems: readonly Diagnostic[];

  constructor(
    anchor: Home,
    length: number,
    found: Declaration | readonly Declaration[],
    comments: readonly Comment[],
    problems: readonly Diagnostic[],
  ) {
    this.anchor = anchor;
    this.length = length;
    this.found = isList(found) && found.length === 1 ? (found[0] as Declaration) : found;
    this.comments = comments;
    this.problems = problems;
  }

  /** Its declaration, if it is the only one. */
  get only(): Declaration | undefined {
    return isList(this.found) ? undefined : this.found;
  }

  get declarations(): readonly Declaration[] {
    const { found } = this;
    return isList(found) ? found : [found];
  }
}

const isList = (found: Declaration | readonly Declaration[]): found is readonly Declaration[] => Array.isArray(found);
