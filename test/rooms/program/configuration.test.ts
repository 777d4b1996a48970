// mesh.yaml: what is right, and what a message says where it is not.
import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../../src/program/index.ts';

const problems = (value: unknown) => {
  const read = readConfiguration(value);
  return 'problems' in read
    ? read.problems.map(({ path, atKey, message }) => `${path.join('.')}${atKey ? ' (key)' : ''}: ${message}`)
    : [];
};

test('a whole configuration, targets and environments in one form', () => {
  const read = readConfiguration({
    language: 1,
    sources: ['.', 'node_modules/lib/mesh'],
    namespace: 'shop',
    clusterDomain: 'cluster.local',
    targets: ['istio@1.30', { target: 'gateway-api@1.6', output: 'out' }],
    dataPlane: 'linkerd@1.1.1',
    environments: { prod: { inputs: { canary: '5%', hosts: ['a.org'], live: true, n: 3 }, namespace: 'p' }, test: {} },
    undeclared: 'deny',
    include: ['extra'],
    patches: [{ kind: 'Gateway', name: 'web', patch: { spec: {} } }],
    exclude: ['drafts/**'],
  });
  expect(read).toMatchObject({
    configuration: {
      targets: [{ target: 'istio@1.30' }, { target: 'gateway-api@1.6', output: 'out' }],
      environments: { prod: { inputs: { canary: '5%', hosts: ['a.org'], live: true, n: 3 } }, test: { inputs: {} } },
    },
  });
  expect(readConfiguration({ language: 1 })).toEqual({ configuration: { environments: {} } });
});

describe('problems, one for each place', () => {
  test.each([
    [{}, ': the key `language: 1` is missing'],
    [{ language: 2 }, 'language: `language` must be 1'],
    [{ language: 1, target: [] }, 'target (key): there is no key `target` here; did you mean `targets`?'],
    [
      { language: 1, namespace: 'Shop' },
      'namespace: `namespace` must be a Kubernetes namespace: lower-case letters, digits and `-`',
    ],
    [{ language: 1, targets: 'istio@1.30' }, 'targets: `targets` must be a list'],
    [{ language: 1, targets: ['istio 1.30'] }, 'targets.0: `targets.0` must be a target like `istio@1.30`'],
    [
      { language: 1, targets: [{ target: 'istio@1.30', out: 'x' }] },
      'targets.0.out (key): there is no key `out` here; the keys are `target`, `output`',
    ],
    [{ language: 1, undeclared: 'maybe' }, 'undeclared: `undeclared` must be `allow`, `deny`'],
    [
      { language: 1, dataPlane: 'nginx' },
      'dataPlane: `dataPlane` must be `envoy` or `linkerd`, with a version if need be: `linkerd@1.1.1`',
    ],
    [
      { language: 1, environments: { prod: { input: {} } } },
      'environments.prod.input (key): there is no key `input` here; did you mean `inputs`?',
    ],
    [
      { language: 1, environments: { prod: { inputs: { a: {} } } } },
      'environments.prod.inputs.a: `environments.prod.inputs.a` must be a text or a number or true or false',
    ],
    [{ language: 1, patches: [{ kind: 'X', name: 'x' }] }, 'patches.0: `patches.0` lacks the key `patch`'],
    [[], ': must be a map of keys'],
    ['text', ': must be a map of keys'],
  ])('%j', (value, message) => expect(problems(value)).toEqual([message]));
});
