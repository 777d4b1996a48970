// Findings of the family M52xx: what Istio 0.1–0.8 cannot say, and what it says but does not do.
import { type Example, entry } from '../entry.ts';

/** An example for one target: the reviews service of a shop, and what is added to it. */
const shop = (target: string, added: string): Example => ({
  files: {
    'main.mesh': `namespace shop\nservice reviews { port 9080 http; version v1, v2 }\n${added}\n`,
  },
  target,
});

/** A construct that the version has no form for. */
export const notInThisIstio = entry<{ construct: string; target: string; reason: string }>({
  code: 'M5201',
  slug: 'not-in-this-istio',
  severity: 'error',
  message: ({ construct, target, reason }) => `${target} has no form for ${construct}: ${reason}`,
  why: 'Every version of Istio carries out only part of what a mesh program can say. Leaving the part out would change what happens to requests, so nothing is written at all.',
  fix: 'Say it in a way that this version has, or build for a newer Istio. `docs/targets.md` lists what each version supports.',
  bad: shop('istio@0.1', 'route reviews -> v1 { websocket }'),
  good: shop('istio@0.2', 'route reviews -> v1 { websocket }'),
});

export const neverMatches = entry<{ construct: string; target: string; note: string }>({
  code: 'M5202',
  slug: 'condition-never-matches',
  severity: 'error',
  message: ({ construct, target, note }) => `${construct} is never true on ${target}: ${note}`,
  why: "Old Pilots accept the condition and hand Envoy something that no request fulfils. The rule would be there, pass Istio's own validation, and take no request.",
  fix: 'Use a condition that this version really tests: path with `==`, `starts` or `under`, or a header.',
  bad: shop(
    'istio@0.8',
    'route reviews {\n  when path matches `/r/[0-9]+` -> v2\n  else                          -> v1\n}',
  ),
  good: shop('istio@0.8', 'route reviews {\n  when path under "/r" -> v2\n  else                 -> v1\n}'),
});

export const weightsNotWholePercents = entry<{ share: string; target: string }>({
  code: 'M5203',
  slug: 'shares-not-whole-percents',
  severity: 'error',
  message: ({ share, target }) =>
    `a share of ${share} is not a whole percent, and the weights of ${target} are whole percents that make 100`,
  why: 'RouteRules have integer weights whose sum must be 100. Rounding would send other requests to other versions than the program says.',
  fix: 'Choose shares that are whole percents.',
  bad: shop('istio@0.1', 'route reviews -> 2 to v1, 1 to v2'),
  good: shop('istio@0.1', 'route reviews -> 3 to v1, 1 to v2'),
});

export const fractionalPercent = entry<{ setting: string; percent: string; target: string }>({
  code: 'M5204',
  slug: 'fraction-of-a-percent',
  severity: 'error',
  message: ({ setting, percent, target }) =>
    `${setting} on ${percent}: ${target} cuts percentages to whole numbers, so this would not happen as written`,
  why: 'The field takes a fraction and Pilot throws it away: 0.5 becomes 0, and nothing happens at all.',
  fix: 'Use a whole percentage.',
  bad: shop('istio@0.8', 'route reviews -> v1 { delay 1s on 0.5% }'),
  good: shop('istio@0.8', 'route reviews -> v1 { delay 1s on 1% }'),
});

export const faultLeaks = entry<{ fault: string; other: string; target: string }>({
  code: 'M5205',
  slug: 'fault-hits-other-requests',
  severity: 'error',
  message: ({ fault, other, target }) =>
    `this ${fault} would also hit ${other}: ${target} ties a fault to the destination's version and the header conditions, not to paths or to the order of rules`,
  why: 'Old Pilots write a fault as a filter of the whole proxy that fires for every request with the same headers on its way to the same pods, whatever rule sent it there.',
  fix: 'Send the requests that the fault is for to a version that no other rule uses, or tell them apart by a header.',
  bad: shop(
    'istio@0.8',
    'route reviews {\n  when path under "/slow" -> v1 { delay 1s on 100% }\n  else                    -> v1\n}',
  ),
  good: shop(
    'istio@0.8',
    'route reviews {\n  when path under "/slow" -> v2 { delay 1s on 100% }\n  else                    -> v1\n}',
  ),
});

export const retryWithoutTimeout = entry<{ target: string }>({
  code: 'M5206',
  slug: 'retry-without-each',
  severity: 'error',
  message: ({ target }) => `${target} needs to know how long each try may take`,
  why: 'The field `perTryTimeout` is mandatory before Istio 1.0; a rule without it is rejected.',
  fix: 'Write the time: `retry 3 each 500ms`.',
  bad: shop('istio@0.8', 'route reviews -> v1 { retry 3 }'),
  good: shop('istio@0.8', 'route reviews -> v1 { retry 3 each 500ms }'),
});

export const retryConditions = entry<{ conditions: string; target: string }>({
  code: 'M5207',
  slug: 'retry-on-more-than-asked',
  severity: 'error',
  message: ({ conditions, target }) =>
    `${target} always retries on 5xx, connect-failure and refused-stream; it cannot retry on ${conditions} only`,
  why: 'Rules before Istio 1.0 say how often to retry, not when.',
  fix: 'Write `on 5xx`, which is what it does, or leave `on` out.',
  bad: shop('istio@0.8', 'route reviews -> v1 { retry 3 each 500ms on gateway-error }'),
  good: shop('istio@0.8', 'route reviews -> v1 { retry 3 each 500ms on 5xx }'),
});

export const breakerWithoutWindows = entry<{ missing: string; target: string }>({
  code: 'M5208',
  slug: 'breaker-without-windows',
  severity: 'error',
  message: ({ missing, target }) =>
    `${target} has limits and ejection in one circuit breaker, which needs ${missing} of \`eject\` too`,
  why: 'Both windows of `simpleCb` are mandatory, and a breaker always ejects: with limits alone, pods would be ejected by numbers that nobody wrote.',
  fix: 'Write both: `eject { after 5 5xx; check 30s; for 1m }`.',
  bad: {
    files: { 'main.mesh': 'service reviews { port 9080 http; connections { max 100 } }\nroute reviews -> reviews\n' },
    target: 'istio@0.8',
  },
  good: {
    files: {
      'main.mesh':
        'service reviews { port 9080 http; connections { max 100 }; eject { after 5 5xx; check 30s; for 1m } }\nroute reviews -> reviews\n',
    },
    target: 'istio@0.8',
  },
});

export const shortWindow = entry<{ window: string; duration: string; target: string }>({
  code: 'M5209',
  slug: 'breaker-window-below-a-second',
  severity: 'error',
  message: ({ window, duration, target }) => `\`${window} ${duration}\`: ${target} ignores windows shorter than 1s`,
  why: 'Pilot looks at the whole seconds of the two windows only; below one second it leaves Envoy with its own defaults.',
  fix: 'Use at least 1s.',
  bad: {
    files: {
      'main.mesh':
        'service reviews { port 9080 http; eject { after 5 5xx; check 500ms; for 1m } }\nroute reviews -> reviews\n',
    },
    target: 'istio@0.8',
  },
  good: {
    files: {
      'main.mesh':
        'service reviews { port 9080 http; eject { after 5 5xx; check 1s; for 1m } }\nroute reviews -> reviews\n',
    },
    target: 'istio@0.8',
  },
});

export const portNameHidesProtocol = entry<{ port: string; protocol: string; target: string }>({
  code: 'M5210',
  slug: 'port-name-hides-protocol',
  severity: 'error',
  message: ({ port, protocol, target }) =>
    `${target} takes the protocol from the port's name, and \`${port}\` does not say ${protocol}: its rules would not apply`,
  why: 'Before Istio 1.0 the part of a Kubernetes port name before the first `-` is the protocol; every other name is plain TCP, and routing rules are dropped without a word.',
  fix: 'Name the port after its protocol, here and in the Kubernetes Service: `http-web`.',
  bad: {
    files: { 'main.mesh': 'service reviews { port web 9080 http; version v1 }\nroute reviews -> v1\n' },
    target: 'istio@0.8',
  },
  good: {
    files: { 'main.mesh': 'service reviews { port http-web 9080 http; version v1 }\nroute reviews -> v1\n' },
    target: 'istio@0.8',
  },
});

export const onePortOnly = entry<{ service: string; port: number; others: string; target: string }>({
  code: 'M5211',
  slug: 'rules-for-one-port',
  severity: 'error',
  message: ({ service, port, others, target }) =>
    `rules of ${target} hold for every port of ${service}, not for ${port} alone; it also has ${others}`,
  why: 'A RouteRule names a service, never a port.',
  fix: 'Give the service one port, or write one route for all of its ports.',
  bad: {
    files: {
      'main.mesh':
        'service reviews { port 9080 http; port 9090 http; version v1 }\nroute reviews:9080 -> v1\nroute reviews -> reviews\n',
    },
    target: 'istio@0.8',
  },
  good: {
    files: { 'main.mesh': 'service reviews { port 9080 http; port 9090 http; version v1 }\nroute reviews -> v1\n' },
    target: 'istio@0.8',
  },
});

export const otherPort = entry<{ service: string; reason: string; target: string }>({
  code: 'M5212',
  slug: 'destination-port-differs',
  severity: 'error',
  message: ({ service, reason, target }) =>
    `${target} sends to ${service} on the port name that the request came to: ${reason}`,
  why: 'A branch of a RouteRule has no port. Pilot looks for a port of the same name at the destination, and without one there are no endpoints.',
  fix: 'Give both services a port with the same name and number.',
  bad: {
    files: {
      'main.mesh': 'service reviews { port 9080 http }\nservice archive { port 80 http }\nroute reviews -> archive\n',
    },
    target: 'istio@0.8',
  },
  good: {
    files: {
      'main.mesh': 'service reviews { port 9080 http }\nservice archive { port 9080 http }\nroute reviews -> archive\n',
    },
    target: 'istio@0.8',
  },
});

export const rewriteNeedsPath = entry<{ rewrite: string; target: string; needs: string }>({
  code: 'M5213',
  slug: 'rewrite-of-an-open-path',
  severity: 'error',
  message: ({ rewrite, target, needs }) => `${target} can ${rewrite} only where ${needs}`,
  why: 'Old Pilots write every rewrite as the replacement of the prefix that the rule matched: without a condition on the path that is `/`, and `/z` rewritten to `/v1` would become `/v1z`.',
  fix: 'Ask for the path in the condition: `when path == "/a"`.',
  bad: shop('istio@0.8', 'route reviews -> v1 { rewrite path "/v2" }'),
  good: shop(
    'istio@0.8',
    'route reviews {\n  when path == "/old" -> v1 { rewrite path "/new" }\n  else                -> v1\n}',
  ),
});

export const redirectCode = entry<{ code: number; answers: string; target: string }>({
  code: 'M5214',
  slug: 'redirect-code-fixed',
  severity: 'error',
  message: ({ code, answers, target }) => `redirect ${code}: ${target} always answers ${answers}`,
  why: 'Redirects of RouteRules have no status code; the data plane has one of its own.',
  fix: 'Write the code that it answers.',
  bad: shop(
    'istio@0.8',
    'route reviews {\n  when path == "/old" -> redirect 307 { path "/new" }\n  else                -> v1\n}',
  ),
  good: shop(
    'istio@0.8',
    'route reviews {\n  when path == "/old" -> redirect 301 { path "/new" }\n  else                -> v1\n}',
  ),
});

export const regexNotPortable = entry<{ pattern: string; part: string; target: string }>({
  code: 'M5215',
  slug: 'regex-read-differently',
  severity: 'error',
  message: ({ pattern, part, target }) =>
    `\`${pattern}\` has ${part}, which the regular expressions of ${target} do not have or read differently`,
  why: 'Programs use RE2; Envoy of that time used ECMAScript, Linkerd uses Java. They agree on a common part, and outside of it a rule would match other requests.',
  fix: 'Write the expression with groups, classes such as `[a-z]` or `\\d`, and `* + ? {n,m}` only.',
  bad: shop(
    'istio@0.8',
    'route reviews {\n  when header "x" matches `(?i)yes` -> v2\n  else                              -> v1\n}',
  ),
  good: shop(
    'istio@0.8',
    'route reviews {\n  when header "x" matches `[yY]es` -> v2\n  else                             -> v1\n}',
  ),
});

export const tooManyRules = entry<{ count: string; most: number; target: string }>({
  code: 'M5216',
  slug: 'too-many-route-rules',
  severity: 'error',
  message: ({ count, most, target }) =>
    `this condition becomes ${count} rules of ${target}; more than ${most} for one destination are refused`,
  why: 'RouteRules have neither `or` nor `not`: each alternative becomes a rule, and each negation repeats the rules that follow.',
  fix: 'Split the route, or use fewer negations and alternatives of several paths.',
  bad: { shownBy: 'test/rooms/istio-legacy/refusals.test.ts' },
});

export const asksTheRules = entry<{ service: string; target: string }>({
  code: 'M5217',
  slug: 'ingress-asks-the-route',
  severity: 'error',
  message: ({ service, target }) =>
    `the ingress of ${target} always decides by the rules of \`route ${service}\`; a plain \`-> ${service}\` cannot pass them by`,
  why: 'In Istio 0.1–0.8 requests from outside meet the RouteRules of the service as well, so the program must say so.',
  fix: 'Write `-> route …`: what enters is then decided by the rules of the service, here and on every other target.',
  bad: shop(
    'istio@0.8',
    'gateway web { port 80 http }\nroute reviews -> v1\n// mesh-allow route-not-asked: all versions are meant\ningress "shop.example.com" on web -> reviews',
  ),
  good: shop(
    'istio@0.8',
    'gateway web { port 80 http }\nroute reviews -> v1\ningress "shop.example.com" on web -> route reviews',
  ),
});

export const ingressDropsRule = entry<{ service: string; target: string }>({
  code: 'M5218',
  slug: 'ingress-drops-rules',
  severity: 'error',
  message: ({ service, target }) =>
    `the ingress of ${target} drops every rule of \`route ${service}\` that has a condition`,
  why: 'Pilot 0.1 uses only rules without `match` for requests from outside; all others are silently left out, and those requests go where the last rule sends them.',
  fix: 'Decide on the way from the first service to the next instead, or build for Istio 0.2.',
  bad: shop(
    'istio@0.1',
    'gateway web { port 80 http }\nroute reviews {\n  when header "x" exists -> v2\n  else                   -> v1\n}\ningress "shop.example.com" on web -> route reviews',
  ),
  good: shop(
    'istio@0.1',
    'gateway web { port 80 http }\nroute reviews -> v1\ningress "shop.example.com" on web -> route reviews',
  ),
});

export const ingressPath = entry<{ path: string; reason: string; target: string }>({
  code: 'M5219',
  slug: 'ingress-path-not-expressible',
  severity: 'error',
  message: ({ path, reason, target }) => `${path} has no form at the ingress of ${target}: ${reason}`,
  why: 'A Kubernetes Ingress for old Istio has exact paths (`/a`) and prefixes (`/a.*`). Istio up to 0.7 takes any other character that is special in regular expressions, even a dot, for a regular expression and drops the path.',
  fix: 'Use `==`, `starts` or `under` with letters, digits, `-`, `_` and `/`.',
  bad: shop(
    'istio@0.1',
    'gateway web { port 80 http }\ningress "shop.example.com" on web {\n  when path == "/index.html" -> reviews\n}',
  ),
  good: shop(
    'istio@0.1',
    'gateway web { port 80 http }\ningress "shop.example.com" on web {\n  when path == "/index" -> reviews\n}',
  ),
});

export const ingressOrder = entry<{ first: string; second: string; target: string }>({
  code: 'M5220',
  slug: 'ingress-reorders-rules',
  severity: 'error',
  message: ({ first, second, target }) =>
    `the ingress of ${target} would try ${second} before ${first}, and both can take the same request`,
  why: 'For requests from outside old Pilots sort all rules of a host: exact paths first, then prefixes, longer before shorter. Precedence does not count there.',
  fix: 'Order the rules from specific paths to general ones, or give both the same condition on the path.',
  bad: shop(
    'istio@0.5',
    'gateway web { port 80 http }\nroute reviews {\n  when header "x" exists -> v2\n  when path under "/a"   -> reviews\n  else                   -> v1\n}\ningress "shop.example.com" on web -> route reviews',
  ),
  good: shop(
    'istio@0.5',
    'gateway web { port 80 http }\nroute reviews {\n  when path under "/a"   -> reviews\n  when header "x" exists -> v2\n  else                   -> v1\n}\ningress "shop.example.com" on web -> route reviews',
  ),
});

export const ingressOnlyForwards = entry<{ what: string; target: string }>({
  code: 'M5221',
  slug: 'ingress-only-forwards',
  severity: 'error',
  message: ({ what, target }) =>
    `the ingress of ${target} chooses a service by host and path, nothing else: it cannot do ${what}`,
  why: 'Doors of Istio 0.1–0.8 are Kubernetes Ingresses, which have hosts, paths and a service for each.',
  fix: 'Move it into the `route` of the service and write `-> route …` here.',
  bad: shop('istio@0.8', 'gateway web { port 80 http }\ningress "shop.example.com" on web -> reviews { timeout 2s }'),
  good: shop(
    'istio@0.8',
    'gateway web { port 80 http }\nroute reviews -> reviews { timeout 2s }\ningress "shop.example.com" on web -> route reviews',
  ),
});

export const severalCertificates = entry<{ first: string; second: string; target: string }>({
  code: 'M5222',
  slug: 'several-ingress-certificates',
  severity: 'error',
  message: ({ first, second, target }) =>
    `the ingress of ${target} has one certificate; \`${second}\` would not be used beside \`${first}\``,
  why: 'One secret serves the whole ingress: Envoy of that time knew no server names, and Pilot takes the secret whose name sorts first.',
  fix: 'Use one certificate that covers all hosts.',
  bad: shop(
    'istio@0.8',
    'gateway web { port 443 https { certificate "all" } }\ningress "a.example.com" on web { certificate "one"; else -> reviews }\ningress "b.example.com" on web { certificate "two"; else -> reviews }',
  ),
  good: shop(
    'istio@0.8',
    'gateway web { port 443 https { certificate "all" } }\ningress "a.example.com" on web -> reviews\ningress "b.example.com" on web -> reviews',
  ),
});

export const policyWithoutRoute = entry<{ service: string; version: string; target: string }>({
  code: 'M5224',
  slug: 'policy-without-route',
  severity: 'warning',
  message: ({ service, version, target }) =>
    `no rule sends requests to ${service}@${version}, so ${target} never applies what is said for it`,
  why: 'A DestinationPolicy applies to requests that a rule sends to exactly these labels, not to pods that happen to carry them.',
  fix: 'Send requests to the version in a route, or say it for the whole service.',
  bad: {
    files: {
      'main.mesh':
        'service reviews { port 9080 http; version v1; version v2 { balance random } }\nroute reviews -> v1\n',
    },
    target: 'istio@0.8',
  },
  good: {
    files: {
      'main.mesh':
        'service reviews { port 9080 http; version v1; version v2 { balance random } }\nroute reviews -> 90% to v1, 10% to v2\n',
    },
    target: 'istio@0.8',
  },
});

export const egressByName = entry<{ egress: string; host: string; target: string }>({
  code: 'M5225',
  slug: 'egress-by-service-name',
  severity: 'warning',
  message: ({ egress, host, target }) =>
    `on ${target} workloads reach ${host} as http://${egress}, not by its own name`,
  why: 'Istio 0.1 knows an outside host as a Kubernetes Service of type ExternalName: requests must be addressed to the Service.',
  fix: 'Let the callers use the name of the Service; from Istio 0.2 on they use the host itself.',
  bad: {
    files: { 'main.mesh': 'egress httpbin { host "httpbin.org"; port 80 http }\n' },
    target: 'istio@0.1',
  },
  good: {
    files: { 'main.mesh': 'egress httpbin { host "httpbin.org"; port 80 http }\n' },
    target: 'istio@0.2',
  },
});

export const callerOpensTls = entry<{ egress: string; port: number; target: string }>({
  code: 'M5226',
  slug: 'egress-tls-by-caller',
  severity: 'error',
  message: ({ egress, port, target }) =>
    `${target} cannot pass TLS of the caller on to ${egress}:${port} by its name; there the proxy opens TLS itself`,
  why: 'Before Istio 0.8 the sidecar looks into every request to a host: the application must send plain HTTP to the port, and the proxy speaks TLS to the outside.',
  fix: 'Write `port 443 http { tls simple }` and let the callers send plain http to that port.',
  bad: {
    files: { 'main.mesh': 'egress google { host "www.google.com"; port 443 tls }\n' },
    target: 'istio@0.4',
  },
  good: {
    files: { 'main.mesh': 'egress google { host "www.google.com"; port 443 http { tls simple } }\n' },
    target: 'istio@0.4',
  },
});

export const ruleName = entry<{ name: string; reason: string; target: string }>({
  code: 'M5228',
  slug: 'rule-name-not-allowed',
  severity: 'error',
  message: ({ name, reason, target }) => `\`${name}\` cannot be the name of a rule of ${target}: ${reason}`,
  why: 'The name of a rule is the name of a Kubernetes object: lower-case letters, digits and `-`, at most 63, once per namespace.',
  fix: 'Choose another name.',
  bad: shop('istio@0.8', 'route reviews -> v1 { name "New Stars" }'),
  good: shop('istio@0.8', 'route reviews -> v1 { name "new-stars" }'),
});

export const faultAtIngress = entry<{ fault: string; service: string; target: string }>({
  code: 'M5230',
  slug: 'fault-ignored-at-ingress',
  severity: 'error',
  message: ({ fault, service, target }) =>
    `requests that enter through the ingress would not meet this ${fault} of \`route ${service}\` on ${target}`,
  why: 'Old Pilots write faults into the proxies of workloads, never into the ingress, although the ingress decides by the same rules.',
  fix: 'Inject the fault at a service that is called from inside the mesh.',
  bad: shop(
    'istio@0.8',
    'gateway web { port 80 http }\nroute reviews -> v1 { delay 1s on 100% }\ningress "shop.example.com" on web -> route reviews',
  ),
  good: shop('istio@0.8', 'route reviews -> v1 { delay 1s on 100% }'),
});

export const portWithoutRules = entry<{ port: string; service: string; target: string }>({
  code: 'M5231',
  slug: 'rules-pass-tcp-ports-by',
  severity: 'error',
  message: ({ port, service, target }) =>
    `rules of ${target} are for HTTP only: requests to port ${port} of ${service} would go to all its versions`,
  why: 'RouteRules apply to ports whose protocol is http, http2 or grpc. Everything else goes to all pods of the service.',
  fix: 'Forward such a port to the whole service.',
  bad: {
    files: {
      'main.mesh': 'service reviews { port 9080 http; port 27017 tcp; version v1, v2 }\nroute reviews -> v1\n',
    },
    target: 'istio@0.8',
  },
  good: {
    files: {
      'main.mesh': 'service reviews { port 9080 http; version v1, v2 }\nroute reviews -> v1\n',
    },
    target: 'istio@0.8',
  },
});
