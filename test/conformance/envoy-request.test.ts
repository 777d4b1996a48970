// "What a request is", line by line: each has requests for which a condition holds and some for which it does not, and a real Envoy
// says the same as `decide`.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Condition, Mesh } from '../../src/model/index.ts';
import { requireComponent } from '../support/components.ts';
import { askAll, type RawRequest, type RunningEnvoy, startEnvoy, temporaryFolder } from '../support/envoy.ts';
import {
  all,
  always,
  gatewayOf,
  here,
  ingressOf,
  meshOf,
  no,
  respond,
  routeOf,
  ruleOf,
  said,
  serviceOf,
  text,
  to,
  versionOf,
} from '../support/models.ts';
import { answerOf, type Door, doorsOf, expectedAnswer, requestAt } from '../support/referee.ts';

const envoy = requireComponent('envoy');

type Sent = string | Partial<RawRequest>;
interface Case {
  readonly line: string;
  readonly condition: Condition;
  readonly holds: readonly Sent[];
  readonly fails: readonly Sent[];
  /** Where it is asked; the door's port 80 unless said. */
  readonly at?: 443;
}
const header = (name: string, ...values: string[]): Partial<RawRequest> => ({
  headers: values.map((value) => [name, value]),
});

const CASES: readonly Case[] = [
  {
    line: 'the method',
    condition: text('method', 'equals', 'PUT'),
    holds: [{ method: 'PUT' }],
    fails: [{ method: 'GET' }, { method: 'POST' }],
  },
  {
    line: 'the method, by its end',
    condition: text('method', 'ends', 'T'),
    holds: [{ method: 'PUT' }, { method: 'GET' }],
    fails: [{ method: 'HEAD' }],
  },
  {
    line: 'the scheme is the door’s: http',
    condition: text('scheme', 'equals', 'http'),
    holds: ['/', header('x-forwarded-proto', 'https')],
    fails: [],
  },
  {
    line: 'the scheme is the door’s: https',
    condition: text('scheme', 'equals', 'https'),
    holds: ['/'],
    fails: [],
    at: 443,
  },
  {
    line: 'the host in lower case, without port',
    condition: text('host', 'equals', 'HOST'),
    holds: [{ host: 'HOST' }, { host: 'HOST:81' }, { host: 'UPPER' }],
    fails: [],
  },
  { line: 'the host ends', condition: text('host', 'ends', '.com'), holds: [{ host: 'HOST:80' }, '/'], fails: [] },
  {
    line: 'the host holds no port',
    condition: text('host', 'contains', '81'),
    holds: [],
    fails: [{ host: 'HOST:81' }],
  },
  {
    line: 'the path is what is before `?`',
    condition: text('path', 'equals', '/a'),
    holds: ['/a', '/a?b=1', '/a?/b'],
    fails: ['/a/', '/b?/a', '/'],
  },
  {
    line: 'dot segments are removed',
    condition: text('path', 'equals', '/a/c'),
    holds: ['/a/b/../c', '/a/./c', '/../a/c', '/a/%2e/c'],
    fails: ['/a/..c', '/a/...'],
  },
  {
    line: 'slashes are merged',
    condition: text('path', 'equals', '/a/b'),
    holds: ['//a///b', '/a//b'],
    fails: ['/a//b/'],
  },
  {
    line: '%2F is not decoded',
    condition: text('path', 'equals', '/a/b'),
    holds: ['/a/b'],
    fails: ['/a%2Fb', '/a%2fb'],
  },
  {
    line: '%2F stays as it is written',
    condition: text('path', 'equals', '/a%2Fb'),
    holds: ['/a%2Fb'],
    fails: ['/a/b', '/a%2fb'],
  },
  {
    line: 'unreserved characters are decoded',
    condition: text('path', 'equals', '/~ab'),
    holds: ['/%7eab', '/~%61b'],
    fails: ['/%7e%61c'],
  },
  {
    line: 'under goes by whole segments',
    condition: text('path', 'under', '/a'),
    holds: ['/a', '/a/', '/a/b', '/a?x'],
    fails: ['/ab', '/', '/b/a'],
  },
  { line: 'everything is under /', condition: text('path', 'under', '/'), holds: ['/', '/a', '/a/b?c'], fails: [] },
  {
    line: 'starts goes by characters',
    condition: text('path', 'starts', '/a'),
    holds: ['/a', '/ab', '/a/b'],
    fails: ['/', '/b'],
  },
  {
    line: 'a path that is not',
    condition: no(text('path', 'equals', '/a')),
    holds: ['/b', '/a/', '/b?/a'],
    fails: ['/a', '/a?x=1', '/./a'],
  },
  {
    line: 'a path that does not match',
    condition: no(text('path', 'matches', '/.*b')),
    holds: ['/a?b', '/bc'],
    fails: ['/b', '/ab?c', '/a/b'],
  },
  {
    line: 'a path that is under none',
    condition: no(text('path', 'under', ['/a', '/b'])),
    holds: ['/c', '/ab', '/'],
    fails: ['/a', '/b/c', '/b?a'],
  },
  {
    line: 'two path tests at once',
    condition: all(text('path', 'under', '/a'), text('path', 'ends', '.css'), no(text('path', 'contains', 'min'))),
    holds: ['/a/x.css', '/a/x.css?min'],
    fails: ['/a/x.min.css', '/b/x.css', '/a/x'],
  },
  {
    line: 'query parameters have one or more values',
    condition: text('query', 'equals', '2', 'a'),
    holds: ['/?a=2', '/?a=1&a=2', '/x?b&a=2&c'],
    fails: ['/', '/?a=1', '/?b=2', '/?aa=2', '/?a=22', '/?b=a=2'],
  },
  {
    line: 'a parameter without a value is empty',
    condition: text('query', 'equals', '', 'a'),
    holds: ['/?a', '/?a=', '/?b=1&a'],
    fails: ['/?a=1', '/?b', '/'],
  },
  {
    line: 'a parameter exists',
    condition: text('query', 'exists', [], 'a'),
    holds: ['/?a', '/?a=1', '/?b&a='],
    fails: ['/?aa', '/a', '/?b=a'],
  },
  {
    line: 'a parameter that is not',
    condition: no(text('query', 'equals', '2', 'a')),
    holds: ['/', '/?a=1', '/?a'],
    fails: ['/?a=2', '/?a=1&a=2'],
  },
  {
    line: 'parameters end at &',
    condition: text('query', 'matches', '1.*2', 'a'),
    holds: ['/?a=12', '/?a=1?2'],
    fails: ['/?a=1&b=2', '/?a=1'],
  },
  {
    line: 'values of parameters are the bytes as they stand',
    condition: text('query', 'equals', 'x%20y', 'a'),
    holds: ['/?a=x%20y'],
    fails: ['/?a=x+y'],
  },
  {
    line: 'header names have no case',
    condition: text('header', 'equals', '1', 'x-a'),
    holds: [header('X-A', '1'), header('x-a', '1')],
    fails: [header('x-ab', '1'), '/'],
  },
  {
    line: 'a header holds if any of its values equals',
    condition: text('header', 'equals', '1', 'x-a'),
    holds: [header('x-a', '2', '1'), header('x-a', '1', '2'), header('x-a', '3', '1', '2')],
    fails: [header('x-a', '2', '3'), header('x-a', '11')],
  },
  {
    line: 'any of its values matches',
    condition: text('header', 'matches', '[0-9]+', 'x-a'),
    holds: [header('x-a', 'a', '12')],
    fails: [header('x-a', 'a1', '1a')],
  },
  {
    line: 'a value is the whole line',
    condition: text('header', 'equals', 'a, b', 'x-a'),
    holds: [header('x-a', 'a, b')],
    fails: [header('x-a', 'a', 'b'), header('x-a', 'a,b')],
  },
  {
    line: 'header != is true when the header is absent',
    condition: no(text('header', 'equals', '1', 'x-a')),
    holds: ['/', header('x-a', '2'), header('x-a', '')],
    fails: [header('x-a', '1'), header('x-a', '2', '1')],
  },
  {
    line: 'not matching anything, absent or not',
    condition: no(text('header', 'matches', '.*', 'x-a')),
    holds: ['/'],
    fails: [header('x-a', ''), header('x-a', '1')],
  },
  {
    line: 'not empty, absent or not',
    condition: no(text('header', 'equals', '', 'x-a')),
    holds: ['/', header('x-a', '1')],
    fails: [header('x-a', ''), header('x-a', '1', '')],
  },
  {
    line: 'a header that does not exist',
    condition: no(text('header', 'exists', [], 'x-a')),
    holds: ['/'],
    fails: [header('x-a', ''), header('x-a', '1')],
  },
  {
    line: 'a browser’s name is one text with commas',
    condition: text('header', 'matches', 'Mozilla.*(Mobile|Android).*', 'user-agent'),
    holds: [header('user-agent', 'Mozilla/5.0 (KHTML, like Gecko) Mobile')],
    fails: [header('user-agent', 'curl/8, Mozilla Mobile'), '/'],
  },
  {
    line: 'cookies have one or more values',
    condition: text('cookie', 'equals', 'jason', 'user'),
    holds: [
      header('cookie', 'user=jason'),
      header('cookie', 'a=1; user=jason; b=2'),
      header('cookie', 'user=x;user=jason'),
      header('cookie', 'a=1', 'user=jason'),
    ],
    fails: ['/', header('cookie', 'user=jasonx'), header('cookie', 'xuser=jason'), header('cookie', 'a=user=jason')],
  },
  {
    line: 'cookies end at ;',
    condition: text('cookie', 'matches', 'a.*b', 'user'),
    holds: [header('cookie', 'user=acb')],
    fails: [header('cookie', 'user=a; x=b')],
  },
  {
    line: 'a cookie that is not',
    condition: no(text('cookie', 'equals', 'jason', 'user')),
    holds: ['/', header('cookie', 'user=x')],
    fails: [header('cookie', 'user=x; user=jason')],
  },
  {
    line: 'a cookie exists',
    condition: text('cookie', 'exists', [], 'user'),
    holds: [header('cookie', 'user='), header('cookie', 'a=1; user=x')],
    fails: ['/', header('cookie', 'username=x')],
  },
  { line: 'the port', condition: { kind: 'port', values: [443], origin: here() }, holds: ['/'], fails: [], at: 443 },
  {
    line: 'the port is another one',
    condition: { kind: 'port', values: [443], origin: here() },
    holds: [],
    fails: ['/'],
  },
  {
    line: 'the source is a gateway',
    condition: { kind: 'from', source: { kind: 'gateway', gateway: 'shop/web' }, origin: here() },
    holds: ['/'],
    fails: [],
  },
  {
    line: 'a gRPC call is told by its content type',
    condition: text('rpc', 'equals', 'shop.Reviews/List'),
    holds: [
      { target: '/shop.Reviews/List', ...header('content-type', 'application/grpc') },
      { target: '/shop.Reviews/List', ...header('content-type', 'application/grpc+proto') },
    ],
    fails: [
      '/shop.Reviews/List',
      { target: '/shop.Reviews/List', ...header('content-type', 'application/grpc-web') },
      { target: '/shop.Reviews/Get', ...header('content-type', 'application/grpc') },
    ],
  },
  {
    line: 'rpc under a service',
    condition: text('rpc', 'under', 'shop.Reviews'),
    holds: [{ target: '/shop.Reviews/Get', ...header('content-type', 'application/grpc') }],
    fails: [{ target: '/shop.ReviewsX/Get', ...header('content-type', 'application/grpc') }],
  },
  {
    line: 'not this call, or no call',
    condition: no(text('rpc', 'starts', 'shop')),
    holds: ['/shop', { target: '/other', ...header('content-type', 'application/grpc') }],
    fails: [{ target: '/shop.X/Y', ...header('content-type', 'application/grpc') }],
  },
  {
    line: 'the Host header is the host',
    condition: text('header', 'equals', 'HOST', 'host'),
    holds: [{ host: 'HOST' }, { host: 'UPPER' }, { host: 'HOST:80' }],
    fails: [],
  },
  {
    line: 'what Envoy keeps as one text has values between commas',
    condition: text('header', 'equals', 'b', 'accept'),
    holds: [header('accept', 'a', 'b'), header('accept', 'b')],
    fails: [header('accept', 'ab'), '/'],
  },
  {
    line: 'each expression of a list has its own flags',
    condition: text('header', 'matches', ['(?i)x', 'y'], 'x-a'),
    holds: [header('x-a', 'X'), header('x-a', 'y')],
    fails: [header('x-a', 'Y')],
  },
  {
    line: 'one of several values',
    condition: text('header', 'equals', ['1', '2'], 'x-a'),
    holds: [header('x-a', '2'), header('x-a', '1')],
    fails: [header('x-a', '3'), header('x-a', '12')],
  },
  {
    line: 'a header begins and ends',
    condition: all(text('header', 'starts', 'ab', 'x-a'), text('header', 'ends', 'yz', 'x-a')),
    holds: [header('x-a', 'abyz'), header('x-a', 'abc', 'xyz')],
    fails: [header('x-a', 'abyzb'), header('x-a', 'xabyz'), header('x-a', 'yzab'), header('x-a', 'abc')],
  },
  {
    line: 'a dot is a dot',
    condition: text('path', 'equals', ['/a.b', '/c+']),
    holds: ['/a.b', '/c+'],
    fails: ['/axb', '/cc'],
  },
  {
    line: 'a value that holds a comma, kept as one text or not',
    condition: no(text('header', 'contains', ',', 'x-a')),
    holds: ['/', header('x-a', 'a', 'b')],
    fails: [header('x-a', 'a,b')],
  },
];

const hostOf = (at: number): string => `case${at}.example.com`;
/** `HOST` in a condition stands for the host of the case. */
const placed = (condition: Condition, at: number): Condition =>
  condition.kind === 'text' && condition.values[0] === 'HOST' ? { ...condition, values: [hostOf(at)] } : condition;

const VIEWED = ruleOf(
  { kind: 'from', source: { kind: 'service', service: 'shop/web', version: 'v1' }, origin: here() },
  respond(200),
);
const mesh: Mesh = meshOf({
  services: [serviceOf('shop/reviews'), serviceOf('shop/web', { versions: [versionOf('v1'), versionOf('v2')] })],
  routes: [
    routeOf('shop/reviews', [
      VIEWED,
      ruleOf({ kind: 'from', source: { kind: 'pods', labels: { version: 'v2' } }, origin: here() }, respond(200)),
      ruleOf({ kind: 'from', source: { kind: 'namespace', namespace: 'shop' }, origin: here() }, respond(200)),
      ruleOf(always(), to('shop/reviews')),
    ]),
  ],
  gateways: [
    gatewayOf('shop/web', {
      name: 'door',
      key: 'shop/door',
      ports: [
        { number: 80, name: 'http', protocol: 'http', origin: here() },
        { number: 443, name: 'https', protocol: 'https', certificate: said('web'), origin: here() },
      ],
    }),
  ],
  ingresses: CASES.map(({ condition }, at) =>
    ingressOf([hostOf(at)], 'shop/door', [ruleOf(placed(renamed(condition), at), respond(200))], {
      doors: [{ gateway: 'shop/door', ports: [80, 443], origin: here() }],
    }),
  ),
});

/** The gateway of the cases. */
function renamed(condition: Condition): Condition {
  return condition.kind === 'from' && condition.source.kind === 'gateway'
    ? { ...condition, source: { kind: 'gateway', gateway: 'shop/door' } }
    : condition;
}

const rawOf = (sent: Sent, at: number): RawRequest => {
  const host =
    typeof sent === 'string'
      ? undefined
      : sent.host?.replace('HOST', hostOf(at)).replace('UPPER', hostOf(at).toUpperCase());
  return {
    method: 'GET',
    target: typeof sent === 'string' ? sent : '/',
    headers: [],
    ...(typeof sent === 'string' ? {} : sent),
    host: host ?? hostOf(at),
  };
};

describe.skipIf(envoy === undefined)('what a request is, to a real Envoy and to decide', () => {
  const folder = temporaryFolder();
  let doors: readonly Door[] = [];
  let running: RunningEnvoy | undefined;

  beforeAll(async () => {
    doors = doorsOf(mesh, '1.40', folder.path, 'r') ?? [];
    const config = { static_resources: { listeners: doors.map(({ listener }) => listener) } };
    running = await startEnvoy(envoy as string, JSON.stringify(config), folder.path, doors.at(-1)?.socket ?? '');
  });
  afterAll(async () => {
    await running?.stop();
    folder.remove();
  });

  test.each(CASES.map((one, at) => [one.line, one, at] as const))(
    '%s',
    async (_, { holds, fails, at: port = 80 }, at) => {
      const door = doors.find((one) => one.source.kind === 'gateway' && one.port === port) as Door;
      const asked = [...holds, ...fails].map((sent) => rawOf(sent, at));
      const wanted = asked.map((_request, index) => (index < holds.length ? `${hostOf(at)}:${port}#0` : '404'));
      const answers = await askAll(door.socket, asked);
      expect(answers.map(answerOf)).toEqual(wanted);
      expect(
        asked.map(
          (raw) => expectedAnswer(mesh, requestAt(door, raw) as NonNullable<ReturnType<typeof requestAt>>).says,
        ),
      ).toEqual(wanted);
    },
  );

  test.each([
    ['a version of a service', 'v1', 0],
    ['pods with labels', 'v2', 1],
    ['a namespace', undefined, 2],
  ] as const)('the source is %s', async (_, version, rule) => {
    const service = version ? 'shop/web' : 'shop/reviews';
    const door = doors.find(
      ({ source }) => source.kind === 'workload' && source.service === service && source.version === version,
    ) as Door;
    const [answer] = await askAll(door.socket, [{ method: 'GET', target: '/', host: 'reviews', headers: [] }]);
    expect(answer && answerOf(answer)).toBe(`reviews.shop.svc.cluster.local:9080#${rule}`);
  });
});
