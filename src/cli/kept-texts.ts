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
  readonly bytes: Uint8Array;
}

const BLOCK = 1 << 20;
/** Bytes of UTF-8 for one unit of a JavaScript string. */
const LARGEST = 3;

export function keptTexts(): KeptTexts {
  const kept: Place[] = [];
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
    all: () => kept.map(textOf),
    sorted: () => kept.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)).map(textOf),
  };
}

interface Place {
  readonly path: string;
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;
}
const textOf = ({ path, block, start, end }: Place): KeptText => ({ path, bytes: block.subarray(start, end) });

/** Many small texts in few large ones, `between` them what is given. */
export function* joined(texts: readonly KeptText[], between: string): Generator<Uint8Array> {
  const gap = Buffer.from(between);
  const large = Buffer.allocUnsafeSlow(BLOCK);
  let length = 0;
  for (const [index, { bytes }] of texts.entries())
    for (const part of index > 0 ? [gap, bytes] : [bytes]) {
      if (length + part.length > BLOCK) {
        yield large.subarray(0, length);
        length = 0;
      }
      if (part.length > BLOCK) yield part;
      else {
        large.set(part, length);
        length += part.length;
      }
    }
  yield large.subarray(0, length);
}
