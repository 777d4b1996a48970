// How much a test with a regular expression says: nothing can pass it, everything that is there does, or some.
import { implies, satisfiable } from '../logic/index.ts';
import { ask, RequestSpace, type Scope } from '../meaning/index.ts';
import type { TextTest } from '../model/index.ts';

const anywhere: Scope = {
  address: { kind: 'service', target: '' },
  protocol: 'http',
  ports: [],
  hosts: ['*'],
  otherHosts: [],
};

/** Of all values that the subject can have; `some` also where nobody can say. */
export function extentOf(test: TextTest): 'nothing' | 'everything' | 'some' {
  return ask(
    () => {
      const space = new RequestSpace([], anywhere, []);
      const [matches, exists] = [space.formula(test), space.formula({ ...test, operator: 'exists', values: [] })];
      if (satisfiable(space.universe, matches).is === 'no') return 'nothing';
      return implies(space.universe, exists, matches).is === 'yes' ? 'everything' : 'some';
    },
    () => 'some',
  );
}
