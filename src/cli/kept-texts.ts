// The texts of one output, kept as bytes in large blocks, where the collector of garbage never looks at them.

export interface KeptTexts {
  /** Bytes are copied: whoever gives them may use them again. */
  readonly add: (path: string, text: string | Uint8Array) => void;
  /** In the order in which they came. */
  readonly all: () => readonly KeptText[];
  /** By path; texts of one path in the order in which they came. */
  readonly sorted: () => readonly KeptText[];
}
export interface KeptText {
  readonly path: string;
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;
}

const BLOCK = 1 << 20;
/** Bytes of UTF-8 for one unit of a JavaScript string. */
const LARGEST = 3;

export function keptTexts(): KeptTexts {
  const kept: KeptText[] = [];
  let block = Buffer.alloc(0);
  let end = 0;
  return {
    add: (path, text) => {
      const most = typeof text === 'string' ? text.length * LARGEST : text.length;
      if (block.length - end < most) {
        block = Buffer.allocUnsafeSlow(Math.max(BLOCK, most));
        end = 0;
      }
      const start = end;
      if (typeof text === 'string') end += block.write(text, start, 'utf8');
      else {
        block.set(text, start);
        end += text.length;
      }
      kept.push({ path, block, start, end });
    },
    all: () => kept,
    sorted: () => kept.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  };
}

export const bytesOf = ({ block, start, end }: Omit<KeptText, 'path'>): Uint8Array => block.subarray(start, end);

/** Many small texts in few large ones, `between` them what is given; each is good until the next. */
export function joined(texts: readonly KeptText[], between: string, take: (bytes: Uint8Array) => void): void {
  const block = Buffer.from(between);
  const gap = { block, start: 0, end: block.length };
  const large = Buffer.allocUnsafeSlow(BLOCK);
  let length = 0;
  const add = (text: Omit<KeptText, 'path'>): void => {
    const size = text.end - text.start;
    if (length + size > BLOCK) {
      take(large.subarray(0, length));
      length = 0;
    }
    if (size > BLOCK) take(bytesOf(text));
    else length += text.block.copy(large, length, text.start, text.end);
  };
  texts.forEach((text, index) => {
    if (index > 0) add(gap);
    add(text);
  });
  take(large.subarray(0, length));
}
