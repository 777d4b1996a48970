// A data plane for the whole mesh beside a target that is a proxy of another kind (data-plane-contradicts-target).
import { expect, test } from 'vitest';
import { readConfigurationText } from '../../../src/configuration-text.ts';
import { compileOptionsOf, targetsOf } from '../../../src/project-settings.ts';
import { Source, spanIn, spanText } from '../../../src/text/index.ts';
import { folderWith, runMesh } from '../../support/run-mesh.ts';

const read = (text: string) => readConfigurationText(new Source('mesh.yaml', `language: 1\n${text}`));
const found = (text: string) =>
  read(text).diagnostics.map(({ code, span, message }) => [code, spanText(span), message.includes('linkerd@')]);

test.each([
  ['dataPlane: envoy\ntargets: [istio@1.30, linkerd@1.7]\n', 'envoy'],
  ['dataPlane: envoy\ntargets: [linkerd@2.19]\n', 'envoy'],
  ['dataPlane: linkerd@1.7\nenvironments: { prod: { targets: [linkerd@2.19] } }\n', 'linkerd@1.7'],
  ['dataPlane: linkerd@2.19\ntargets: [{ target: linkerd@1.7 }]\n', 'linkerd@2.19'],
])('%j', (text, place) => expect(found(text)).toEqual([['M5517', place, true]]));

test.each([
  'dataPlane: envoy\ntargets: [istio@1.30, envoy@1.40]\n',
  'dataPlane: linkerd\ntargets: [linkerd@2.19]\n',
  'dataPlane: linkerd@1.7.4\ntargets: [linkerd@1.7]\n',
  'targets: [linkerd@1.7]\n',
])('%j is fine', (text) => expect(found(text)).toEqual([]));

test('everything is behind Linkerd where Linkerds are all that is built; a hybrid knows Linkerd 1 only', () => {
  const dataPlane = (text: string) => {
    const { configuration } = read(text);
    const place = spanIn(new Source('x', ''), 0, 0);
    if (!configuration) return undefined;
    expect(targetsOf(configuration, undefined).length).toBeGreaterThan(0);
    return compileOptionsOf(configuration, undefined, () => place).dataPlane;
  };
  expect(dataPlane('targets: [linkerd@2.19]\n')).toEqual({ proxy: 'linkerd', version: '2.19' });
  expect(dataPlane('targets: [linkerd@2.19, envoy@1.40]\n')).toBeUndefined();
  expect(dataPlane('targets: [linkerd@1.7, envoy@1.40]\n')).toEqual({ proxy: 'linkerd', version: '1.7' });
});

test('on the command line too, once, where it was said', () => {
  const files = { 'main.mesh': 'service a { port 80 http }\nroute a -> a\n' };
  const asked = ['build', '--target', 'linkerd@2.19', '--data-plane', 'envoy'];
  const { code, err } = runMesh(folderWith(files), asked);
  expect([code, err.match(/M5517/g)?.length, err.includes('--data-plane:1:1')]).toEqual([1, 1, true]);
  const configured = { ...files, 'mesh.yaml': 'language: 1\ndataPlane: envoy\ntargets: [linkerd@1.7]\n' };
  const again = runMesh(folderWith(configured), ['build']);
  expect([again.code, again.err.match(/M5517/g)?.length, again.err.includes('mesh.yaml:2:12')]).toEqual([1, 1, true]);
});
