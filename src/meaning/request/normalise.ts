// The path of a request as rules see it: dot segments removed, slashes merged, unreserved characters unescaped and unsafe
// ones escaped, as Envoy's normalize_path (Chromium's path canonicalisation) and merge_slashes do. `%2F` stays.

const unreserved = /^[A-Za-z0-9\-._~]$/;
/** Characters that are never found bare in a normalised path. */
const unsafe = /[^!$&'()*+,\-./0-9:;=@A-Z[\]_a-z~%]/gu;

/** The normalised path, or nothing where a proxy would answer 400 (a NUL, or not beginning with `/`). */
export function normalisePath(raw: string): string | undefined {
  if (!raw.startsWith('/') || raw.includes('\0') || /%00/.test(raw)) return undefined;
  const clean = raw
    .replaceAll('\\', '/')
    .replace(/%[0-9A-Fa-f]{2}/g, unescapeUnreserved)
    .replace(unsafe, encode);
  return removeDots(clean).replace(/\/{2,}/g, '/');
}

function unescapeUnreserved(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  return unreserved.test(character) ? character : escaped;
}

function encode(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function removeDots(path: string): string {
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (last && (segment === '.' || segment === '..')) kept.push('');
  });
  return `/${kept.join('/')}`;
}
