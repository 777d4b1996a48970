// The bytes of a file → its text, or why it is none. Bytes are never guessed at: what is not UTF-8 is no text.

export type DecodedText = { readonly text: string } | { readonly reason: string };

/** A byte order mark stays; the text begins with it. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  const zero = bytes.indexOf(0);
  if (zero >= 0) return { reason: `there is a zero byte at offset ${zero}` };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const good = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\ufffd')[0] ?? '';
    return { reason: `the bytes of line ${good.split('\n').length} are not UTF-8` };
  }
}
