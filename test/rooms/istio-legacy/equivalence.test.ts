// The output decides as the program means: random routes with `and`, `or` and `not`, read back by the independent interpreter.
import { expect, test } from 'vitest';
import { randomOf } from '../../support/random.ts';
import type { OldVersion } from '../../support/route-rules/index.ts';
import { mesh, route, service } from '../meaning/build.ts';
import { build, done, lastRule, meant, requestOf, ruleOf } from './worlds.ts';

const PROGRAMS = process.env.MESH_DEEP ? 5000 : 60;
const services = [
  service('callee', ['v1', 'v2']),
  service('other', ['v1']),
  service('front', ['v1', 'v2']),
  service('batch'),
];

for (const version of ['0.1', '0.2', '0.5', '0.8'] as const satisfies readonly OldVersion[]) {
  test(`${version}: ${PROGRAMS} random routes decide 60 requests each as they mean`, () => {
    let refused = 0;
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const random = randomOf(seed);
      const rules = [...random.times(1, 4, () => ruleOf(random, version)), lastRule(random)];
      const world = mesh({ services, routes: [route('callee', rules)] });
      const built = build(world, version);
      if (built.report.hasErrors) {
        expect(built.report.sorted().every(({ code }) => code === 'M5216')).toBe(true);
        refused++;
        continue;
      }
      expect(built.config.rejected).toEqual([]);
      for (let count = 0; count < 60; count++) {
        const request = requestOf(random);
        expect({ seed, request, is: done(built.config, request) }).toEqual({
          seed,
          request,
          is: meant(world, request),
        });
      }
    }
    expect(refused).toBeLessThan(PROGRAMS / 10);
  });
}
