// Faults hit the requests they were written for and no others, or the program is refused: random routes with faults, decided by the
// interpreter, whose fault filters leak as those of old Pilots do.
import { expect, test } from 'vitest';
import { randomOf } from '../../support/random.ts';
import { mesh, path, route, rule, service, set, to } from '../meaning/build.ts';
import { build, chanceOfFaults, codes, done, lastRule, meant, requestOf, ruleOf } from './worlds.ts';

const PROGRAMS = process.env.MESH_DEEP ? 5000 : 120;
const services = [
  service('callee', ['v1', 'v2']),
  service('other', ['v1']),
  service('front', ['v1', 'v2']),
  service('batch'),
];

test(`${PROGRAMS} random routes with faults: what is accepted decides as it means`, () => {
  chanceOfFaults(0.25);
  let accepted = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const random = randomOf(seed);
    const rules = [...random.times(0, 2, () => ruleOf(random, '0.8')), lastRule(random)];
    const others = random.chance(0.5) ? [route('other', [lastRule(random)])] : [];
    const world = mesh({ services, routes: [route('callee', rules), ...others] });
    const built = build(world, '0.8');
    if (built.report.hasErrors) continue;
    if (built.yaml.includes('httpFault')) accepted++;
    for (let count = 0; count < 40; count++) {
      const request = requestOf(random);
      expect({ seed, request, is: done(built.config, request) }).toEqual({ seed, request, is: meant(world, request) });
    }
  }
  chanceOfFaults(0);
  expect(accepted).toBeGreaterThan(PROGRAMS / 20);
});

const delayed = { delay: set({ duration: 1000, share: 1_000_000 }) };

test('a fault on a path is fine where nothing else goes to its version', () => {
  const rules = [
    rule(path('under', '/slow'), to('shop/callee', 'v2'), delayed),
    rule(path('starts', '/'), to('shop/callee', 'v1')),
  ];
  const built = build(mesh({ services, routes: [route('callee', rules)] }), '0.8');
  expect(codes(built)).toEqual([]);
  expect(built.yaml.match(/fixedDelay/g)).toHaveLength(1);
});

test('a fault on a path is refused where another rule goes to the same version', () => {
  const rules = [
    rule(path('under', '/slow'), to('shop/callee', 'v1'), delayed),
    rule(path('starts', '/'), to('shop/callee', 'v1')),
  ];
  expect(codes(build(mesh({ services, routes: [route('callee', rules)] }), '0.8'))).toEqual(['M5205']);
});

test('a fault on a version is refused where the route of another service goes there', () => {
  const routes = [
    route('callee', [rule(path('starts', '/'), to('shop/callee', 'v1'), delayed)]),
    route('other', [rule(path('starts', '/'), to('shop/callee', 'v1'))]),
  ];
  expect(codes(build(mesh({ services, routes }), '0.8'))).toEqual(['M5205']);
});
