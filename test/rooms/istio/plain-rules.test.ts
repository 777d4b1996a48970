// Plain rules become the same routes as they would by the way of all others, inside the mesh and at doors; and they are many enough for
// this to say something.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import type { Condition, GatewayPort, Mesh, Rule, TextTest } from '../../../src/model/index.ts';
import { lowering } from '../../../src/targets/istio/lower/context.ts';
import { anyRules } from '../../../src/targets/istio/lower/http-rules.ts';
import { plainRules } from '../../../src/targets/istio/lower/plain-rules.ts';
import type { Site } from '../../../src/targets/istio/lower/site.ts';
import { featuresOf, versions } from '../../../src/targets/istio/versions.ts';
import { Source, spanIn } from '../../../src/text/index.ts';

const origin = spanIn(new Source('a.mesh', 'a'), 0, 1);
const leaf = (
  subject: TextTest['subject'],
  operator: TextTest['operator'],
  values: string[],
  name?: string,
): TextTest => ({
  kind: 'text',
  subject,
  operator,
  values,
  origin,
  ...(name === undefined ? {} : { name }),
});

const operators = ['equals', 'starts', 'under', 'ends', 'contains', 'matches'] as const;
const leaves: readonly Condition[] = [
  ...operators.flatMap((operator) => ['/', '/a', '/a/', ''].map((value) => leaf('path', operator, [value]))),
  ...operators.map((operator) => leaf('header', operator, ['1'], 'x-a')),
  ...operators.map((operator) => leaf('method', operator, ['GET'])),
  ...['http', 'https', 'ftp'].map((value) => leaf('scheme', 'equals', [value])),
  leaf('scheme', 'starts', ['http']),
  leaf('path', 'equals', ['/a', '/b']),
  leaf('path', 'equals', []),
  leaf('path', 'exists', []),
  leaf('header', 'exists', [], 'x-a'),
  leaf('header', 'equals', ['2'], 'x-b'),
  leaf('header', 'equals', ['web'], 'host'),
  leaf('header', 'equals', ['/a'], ':path'),
  leaf('host', 'equals', ['a.example.com']),
  leaf('query', 'equals', ['1'], 'q'),
  leaf('cookie', 'equals', ['1'], 'c'),
  leaf('rpc', 'equals', ['shop.Web/Get']),
  leaf('sni', 'equals', ['a.example.com']),
  { kind: 'port', values: [80], origin },
  { kind: 'port', values: [443], origin },
  { kind: 'from', source: { kind: 'gateway', gateway: 'edge/door' }, origin },
  { kind: 'from', source: { kind: 'namespace', namespace: 'shop' }, origin },
  { kind: 'always', origin },
  { kind: 'or', parts: [], origin },
];
const conditions: readonly Condition[] = [
  ...leaves,
  ...leaves.map((part): Condition => ({ kind: 'not', part, origin })),
  ...leaves.flatMap((one) => leaves.map((other): Condition => ({ kind: 'and', parts: [one, other], origin }))),
];

const port = (number: number, protocol: GatewayPort['protocol']) => ({
  gateway: 'edge/door',
  port: { number, protocol } as GatewayPort,
});
const sites: readonly [string, Site][] = [
  ['in the mesh', { kind: 'mesh', traffic: 'http', target: 'shop/web', ports: [80, 443] }],
  ['at a port of the mesh', { kind: 'mesh', traffic: 'http', target: 'shop/web', ports: [80] }],
  ['at two doors', { kind: 'door', traffic: 'http', doors: [port(80, 'http'), port(443, 'https')] }],
  ['at one door', { kind: 'door', traffic: 'http', doors: [port(443, 'https')], host: 'a.example.com' }],
];

const rule = (condition: Condition): Rule => ({
  condition,
  action: { kind: 'respond', status: 200, origin },
  settings: {},
  origin,
  through: [],
});
const mesh = { services: [], egresses: [], gateways: [] } as unknown as Mesh;

test.each(sites)('%s', (_, site) => {
  const version = versions.at(-1) as string;
  const context = lowering(mesh, version, featuresOf(version), new Report());
  const rest = rule({ kind: 'always', origin });
  const plain = conditions.filter((condition) => {
    const rules = [rule(condition), rest];
    const found = plainRules(rules, site);
    const wanted = anyRules(rules, site, context);
    // Of what takes every request nobody looks at the matches.
    const shown = (all: typeof wanted) => all.map((one) => (one.all ? { ...one, matches: [] } : one));
    if (found) expect(shown(found), JSON.stringify(condition)).toEqual(shown(wanted));
    return found !== undefined;
  });
  expect(plain.length).toBeGreaterThan(300);
});

test('a rule that stands twice in a row is one route, and long lists are counted', () => {
  const same = rule(leaf('path', 'equals', ['/a']));
  const site = sites[0]?.[1] as Site;
  expect(plainRules([same], site)).toHaveLength(1);
  expect(plainRules([same, same], site)).toBeUndefined();
  const many = Array.from({ length: 513 }, (_, index) => rule(leaf('path', 'equals', [`/${index}`])));
  expect(plainRules(many, site)).toBeUndefined();
});
