// One program for each feature of the matrix, that uses it and as little else as possible, with what shows in the output that it was carried
// out. `kept` is the form that keeps the meaning where the plain one would break a data plane.
import type { Feature } from '../../../src/targets/shared/rule-readers/index.ts';

export interface FeatureCase {
  readonly program: string;
  readonly evidence: RegExp;
  readonly kept?: RegExp;
  /** Other findings that the program cannot avoid there. */
  readonly also?: readonly string[];
}

const shop = (added: string): string =>
  `namespace shop\nservice reviews { port 9080 http; version v1, v2 }\n${added}\n`;
const when = (condition: string, action = 'v2'): string =>
  shop(`route reviews {\n  when ${condition} -> ${action}\n  else -> v1\n}`);
const ingress = (added: string, certificate = ''): string =>
  shop(
    `gateway web { port 80 http; port 443 https { certificate "all" } }\ningress "shop.example.com" on web${certificate} {\n  ${added}\n}`,
  );

export const CASES: Readonly<Record<Feature, FeatureCase>> = {
  precedence: { program: when('header "x" exists'), evidence: /precedence: 2[\s\S]*|precedence: 1/ },
  'header equals': { program: when('header "x" == "1"'), evidence: /x:\n\s+exact: "1"/ },
  'header starts': { program: when('header "x" starts "a"'), evidence: /x:\n\s+prefix: a/ },
  'header matches': { program: when('header "x" matches `[0-9]+`'), evidence: /x:\n\s+regex: "\[0-9\]\+"/ },
  'path equals': { program: when('path == "/a"'), evidence: /uri:\n\s+exact: \/a/ },
  'path starts': { program: when('path starts "/a"'), evidence: /uri:\n\s+prefix: \/a/ },
  'path matches': { program: when('path matches `/r/[0-9]+`'), evidence: /uri:\n\s+regex/ },
  method: { program: when('method == POST'), evidence: /method:\n\s+exact: POST/ },
  host: { program: when('host == "reviews"'), evidence: /authority:\n\s+regex/ },
  scheme: { program: when('scheme == https'), evidence: /scheme:\n\s+exact: https/ },
  'from service': {
    program: `${when('from front and header "x" exists')}service front { port 80 http }\nservice back { port 80 http }\n`,
    evidence: /source:/,
  },
  'from pods': { program: when('from pods { app: "front" } and header "x" exists'), evidence: /source(Tags)?:/ },
  'from gateway': {
    program: `${when('from gateway web')}gateway web { port 80 http }\ningress "shop.example.com" on web -> route reviews\n`,
    evidence: /istio-ingress/,
    also: ['M5218'],
  },
  'match without headers': {
    program: `${when('from front')}service front { port 80 http; calls reviews }\n`,
    evidence: /source:/,
    kept: /source: front\.shop\.svc\.cluster\.local\n\s+httpHeaders:\n\s+uri:\n\s+prefix: \//,
  },
  split: { program: shop('route reviews -> 75% to v1, 25% to v2'), evidence: /weight: 75[\s\S]*weight: 25/ },
  'single version': { program: shop('route reviews -> v1'), evidence: /(tags|labels):\n\s+version: v1/ },
  'other service': {
    program: `${shop('route reviews -> archive@v1')}service archive { port 9080 http; version v1 }\n`,
    evidence: /- destination:/,
  },
  'whole service': { program: when('header "x" exists', 'reviews'), evidence: /exact|regex/ },
  'branch without labels': {
    program: shop('route reviews -> 90% to reviews, 10% to v2'),
    evidence: /- weight: 90/,
  },
  'upper case in a label': {
    program: 'service reviews { port 9080 http; version v1 { pods { version: "V1" } } }\nroute reviews -> v1\n',
    evidence: /version: V1/,
  },
  'slash in a label': {
    program:
      'service reviews { port 9080 http; version v1 { pods { "example.org/version": "v1" } } }\nroute reviews -> v1\n',
    evidence: /example\.org\/version: v1/,
  },
  'rewrite prefix': {
    program: when('path under "/a"', 'v1 { rewrite prefix "/a" to "/b" }'),
    evidence: /rewrite:\n\s+uri: \/b/,
  },
  'rewrite path': { program: when('path == "/a"', 'v1 { rewrite path "/b" }'), evidence: /rewrite:\n\s+uri: \/b/ },
  'special characters in a rewrite': {
    program: when('path == "/a+b"', 'v1 { rewrite path "/b" }'),
    evidence: /rewrite:\n\s+uri: \/b/,
  },
  'rewrite host': { program: when('path == "/a"', 'v1 { rewrite host "archive" }'), evidence: /authority: archive/ },
  'rewrite and rules read twice': {
    program: when('path == "/a"', 'v2 { rewrite path "/b" }'),
    evidence: /rewrite:\n\s+uri: \/b/,
  },
  'query of a request': { program: shop('route reviews -> v1'), evidence: /version: v1/ },
  'redirect path': { program: when('path == "/a"', 'redirect CODE { path "/b" }'), evidence: /redirect:\n\s+uri: \/b/ },
  'redirect host': {
    program: when('path == "/a"', 'redirect CODE { host "www.example.org" }'),
    evidence: /redirect:\n\s+authority: www\.example\.org/,
  },
  timeout: { program: shop('route reviews -> v1 { timeout 1500ms }'), evidence: /timeout: "?1\.5s/ },
  retry: { program: shop('route reviews -> v1 { retry 3 each 2s }'), evidence: /attempts: 3\n\s+perTryTimeout: 2s/ },
  delay: { program: shop('route reviews -> v1 { delay 7s on 10% }'), evidence: /percent: 10\n\s+fixedDelay: 7s/ },
  abort: { program: shop('route reviews -> v1 { abort 503 on 10% }'), evidence: /percent: 10\n\s+httpStatus: 503/ },
  websocket: { program: shop('route reviews -> v1 { websocket }'), evidence: /websocketUpgrade: true/ },
  mirror: {
    program: `${shop('route reviews -> v1 { mirror 100% to shadow }')}service shadow { port 9080 http }\n`,
    evidence: /mirror:\n\s+name: shadow/,
  },
  cors: {
    program: shop('route reviews -> v1 { cors { origins "https://example.org"; methods GET } }'),
    evidence: /corsPolicy:/,
  },
  'request header add': {
    program: shop('route reviews -> v1 { request header add "x-a" "1" }'),
    evidence: /appendHeaders:\n\s+x-a: "1"/,
  },
  balance: {
    program: 'service reviews { port 9080 http; balance random }\n',
    evidence: /loadBalancing:\n\s+name: RANDOM/,
  },
  connections: {
    program: 'service reviews { port 9080 http; connections { max 5 }; eject { after 5 5xx; check 1s; for 1s } }\n',
    evidence: /maxConnections: 5/,
  },
  eject: {
    program: 'service reviews { port 9080 http; eject { after 5 5xx; check 1s; for 1s } }\n',
    evidence: /httpConsecutiveErrors: 5/,
  },
  'one rule name in two namespaces': {
    program:
      'service a/reviews { port 9080 http; version v1 }\nservice b/reviews { port 9080 http; version v1 }\nroute a/reviews -> v1 { name "people" }\nroute b/reviews -> v1 { name "people" }\n',
    evidence: /name: reviews-people[\s\S]*name: reviews-people/,
    kept: /name: reviews-people\n[\s\S]*name: reviews-people-2\n|name: reviews-people-2\n[\s\S]*name: reviews-people\n/,
  },
  egress: { program: 'egress httpbin { host "httpbin.org"; port 80 http }\n', evidence: /httpbin\.org/ },
  'ingress path': { program: ingress('when path under "/a" -> reviews', ':80'), evidence: /path: \/a\/\.\*/ },
  'certificate of an ingress': { program: ingress('else -> reviews', ':443'), evidence: /secretName: all/ },
  'metrics to mixer': {
    program: shop('telemetry { metrics mixer "istio-mixer:9091"; metrics prometheus }'),
    evidence: /request_count|mixerHost: istio-mixer/,
  },
};
