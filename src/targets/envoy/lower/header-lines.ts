// How Envoy keeps a header that comes in several lines: apart, or as one text with commas between. Observed on real Envoys, 1.38 and
// 1.40 (`match_headers_individually` is new in 1.39). Says nothing about tests.

/**
 * - `apart`: each line is tested by itself, and any may pass: what the language says.
 * - `once`: HTTP allows one line, so the text is one value, commas and all (`user-agent`).
 * - `joined`: one text whose commas separate values.
 */
export type Lines = 'apart' | 'once' | 'joined';

/** Headers that every version keeps as one text, because its own parts of code use them. */
const KEPT_AS_ONE: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'access-control-request-headers',
  'cache-control',
  'content-encoding',
  'expect',
  'grpc-accept-encoding',
  'if-match',
  'if-none-match',
  'pragma',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/** Headers of which HTTP allows one line (RFC 9110). */
const ONE_LINE: ReadonlySet<string> = new Set([
  'access-control-request-method',
  'authorization',
  'content-length',
  'content-type',
  'date',
  'from',
  'grpc-timeout',
  'if-modified-since',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'max-forwards',
  'origin',
  'proxy-authorization',
  'referer',
  'user-agent',
  'x-client-trace-id',
  'x-request-id',
]);

export function linesOf(header: string, linesApart: boolean): Lines {
  if (ONE_LINE.has(header)) return 'once';
  return linesApart && !KEPT_AS_ONE.has(header) ? 'apart' : 'joined';
}

/** Headers that Envoy itself writes or takes out before routes are tried. */
export const isEnvoysOwn = (header: string): boolean => header.startsWith('x-envoy-') || OWN.has(header);

const OWN: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-client-cert',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-request-id',
]);
