// What a plain Envoy cannot carry out, or carries out otherwise than one would think. Family M53xx.
import { type Example, entry } from '../entry.ts';

const forEnvoy = (main: string): Example => ({ files: { 'main.mesh': main }, target: 'envoy@1.40' });

const SERVICE = `namespace shop
service reviews { port 9080 http; version v1, v2 }
`;

export const tooManyMatches = entry<{ limit: number; version: string }>({
  code: 'M5301',
  slug: 'envoy-too-many-matches',
  severity: 'error',
  message: ({ limit, version }) => `this condition becomes more than ${limit} route matches for envoy@${version}`,
  why: 'Envoy\'s routes know "and" only. Every "or" becomes a route of its own, and an "and" of several "or"s all their combinations.',
  fix: 'Say alternatives of one part with `in (…)` or one regular expression, or split the rule into several with the same action.',
  bad: forEnvoy(`${SERVICE}route reviews {
  when ${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `(header "${name}" == "1" or query "${name}" == "1")`).join(' and ')} -> v1
  else -> v2
}
`),
  good: forEnvoy(`${SERVICE}route reviews {
  when header "a" in ("1", "2") and header "b" in ("1", "2") -> v1
  else -> v2
}
`),
});

export const regexNotExact = entry<{ version: string; part: string }>({
  code: 'M5302',
  slug: 'envoy-regex-not-exact',
  severity: 'error',
  message: ({ version, part }) => `envoy@${version} has no exact form for this test of a ${part}`,
  why: 'Envoy sees queries and cookies (and paths that must not match) as parts of longer texts, so the expression is narrowed to the part. An anchor or a `\\b` in its middle, or a Unicode class such as `\\P{L}`, means something else there.',
  fix: 'Leave anchors out: an expression always matches the whole value. Write classes out: `[A-Za-z]` for a Unicode class.',
  bad: forEnvoy(`${SERVICE}route reviews {
  when cookie "user" matches \`jas\\b.*\` -> v1
  else -> v2
}
`),
  good: forEnvoy(`${SERVICE}route reviews {
  when cookie "user" matches \`jas[^a-z]*\` -> v1
  else -> v2
}
`),
});

export const headerOfEnvoy = entry<{ header: string }>({
  code: 'M5303',
  slug: 'envoy-header-rewritten',
  severity: 'warning',
  message: ({ header }) => `Envoy sets or removes \`${header}\` itself before it tries any rule`,
  why: 'Envoy writes its own request id and forwarding headers into each request that comes in, and takes connection headers out. Rules see what is there afterwards, not what the caller sent.',
  fix: 'Test a header of your own, or what the header stands for: `scheme`, `from`, `host`.',
  bad: forEnvoy(`${SERVICE}route reviews {
  when header "x-request-id" exists -> v1
  else -> v2
}
`),
  good: forEnvoy(`${SERVICE}route reviews {
  when header "x-correlation-id" exists -> v1
  else -> v2
}
`),
});

export const noMeshIdentity = entry<{ service: string }>({
  code: 'M5304',
  slug: 'envoy-no-mesh-identity',
  severity: 'error',
  message: ({ service }) => `a plain Envoy has no mesh identity to call ${service} with`,
  why: 'With `tls mutual` both sides show certificates that a control plane issues. Nobody issues them to an Envoy that runs on files.',
  fix: 'Name the certificates: `tls client { certificate "…"; ca "…" }`, or build for Istio.',
  bad: forEnvoy(`namespace shop
service reviews { port 9080 http; tls mutual }
service web { port 80 http }
`),
  good: forEnvoy(`namespace shop
service reviews { port 9080 http; tls client { certificate "web-cert"; ca "shop-ca" } }
service web { port 80 http }
`),
});

export const oneOpaquePort = entry<{ port: number; other: string }>({
  code: 'M5305',
  slug: 'envoy-opaque-port-shared',
  severity: 'error',
  message: ({ port, other }) => `on port ${port} a connection for this cannot be told from one for ${other}`,
  why: 'Connections without TLS have no name in them. Their address could tell them apart, but Kubernetes chooses it, so it is not in the program.',
  fix: 'Give one of them another port, or addresses with `at "10.0.0.5"`.',
  bad: forEnvoy(`namespace shop
service orders { port 5000 tcp }
service stock { port 5000 tcp }
`),
  good: forEnvoy(`namespace shop
service orders { port 5000 tcp }
service stock { port 5001 tcp }
`),
});

export const metricsLost = entry<{ kind: string }>({
  code: 'M5306',
  slug: 'envoy-metrics-lost',
  severity: 'warning',
  message: ({ kind }) => `Envoy cannot send its metrics to ${kind}; they are left out`,
  why: 'Envoy offers its counters to Prometheus and sends them to statsd. It has no sender for anything else.',
  fix: 'Use `metrics prometheus` or `metrics statsd`, with an exporter behind it where one is needed.',
  bad: forEnvoy(`${SERVICE}telemetry { metrics influxdb "influx:8086" }
`),
  good: forEnvoy(`${SERVICE}telemetry { metrics prometheus port 9990 }
`),
});

export const wholePercent = entry<{ share: string }>({
  code: 'M5307',
  slug: 'envoy-ejection-whole-percent',
  severity: 'error',
  message: ({ share }) => `Envoy ejects whole percents of a service's endpoints, not ${share}`,
  why: '`max_ejection_percent` is a whole number.',
  fix: 'Round it yourself, so that it is clear which way.',
  bad: forEnvoy(`namespace shop
service reviews { port 9080 http; eject { after 5 5xx; at-most 12.5% } }
`),
  good: forEnvoy(`namespace shop
service reviews { port 9080 http; eject { after 5 5xx; at-most 12% } }
`),
});

export const noEndpoints = entry<{ target: string; why: string }>({
  code: 'M5308',
  slug: 'envoy-no-endpoints',
  severity: 'error',
  message: ({ target, why }) => `nothing says where ${target} is: ${why}`,
  why: 'An Envoy without a control plane knows endpoints by name or address only. A wildcard is no name, several hosts are several places, and labels of pods are only known to Kubernetes.',
  fix: 'Give it addresses with `at`, declare each host as an egress of its own, or name the one meant with `rewrite host`.',
  bad: forEnvoy(`namespace shop
service billing { host "billing.vm.local"; at "10.0.0.5", "10.0.0.6"; port 80 http; version v1, v2 }
service web { port 8080 http }
route billing -> v1
`),
  good: forEnvoy(`namespace shop
service billing { host "billing.vm.local"; at "10.0.0.5", "10.0.0.6"; port 80 http }
service billing-next { host "next.vm.local"; at "10.0.0.7"; port 80 http }
service web { port 8080 http }
route billing -> 90% to billing, 10% to billing-next
`),
});

export const headerNotChangeable = entry<{ header: string }>({
  code: 'M5309',
  slug: 'envoy-header-not-changeable',
  severity: 'error',
  message: ({ header }) => `Envoy does not let a rule change \`${header}\``,
  why: 'Host is what requests are routed by; it and the pseudo headers are kept out of header changes.',
  fix: 'Use `rewrite host "…"`.',
  bad: forEnvoy(`${SERVICE}route reviews -> v1 { request header set "host" "x" }
`),
  good: forEnvoy(`${SERVICE}route reviews -> v1 { rewrite host "x" }
`),
});

export const hashDiffers = entry<{ first: string; second: string }>({
  code: 'M5310',
  slug: 'envoy-hash-differs',
  severity: 'error',
  message: ({ first, second }) => `the destinations of this split hash by different things: ${first} and ${second}`,
  why: 'What a request is hashed by stands at its route in Envoy and is used for all of its destinations.',
  fix: 'Let all versions of the split balance by the same header, cookie or parameter.',
  bad: forEnvoy(`namespace shop
service reviews {
  port 9080 http
  version v1 { balance hash header "x-user" }
  version v2 { balance hash header "x-team" }
}
// mesh-allow sticky-split: each half keeps its own
route reviews -> 50% to v1, 50% to v2
`),
  good: forEnvoy(`namespace shop
service reviews {
  port 9080 http
  balance hash header "x-user"
  version v1, v2
}
// mesh-allow sticky-split: each half keeps its own
route reviews -> 50% to v1, 50% to v2
`),
});

export const connectionRule = entry<{ what: string }>({
  code: 'M5311',
  slug: 'envoy-connection-rule',
  severity: 'error',
  message: ({ what }) => `Envoy cannot decide a connection by ${what}`,
  why: 'Of a TLS connection Envoy compares the server name with names and `*.` wildcards; of a plain one only the port is known, and either is only forwarded.',
  fix: 'Use `sni == "…"` or `sni ends ".…"` and forward to destinations.',
  bad: forEnvoy(`namespace shop
service echo { port 443 tls; version v1, v2 }
route echo {
  when sni contains "beta" -> v2
  else -> v1
}
`),
  good: forEnvoy(`namespace shop
service echo { port 443 tls; version v1, v2 }
route echo -> 90% to v1, 10% to v2
`),
});

export const sniOfRequests = entry<{ version: string }>({
  code: 'M5312',
  slug: 'envoy-sni-of-request',
  severity: 'error',
  message: ({ version }) => `envoy@${version} cannot test the server name of a request it decrypted`,
  why: 'Once TLS is ended, a route sees the Host of each request; the name in the handshake is not among the things it can match.',
  fix: 'Test `host` instead.',
  bad: forEnvoy(`${SERVICE}gateway web { port 443 https { certificate "web" }; open to all }
ingress "a.example.com", "b.example.com" on web {
  when sni == "a.example.com" -> reviews
  else -> respond 404
}
`),
  good: forEnvoy(`${SERVICE}gateway web { port 443 https { certificate "web" }; open to all }
ingress "a.example.com", "b.example.com" on web {
  when host == "a.example.com" -> reviews
  else -> respond 404
}
`),
});
