// A text that grows at its end, kept as bytes of UTF-8: what is written goes out as bytes, and nothing of it is left to collect. Most of it
// is ASCII, which is copied letter by letter. Knows nothing of what it holds.

const encoder = new TextEncoder();
/** Bytes of UTF-8 for one unit of a JavaScript string. */
const LARGEST = 3;
const SPACE = 0x20;

export class Utf8Text {
  bytes: Uint8Array = new Uint8Array(1 << 14);
  end = 0;

  /** Makes room for so many units of strings. */
  reserve(units: number): void {
    const wanted = this.end + units * LARGEST;
    if (wanted > this.bytes.length) this.#grow(wanted);
  }

  /** One ASCII letter; there must be room. */
  letter(code: number): void {
    this.bytes[this.end++] = code;
  }

  /** So many spaces; there must be room. */
  indent(columns: number): void {
    const { bytes, end } = this;
    for (let column = 0; column < columns; column++) bytes[end + column] = SPACE;
    this.end = end + columns;
  }

  /** A text of ASCII letters; there must be room. */
  ascii(text: string): void {
    const { bytes, end } = this;
    for (let at = 0; at < text.length; at++) bytes[end + at] = text.charCodeAt(at);
    this.end = end + text.length;
  }

  /** A text whose letters all have the bit in `classes`; false, and nothing added, where one has not. There must be room. */
  within(text: string, classes: Uint8Array, bit: number): boolean {
    const { bytes, end } = this;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= classes.length || ((classes[code] as number) & bit) === 0) return false;
      bytes[end + at] = code;
    }
    this.end = end + text.length;
    return true;
  }

  /** Any text. */
  add(text: string): void {
    this.reserve(text.length);
    this.end += encoder.encodeInto(text, this.bytes.subarray(this.end)).written;
  }

  #grow(wanted: number): void {
    const larger = new Uint8Array(Math.max(wanted, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
