// Settings of the same text are read once; where names stand in them, each is read where it stands.
import { expect, test } from 'vitest';
import { settingContexts, shapes } from '../../../src/syntax/index.ts';
import { checkSources } from '../../support/check-sources.ts';

const line = 'retry 2 each 1s on 5xx, reset';

test('what is said twice in the same words is one value at two places', () => {
  const block = 'port 80 http; connections { max 7; pending 3 }; eject { after 5 5xx; check 10s }';
  const { mesh, found } = checkSources(
    `service a { ${block} }\nservice b { ${block} }\nroute a { ${line}; else -> a }\nroute b { ${line}; else -> b }\n`,
  );
  expect(found).toEqual([]);
  const [a, b] = mesh.services;
  expect(a?.traffic.connections?.value).toEqual({ max: 7, pending: 3 });
  expect(b?.traffic.connections?.value).toBe(a?.traffic.connections?.value);
  expect(b?.traffic.eject?.value).toBe(a?.traffic.eject?.value);
  expect(b?.traffic.eject?.origin).not.toEqual(a?.traffic.eject?.origin);
  const [one, other] = mesh.routes.map(({ rules }) => rules[0]?.settings.retry);
  expect(one?.value).toEqual({ attempts: 2, perTry: 1000, on: ['5xx', 'reset'] });
  expect(other?.value).toBe(one?.value);
  expect(b?.ports[0]).toEqual({ ...a?.ports[0], origin: b?.ports[0]?.origin });
});

test('a name means what it means where it stands', () => {
  const { mesh, found } = checkSources({
    'one.mesh':
      'namespace one\nlet tries = 2\nservice a { port 80 http }\nroute a { retry tries each 1s on 5xx; else -> a }\n',
    'two.mesh':
      'namespace two\nlet tries = 4\nservice a { port 80 http }\nroute a { retry tries each 1s on 5xx; else -> a }\n',
  });
  expect(found).toEqual([]);
  expect(mesh.routes.map(({ rules }) => rules[0]?.settings.retry?.value)).toMatchObject([
    { attempts: 2 },
    { attempts: 4 },
  ]);
});

test('a parameter called like a word goes before it', () => {
  const { mesh } = checkSources(
    `service a { port 80 http }\npolicy p(reset: Status) { ${line} }\nroute a { ${line}; when path == "/x" -> a with p(503)\nelse -> a }\n`,
  );
  expect(mesh.routes[0]?.rules.map(({ settings }) => settings.retry?.value)).toMatchObject([
    { on: ['5xx', 503] },
    { on: ['5xx', 'reset'] },
  ]);
});

test('what is wrong is said at every place', () => {
  const wrong = 'connections { max 0 }';
  const { found } = checkSources(`service a { port 80 http; ${wrong} }\nservice b { port 80 http; ${wrong} }\n`);
  expect(found.map(({ slug }) => slug)).toEqual(['out-of-range', 'out-of-range']);
});

test('every word of a place has a bit of its own', () => {
  for (const context of settingContexts) expect(Object.keys(shapes[context]).length).toBeLessThan(30);
});
