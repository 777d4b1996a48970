// Values: exact units, types of places, constants, inputs; and mistakes that must be found without crashing or repeating themselves.
import { describe, expect, test } from 'vitest';
import { checkSources } from '../../support/check-sources.ts';

const a = 'service a { port 80 http; version v1, v2 }\n';
const timeoutOf = (text: string) =>
  checkSources(`${a}route a -> a { timeout ${text} }`).mesh.routes[0]?.rules[0]?.settings.timeout?.value;
const codesIn = (when: string) => checkSources(`${a}route a { when ${when} -> v1; else -> v2 }`).codes;
const codes = (text: string, inputs: Readonly<Record<string, string>> = {}) =>
  checkSources(a + text, {
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, { value }])),
  }).codes;

describe('units', () => {
  test.each([
    ['500ms', 500],
    ['1.5s', 1500],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['0.001s', 1],
    ['none', 'none'],
  ])('timeout %s', (text, value) => expect(timeoutOf(text)).toBe(value));
  test.each(['1.5', '0.0001s', '5x', '1s1m', '1s2s', '10%', '99999999999999999999s', '"2s"', '0s', '1m30'])(
    'timeout %s is refused',
    (text) => expect(timeoutOf(text)).toBeUndefined(),
  );
  test.each(['1.00001%', '101%', '5', '10ms'])('%s is no share', (text) =>
    expect(codes(`route a -> a { delay 1s on ${text} }`)).toHaveLength(1),
  );
});

describe('texts take the type of their place', () => {
  test.each([
    'path == "/a//b"',
    'path == "/a/../b"',
    'path == "/a?b"',
    'path under "/a/"',
    'path == "a"',
    'path == "/ä"',
    'host == "*.org"',
    'host == "a_b.org"',
    'host == "a.org:80"',
    'host == "http://a.org"',
    'header "a b" exists',
    'header "" exists',
    'rpc == "/shop.Reviews/List"',
    'rpc == "shop.Reviews/Get it"',
    'header "x" starts ""',
  ])('%s can never hold or holds always', (when) => expect(codesIn(when)).toEqual(['M3005']));
  test.each(['path matches `(`', 'header "x" matches `a(?!b)`'])('%s is no RE2', (when) =>
    expect(codesIn(when)).toEqual(['M3004']),
  );
  test.each(['method starts GET', 'scheme contains "http"', 'port matches `8.`'])(
    '%s: finite things are compared whole',
    (when) => expect(codesIn(when)).toEqual(['M3013']),
  );
  test.each(['header "x" == 1', 'header "x" == true', 'path == 5s', 'port == "80"', 'header 5 exists'])(
    '%s has the wrong type',
    (when) => expect(codesIn(when)).toEqual(['M3002']),
  );
  test.each(['method == GTE', 'scheme == ftp', 'method in (GET, "get")'])('%s: no such word', (when) =>
    expect(codesIn(when)).toEqual(['M3007']),
  );
  test.each([
    'path == "/a"',
    'path in ("/a", "/b")',
    'path under "/"',
    'path ends ".js"',
    'host ends ".org"',
    'method == GET',
    'method in (GET, "PUT")',
    'scheme != https',
    'port in (80, 81)',
    'query "q" == ""',
    'cookie "c" matches `a|b`',
    'rpc under "shop.Reviews"',
    'from pods { app: "x" }',
    'from namespace x',
    'from a@v1',
  ])('%s is right', (when) => expect(codesIn(when)).toEqual([]));
});

test('`under "/"` is every path', () => {
  const { mesh } = checkSources(`${a}route a { when path under "/" -> v1 }`);
  expect(mesh.routes[0]?.rules[0]?.condition.kind).toBe('always');
});

test('a declared type must fit its place; a literal takes it', () => {
  expect(codes('condition c(p: Text) = path == p')).toEqual(['M3002']);
  expect(codes('condition c(p: Path) = path == p and header "x" == p')).toEqual([]);
  expect(codes('input t: Text = "/x"\nroute a { when path == t -> v1; else -> v2 }')).toEqual(['M3002']);
  expect(codes('let t = "/x"\nroute a { when path == t and header "x" == t -> v1; else -> v2 }')).toEqual([]);
  expect(codes('condition c(ports: [Port]) = port in ports\nroute a { when c([80, 81]) -> v1; else -> v2 }')).toEqual(
    [],
  );
  expect(codes('condition c(port: Port) = header "x" == port')).toEqual(['M3002']);
  expect(codes('condition c(hosts: [Host]) = host == hosts')).toEqual([]);
  expect(codes('policy p(d: [Duration]) { timeout d }')).toEqual(['M3002']);
});

describe('inputs', () => {
  const canary = 'input canary: Percent = 10%\nroute a -> canary to v1, rest to v2';
  test('given as text, checked as their type', () => {
    expect(codes(canary, { canary: '25%' })).toEqual([]);
    expect(codes(canary, { 'default/canary': '25%' })).toEqual([]);
    expect(codes(canary, { canary: '25' })).toEqual(['M3002']);
    expect(codes(canary, { canary: '250%' })).toEqual(['M3006']);
    expect(codes(canary, { canry: '25%' })).toEqual(['M2011']);
  });
  test('lists, from text and from plain values', () => {
    const text = `${a}input hosts: [Host]\nroute a { when host in hosts -> v1; else -> v2 }`;
    const values = (value: string | readonly string[]) => {
      const condition = checkSources(text, { inputs: { hosts: { value } } }).mesh.routes[0]?.rules[0]?.condition;
      return condition?.kind === 'text' && condition.values;
    };
    expect(values('a.org, b.org')).toEqual(['a.org', 'b.org']);
    expect(values('[A.org]')).toEqual(['a.org']);
    expect(values(['a.org'])).toEqual(['a.org']);
  });
  test('a wrong default is found even where a value is given', () => {
    expect(codes('input n: Int = 2s\nroute a -> a { retry n }', { n: '3' })).toEqual(['M3002']);
  });
});

test('one mistake, one message', () => {
  expect(codes('let x = nope\nroute a { when path == x and header "h" == x -> v1 { timeout x }; else -> v2 }')).toEqual(
    ['M2001'],
  );
  expect(codes('condition c = path == "x"\nroute a { when c and c -> v1; when not c -> v2; else -> v1 }')).toEqual([
    'M3005',
  ]);
  expect(
    codes('policy p { timeout 0s }\nroute a -> a with p\nroute a:80 -> a with p').filter((code) => code === 'M3017'),
  ).toHaveLength(1);
});

test('circles of every kind, each once', () => {
  expect(codes('let x = y\nlet y = z\nlet z = y')).toEqual(['M2007']);
  expect(codes('condition x = y or z\ncondition y = x and path == "/"\ncondition z = path == "/"')).toEqual(['M2007']);
  expect(codes('policy p { with q }\npolicy q { with p }')).toEqual(['M2007']);
  expect(codes('rules r { -> rules s }\nrules s { -> rules r }')).toEqual(['M2007']);
  expect(codes('let same = "x"\ncondition same = header same == same')).toEqual([]);
});

test('names that stand for names grow, and are stopped in time', () => {
  const doubling = Array.from(
    { length: 40 },
    (_, at) => `condition c${at + 1}(t: Text) = c${at}(t) and not c${at}(t)\n`,
  ).join('');
  const used = 'route a { when c40("x") -> v1; else -> v2 }\n';
  expect(codes(`condition c0(t: Text) = header t exists\n${doubling}${used}`)).toEqual(['M3019']);
  const lists = Array.from({ length: 40 }, (_, at) => `rules r${at + 1} { -> rules r${at}; -> rules r${at} }\n`).join(
    '',
  );
  const route = 'route a { -> rules r40; else -> a }\n';
  expect(codes(`rules r0 { when path == "/" -> a }\n${lists}${route}`)).toEqual(['M3019']);
  expect(codes(`rules r0 { timeout 1s }\n${lists}${route}`)).toEqual(['M3019']);
}, 20_000);

test('ten thousand unknown names do not take minutes', () => {
  const services = Array.from({ length: 2000 }, (_, at) => `service service-${at} { port 80 http }\n`).join('');
  const routes = Array.from({ length: 2000 }, (_, at) => `route service-${at} -> servise-${at}\n`).join('');
  const start = performance.now();
  expect(codes(services + routes)).toHaveLength(2000);
  expect(performance.now() - start).toBeLessThan(10_000);
});
