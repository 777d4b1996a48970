// Injecting and taking out again, over odd manifests: only the proxy is added, twice is once, and back is where it was.
import { load, loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { type InjectOptions, inject, uninject } from '../../../src/inject/index.ts';
import { Source } from '../../../src/text/index.ts';
import { ODD } from './odd.ts';

const PROXIES: Readonly<Record<string, InjectOptions>> = {
  linkerd: { proxy: 'linkerd', service: 'my-l5d' },
  'envoy 0.1': { proxy: 'envoy', version: '0.1' },
  'envoy 0.2': { proxy: 'envoy', version: '0.2' },
  'envoy 0.8': { proxy: 'envoy', version: '0.8' },
};
const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'no line end at the end': (text) => text.replace(/\n+$/, ''),
};

const injected = (text: string, options: InjectOptions) => {
  const report = new Report();
  return { ...inject(new Source('m.yaml', text), options, report), codes: report.sorted().map(({ code }) => code) };
};
const taken = (text: string) => uninject(new Source('m.yaml', text), new Report());

type Plain = { [key: string]: unknown };
const isObject = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Written without the code under test: the same value without the proxy's names, and without what is empty then. */
function stripped(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const names = /^(?:init-linkerd|istio-init|istio-proxy|istio-envoy|istio-certs|init|proxy)$/;
    const ours = /^(?:initContainers|containers|volumes)$/.test(key);
    return value
      .filter((item) => !(ours && isObject(item) && names.test(String(item.name))))
      .map((item) => stripped(item));
  }
  if (!isObject(value)) return value;
  const marks = /^(?:alpha\.istio\.io\/(?:linkerd-daemonset|sidecar|version)|sidecar\.istio\.io\/status)$/;
  const entries = Object.entries(value)
    .filter(([name]) => !(key === 'annotations' && marks.test(name)))
    .map(([name, inner]) => [name, stripped(inner, name)] as const)
    .filter(([name, inner]) => !(/^(?:metadata|annotations|initContainers|volumes)$/.test(name) && isEmpty(inner)));
  return Object.fromEntries(entries);
}
const isEmpty = (value: unknown): boolean =>
  value === null || (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

/** js-yaml stops at directives in the middle of a stream less gracefully than Kubernetes does. */
const read = (text: string): unknown[] => loadAll(text.replace(/^%YAML.*\r?\n/gm, ''), { maxAliases: -1 } as object);

const cases = ODD.flatMap((odd) =>
  Object.entries(SPELLINGS).map(([spelling, spell]) => ({
    ...odd,
    text: spell(odd.text),
    title: `${odd.name}, ${spelling}`,
  })),
);

describe.each(Object.entries(PROXIES))('%s', (_, options) => {
  test.each(cases)('$title', ({ text, pods, respelled }) => {
    const first = injected(text, options);
    expect(first).toMatchObject({ changed: pods, codes: [] });

    const before = read(text);
    const after = read(first.text);
    expect(after.length).toBe(before.length);
    expect(after.map((one) => stripped(one))).toEqual(before.map((one) => stripped(one)));
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));

    const again = injected(first.text, options);
    expect(again).toEqual({ text: first.text, changed: 0, codes: [] });

    const back = taken(first.text);
    expect(back.changed).toBe(pods);
    if (respelled) expect(read(back.text).map((one) => stripped(one))).toEqual(before.map((one) => stripped(one)));
    else expect(back.text).toBe(text);
  });

  test('every line of the original is still there, in order', () => {
    for (const { text, name } of ODD) {
      if (/brackets|JSON|flow|null/.test(name)) continue;
      const lines = injected(text, options).text.split('\n');
      let at = 0;
      for (const line of text.split('\n')) {
        if (/[[{]/.test(line)) continue; // may have grown inside its brackets
        at = lines.indexOf(line, at);
        expect(at, `${name}: ${line}`).toBeGreaterThanOrEqual(0);
        at++;
      }
    }
  });
});

describe('what is put in', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: {app: web}\nspec:\n  initContainers:\n  - name: wait\n  containers:\n  - name: app\n    ports: [{name: http, containerPort: 8080}]\n    livenessProbe: {httpGet: {port: http}}\n    readinessProbe: {tcpSocket: {port: 81}}\n';

  test('linkerd: what linkerd-inject does, as a real init container after the pod’s own', () => {
    const options = { proxy: 'linkerd', service: 'my-l5d', port: 4141, useServiceVip: true, privileged: true } as const;
    expect(injected(pod, options).text).toBe(
      pod.replace('metadata:\n', 'metadata:\n  annotations:\n    alpha.istio.io/linkerd-daemonset: injected\n').replace(
        '  - name: wait\n',
        `  - name: wait
  - name: init-linkerd
    image: linkerd/istio-init:v1
    imagePullPolicy: IfNotPresent
    args:
    - "-p"
    - "4141"
    - "-m"
    - "true"
    - "-s"
    - MY_L5D
    env:
    - name: NODE_NAME
      valueFrom:
        fieldRef:
          apiVersion: v1
          fieldPath: spec.nodeName
    securityContext:
      capabilities:
        add:
        - NET_ADMIN
      privileged: true
`,
      ),
    );
  });

  const specOf = (options: InjectOptions) => {
    const { metadata, spec } = load(injected(pod, options).text) as {
      metadata: { annotations: Record<string, string> };
      spec: Record<
        'initContainers' | 'containers' | 'volumes',
        { name: string; image: string; args: string[]; env: { name: string }[] }[]
      >;
    };
    return { annotations: metadata.annotations, ...spec };
  };

  test('envoy 0.1: kube-inject’s older names, health checks let through', () => {
    const { annotations, initContainers, containers, volumes } = specOf({
      proxy: 'envoy',
      version: '0.1',
      includeIPRanges: '10.0.0.0/8',
    });
    expect(annotations).toEqual({ 'alpha.istio.io/sidecar': 'injected', 'alpha.istio.io/version': 'mesh' });
    expect(initContainers.map(({ name }) => name)).toEqual(['wait', 'init']);
    expect(initContainers[1]).toMatchObject({
      image: 'docker.io/istio/init:0.1.6',
      args: ['-p', '15001', '-u', '1337', '-i', '10.0.0.0/8'],
    });
    expect(containers.map(({ name }) => name)).toEqual(['app', 'proxy']);
    expect(containers[1]?.args).toEqual([
      'proxy',
      'sidecar',
      '-v',
      '2',
      '--meshConfig',
      'istio',
      '--passthrough',
      '81',
      '--passthrough',
      '8080',
    ]);
    expect(volumes).toBeUndefined();
  });

  test('envoy 0.2 and later: istio-proxy, istio-init, certificates', () => {
    const { annotations, initContainers, containers, volumes } = specOf({
      proxy: 'envoy',
      version: '0.2',
      uid: 1338,
      hub: 'gcr.io/istio',
      tag: 'x',
    });
    expect(annotations).toEqual({ 'sidecar.istio.io/status': 'injected-version-mesh' });
    expect(initContainers[1]).toMatchObject({
      name: 'istio-init',
      image: 'gcr.io/istio/proxy_init:x',
      args: ['-p', '15001', '-u', '1338'],
    });
    expect(containers[1]).toMatchObject({
      name: 'istio-proxy',
      image: 'gcr.io/istio/proxy:x',
      securityContext: { runAsUser: 1338 },
    });
    expect(containers[1]?.args.slice(0, 10).join(' ')).toBe(
      'proxy sidecar -v 2 --configPath /etc/istio/proxy --binaryPath /usr/local/bin/envoy --serviceCluster web',
    );
    expect(containers[1]?.args).not.toContain('--controlPlaneAuthPolicy');
    expect(volumes.map(({ name }) => name)).toEqual(['istio-envoy', 'istio-certs']);
  });

  test('envoy 0.8: redirection modes, status as JSON, names of the pod for Envoy', () => {
    const { annotations, initContainers, containers } = specOf({
      proxy: 'envoy',
      version: '0.8.0',
      controlPlane: 'mesh-system',
    });
    expect(JSON.parse(annotations['sidecar.istio.io/status'] ?? '')).toMatchObject({
      version: 'mesh',
      containers: ['istio-proxy'],
    });
    expect(initContainers[1]?.args).toEqual([
      '-p',
      '15001',
      '-u',
      '1337',
      '-m',
      'REDIRECT',
      '-i',
      '*',
      '-x',
      '',
      '-b',
      '*',
      '-d',
      '',
    ]);
    expect(containers[1]?.env.map(({ name }) => name)).toContain('ISTIO_META_INTERCEPTION_MODE');
    expect(containers[1]?.args).toContain('istio-pilot.mesh-system:15003');
  });

  test('stands behind the comments of the last container and before those of what follows', () => {
    const before =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  # all of them\n  containers:\n  - name: app\n    # about app\n';
    const after = '  # about volumes\n  volumes:\n  - name: v # v\n';
    const { text } = injected(before + after, { proxy: 'envoy', version: '0.1' });
    expect(text.split('\n').filter((line) => /#|- name: (?:init|app|proxy|v)\b/.test(line))).toEqual([
      ...[
        '  - name: init',
        '  # all of them',
        '  - name: app',
        '    # about app',
        '  - name: proxy',
        '  # about volumes',
        '  - name: v # v',
      ],
    ]);
  });

  test('0.2 to 0.4 mark the workload as well as its template', () => {
    const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n`;
    const text = injected(deployment, { proxy: 'envoy', version: '0.4' }).text;
    expect(text.match(/injected-version-mesh/g)).toHaveLength(2);
    expect(injected(deployment, { proxy: 'envoy', version: '0.5' }).text.match(/"version":"mesh"/g)).toHaveLength(1);
  });
});
