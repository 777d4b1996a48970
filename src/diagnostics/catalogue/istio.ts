// Findings of the families M50xx and M51xx: what Istio (1.22 and later) cannot carry out.
import { type Example, entry } from '../entry.ts';

const on = (text: string, target = 'istio@1.30'): Example => ({ files: { 'main.mesh': text }, target });

const shop = 'namespace shop\nservice web { port 80 http }\n';

export const conditionNotExpressible = entry<{ what: string; why: string }>({
  code: 'M5001',
  slug: 'istio-condition',
  severity: 'error',
  message: ({ what, why }) => `Istio cannot test ${what}: ${why}`,
  why: 'A match of a VirtualService has one field for each part of the request, and a regular expression of RE2 cannot say "not". Where several matches, inverted header matches, the order of rules or one expression say the same, the compiler uses them; for this test none of them does.',
  fix: 'Test something simpler, or split the rule so that an earlier rule takes the requests that are left out.',
  bad: on(`${shop}route web {\n  when cookie "name" matches \`\\pL+\` -> respond 403\n  else -> web\n}\n`),
  good: on(`${shop}route web {\n  when cookie "name" matches \`[A-Za-z]+\` -> respond 403\n  else -> web\n}\n`),
});

export const tooManyMatches = entry<{ limit: number }>({
  code: 'M5002',
  slug: 'istio-too-many-matches',
  severity: 'error',
  message: ({ limit }) => `this condition becomes more than ${limit} matches`,
  why: '`and` of several `or`s multiplies: each combination becomes a match of its own in the VirtualService, and so a route in every proxy.',
  fix: 'Use lists (`path in (…)`) or one regular expression instead of `or`, or split the rule.',
  bad: on(
    `${shop}route web {\n  when (${alternatives('a')}) and (${alternatives('b')}) -> respond 403\n  else -> web\n}\n`,
  ),
  good: on(`${shop}route web {\n  when header "a" in ("1", "2", "3") -> respond 403\n  else -> web\n}\n`),
});

function alternatives(letter: string): string {
  return Array.from({ length: 12 }, (_, index) => `header "${letter}${index}" exists`).join(' or ');
}

export const patternTooLong = entry<{ length: number }>({
  code: 'M5003',
  slug: 'istio-pattern-too-long',
  severity: 'error',
  message: ({ length }) => `this becomes a regular expression of ${length} characters; Istio takes 1024`,
  why: "Istio's validation refuses longer expressions, so that no proxy is sent one that it cannot compile.",
  fix: 'Shorten the list or the expression, or split the rule in two with the same action.',
  bad: on(`${shop}route web {\n  when header "user" in (${longNames(50)}) -> respond 403\n  else -> web\n}\n`),
  good: on(`${shop}route web {\n  when header "user" in (${longNames(3)}) -> respond 403\n  else -> web\n}\n`),
});

function longNames(count: number): string {
  return Array.from({ length: count }, (_, index) => `"customer-number-${1000 + index}"`).join(', ');
}

export const faultOnAnswer = entry<{ setting: 'delay' | 'abort'; action: 'redirect' | 'respond' }>({
  code: 'M5004',
  slug: 'istio-fault-on-answer',
  severity: 'error',
  message: ({ setting, action }) => `Istio cannot ${setting} a request that the rule answers with \`${action}\``,
  why: 'In a VirtualService `fault` stands only beside `route`; the API refuses it beside `redirect` and `directResponse`.',
  fix: 'Take the setting off this rule, or forward the request instead.',
  bad: on(`${shop}route web {\n  when path == "/old" -> respond 404 { delay 1s on 10% }\n  else -> web\n}\n`),
  good: on(`${shop}route web {\n  when path == "/old" -> respond 404\n  else -> web { delay 1s on 10% }\n}\n`),
});

export const redirectPrefix = entry<{ version: string }>({
  code: 'M5005',
  slug: 'istio-redirect-prefix',
  severity: 'error',
  message: ({ version }) => `Istio ${version} cannot redirect by prefix`,
  why: "Until 1.31 a VirtualService's redirect replaces the whole path or none of it; `prefixRewrite` came with 1.31, and it needs the plain path conditions `under`, `starts` or `==`.",
  fix: 'Redirect single paths with `path`, keep the path, or build for `istio@1.31`.',
  bad: on(
    `${shop}route web {\n  when path under "/old" -> redirect 301 { prefix "/old" to "/new" }\n  else -> web\n}\n`,
  ),
  good: on(
    `${shop}route web {\n  when path under "/old" -> redirect 301 { prefix "/old" to "/new" }\n  else -> web\n}\n`,
    'istio@1.31',
  ),
});

export const throughGateway = entry<{ reason: string }>({
  code: 'M5006',
  slug: 'istio-through',
  severity: 'error',
  message: ({ reason }) => `this egress cannot leave by this gateway: ${reason}`,
  why: 'At the gateway only the host (of TLS: the SNI) is left to tell where a request goes; the port it was addressed to and how it was sent there are gone.',
  fix: 'Give the egress one port of the same kind as the port of the gateway: `http` to `http`, `https` or `tls` to `tls` without certificate, `tcp` to `tcp`.',
  bad: on(
    'namespace shop\negress api { host "api.example.org"; port 443 tls; through out:80 }\ngateway out { pods { istio: "egressgateway" }; port 80 http }\n',
  ),
  good: on(
    'namespace shop\negress api { host "api.example.org"; port 443 tls; through out:443 }\ngateway out { pods { istio: "egressgateway" }; port 443 tls }\n',
  ),
});

export const versionsOutside = entry<{ service: string }>({
  code: 'M5007',
  slug: 'istio-versions-outside',
  severity: 'error',
  message: ({ service }) => `nothing says which addresses of \`${service}\` are of which version`,
  why: 'A subset chooses endpoints by their labels. The addresses of a service outside of the cluster have none, so with several versions each would be empty.',
  fix: 'Declare one service for each version, each with its addresses.',
  bad: on(
    'namespace shop\nservice billing { host "billing.vm.local"; at "10.0.0.5", "10.0.0.6"; port 80 http; version v1, v2 }\n',
  ),
  good: on(
    'namespace shop\nservice billing { host "billing.vm.local"; at "10.0.0.5", "10.0.0.6"; port 80 http; version v1 }\n',
  ),
});

export const otherProxy = entry<{ proxy: string }>({
  code: 'M5008',
  slug: 'istio-other-proxy',
  severity: 'error',
  message: ({ proxy }) => `today's Istio drives Envoy only, not ${proxy}`,
  why: 'Linkerd 1.x could stand behind Istio 0.1 and 0.2; later control planes configure Envoy.',
  fix: 'Take `proxy` off the service, or build for `istio@0.1`.',
  bad: on('namespace shop\nservice web { port 80 http; proxy linkerd }\n'),
  good: on('namespace shop\nservice web { port 80 http; proxy envoy }\n'),
});

export const metricsGone = entry<{ kind: string }>({
  code: 'M5009',
  slug: 'istio-metrics',
  severity: 'error',
  message: ({ kind }) => `Istio cannot send metrics to ${kind}`,
  why: 'Telemetry objects name providers for metrics, and of those only Prometheus is left.',
  fix: 'Use `metrics prometheus`; Prometheus can pass them on.',
  bad: on('namespace shop\ntelemetry { metrics statsd "statsd:8125" }\n'),
  good: on('namespace shop\ntelemetry { metrics prometheus }\n'),
});

export const providerNeeded = entry<{ what: string; provider: string }>({
  code: 'M5010',
  slug: 'istio-provider-needed',
  severity: 'info',
  message: ({ what, provider }) => `${what} needs the provider \`${provider}\` in the mesh's configuration`,
  why: 'Where traces and log formats go stands in `meshConfig.extensionProviders` of the installation; a Telemetry object only names it. The file says what to write there.',
  fix: 'Copy the lines from the top of the Telemetry file into the configuration that Istio is installed with.',
  bad: on('namespace shop\ntelemetry { trace zipkin "zipkin:9411" sample 1% }\n'),
  good: on('namespace shop\ntelemetry { metrics prometheus }\n'),
});

export const mixerGone = entry({
  code: 'M5011',
  slug: 'istio-mixer-gone',
  severity: 'info',
  message: () => 'the proxies report these metrics themselves; nothing is written for `metrics mixer`',
  why: 'Mixer ended with Istio 1.5. What it reported, every Envoy of the mesh now counts and offers to Prometheus.',
  fix: 'Nothing needs doing; leave the line out if no older Istio is a target.',
  bad: on('namespace shop\ntelemetry { metrics mixer "istio-mixer:9091" }\n'),
  good: on('namespace shop\ntelemetry { metrics prometheus }\n'),
});

export const valueTooFine = entry<{ setting: string; value: string; step: string }>({
  code: 'M5012',
  slug: 'istio-value-too-fine',
  severity: 'error',
  message: ({ setting, value, step }) => `\`${setting}\` of ${value} is finer than Istio's steps of ${step}`,
  why: 'The field takes whole numbers only; another value would be rounded, and do something else than what is written.',
  fix: 'Write a whole number of steps.',
  bad: on('namespace shop\nservice web { port 80 http; eject { after 5 5xx; at-most 12.5% } }\n'),
  good: on('namespace shop\nservice web { port 80 http; eject { after 5 5xx; at-most 12% } }\n'),
});

export const wildcardEgress = entry<{ host: string; what: string }>({
  code: 'M5013',
  slug: 'istio-wildcard-egress',
  severity: 'error',
  message: ({ host, what }) => `the hosts of \`${host}\` have no addresses of their own, so Istio cannot ${what}`,
  why: 'Behind a wildcard a proxy can only connect to the address that the caller had looked up, at the port the caller chose.',
  fix: 'Name the hosts, or say where they are reached with `at`.',
  bad: on('namespace shop\negress any { host "*.example.org"; port 80 http { target 8080 } }\n'),
  good: on('namespace shop\negress any { host "*.example.org"; port 80 http }\n'),
});

export const clientAuthority = entry<{ version: string; secret: string }>({
  code: 'M5014',
  slug: 'istio-client-authority',
  severity: 'error',
  message: ({ version, secret }) =>
    `Istio ${version} looks for the authority of clients' certificates in the secret \`${secret}\``,
  why: 'A secret of its own for the authority (`caCertCredentialName`) came with 1.28. Before, it stands in the secret of the certificate or in one of that name with `-cacert`.',
  fix: 'Rename the secret, or build for `istio@1.28` or later.',
  bad: on(clientsDoor('partners'), 'istio@1.27'),
  good: on(clientsDoor('partners'), 'istio@1.28'),
});

function clientsDoor(authority: string): string {
  return `${shop}gateway door { port 443 https { certificate "shop-tls"; clients "${authority}" } }\ningress "shop.example.com" on door -> web\n`;
}

export const streamAnswer = entry<{ action: 'redirect' | 'respond' }>({
  code: 'M5015',
  slug: 'istio-stream-answer',
  severity: 'error',
  message: ({ action }) => `a connection that is not HTTP cannot be answered with \`${action}\``,
  why: 'On `tls` and `tcp` ports the proxy passes bytes on and does not know what they say.',
  fix: 'Forward the connection, or give the port an HTTP protocol.',
  bad: { shownBy: 'test/rooms/istio/streams.test.ts' },
});

export const noCertificate = entry<{ port: number }>({
  code: 'M5016',
  slug: 'istio-no-certificate',
  severity: 'error',
  message: ({ port }) => `port ${port} ends TLS here and has no certificate for this host`,
  why: 'An `https` port of a gateway needs a secret with the certificate: of the port, or of the ingress, which wins.',
  fix: 'Add `certificate "…"` to the port or to the ingress.',
  bad: { shownBy: 'test/rooms/istio/gateways.test.ts' },
});

export const gatewayService = entry<{ gateway: string }>({
  code: 'M5017',
  slug: 'istio-gateway-service',
  severity: 'error',
  message: ({ gateway }) => `nothing says which Kubernetes Service stands before the pods of \`${gateway}\``,
  why: 'To send traffic through a gateway the proxies need its Service. It is called like the label `app` of the pods, or `istio-` and the label `istio`.',
  fix: 'Write `pods { istio: "egressgateway" }` (Service `istio-egressgateway`), or add the label `app` with the name of the Service.',
  bad: on(
    'namespace shop\negress api { host "api.example.org"; port 443 tls; through out:443 }\ngateway out { pods { role: "out" }; port 443 tls }\n',
  ),
  good: on(
    'namespace shop\negress api { host "api.example.org"; port 443 tls; through out:443 }\ngateway out { pods { app: "out" }; port 443 tls }\n',
  ),
});

export const shortHost = entry<{ host: string }>({
  code: 'M5018',
  slug: 'istio-short-host',
  severity: 'error',
  message: ({ host }) => `Istio takes no host without a dot at a gateway: \`${host}\``,
  why: 'A short name in a VirtualService is read as the name of a service in its own namespace, so requests for the bare host would not find it, and a Gateway refuses it.',
  fix: 'Use a whole host name, or `*` for every host.',
  bad: on(`${shop}gateway door { port 80 http }\ningress "shop" on door -> web\n`),
  good: on(`${shop}gateway door { port 80 http }\ningress "shop.example.org" on door -> web\n`),
});

export const sharedTcpPort = entry<{ port: number; other: string }>({
  code: 'M5019',
  slug: 'istio-shared-tcp-port',
  severity: 'error',
  message: ({ port, other }) => `connections to TCP port ${port} could not be told from those to \`${other}\``,
  why: 'A TCP connection has no host in it, only an address. Of two ServiceEntries with the same TCP port and no addresses every proxy keeps one, and drops the other without a word.',
  fix: 'Say where each is reached with `at` and IP addresses, or give one of them another port.',
  bad: on(
    'namespace shop\negress one { host "one.example.org"; port 5000 tcp }\negress two { host "two.example.org"; port 5000 tcp }\n',
  ),
  good: on(
    'namespace shop\negress one { host "one.example.org"; at "203.0.113.1"; port 5000 tcp }\negress two { host "two.example.org"; port 5000 tcp }\n',
  ),
});

export const sharedDoorPort = entry<{ port: number; protocol: string; other: string; otherProtocol: string }>({
  code: 'M5020',
  slug: 'istio-shared-door-port',
  severity: 'error',
  message: ({ port, protocol, other, otherProtocol }) =>
    `port ${port} is \`${protocol}\` here and \`${otherProtocol}\` on gateway \`${other}\`, which runs on the same pods`,
  why: 'Gateways with the same `pods` are one proxy with one listener for each port. It can speak one protocol there; Istio keeps that of one gateway and drops the servers of the other.',
  fix: 'Use the same protocol, another port, or other pods.',
  bad: on('namespace shop\ngateway one { port 80 http }\ngateway two { port 80 tcp }\n'),
  good: on('namespace shop\ngateway one { port 80 http }\ngateway two { port 81 tcp }\n'),
});

export const sharedDoorHost = entry<{ host: string; other: string; gateway: string }>({
  code: 'M5021',
  slug: 'istio-shared-door-host',
  severity: 'error',
  message: ({ host, other, gateway }) =>
    `\`${host}\` meets \`${other}\` of gateway \`${gateway}\`, which runs on the same pods and port`,
  why: 'Gateways with the same `pods` are one proxy. It does not know for which of them a request was meant: it takes the rules of one, chosen by names and age of objects.',
  fix: 'Give one ingress both gateways, or the gateways other ports or pods.',
  bad: on(
    'namespace shop\nservice a { port 80 http }\ngateway one { port 80 http }\ngateway two { port 80 http }\ningress "*.example.org" on one -> a\ningress "a.example.org" on two -> a\n',
  ),
  good: on(
    'namespace shop\nservice a { port 80 http }\ngateway one { port 80 http }\ngateway two { port 80 http; pods { istio: "other" } }\ningress "*.example.org" on one -> a\ningress "a.example.org" on two -> a\n',
  ),
});

export const redirectPort = entry<{ from: number; leadsTo: number }>({
  code: 'M5022',
  slug: 'istio-redirect-port',
  severity: 'error',
  message: ({ from, leadsTo }) => `Istio cannot redirect requests of port ${from} to port ${leadsTo} of the same host`,
  why: 'Istio leaves the usual ports of `http` and `https` out of a redirect, and Envoy then keeps the port that the request came with: from port 8080 it leads to `https://host:8080`.',
  fix: 'Say which host it leads to with `host`, or another port with `port`, such as that of the gateway for HTTPS.',
  bad: on(
    `${shop}gateway web { port 8080 http; port 8443 https { certificate "c" }; when scheme == http -> redirect 301 { scheme https } }\ningress "*" on web -> web\n`,
  ),
  good: on(
    `${shop}gateway web { port 8080 http; port 8443 https { certificate "c" }; when scheme == http -> redirect 301 { scheme https; port 8443 } }\ningress "*" on web -> web\n`,
  ),
});

export const otherCertificate = entry<{ host: string; other: string; port: number }>({
  code: 'M5023',
  slug: 'istio-other-certificate',
  severity: 'error',
  message: ({ host, other, port }) =>
    `on port ${port} Istio would show the certificate of \`${other}\` to those who call \`${host}\``,
  why: 'Envoy chooses the certificate by the closest host that stands in a server of the Gateway. This host has none of its own, and a host that `*` lets in must not stand beside it: Istio would give it the routes of `*` too. So the wildcard in between is the closest.',
  fix: 'Give the ingress of this host `certificate "…"`.',
  bad: on(
    `${shop}gateway door { port 443 https { certificate "all" } }\ningress "a.example.org" on door -> web\ningress "*.example.org" on door { certificate "example"; else -> web }\ningress "*" on door -> web\n`,
  ),
  good: on(
    `${shop}gateway door { port 443 https { certificate "all" } }\ningress "a.example.org" on door { certificate "a"; else -> web }\ningress "*.example.org" on door { certificate "example"; else -> web }\ningress "*" on door -> web\n`,
  ),
});
