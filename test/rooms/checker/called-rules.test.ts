// A route is read once; what its calls get is made from that. Held against reading it anew, which a call does that brings a setting.
import { expect, test } from 'vitest';
import type { Rule } from '../../../src/model/index.ts';
import { checkSources } from '../../support/check-sources.ts';

const services = `service a { port 80 http; version v1, v2 }
service b { port 80 http; port 81 http; version v1 }
service d { port 80 http; timeout 9s; mirror to a@v2 }
egress e { host "e.example.org"; port 80 http }
gateway g { port 80 http }
rules list(v: Version) { when header "l" exists -> v; when path == "/l" -> b:81 }
policy p { mirror 5% to a@v1 }
`;

/** The rules of an ingress that calls `a`, whose route has this body; `spoilt`: with a mistake, so that every call reads it anew. */
const called = (body: string, around = '', spoilt = false) => {
  const mistake = spoilt ? '; timeout 1s' : '';
  const text = `${services}route a { timeout 1s${mistake}\n${body}\n}\ningress "x.example.org" on g { ${around} else -> route a }\n`;
  const { mesh, found } = checkSources(text);
  expect(found.filter(({ severity }) => severity === 'error').map(({ slug }) => slug)).toEqual(
    spoilt ? ['duplicate-setting'] : [],
  );
  const route = mesh.routes.find(({ target }) => target === 'default/a');
  return { rules: mesh.ingresses[0]?.rules ?? [], route: route?.rules ?? [] };
};

/** Without places, whose order hangs on the text; settings in any order. */
const plain = (rules: readonly Rule[]): unknown => {
  const parts = rules.map(({ condition, action, settings, through }) => [
    condition,
    action,
    settings,
    through.map(({ name }) => name),
  ]);
  return JSON.parse(JSON.stringify(parts, (key, value) => (key === 'origin' ? undefined : value)));
};

const bodies = [
  'else -> v1',
  'when path under "/x" -> 90% to v1, 10% to v2 { name "api" }\nelse -> v2',
  'when header "h" == "1" -> b\nelse -> v1',
  'when method == POST -> b:81\nwhen method == GET -> d\nelse -> a',
  'mirror to v2\nelse -> v1 with p',
  'mirror to b\nelse -> a@v1:80',
  'rules list(a@v1)\nelse -> v1'.replace('rules', '-> rules'),
  'when path == "/r" -> redirect 302 { scheme https }\nwhen path == "/n" -> respond 503 "no"\nelse -> v1',
  'when path under "/b" -> route b\nelse -> route d',
  'when path == "/e" -> e { rewrite host "e.example.org" }\nelse -> v1',
];

const surroundings = [
  '',
  'timeout 2s; retry 3; ',
  'response header set "x" "y"; request header set "x" "y"; ',
  'cors { origins "https://a.org" }; delay 1s; ',
  'when path under "/x" -> route a { timeout 9s; name "outer"; rewrite host "e.example.org" }; ',
];

test.each(bodies)('as if it were read where it is called: %s', (body) => {
  for (const around of surroundings)
    expect(plain(called(body, around).rules)).toEqual(plain(called(body, around, true).rules));
});

test('nothing of a rule is made twice', () => {
  const { rules, route } = called('when header "h" exists -> v2 { name "n" }\nelse -> v1', '');
  expect(rules.map(({ settings }, at) => settings === route[at]?.settings)).toEqual([true, true]);
  expect(rules.map(({ condition }, at) => condition === route[at]?.condition)).toEqual([true, true]);
});

test('a call under a condition, and one from a list with settings', () => {
  const { rules } = called('when header "h" exists -> v2\nelse -> v1', 'when method == GET -> route a; ');
  expect(rules.map(({ condition }) => condition.kind)).toEqual(['and', 'text', 'text', 'always']);
  const settled = called('else -> v1', 'when method == GET -> route a { retry 2 }; ').rules;
  expect(settled.map(({ settings }) => settings.retry?.value !== undefined)).toEqual([true, false]);
});

test('what an egress must be told is still said where the route is called', () => {
  const text = `${services}route e -> e\ningress "x.example.org" on g -> route e\n`;
  expect(checkSources(text).found.map(({ slug }) => slug)).toEqual(['egress-host']);
});

test('of several ports each call gets its own', () => {
  const text = `${services}route b { else -> v1 }\ningress "x.example.org" on g -> route b:81\ningress "y.example.org" on g -> route b:80\n`;
  const { ingresses } = checkSources(text).mesh;
  const ports = ingresses.map(
    ({ rules }) => rules[0]?.action.kind === 'forward' && rules[0].action.split[0]?.destination.port,
  );
  expect(ports).toEqual([81, 80]);
});
