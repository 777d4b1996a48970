// Findings of the family M54xx: what Gateway API cannot say, or cannot keep in order.
import { entry } from '../entry.ts';

const frame = `namespace shop
gateway web { port 80 http }
service cart { port 8080 http; version v1, v2 }
`;
const on = (text: string) => ({ files: { 'main.mesh': frame + text }, target: 'gateway-api@1.4' });

export const notInGatewayApi = entry<{ construct: string; version: string; reason: string }>({
  code: 'M5401',
  slug: 'not-in-gateway-api',
  severity: 'error',
  message: ({ construct, version, reason }) => `Gateway API ${version} cannot say ${construct}: ${reason}`,
  why: 'The objects of Gateway API have no field for it, and leaving it out would change what happens to requests.',
  fix: 'Leave it out for this target, or compile for one that has it (docs/targets.md).',
  bad: on('route cart -> v1 { delay 1s on 10% }\n'),
  good: on('route cart -> v1 { timeout 1s }\n'),
});

export const orderBySpecificity = entry<{ earlier: string; reason: string }>({
  code: 'M5402',
  slug: 'order-by-specificity',
  severity: 'error',
  message: ({ earlier, reason }) => `Gateway API would try this rule before ${earlier}: ${reason}`,
  why: 'In Gateway API not the first match wins but the more specific one (exact path, longer prefix, method, more headers, more query parameters), and where a regular expression stands is left to each implementation.',
  fix: 'Write the two conditions so that they do not overlap, or use exact paths and `under` instead of regular expressions. At a gateway with another `class` than Istio’s an `else` may follow them.',
  bad: on('route cart {\n  when path matches `/a/.*x` -> v1\n  when path under "/a/b" -> v2\n  else -> v1\n}\n'),
  good: on('route cart {\n  when path under "/a/b" -> v2\n  else -> v1\n}\n'),
});

export const tooManyMatches = entry<{ count: number; limit: number; what: string }>({
  code: 'M5403',
  slug: 'too-many-matches',
  severity: 'error',
  message: ({ count, limit, what }) => `this becomes ${count} ${what}; Gateway API takes ${limit}`,
  why: 'The schema of Gateway API bounds the rules of a route and the matches of a rule; mesh splits routes where that keeps the meaning.',
  fix: 'Simplify the condition, or split the rule in two.',
  bad: { shownBy: 'test/rooms/gateway-api/limits.test.ts' },
});

export const experimentalChannel = entry<{ construct: string; field: string }>({
  code: 'M5404',
  slug: 'experimental-channel',
  severity: 'info',
  message: ({ construct, field }) =>
    construct === `\`${field}\``
      ? `${construct} needs a field that only the experimental channel of Gateway API has`
      : `${construct} becomes \`${field}\`, which only the experimental channel of Gateway API has`,
  why: 'A cluster with the standard channel refuses or drops the field.',
  fix: 'Install the experimental CRDs, or leave the setting out for this target.',
  bad: { shownBy: 'test/rooms/gateway-api/lower.test.ts' },
});

export const retryCodes = entry<object>({
  code: 'M5405',
  slug: 'retry-codes',
  severity: 'warning',
  message: () => '`5xx` becomes 500, 502, 503 and 504 here: answers like 501 or 505 are not retried',
  why: 'Gateway API lists the status codes to retry on, and these four are the ones that every implementation must know. Others may be refused, with the whole route.',
  fix: 'List the codes you mean (`retry 2 on 500, 502, 503, 504`); more of them, if your implementation takes them.',
  bad: { shownBy: 'test/rooms/gateway-api/lower.test.ts' },
});

export const rootPrefix = entry<{ to: string }>({
  code: 'M5406',
  slug: 'root-prefix',
  severity: 'warning',
  message: ({ to }) => `a request for \`/\` itself becomes \`${to}\` here, or \`${to}/\`, as the implementation has it`,
  why: 'Gateway API replaces whole segments and does not say what becomes of a path that has none; Istio leaves the slash out. All other paths become the same everywhere.',
  fix: 'If it matters, give `/` a rule of its own before: `when path == "/" -> … { rewrite path "…" }`.',
  bad: { shownBy: 'test/rooms/gateway-api/lower.test.ts' },
});
