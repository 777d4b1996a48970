// Findings of the family M30xx, second half (M3050 on): parts that are right by themselves and do not fit together: ports and
// protocols, doors and certificates, rules and what they do.
import { type Entry, entry } from '../entry.ts';

type Plain = Entry<undefined>;

export const noPort = entry<{ name: string; kind: string }>({
  code: 'M3050',
  slug: 'no-port',
  severity: 'error',
  message: ({ name, kind }) => `${kind} \`${name}\` is addressed, but has no port`,
  why: 'Requests go to an address and a port; what is spoken there decides which rules are possible.',
  fix: 'Declare it: `port 80 http`.',
  bad: 'service a { version v1 }\nroute a -> v1\n',
  good: 'service a { port 80 http; version v1 }\nroute a -> v1\n',
});

export const whichPort = entry<{ name: string; ports: readonly number[] }>({
  code: 'M3051',
  slug: 'which-port',
  severity: 'error',
  message: ({ name, ports }) =>
    `\`${name}\` has several ports that fit: say which (${ports.map((port) => `:${port}`).join(', ')})`,
  why: 'The request came to another port, and nothing says which of these it goes to.',
  fix: 'Write the port behind the name.',
  bad: 'service a { port 80 http; port 81 http }\ngateway web { port 8080 http }\ningress "a.example.org" on web -> a\n',
  good: 'service a { port 80 http; port 81 http }\ngateway web { port 8080 http }\ningress "a.example.org" on web -> a:80\n',
});

export const protocolMismatch = entry<{ name: string; port: number; protocol: string; asks: string }>({
  code: 'M3052',
  slug: 'protocol-mismatch',
  severity: 'error',
  message: ({ name, port, protocol, asks }) =>
    `port ${port} of \`${name}\` speaks ${protocol}; the rule sends it ${asks}`,
  why: 'A proxy that forwards HTTP cannot talk to a port declared for other protocols, and the other way round.',
  fix: 'Choose a port of the right protocol, or correct the protocol of the port.',
  bad: 'service a { port 80 http }\nservice db { port 5432 tcp }\nroute a -> db:5432\n',
  good: 'service a { port 80 http }\nservice db { port 5432 http }\nroute a -> db:5432\n',
});

export const noHttp = entry<{ speaks: string; what: string }>({
  code: 'M3053',
  slug: 'no-http',
  severity: 'error',
  message: ({ speaks, what }) => `${speaks}, so there is no ${what.startsWith('`') ? what : `place for ${what}`} here`,
  why: 'On TLS and TCP ports a proxy sees connections, not requests: only port, source and server name exist, and rules can only split.',
  fix: 'Test port, `from` or `sni` only, or declare the port as http, http2 or grpc if that is what it speaks.',
  bad: 'service db { port 5432 tcp }\nroute db {\n  when path == "/a" -> db\n  else -> db\n}\n',
  good: 'service db { port 5432 tcp; version v1, v2 }\nroute db -> 90% to v1, 10% to v2\n',
});

export const indistinctVersions = entry<{ service: string; one: string; other: string }>({
  code: 'M3054',
  slug: 'indistinct-versions',
  severity: 'error',
  message: ({ one, other }) => `versions \`${one}\` and \`${other}\` select the same pods`,
  why: 'Versions are told apart by the labels of their pods. With the same labels both get the same requests.',
  fix: 'Give each its own labels with `pods { … }`; without it the label is `version: name`.',
  bad: 'service a {\n  port 80 http\n  version v1\n  version old { pods { version: "v1" } }\n}\n',
  good: 'service a {\n  port 80 http\n  version v1\n  version old { pods { version: "v0" } }\n}\n',
});

export const oneHost = entry<{ name: string }>({
  code: 'M3055',
  slug: 'one-host',
  severity: 'error',
  message: ({ name }) => `service \`${name}\` has one host name`,
  why: 'Callers address a service by one name; rules and policies hang on it.',
  fix: 'Declare one service for each name, or an `egress`, which may have several.',
  bad: 'service a { host "a.local", "b.local"; port 80 http }\n',
  good: 'service a { host "a.local"; port 80 http }\n',
});

export const egressWithoutHost = entry<{ name: string }>({
  code: 'M3056',
  slug: 'egress-without-host',
  severity: 'error',
  message: ({ name }) => `egress \`${name}\` has no \`host\``,
  why: 'What is called outside the mesh is known by its host name.',
  fix: 'Add `host "www.example.org"`.',
  bad: 'egress bank { port 443 tls }\n',
  good: 'egress bank { host "bank.example.org"; port 443 tls }\n',
});

export const hostDeclaredTwice = entry<{ host: string; one: string; other: string }>({
  code: 'M3057',
  slug: 'host-declared-twice',
  severity: 'error',
  message: ({ host, one, other }) => `\`${host}\` already belongs to \`${one}\`, and \`${other}\` declares it too`,
  why: 'Two declarations for one host lose data: the platform keeps one of the two, and which one depends on their age.',
  fix: 'Join them in one declaration.',
  bad: 'egress one { host "api.example.org"; port 80 http }\negress two { host "api.example.org"; port 443 tls }\n',
  good: 'egress one { host "api.example.org"; port 80 http; port 443 tls }\n',
});

export const policyHasNoPlace = entry<{ word: string; place: string }>({
  code: 'M3058',
  slug: 'policy-has-no-place',
  severity: 'error',
  message: ({ word, place }) => `this policy says \`${word}\`, which has no place here: ${place}`,
  why: 'Limits and load balancing hold for all callers of a service; timeouts, retries and rewrites hold for requests.',
  fix: 'Apply it in the block of the service, or split the policy in two.',
  bad: 'policy limits { connections { max 100 } }\nservice a { port 80 http }\nroute a with limits -> a\n',
  good: 'policy limits { connections { max 100 } }\nservice a { port 80 http; with limits }\n',
});

export const tlsContradiction = entry<{ problem: string }>({
  code: 'M3059',
  slug: 'tls-contradiction',
  severity: 'error',
  message: ({ problem }) => `these TLS settings contradict each other: ${problem}`,
  why: 'The mode says which certificates take part when a connection is opened.',
  fix: 'Choose the mode that fits, or leave the certificate out.',
  bad: 'egress bank { host "bank.example.org"; port 80 http { tls off { ca "bank-ca" } } }\n',
  good: 'egress bank { host "bank.example.org"; port 80 http { tls { ca "bank-ca" } } }\n',
});

export const ejectWithoutAfter: Plain = entry({
  code: 'M3060',
  slug: 'eject-without-after',
  severity: 'error',
  message: () => '`eject` does not say after how many failures',
  why: 'Without `after` nothing is ever ejected, or the platform uses a number of its own.',
  fix: 'Add `after 5 5xx`.',
  bad: 'service a { port 80 http; eject { for 1m } }\n',
  good: 'service a { port 80 http; eject { after 5 5xx; for 1m } }\n',
});

export const corsWithoutOrigin: Plain = entry({
  code: 'M3061',
  slug: 'cors-without-origin',
  severity: 'error',
  message: () => '`cors` does not say which origins may call',
  why: 'Browsers ask whether their page may call; without `origins` the answer is no, and the rest means nothing.',
  fix: 'Add `origins "https://shop.example.com"`.',
  bad: 'service a { port 80 http }\nroute a -> a { cors { methods GET } }\n',
  good: 'service a { port 80 http }\nroute a -> a { cors { origins "https://shop.example.com"; methods GET } }\n',
});

export const bareRule: Plain = entry({
  code: 'M3062',
  slug: 'bare-rule',
  severity: 'error',
  message: () => 'a rule begins with `when` or `else`; only `-> rules r` may stand alone',
  why: 'A rule without a condition takes every request. `else` says so, and is the last of its list; a called list may leave requests to the next rule.',
  fix: 'Write `else` before the arrow, or a condition.',
  bad: 'service a { port 80 http }\nroute a {\n  -> a\n}\n',
  good: 'service a { port 80 http }\nroute a {\n  else -> a\n}\n',
});

export const routeNotExhaustive = entry<{ name: string }>({
  code: 'M3063',
  slug: 'route-not-exhaustive',
  severity: 'error',
  message: ({ name }) => `this route of \`${name}\` does not decide every request`,
  why: 'A request that no rule takes would be answered 404 by some platforms and go to any version on others.',
  fix: 'End it with `else -> …`.',
  bad: 'service a { port 80 http; version v1 }\nroute a {\n  when path under "/api" -> v1\n}\n',
  good: 'service a { port 80 http; version v1 }\nroute a {\n  when path under "/api" -> v1\n  else -> a\n}\n',
});

export const prefixNotImplied = entry<{ prefix: string }>({
  code: 'M3064',
  slug: 'prefix-not-implied',
  severity: 'error',
  message: ({ prefix }) => `not every path that this rule takes is under \`${prefix}\``,
  why: 'Replacing a prefix of a path that does not have it is undefined: platforms then paste texts together (`/z` becomes `/v1z`).',
  fix: 'Let the rule take only paths under it: `when path under …`.',
  bad: 'service a { port 80 http }\nroute a {\n  when method == GET -> a { rewrite prefix "/api" to "/v1" }\n  else -> a\n}\n',
  good: 'service a { port 80 http }\nroute a {\n  when path under "/api" and method == GET -> a { rewrite prefix "/api" to "/v1" }\n  else -> a\n}\n',
});

export const egressHost = entry<{ name: string; hosts: readonly string[] }>({
  code: 'M3065',
  slug: 'egress-host',
  severity: 'error',
  message: ({ name, hosts }) =>
    `requests arrive at egress \`${name}\` with a host that is not ${hosts.length === 1 ? `\`${hosts[0]}\`` : 'one of its own'}`,
  why: 'A server outside the mesh answers for its own host names; with another Host header it answers 404, or for somebody else.',
  fix: 'Say which host it sees: `rewrite host "www.example.org"`.',
  bad: 'service a { port 80 http }\negress bank { host "bank.example.org"; port 80 http }\nroute a -> bank\n',
  good: 'service a { port 80 http }\negress bank { host "bank.example.org"; port 80 http }\nroute a -> bank { rewrite host "bank.example.org" }\n',
});

export const routeNotAsked = entry<{ name: string }>({
  code: 'M3066',
  slug: 'route-not-asked',
  severity: 'warning',
  message: ({ name }) => `the rules of \`route ${name}\` are not asked here: a destination is its endpoints`,
  why: 'Requests that come through a gateway go straight to the pods; the route holds for what the mesh itself sends.',
  fix: 'Write `-> route …` to let it decide, or name a version to say that all of this is meant.',
  bad: 'service a { port 80 http; version v1, v2 }\nroute a -> 90% to v1, 10% to v2\ngateway web { port 80 http }\ningress "a.example.org" on web -> a\n',
  good: 'service a { port 80 http; version v1, v2 }\nroute a -> 90% to v1, 10% to v2\ngateway web { port 80 http }\ningress "a.example.org" on web -> route a\n',
});

export const routeOfNothing = entry<{ name: string }>({
  code: 'M3067',
  slug: 'route-of-nothing',
  severity: 'error',
  message: ({ name }) => `every port of \`${name}\` has a route of its own: this one decides nothing`,
  why: '`route s` is for the ports that have none.',
  fix: 'Remove it, or one of the others.',
  bad: 'service a { port 80 http }\nroute a:80 -> a\nroute a -> a\n',
  good: 'service a { port 80 http; port 81 http }\nroute a:80 -> a\nroute a -> a\n',
});

export const emptyRedirect: Plain = entry({
  code: 'M3068',
  slug: 'empty-redirect',
  severity: 'error',
  message: () => 'this redirect does not say where to',
  why: 'Without a change of scheme, host, port or path the browser comes back to the same address for ever.',
  fix: 'Add a block: `redirect 301 { scheme https }`.',
  bad: 'service a { port 80 http }\nroute a {\n  when path == "/old" -> redirect 301\n  else -> a\n}\n',
  good: 'service a { port 80 http }\nroute a {\n  when path == "/old" -> redirect 301 { path "/new" }\n  else -> a\n}\n',
});

export const pathOrPrefix: Plain = entry({
  code: 'M3069',
  slug: 'path-or-prefix',
  severity: 'error',
  message: () => 'a redirect replaces the whole path or a prefix of it, not both',
  why: 'The two say different things about the same path.',
  fix: 'Remove one of them.',
  bad: 'service a { port 80 http }\nroute a {\n  when path under "/old" -> redirect 301 { path "/new"; prefix "/old" to "/new" }\n  else -> a\n}\n',
  good: 'service a { port 80 http }\nroute a {\n  when path under "/old" -> redirect 301 { path "/new" }\n  else -> a\n}\n',
});

export const certificateOnPlainPort = entry<{ protocol: string; port: number }>({
  code: 'M3070',
  slug: 'certificate-on-plain-port',
  severity: 'error',
  message: ({ protocol, port }) => `port ${port} speaks ${protocol}: there is no TLS that a certificate could be for`,
  why: 'Certificates are used where TLS ends; on a plain port they would be ignored, and traffic would go unencrypted.',
  fix: 'Make it a port `https` (or `tls`), or remove the certificate.',
  bad: 'gateway web { port 80 http { certificate "web-tls" } }\n',
  good: 'gateway web { port 443 https { certificate "web-tls" } }\n',
});

export const noCertificate = entry<{ gateway: string; port: number }>({
  code: 'M3071',
  slug: 'no-certificate',
  severity: 'error',
  message: ({ gateway, port }) =>
    `port ${port} of gateway \`${gateway}\` ends TLS, and neither the port nor this ingress has a certificate`,
  why: 'Without a certificate no browser can connect.',
  fix: 'Write `certificate "secret"` in the ingress or at the port of the gateway.',
  bad: 'service a { port 80 http }\ngateway web { port 443 https }\ningress "a.example.org" on web -> a\n',
  good: 'service a { port 80 http }\ngateway web { port 443 https }\ningress "a.example.org" on web {\n  certificate "a-tls"\n  else -> a\n}\n',
});

export const gatewayNotOpen = entry<{ gateway: string; namespace: string }>({
  code: 'M3072',
  slug: 'gateway-not-open',
  severity: 'error',
  message: ({ gateway, namespace }) => `gateway \`${gateway}\` is not open to namespace \`${namespace}\``,
  why: 'A door says who may put hosts on it: its own namespace, and those of `open to`.',
  fix: 'Add the namespace to `open to` of the gateway, or move the ingress.',
  bad: 'namespace edge\ngateway web { port 80 http }\nnamespace shop\nservice a { port 80 http }\ningress "a.example.org" on edge/web -> a\n',
  good: 'namespace edge\ngateway web { port 80 http; open to shop }\nnamespace shop\nservice a { port 80 http }\ningress "a.example.org" on edge/web -> a\n',
});

export const mixedDoors = entry<{ families: readonly string[] }>({
  code: 'M3073',
  slug: 'mixed-doors',
  severity: 'error',
  message: ({ families }) => `these doors do not speak the same: ${families.join(' and ')}`,
  why: 'One list of rules decides for all doors of an ingress, and what a rule can see depends on the protocol.',
  fix: 'Write one ingress for each kind of door.',
  bad: 'service a { port 80 http }\ngateway web { port 80 http; port 9000 tcp }\ningress "*" on web:80, web:9000 -> a\n',
  good: 'service a { port 80 http; port 9000 tcp }\ngateway web { port 80 http; port 9000 tcp }\ningress "*" on web:80 -> a:80\ningress "*" on web:9000 -> a:9000\n',
});

export const doorsDisagree = entry<{ one: string; other: string }>({
  code: 'M3074',
  slug: 'doors-disagree',
  severity: 'error',
  message: ({ one, other }) => `gateways \`${one}\` and \`${other}\` say different settings for all requests`,
  why: 'The rules of a host are one list for all its doors, so a setting cannot depend on the door.',
  fix: 'Say the setting in the ingress, or write one ingress for each door.',
  bad: 'service a { port 80 http }\ngateway one { port 80 http; timeout 1s }\ngateway two { port 80 http; timeout 2s }\ningress "a.example.org" on one, two -> a\n',
  good: 'service a { port 80 http }\ngateway one { port 80 http }\ngateway two { port 80 http }\ningress "a.example.org" on one, two -> a { timeout 1s }\n',
});

export const hostClaimedTwice = entry<{ host: string; door: string }>({
  code: 'M3075',
  slug: 'host-claimed-twice',
  severity: 'error',
  message: ({ host, door }) => `\`${host}\` already has an ingress on \`${door}\``,
  why: 'A host on a door has one owner. Platforms merge several in an order that nobody chose.',
  fix: 'Keep one ingress; others contribute `rules` that it calls: `-> rules team/checkout`.',
  bad: 'service a { port 80 http }\nservice b { port 80 http }\ngateway web { port 80 http }\ningress "a.example.org" on web -> a\ningress "a.example.org" on web -> b\n',
  good: 'service a { port 80 http }\nservice b { port 80 http }\ngateway web { port 80 http }\ningress "a.example.org" on web -> a\ningress "b.example.org" on web -> b\n',
});

export const settingsWithoutRequests = entry<{ name: string }>({
  code: 'M3076',
  slug: 'settings-without-requests',
  severity: 'warning',
  message: ({ name }) => `no port of \`${name}\` speaks HTTP, so nothing is ever done with this`,
  why: 'Timeouts, retries, rewrites and other settings are about requests; on TLS and TCP ports a proxy sees connections only.',
  fix: 'Remove the setting, or declare the port as http, http2 or grpc if that is what it speaks. Connections have `connections` and `eject`.',
  bad: 'service db {\n  port 5432 tcp\n  timeout 5s\n}\n',
  good: 'service db {\n  port 5432 tcp\n  connections { connect 5s }\n}\n',
});
