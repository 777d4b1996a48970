// Bytes, part by part → a text that is the same only for the same bytes: themselves while they are few, else their SHA-256. Loading what
// makes SHA-256 would take longer than a small project takes to read.

export interface Digest {
  readonly add: (part: string | Uint8Array) => void;
  readonly text: () => string;
}

/** Bytes that are kept as they are. */
const FEW = 1 << 16;

export function digest(): Digest {
  let parts: Uint8Array[] = [];
  let length = 0;
  let hash: Pick<ReturnType<typeof sha256>, 'update' | 'digest'> | undefined;
  return {
    add: (part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      length += bytes.length;
      if (!hash && length <= FEW) {
        parts.push(bytes);
        return;
      }
      if (!hash) {
        hash = sha256();
        for (const before of parts) hash.update(before);
        parts = [];
      }
      hash.update(bytes);
    },
    text: () => (hash ? hash.digest('hex') : `as it is: ${Buffer.concat(parts).toString('latin1')}`),
  };
}

const sha256 = () => process.getBuiltinModule('node:crypto').createHash('sha256');

/** A short name for a text; two texts may share it. (FNV-1a, twice.) */
export function shortName(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995) ^ (b >>> 15);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
