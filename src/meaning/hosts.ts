// Host patterns: which of several claims a host belongs to, as Envoy looks virtual hosts up: the exact name, then the longest
// wildcard, then `*`. Nothing here knows what claims it.

/** Whether the pattern (`a.b`, `*.b`, `*`) covers the host; a wildcard stands for at least one character. */
export function covers(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.startsWith('*')) return pattern === host;
  return host.length > pattern.length - 1 && host.endsWith(pattern.slice(1));
}

/** Whether every host of `inner` is one of `outer`, and they differ. */
export const isInside = (inner: string, outer: string): boolean =>
  inner !== outer && (outer === '*' || (outer.startsWith('*') && inner.replace(/^\*/, 'x').endsWith(outer.slice(1))));

/** The patterns among these that `isInside` says the host is inside of; each is asked for by its text. */
export function wildcardsOver(host: string, patterns: { has: (pattern: string) => boolean }): readonly string[] {
  const found: string[] = [];
  const rest = host.startsWith('*') ? `x${host.slice(1)}` : host;
  for (let at = 0; at < rest.length; at++) {
    const pattern = `*${rest.slice(at)}`;
    if (pattern !== host && patterns.has(pattern)) found.push(pattern);
  }
  if (host !== '*' && patterns.has('*')) found.push('*');
  return found;
}

/** The claim that wins for a host. */
export function claimOf<T>(claims: ReadonlyMap<string, T>, host: string): T | undefined {
  const exact = claims.get(host);
  if (exact !== undefined) return exact;
  for (let at = 1; at < host.length; at++) {
    const wildcard = claims.get(`*${host.slice(at)}`);
    if (wildcard !== undefined) return wildcard;
  }
  return claims.get('*');
}

const plainHosts = [
  'www.example.com',
  'www.example.org',
  'www.example.net',
  'other.test',
  'localhost',
  'other.internal',
];
const plainLabels = ['www', 'a', 'any', 'other'];
const mostTries = 2_000;

/** A plain host that the pattern covers and none of the others does; if all plain ones are taken, one that the pattern covers. */
export function sampleHost(pattern: string, others: readonly string[] = []): string {
  if (!pattern.startsWith('*')) return pattern;
  for (const host of candidates(pattern)) if (!others.some((other) => covers(other, host))) return host;
  return pattern === '*' ? plainHosts[0]! : `${plainLabels[0]}${pattern.slice(1)}`;
}

function* candidates(pattern: string): Generator<string> {
  const rest = pattern === '*' ? '.test' : pattern.slice(1);
  if (pattern === '*') yield* plainHosts;
  else for (const label of plainLabels) yield `${label}${rest}`;
  for (let n = 1; n < mostTries; n++) yield `host${n}${pattern === '*' && n % 2 === 0 ? '' : rest}`;
}
