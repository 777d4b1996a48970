// Random programs whose names mean something: services, doors and egresses of every form, and rules with every test, action and setting
// between them. Most are right, so that they come as far as the targets; what mutations do to them comes from elsewhere.
import { compile } from '../../src/compile.ts';
import type { Mesh } from '../../src/model/index.ts';
import { Source } from '../../src/text/index.ts';
import { type Random, randomOf } from './random.ts';

const texts = ['"1"', '"a"', '"jason"', '"x y"', '"v1.2"', '"ü"'];
const patterns = ['`a.*`', '`.*`', '`(a|b)c?`', '`[0-9]+`', '`^x$`', '`/u/([0-9]+)`', '`(?i)abc`', '`a{2,5}`'];
const paths = ['"/"', '"/a"', '"/a/b"', '"/a/"', '"/a.b"', '"/api/v1"', '"/A"', '"/a%20b"'];
const hosts = ['"a.example.org"', '"b.example.org"', '"www.example.com"'];
const doorHosts = ['"a.example.org"', '"b.example.org", "c.example.org"', '"*.example.org"', '"*"'];
const ports = ['80', '443', '8080', '9090', '9000'];
const times = ['1s', '250ms', '2s', '1m', '1h', '0.5s', '15s'];
const shares = ['10%', '0.1%', '50%', '100%', '1%', '33.3%'];
const statuses = ['200', '404', '403', '503', '429'];
const words = ['5xx', 'gateway-error', 'connect-failure', 'refused-stream', 'reset', 'retriable-4xx', '503'];
const grpcWords = ['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'];
const operators = ['==', '!=', 'starts', 'ends', 'contains'];
const headers = ['"x"', '"x-user"', '"cookie"', '"user-agent"', '"content-type"', '"X-Up"'];
const services = ['a', 'b', 'other/c'];
const streams = ['outside', 'many:443', 'many:9000', 'wild', 'through'];

/** What a program declares, beside the random numbers that choose from it. */
interface World extends Random {
  readonly targets: readonly string[];
  readonly callees: readonly string[];
  readonly doors: readonly string[];
  /** Only what most targets can express. */
  readonly isPlain: boolean;
  /** Hardly more than what the oldest can. */
  readonly isBare: boolean;
}
type Make = (random: World) => string;
const oneOf =
  (...all: readonly (string | Make)[]): Make =>
  (random) => {
    const chosen = random.pick(all);
    return typeof chosen === 'string' ? chosen : chosen(random);
  };
const some = (random: World, least: number, most: number, make: Make, between: string): string =>
  random.times(least, most, () => make(random)).join(between);

const values = (random: World, all: readonly string[]): string =>
  random.chance(0.3)
    ? `in [${some(random, 1, 3, (r) => r.pick(all), ', ')}]`
    : `${random.pick(operators)} ${random.pick(all)}`;

const tested = (subject: string, all: readonly string[]): Make =>
  oneOf(
    (random) => `${subject} ${values(random, all)}`,
    (random) => `${subject} matches ${random.pick(patterns)}`,
    `${subject} exists`,
  );

const plainTest: Make = oneOf(
  (random) => `path ${random.pick(['== "/a"', 'under "/a"', 'under "/api/v1"', 'starts "/b/"', '== "/"'])}`,
  (random) => `header "x" == ${random.pick(['"1"', '"a"'])}`,
  (random) => `method == ${random.pick(['GET', 'PUT'])}`,
  (random) => `query "q" == ${random.pick(['"1"', '"a"'])}`,
  'header "x-user" exists',
  'header "x" matches `a.*`',
);
const anyTest: Make = oneOf(
  (random) => `path ${random.pick(['==', '!=', 'starts', 'ends', 'contains'])} ${random.pick(paths)}`,
  (random) => `path under ("/a", ${random.pick(['"/api/v1"', '"/A"', '"/a.b"'])})`,
  (random) => `path in (${random.pick(paths)}, ${random.pick(paths)})`,
  (random) => `path matches ${random.pick(patterns)}`,
  (random) => `method ${random.pick(['== GET', '!= POST', 'in (GET, PUT)'])}`,
  (random) => `scheme ${random.pick(['== http', '== https', '!= https'])}`,
  (random) => `host ${random.pick(['==', '!=', 'ends'])} ${random.pick(hosts)}`,
  (random) => tested(`header ${random.pick(headers)}`, texts)(random),
  (random) => tested(`query ${random.pick(['"q"', '"page"'])}`, texts)(random),
  (random) => tested(`cookie ${random.pick(['"user"', '"s"'])}`, texts)(random),
  (random) => `port ${random.pick(['==', '!='])} ${random.pick(ports)}`,
  (random) => `from ${random.pick([...services, 'a@v1', 'namespace other', 'gateway web', 'pods { app: "x" }'])}`,
  (random) => `rpc ${random.pick(['== "shop.R/Get"', 'under "shop.R"', 'matches `shop\\..*/Get`', 'exists'])}`,
  (random) => `sni ${random.pick(['==', 'ends', '!='])} ${random.pick(hosts)}`,
  'named',
  (random) => `has(${random.pick(texts)})`,
);

const bareTest: Make = oneOf(
  (random) => `path ${random.pick(['== "/a"', 'under "/a"', 'under "/api/v1"', '== "/b"'])}`,
  'header "x" == "1"',
);
const test: Make = (random) => (random.isBare && random.chance(0.9) ? bareTest(random) : usualTest(random));
const usualTest: Make = (random) => (random.isPlain && random.chance(0.95) ? plainTest(random) : anyTest(random));

function condition(random: World, depth: number): string {
  if (depth > 0 && random.chance(0.5)) {
    const both = [condition(random, depth - 1), condition(random, depth - 1)];
    return `(${both.join(random.pick([' and ', ' or ']))})`;
  }
  return random.chance(random.isPlain ? 0.03 : 0.2) ? `not ${test(random)}` : test(random);
}

const target: Make = (random) => random.pick(random.chance(0.003) ? streams : random.targets);

const forward: Make = (random) => (random.isBare && random.chance(0.7) ? target(random) : anyForward(random));
const anyForward: Make = oneOf(
  target,
  target,
  target,
  (random) =>
    random.isBare
      ? `${random.pick(shares)} to a@v1, rest to ${random.pick(['a@v2', 'b'])}`
      : `${random.pick(shares)} to ${random.pick(['a@v1', 'g@v1'])}, rest to ${random.pick(['a@v2', 'b:80', 'g@v2:90'])}`,
  (random) => (random.callees.includes('ext') ? 'ext { rewrite host "x.example.net" }' : target(random)),
  '50% to a@v1, 30% to a@v2, 20% to b:80',
);
const answer: Make = oneOf(
  (random) =>
    `respond ${random.pick(statuses)}${random.chance(0.5) ? ` ${random.pick(texts)}` : ''}${random.chance(0.3) ? ` { ${several(random, 1, 2, ofAnswer)} }` : ''}`,
  (random) =>
    `redirect${random.pick([' 301', ' 302', ' 307', ' 308', ''])} { ${several(random, 1, 3, redirection)}${random.chance(0.3) ? `; ${ofAnswer(random)}` : ''} }`,
);
const action: Make = (random) =>
  random.chance(random.isBare ? 0.95 : 0.75)
    ? withSettings(forward(random), random)
    : random.chance(0.8)
      ? answer(random)
      : random.pick([random.isBare ? 'route a' : 'route g', 'rules shared("red")', 'rules shared("x")']);

const withSettings = (to: string, random: World): string => (to.includes('{') ? to : `${to}${settings(random)}`);

/** Settings of which each is there once. */
function several(random: World, least: number, most: number, make: Make): string {
  const made = random.times(least, most, () => make(random));
  const firstWord = (line: string): string => line.split(' ')[0] as string;
  return made.filter((line, at) => at === made.findIndex((other) => firstWord(other) === firstWord(line))).join('; ');
}
const redirection: Make = oneOf(
  (random) => `scheme ${random.pick(['http', 'https'])}`,
  (random) => `host ${random.pick(hosts)}`,
  (random) => `port ${random.pick(ports)}`,
  (random) => `path ${random.pick(paths)}`,
);

const plainSetting: Make = oneOf(
  (random) => `timeout ${random.pick(['1s', '2s', '500ms'])}`,
  'request header set "x-by" "mesh"',
  'response header remove "x-by"',
  (random) => `retry ${random.pick(['1', '3'])} on 5xx`,
  'mirror to a@v1',
  'rewrite host "a.example.org"',
);
const anySetting: Make = oneOf(
  (random) => `timeout ${random.pick([...times, 'none'])}`,
  (random) =>
    `retry ${random.pick(['1', '2', '5'])}${random.chance(0.6) ? ` each ${random.pick(times)}` : ''}${retried(random)}`,
  'retry never',
  (random) => `rewrite path ${random.pick(['`/u/([0-9]+)` to "/user/\\1"', '`a|b` to "/z"', '`^/x(.*)$` to "/y\\1"'])}`,
  (random) => `rewrite path ${random.pick(paths)}`,
  (random) => `rewrite host ${random.pick(hosts)}`,
  (random) => `mirror ${random.chance(0.7) ? `${random.pick(shares)} ` : ''}to ${target(random)}`,
  (random) => `delay ${random.pick(times)}${random.chance(0.7) ? ` on ${random.pick(shares)}` : ''}`,
  (random) => `abort ${random.pick(statuses)}${random.chance(0.7) ? ` on ${random.pick(shares)}` : ''}`,
  (random) => `${random.pick(['request', 'response'])} header remove ${random.pick(headers)}`,
  (random) =>
    `${random.pick(['request', 'response'])} header ${random.pick(['set', 'add'])} ${random.pick(headers)} ${random.pick([...texts, '"100%"', '"%START_TIME%"'])}`,
  ofCors,
  oneOf('websocket', 'websocket off'),
);
const setting: Make = (random) => (random.isPlain && random.chance(0.95) ? plainSetting(random) : anySetting(random));
const retried: Make = (random) =>
  random.chance(0.6) ? ` on ${some(random, 1, 3, (r) => r.pick(r.chance(0.2) ? grpcWords : words), ', ')}` : '';
const ofAnswer: Make = oneOf(
  (random) => `response header set ${random.pick(headers)} ${random.pick(texts)}`,
  'name "n"',
);
const origins: Make = (random) =>
  `origins ${random.pick(['"https://a.example.org"', '`https://.*\\.example\\.org`', 'starts "https://a"'])}`;
const besideOrigins: Make = oneOf(
  'methods GET, POST',
  'headers "x", "y"',
  'expose "x"',
  (random) => `max-age ${random.pick(['1h', '1500ms', '10s'])}`,
  oneOf('credentials', 'credentials off'),
);
function ofCors(random: World): string {
  return `cors { ${origins(random)}; ${several(random, 1, 4, besideOrigins)} }`;
}
function settings(random: World): string {
  return random.chance(random.isBare ? 0.85 : 0.5)
    ? ''
    : ` { ${several(random, 1, 3, oneOf(setting, setting, setting, 'name "n"'))} }`;
}

const rule: Make = oneOf(
  (random) => `  when ${condition(random, random.isPlain ? 1 : 2)} -> ${action(random)}`,
  (random) => `  when ${condition(random, random.isPlain ? 1 : 2)} -> ${action(random)}`,
  (random) => {
    const path = random.pick(['"/a"', '"/api/v1"', '"/"']);
    return `  when path under ${path} and ${test(random)} -> ${prefixed(random, `prefix ${path} to ${random.pick(paths)}`)}`;
  },
);
const prefixed = (random: World, change: string): string =>
  random.chance(0.7) ? `${target(random)} { rewrite ${change} }` : `redirect 302 { ${change} }`;

const list: Make = (random) =>
  [
    ...(random.chance(random.isBare ? 0.1 : 0.3) ? [`  ${setting(random)}`] : []),
    ...random.times(0, 4, () => rule(random)),
    ...(random.chance(0.85) ? [`  else -> ${action(random)}`] : []),
  ].join('\n');

const traffic: Make = oneOf(
  (random) =>
    `balance ${random.pick(['least-request', 'round-robin', 'random', 'passthrough', 'hash header "x"', 'hash cookie "s" ttl 1h', 'hash cookie "s"', 'hash query "q"', 'hash source-ip'])}`,
  (random) =>
    `connections { ${several(random, 1, 4, (r) => r.pick(['max 10', 'pending 5', 'requests 7', 'per-connection 2', 'connect 1s', 'idle 1m', 'retries 3']))} }`,
  (random) =>
    `eject { after ${random.pick(['5 5xx', '3 gateway-error', '2 connect-failure', '1 5xx'])}; ${several(random, 0, 3, (r) => r.pick(['check 10s', 'for 30s', 'at-most 50%']))} }`,
  (random) =>
    random.pick([
      'tls off',
      'tls mutual',
      'tls { sni "s.example.org"; ca "ca" }',
      'tls simple',
      'tls client { certificate "c" }',
    ]),
);
const ofService: Make = (random) =>
  random.chance(random.isPlain ? 0.9 : 0.5) ? '' : `; ${several(random, 1, 2, traffic)}`;

const forRequests = ['80 http', '50051 grpc', '8443 http2'];
const anyProtocol = [...forRequests, '443 https', '443 tls', '3306 tcp'];
const egressPort = (random: World, all: readonly string[]): string => {
  const [port, protocol] = random.pick(all).split(' ');
  return `port ${port} ${protocol}${random.chance(0.3) ? ` { ${random.pick(['target 8443', 'tls { sni "s.example.org" }', 'tls simple', 'balance random'])} }` : ''}`;
};

const gatewayPorts = (random: World): string =>
  random.pick([
    'port 80 http',
    'port 80 http; port 443 https { certificate "c" }',
    'port 443 https { certificate "c"; clients "ca" }',
    'port 80 http; port 8443 https { certificate "c" }; port 90 grpc',
    'port 80 http; port 9443 tls; port 9000 tcp',
  ]);

const door: Make = (random) => random.pick(random.doors);

const ingress = (random: World, named: string): string => {
  const on = some(random, 1, 2, door, ', ');
  const inside = random.chance(0.03) ? '  certificate "own"\n' : '';
  return random.chance(0.25)
    ? `ingress ${named} on ${on} -> ${action(random)}`
    : `ingress ${named} on ${on} {\n${inside}${list(random)}\n}`;
};

const route = (random: World, callee: string): string => {
  const by = !random.isBare && random.chance(0.2) ? ` with ${random.pick(['careful', 'careful(2)'])}` : '';
  return random.chance(0.2)
    ? `route ${callee}${by} -> ${action(random)}`
    : `route ${callee}${by} {\n${list(random)}\n}`;
};

const request: Make = (random) =>
  `${random.pick(['GET', 'POST'])} ${random.pick(['"/a"', '"/a/b?q=1"', '"https://a.example.org/a"', '"http://b.example.org:8080/"'])}${random.pick([' to a', ' to b:80', '', ' to g'])}${random.chance(0.4) ? ' when header "x" == "1"' : ''} -> ${random.pick(random.targets)}`;
const claim: Make = oneOf(
  (random) => `gateway web never routes to ${random.pick(services)}`,
  (random) =>
    `every request to ${random.pick(services)}${random.chance(0.5) ? ` when ${test(random)}` : ''} -> ${random.pick([...random.targets, 'respond 403'])}`,
  (random) => `every request to ${random.pick(services)} is answered within ${random.pick(times)}`,
);
const telemetry: Make = (random) =>
  `telemetry { ${several(random, 1, 3, (r) => r.pick(['metrics prometheus port 9990', 'metrics mixer "istio-mixer:9091"', 'metrics statsd "s:8125"', 'trace zipkin "z:9411" sample 1%', 'access-log json', 'access-log text', 'access-log off']))} }`;

const rich: Make = (random) => `policy quick { ${several(random, 1, 2, setting)} }
service vm { host "vm.example.net"; at "10.0.0.5", "10.0.0.6"; port 80 http { target 8080 } }
service outside { host "out.example.net"; at "dns.example.net"; port 443 tls }
service many { port 80 http; port 443 tls; port 9000 tcp; port 27017 mongo${ofService(random)} }
egress ext { host ${random.pick(['"x.example.net"', '"x.example.net", "y.example.net"'])}; ${egressPort(random, forRequests)}${ofService(random)} }
egress wild { host "*.wild.example.net"; ${egressPort(random, anyProtocol)} }
egress through { host "t.example.net"; ${egressPort(random, anyProtocol)}; through istio-system/out:443 }
gateway istio-system/out { pods { istio: "egressgateway" }; port 443 ${random.pick(['tls', 'https { certificate "c" }'])}; open to shop }
gateway web { ${random.pick(['class "istio"; ', 'pods { istio: "ingressgateway" }; ', ''])}${random.chance(0.3) ? `port 80 http\n${rule(random)}\n` : gatewayPorts(random)} }
gateway edge { pods { istio: "ingress" }; ${gatewayPorts(random)} }
gateway ops/door { port 80 http; open to shop }
${random.chance(0.2) ? telemetry(random) : ''}`;

const frame: Make = (random) => `namespace shop
condition named = path under "/n" or header "x-n" == "1"
condition has(v: Text) = header "x-has" == v
policy careful(n: Int = 3) { timeout 2s; retry n each 500ms on 5xx }
rules shared(team: Text) {
  when header "x-team" == team -> ${withSettings(forward(random), random)}
}
service a { port 80 http; version v1, v2${ofService(random)} }
service b { port web 80 http; port 8080 http2${random.chance(0.5) ? ' { tls off }' : ''}; version v1; version v2 { pods { app: "b", track: "x" }${ofService(random)} }; version v3 }
service g { port 90 grpc; version v1, v2${ofService(random)} }
service other/c { port 80 http${random.chance(0.3) ? '; visible to shop' : ''} }
`;

const inCluster = [
  'a',
  'a@v1',
  'a@v2',
  'a:80',
  'b:80',
  'b@v1:80',
  'b@v2:8080',
  'b@v3:web',
  'g',
  'g@v1',
  'g@v2:90',
  'other/c',
];
const callees = ['a', 'b:80', 'b:8080', 'g', 'other/c'];
const isChosen = (random: World, at: number, all: number): boolean => random.chance(1.5 / (at + all));

const bareFrame: Make = (random) => `namespace shop
rules shared(team: Text) {
  when path == "/team" -> ${target(random)}
}
service a { port 80 http; version v1, v2${random.chance(0.2) ? '; balance random' : ''} }
service b { port web 80 http${random.chance(0.2) ? '; eject { after 5 5xx }' : ''} }
service other/c { port 80 http; port 8080 http }
${random.pick(['', '', 'egress ext { host "x.example.net"; port 80 http }'])}
${random.chance(0.2) ? telemetry(random) : ''}`;

/** All that the language has, or what the mesh and the doors of most platforms can express: then with one kind of door, or none. */
export function soundProgram(chances: Random): string {
  const isBare = chances.chance(0.3);
  const isPlain = isBare || chances.chance(0.5);
  const doors = isPlain ? chances.pick([['web'], []]) : ['web', 'edge', 'ops/door', 'ops/door:80'];
  const random: World = {
    ...chances,
    isPlain,
    isBare,
    doors,
    targets: isBare ? ['a', 'a@v1', 'a@v2', 'b', 'other/c:80'] : isPlain ? inCluster : [...inCluster, 'vm', 'many:80'],
    callees: isBare ? ['a', 'b', 'other/c'] : isPlain ? callees : [...callees, 'b', 'vm', 'ext', 'many:80'],
  };
  return [
    isBare ? bareFrame(random) : frame(random),
    ...(isPlain ? (doors.length > 0 ? [plainDoor(random)] : []) : [rich(random)]),
    ...random.callees
      .filter((_, at) => isChosen(random, at, random.callees.length))
      .map((callee) => route(random, callee)),
    ...(doors.length > 0 ? doorHosts.filter(() => random.chance(0.4)).map((host) => ingress(random, host)) : []),
    ...(random.chance(0.3) ? [`test "t" {\n  ${some(random, 1, 2, request, '\n  ')}\n}`] : []),
    ...(random.chance(0.3) ? [`expect "e" {\n  ${some(random, 1, 2, claim, '\n  ')}\n}`] : []),
  ].join('\n');
}

const plainDoor: Make = oneOf(
  'gateway web { class "istio"; port 80 http }',
  'gateway web { port 80 http; port 443 https { certificate "c" } }',
  'gateway web { pods { istio: "ingress" }; port 80 http }',
);

/** The model of one that is right, from a seed, without what a referee over HTTP/1 cannot ask: headers are ASCII and there once. */
export function soundMesh(seed: number): Mesh {
  const once = { cookie: 'x-c', 'content-type': 'x-t', 'user-agent': 'x-u' };
  for (let at = seed * 50; ; at++) {
    let text = soundProgram(randomOf(at)).replaceAll('ü', 'uu');
    for (const [name, other] of Object.entries(once)) text = text.replaceAll(`"${name}"`, `"${other}"`);
    const { mesh, hasErrors } = compile([new Source('sound.mesh', text)]);
    if (!hasErrors && mesh.egresses.every(({ hosts }) => hosts.length === 1)) return mesh;
  }
}
