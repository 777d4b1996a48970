// The feature matrix, walked: every feature on every data plane has an output that carries it out, or a finding at its place. And the forms
// that keep the meaning where the plain one would break Linkerd.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { istioLegacy } from '../../../src/targets/istio-legacy/index.ts';
import { cellOf, FEATURES, READERS, type Reader } from '../../../src/targets/shared/rule-readers/index.ts';
import type { OldVersion } from '../../support/route-rules/index.ts';
import { always, header, mesh, path, place, route, rule, service, to } from '../meaning/build.ts';
import { CASES } from './matrix.ts';
import { buildProgram } from './programs.ts';

/** The target and data plane that a column of the matrix stands for. */
const COLUMNS: Readonly<Record<Reader, { readonly version: OldVersion; readonly dataPlane?: string }>> = {
  'envoy@0.1': { version: '0.1' },
  'envoy@0.2': { version: '0.2' },
  'envoy@0.3': { version: '0.8' },
  'linkerd@1.1.1': { version: '0.1', dataPlane: 'linkerd@1.1.1' },
  'linkerd@1.3': { version: '0.1', dataPlane: 'linkerd@1.3' },
  'linkerd@1.4': { version: '0.1', dataPlane: 'linkerd@1.7' },
};

test('every feature has a cell for every data plane, and a program here', () => {
  for (const feature of FEATURES) {
    for (const reader of READERS) {
      const { effect, note } = cellOf(feature, reader);
      expect({ feature, reader, said: effect === 'works' || note !== '' }).toEqual({ feature, reader, said: true });
    }
  }
  expect(Object.keys(CASES).sort()).toEqual([...FEATURES].sort());
});

for (const feature of FEATURES) {
  test(`${feature}: output or a finding on every data plane`, () => {
    for (const reader of READERS) {
      const { version, dataPlane } = COLUMNS[reader];
      const { program, evidence, kept, also = [] } = CASES[feature];
      const text = program.replace('CODE', dataPlane ? '302' : '301');
      const built = buildProgram(text, version, dataPlane ? { dataPlane } : {});
      const found = built.diagnostics.filter(
        ({ code }) => code.startsWith('M5') && !also.includes(code) && code !== 'M5225',
      );
      const { effect } = cellOf(feature, reader);
      const here = { feature, reader, effect, found: found.map(({ message }) => message) };
      const errors = found.filter(({ severity }) => severity === 'error');
      if (effect === 'works' || kept) {
        const shows = effect === 'works' ? evidence : kept;
        const needed = feature !== 'egress' || !dataPlane;
        expect({ ...here, errors: errors.length, shown: !needed || shows?.test(built.yaml) }).toEqual({
          ...here,
          errors: 0,
          shown: true,
        });
      } else if (effect === 'lost') {
        expect({ ...here, codes: found.map(({ code }) => code), errors: errors.length }).toEqual({
          ...here,
          codes: ['M5505'],
          errors: 0,
        });
      } else {
        expect({ ...here, refused: errors.length > 0 }).toEqual({ ...here, refused: true });
      }
    }
  });
}

const linkerd = { dataPlane: 'linkerd@1.1.1' };
const shop =
  'namespace shop\nservice reviews { port 9080 http; version v1, v2; proxy linkerd }\nservice front { port 80 http; calls reviews }\n';

test('a lone version gives its labels to a branch that names the whole service', () => {
  const built = buildProgram(
    'service reviews { port 9080 http; version v1 }\nservice archive { port 9080 http; version old }\nroute reviews -> archive\n',
    '0.1',
    linkerd,
  );
  expect(built.codes).toEqual([]);
  expect(built.yaml).toMatch(/destination: archive\.default\.svc\.cluster\.local\n\s+tags:\n\s+version: old/);
});

test('a mesh of two data planes: what either of them does not do is refused', () => {
  const built = buildProgram(`${shop}route reviews -> v1 { timeout 2s }\n`, '0.1');
  expect(built.codes).toEqual(['M5501']);
  expect(buildProgram(`${shop}route reviews -> v1\n`, '0.1').codes).toEqual([]);
});

test('who sent a request is kept where all callers behind Linkerd are the ones that the rule names', () => {
  const text = (caller: string): string =>
    `namespace shop\nservice reviews { port 9080 http; version v1, v2 }\nservice front { port 80 http; proxy linkerd; calls reviews }\nservice back { port 80 http; calls reviews }\nroute reviews {\n  when from ${caller} -> v2\n  else -> v1\n}\n`;
  expect(buildProgram(text('front'), '0.1').codes).toEqual([]);
  expect(buildProgram(text('back'), '0.1').codes).toEqual(['M5501']);
});

test('a time limit stands in the configuration of a Linkerd that is installed along', () => {
  const text = 'service reviews { port 9080 http; version v1 }\nroute reviews -> v1 { timeout 1500ms }\n';
  expect(buildProgram(text, '0.1', linkerd).codes).toEqual(['M5501']);
  const built = buildProgram(text, '0.1', { ...linkerd, install: 'kubernetes' });
  expect(built.codes).toEqual([]);
  expect(built.yaml).toMatch(/prefix: \/svc\/route\/reviews-default\n\s+totalTimeoutMs: 1500/);
});

test('one Linkerd on a node: two versions are refused', () => {
  const version = (name: string) => ({
    proxy: { value: { proxy: 'linkerd' as const, version: name }, origin: place(), level: 'service' as const },
  });
  const services = [
    { ...service('a'), ...version('1.1.1') },
    { ...service('b'), ...version('1.4') },
  ];
  const report = new Report();
  istioLegacy.build(mesh({ services }), { version: '0.1', report });
  expect(report.sorted().map(({ code }) => code)).toEqual(['M5508']);
});

test('a scheme is never true on Linkerd', () => {
  const text =
    'service reviews { port 9080 http; version v1, v2 }\nroute reviews {\n  when scheme == https -> v2\n  else -> v1\n}\n';
  expect(buildProgram(text, '0.1', linkerd).codes).toEqual(['M5504']);
});

test('a mesh of Linkerds alone may compare paths with regular expressions, methods and hosts even on 0.1', () => {
  const rules = [
    rule(path('matches', '/r/[0-9]+'), to('shop/reviews', 'v2')),
    rule(header('x', 'exists'), to('shop/reviews', 'v2')),
    rule(always, to('shop/reviews', 'v1')),
  ];
  const world = mesh({
    services: [service('reviews', ['v1', 'v2'])],
    routes: [route('reviews', rules)],
    dataPlane: { proxy: 'linkerd', version: '1.1.1' },
  });
  const report = new Report();
  istioLegacy.build(world, { version: '0.1', report });
  expect(report.sorted()).toEqual([]);
});
