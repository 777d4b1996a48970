// What enters through the door: Ingresses and rules together decide as the program means, with every version's habits, or are refused.
import { expect, test } from 'vitest';
import { decide, makeRequest } from '../../../src/meaning/index.ts';
import { and, type Ingress, type Mesh, type Rule } from '../../../src/model/index.ts';
import { type Random, randomOf } from '../../support/random.ts';
import { type Decision, decideAtIngress, type OldVersion } from '../../support/route-rules/index.ts';
import {
  always,
  gateway,
  header,
  ingress,
  mesh,
  path,
  place,
  respond,
  route,
  rule,
  service,
  set,
  to,
} from '../meaning/build.ts';
import { build, codes, lastRule, meant, requestOf, ruleOf, simulated } from './worlds.ts';

const PROGRAMS = process.env.MESH_DEEP ? 5000 : 80;
const services = [
  service('callee', ['v1', 'v2']),
  service('other', ['v1']),
  service('front', ['v1', 'v2']),
  service('batch'),
];
const web = gateway('web', { 80: 'http', 443: 'https' });

/** `-> route callee`, composed as the checker composes it. */
function routeCall(condition: Rule['condition'], name: string, rules: readonly Rule[]): readonly Rule[] {
  const step = { kind: 'route', name, origin: place() } as const;
  return rules.map((one) => ({ ...one, condition: and([condition, one.condition], one.origin), through: [step] }));
}

function randomDoor(random: Random, rules: readonly Rule[]): Ingress {
  const condition = () =>
    path(random.pick(['equals', 'under', 'starts']), random.pick(['/', '/a', '/a/b', '/b', '/ab']));
  const list = random.times(1, 3, () =>
    random.chance(0.5) ? routeCall(condition(), 'shop/callee', rules) : [rule(condition(), to('shop/other'))],
  );
  const last = random.chance(0.5) ? routeCall(always, 'shop/callee', rules) : [];
  return ingress(['shop.example.com'], [...list.flat(), ...last], [80]);
}

function meantAtDoor(
  world: Mesh,
  random: Random,
): { readonly request: ReturnType<typeof requestOf>; readonly is: Decision | 404 } {
  const { host: _, ...parts } = requestOf(random);
  const gatewayKey = 'shop/web';
  const request = makeRequest({
    ...parts,
    host: 'shop.example.com',
    address: { kind: 'gateway', gateway: gatewayKey },
    source: { kind: 'gateway', gateway: gatewayKey },
  });
  return { request, is: decide(world, request).outcome.kind === 'not-found' ? 404 : meant(world, request) };
}

for (const version of ['0.1', '0.2', '0.5', '0.6', '0.8'] as const satisfies readonly OldVersion[]) {
  test(`${version}: ${PROGRAMS} random doors decide as they mean, or are refused`, () => {
    let accepted = 0;
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const random = randomOf(seed);
      const rules = [...random.times(0, 2, () => ruleOf(random, version)), lastRule(random)];
      const world = mesh({
        services,
        gateways: [web],
        routes: [route('callee', rules)],
        ingresses: [randomDoor(random, rules)],
      });
      const built = build(world, version);
      if (built.report.hasErrors) continue;
      accepted++;
      for (let count = 0; count < 40; count++) {
        const { request, is } = meantAtDoor(world, random);
        expect({ seed, request, is: decideAtIngress(built.config, simulated(request), false) }).toEqual({
          seed,
          request,
          is,
        });
      }
    }
    expect(accepted).toBeGreaterThan(version === '0.1' ? PROGRAMS / 10 : PROGRAMS / 5);
  });
}

const onlyRule = (...rules: readonly Rule[]): Mesh =>
  mesh({ services, gateways: [web], ingresses: [ingress(['shop.example.com'], rules, [80])] });

test('a dot in a path is refused up to 0.7 and written in 0.8', () => {
  const world = onlyRule(rule(path('equals', '/index.html'), to('shop/other')));
  expect(codes(build(world, '0.7'))).toEqual(['M5219']);
  expect(codes(build(world, '0.8'))).toEqual([]);
});

test('conditions other than on the path, settings and answers are refused at their places', () => {
  const world = onlyRule(
    rule(header('x', 'exists'), to('shop/other')),
    rule(path('under', '/a'), to('shop/other'), { timeout: set(1000) }),
    rule(path('under', '/b'), respond(403)),
    rule(always, respond(404)),
  );
  expect(codes(build(world, '0.5'))).toEqual(['M5221', 'M5221', 'M5221']);
});

test('the same certificate on two doors is one certificate, another is refused', () => {
  const two = (second: string): Mesh =>
    mesh({
      services,
      gateways: [web],
      ingresses: ['one', second].map((name, index) => ({
        ...ingress([`${index}.example.com`], [rule(always, to('shop/other'))], [443]),
        certificate: { value: name, origin: place(), level: 'host' as const },
      })),
    });
  expect(codes(build(two('one'), '0.8'))).toEqual([]);
  expect(codes(build(two('two'), '0.8'))).toEqual(['M5222']);
});
