// Everything that is refused or skipped: a finding at the right line, the document unharmed, the documents around it injected.
import { describe, expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { type InjectOptions, inject, uninject } from '../../../src/inject/index.ts';
import { placeOf, Source } from '../../../src/text/index.ts';

const good = 'apiVersion: v1\nkind: Pod\nmetadata: {name: good}\nspec:\n  containers:\n  - name: x\n';
const pod = (rest: string, annotations = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: bad\n${annotations === '' ? '' : `  annotations:\n    ${annotations}\n`}spec:\n${rest}`;
const plain = '  containers:\n  - name: x\n';

function run(text: string, options: InjectOptions = { proxy: 'envoy' }) {
  const report = new Report();
  const result = inject(new Source('m.yaml', text), options, report);
  return {
    ...result,
    found: report.sorted().map(({ code, span }) => `${code} ${placeOf(span)}`),
    messages: report.sorted().map(({ message }) => message),
  };
}

/** The bad document stands between two good ones; places are those of the bad one alone. */
function expectRefused(bad: string, code: string, options?: InjectOptions): void {
  const [expected, place] = code.split(' ');
  const alone = run(bad, options);
  expect(alone.found).toEqual([`${expected} m.yaml:${place}`]);
  expect(alone).toMatchObject({ text: bad, changed: 0 });
  const among = run(`${good}---\n${bad}---\n${good}`, options);
  expect(among.changed).toBe(2);
  expect(among.text).toContain(`---\n${bad}---\n`);
  expect(among.found.map((one) => one.split(' ')[0])).toEqual([expected]);
}

describe('documents that cannot be read', () => {
  test.each([
    ['not YAML', 'kind: Pod\nspec: [\n', 'M9501 2:7'],
    ['half a document', 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: "x\n', 'M9501 5:12'],
    ['binary', '\x00\x01\x02\n', 'M9501 1:1'],
    ['tabs', 'kind: Pod\nspec:\n\tcontainers: []\n', 'M9501 3:1'],
    ['an alias without anchor', pod('  containers: *c\n'), 'M9501 6:15'],
    ['a template', pod('  containers:\n  - name: {{ .Values.name }}\n'), 'M9502 7:11'],
    ['a template that happens to be YAML', pod('  containers:\n  - name: {{ x }}\n'), 'M9502 7:11'],
    [
      'an alias bomb',
      `${'abcdefgh'
        .split('')
        .map((c, i) => `${c}: &${c} [${Array(9).fill(i === 0 ? 'x' : `*${'abcdefgh'[i - 1]}`)}]\n`)
        .join('')}kind: Pod\n`,
      'M9503 6:8',
    ],
    ['a key twice', `${pod(plain)}spec:\n${plain}`, 'M9504 8:1'],
  ])('%s', (_, bad, code) => expectRefused(bad, code));

  test('equal keys in what is not a workload are not our business', () => {
    expect(run(`${good}---\nkind: Service\nkind: Service\n`)).toMatchObject({ changed: 1, found: [] });
  });
});

describe('pods that stay as they are', () => {
  test.each<[string, string, string, InjectOptions?]>([
    ['the node’s network', pod(`  hostNetwork: true\n${plain}`), 'M9505 6:16'],
    ['the node’s network, linkerd', pod(`  hostNetwork: yes\n${plain}`), 'M9505 6:16', { proxy: 'linkerd' }],
    ['Istio’s own injector', pod(plain, 'sidecar.istio.io/status: \'{"version":"5b3a"}\''), 'M9506 4:9'],
    ['kube-inject 0.1', pod(plain, 'alpha.istio.io/sidecar: injected'), 'M9506 4:9'],
    ['a sidecar without marks', pod('  containers:\n  - name: x\n  - name: istio-proxy\n'), 'M9506 4:9'],
    ['linkerd-inject', pod(plain, 'alpha.istio.io/linkerd-daemonset: injected'), 'M9506 4:9', { proxy: 'linkerd' }],
    ['Linkerd 2', pod(plain, 'linkerd.io/inject: enabled'), 'M9506 4:9'],
    ['Consul', pod(plain, 'consul.hashicorp.com/connect-inject: "true"'), 'M9506 4:9'],
    ['Istio’s sidecar and Linkerd', pod(plain, 'sidecar.istio.io/inject: "true"'), 'M9507 4:9', { proxy: 'linkerd' }],
    ['Linkerd and Istio’s sidecar', pod(plain, 'alpha.istio.io/linkerd-daemonset: injected'), 'M9507 4:9'],
    ['opted out of Istio', pod(plain, 'sidecar.istio.io/inject: "false"'), 'M9510 4:9'],
    ['opted out of Istio 0.1', pod(plain, 'alpha.istio.io/sidecar: ignore'), 'M9510 4:9'],
    ['opted out of Linkerd', pod(plain, 'alpha.istio.io/linkerd-daemonset: ignore'), 'M9510 4:9', { proxy: 'linkerd' }],
    ['no pod template', 'apiVersion: v1\nkind: ReplicationController\nmetadata:\n  name: rc\nspec: {}\n', 'M9511 4:9'],
    ['no containers', pod('  containers: []\n'), 'M9511 4:9'],
    [
      'a kind that mesh does not know',
      'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: r\nspec:\n  template:\n    spec:\n      containers:\n      - name: x\n',
      'M9512 4:9',
    ],
    [
      'a known kind of another group',
      'apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nmetadata:\n  name: r\nspec:\n  template:\n    spec:\n      containers:\n      - name: x\n',
      'M9512 4:9',
    ],
    [
      'a shared pod template',
      `x: &t\n  containers:\n  - name: x\n${pod('').replace('spec:\n', 'spec: *t\n')}`,
      'M9513 7:9',
    ],
    ['a merged list of containers', `x: &t\n  containers:\n  - name: x\n${pod('  <<: *t\n')}`, 'M9513 7:9'],
    ['a name that is taken', pod('  containers:\n  - name: proxy\n'), 'M9514 7:5', { proxy: 'envoy', version: '0.1' }],
    ['a volume whose name is taken', pod(`${plain}  volumes: [{name: istio-certs}]\n`), 'M9514 8:13'],
    [
      'annotations that are a text',
      `${pod(plain).replace('  name: bad\n', '  name: bad\n  annotations: none\n')}`,
      'M9514 4:9',
    ],
    ['a key that is marked as one', pod('  ? containers\n  : - name: x\n'), 'M9514 4:9'],
    [
      'what only reading it again shows',
      pod('').replace('spec:\n', '? spec\n: containers:\n  - name: x\n'),
      'M9514 4:9',
    ],
    ['a part of Kubernetes', pod(plain).replace('name: bad\n', 'name: bad\n  namespace: kube-system\n'), 'M9516 4:9'],
  ])('%s', (_, bad, code, options) => expectRefused(bad, code, options));

  test('an anchor that both pods could share is told with the place of its use', () => {
    const bad = `x: &t\n  containers:\n  - name: x\n${pod('').replace('spec:\n', 'spec: *t\n')}`;
    expect(run(bad).messages[0]).toContain('&t (used at m.yaml:8:7)');
  });

  test('one odd item keeps its whole List as it is, the others of the stream are injected', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${good.trim().replaceAll('\n', '\n  ')}\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: odd, annotations: no}\n  spec: {containers: [{name: y}]}\n`;
    const { changed, found, text } = run(list);
    expect({ changed, found }).toEqual({ changed: 1, found: ['M9514 m.yaml:12:20'] });
    expect(text.match(/istio-init/g)?.length).toBeGreaterThan(0);
    expect(text).toContain('{name: odd, annotations: no}\n  spec: {containers: [{name: y}]}\n');
  });
});

describe('injected already', () => {
  const once = run(good).text;

  test('by the same settings: silent', () => expect(run(once)).toMatchObject({ text: once, changed: 0, found: [] }));
  test('by other settings', () => {
    expect(run(once, { proxy: 'envoy', uid: 1 })).toMatchObject({
      text: once,
      changed: 0,
      found: ['M9515 m.yaml:3:18'],
    });
    expect(run(once, { proxy: 'envoy', version: '0.1' }).found).toEqual(['M9515 m.yaml:3:18']);
  });
  test('by the other proxy', () => expect(run(once, { proxy: 'linkerd' }).found).toEqual(['M9507 m.yaml:3:18']));
});

describe('choices', () => {
  test.each<[InjectOptions, string]>([
    [{ proxy: 'envoy', version: '0.9' }, 'M9508'],
    [{ proxy: 'envoy', version: '1.30' }, 'M9508'],
    [{ proxy: 'linkerd', version: '2' }, 'M9508'],
    [{ proxy: 'linkerd', port: 0 }, 'M9509'],
    [{ proxy: 'linkerd', service: 'My_L5d' }, 'M9509'],
    [{ proxy: 'linkerd', image: 'a b' }, 'M9509'],
    [{ proxy: 'envoy', uid: 0 }, 'M9509'],
    [{ proxy: 'envoy', includeIPRanges: '10.0.0.0/33' }, 'M9509'],
    [{ proxy: 'envoy', hub: 'x; rm' }, 'M9509'],
    [{ proxy: 'envoy', controlPlane: 'a:b' }, 'M9509'],
  ])('%j', (options, code) => {
    expect(run(good, options)).toMatchObject({ text: good, changed: 0, found: [`${code} m.yaml:1:1`] });
  });

  test.each<[InjectOptions]>([
    [{ proxy: 'linkerd', version: '1.3.7' }],
    [{ proxy: 'linkerd', version: '1.7' }],
    [{ proxy: 'envoy', version: '0.7.1', includeIPRanges: '10.0.0.0/8,172.16.0.0/12' }],
  ])('%j is fine', (options) => expect(run(good, options)).toMatchObject({ changed: 1, found: [] }));
});

test('an input without workloads says so', () => {
  expect(run('kind: Service\n').found).toEqual(['M9517 m.yaml:1:1']);
  expect(run('').found).toEqual(['M9517 m.yaml:1:1']);
  expect(run('')).toMatchObject({ text: '', changed: 0 });
});

test('uninject leaves what others injected, and says so', () => {
  const text = pod(plain, 'linkerd.io/inject: enabled');
  const report = new Report();
  expect(uninject(new Source('m.yaml', `${text}---\n${good}`), report)).toEqual({
    text: `${text}---\n${good}`,
    changed: 0,
  });
  expect(report.sorted().map(({ code }) => code)).toEqual(['M9506']);
});
