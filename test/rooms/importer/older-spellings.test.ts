// Words that Istio had in earlier versions: the program does what they did, and each is told.
import { expect, test } from 'vitest';
import { provedImport } from '../../../src/cli/proved-import.ts';
import { Source } from '../../../src/text/index.ts';

const imported = (text: string) => {
  const all = provedImport([new Source('in.yaml', text)], { namespace: 'shop', clusterDomain: 'cluster.local' });
  expect(all.difference?.same).toBe(true);
  expect(all.objects.map(({ state }) => state)).not.toContain('kept');
  const residues = all.objects.flatMap(({ residues }) => residues);
  expect(residues.filter(({ isForeseen }) => !isForeseen)).toEqual([]);
  const idle = residues.filter(({ weight }) => weight !== 'meaning');
  expect(idle.filter(({ path }) => !path.endsWith('outlierDetection.consecutiveErrors'))).toEqual([]);
  return { text: all.programs.map(({ text }) => text).join('\n'), paths: residues.map(({ path }) => path) };
};

const entry = (fields: string, route = '') =>
  imported(`apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: { name: cart }
spec: { hosts: [cart], http: [{ ${fields} route: [{ destination: { host: cart }${route} }] }] }
`);

test('a share of faults in whole percents', () => {
  const { text, paths } = entry('fault: { abort: { percent: 30, httpStatus: 500 } },');
  expect(text).toContain('abort 500 on 30%');
  expect(paths).toEqual(['spec.http[0].fault.abort.percent']);
});

test('headers that are appended and removed', () => {
  const { text, paths } = entry(
    'appendHeaders: { x-a: "1" }, headers: { request: { add: { x-b: "2" } } },',
    ', removeResponseHeaders: [x-c]',
  );
  for (const line of ['request header add "x-a" "1"', 'request header add "x-b" "2"', 'response header remove "x-c"'])
    expect(text).toContain(line);
  expect(paths).toEqual(['spec.http[0].appendHeaders', 'spec.http[0].route[0].removeResponseHeaders']);
});

test('websockets that had to be asked for', () => {
  expect(entry('websocketUpgrade: true,').text).toContain('websocket');
});

test('names of hosts, ejection below `http`, and a number of errors that Istio takes no more', () => {
  const { text, paths } = imported(`apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata: { name: cart }
spec: { name: cart, trafficPolicy: { outlierDetection: { http: { consecutiveErrors: 3, interval: 5m } } } }
`);
  expect(text).toContain('eject { after 5 5xx; check 5m }');
  expect(paths).toEqual([
    'spec.name',
    'spec.trafficPolicy.outlierDetection.http.consecutiveErrors',
    'spec.trafficPolicy.outlierDetection.http.interval',
    'spec.trafficPolicy.outlierDetection.consecutiveErrors',
  ]);
});

test('what is there already in today’s words is not overwritten: the object is refused', () => {
  const text = `apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: { name: cart }
spec: { hosts: [cart], http: [{ fault: { abort: { percent: 3, percentage: { value: 4 }, httpStatus: 500 } }, route: [{ destination: { host: cart } }] }] }
`;
  const { objects } = provedImport([new Source('in.yaml', text)], {
    namespace: 'shop',
    clusterDomain: 'cluster.local',
  });
  expect(objects[0]?.why).toContain('spec.http[0].fault.abort.percent');
});
