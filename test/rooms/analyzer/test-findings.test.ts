// Failed samples and refuted or open claims as findings, each with the request that shows it.
import { expect, it } from 'vitest';
import { testFindings } from '../../../src/analyzer/index.ts';
import { compile } from '../../../src/compile.ts';
import { Source, spanText } from '../../../src/text/index.ts';

const head = 'service s { port 80 http; version v1, v2 }\n';
const found = (text: string) =>
  testFindings(compile([new Source('main.mesh', head + text)], { withoutAnalysis: true }).mesh);
const rules = 'route s {\n  when path under "/a" -> v1\n  else -> v2\n}\n';

it('tells nothing where all is as said', () =>
  expect(found(`${rules}test "t" { GET "/a" to s -> s@v1 }\nexpect "e" { every request to s is decided }\n`)).toEqual(
    [],
  ));

it('tells a failed sample and a refuted claim, with the rule to blame', () => {
  const findings = found(`${rules}test "t" { GET "/b" to s -> s@v1 }\nexpect "e" { s never routes to s@v2 }\n`);
  expect(findings.map((one) => [one.slug, one.witness])).toEqual([
    ['failed-sample', 'GET http://s.default.svc.cluster.local/b --to default/s'],
    ['refuted-claim', 'GET http://s.default.svc.cluster.local/ --to default/s'],
  ]);
  expect(findings.map((one) => spanText(one.related![0]!.span))).toEqual(['else -> v2', 'else -> v2']);
});

it('tells a claim that nobody can decide', () => {
  const large =
    'route s {\n  when path matches `/(a|b)*a(a|b){14}` and not path matches `/(b|a)*a(b|a){14}` -> v1\n  else -> v2\n}\n';
  expect(found(`${large}expect "e" { s never routes to s@v1 }\n`).map((one) => one.slug)).toEqual(['undecided-claim']);
});

it('tells a claim about nothing', () => {
  const none = 'every request to s when path == "/x" and path == "/y" -> s@v1';
  expect(found(`${rules}expect "e" { ${none} }\n`).map((one) => one.slug)).toEqual(['empty-claim']);
  expect(found(`gateway g { port 80 http }\nexpect "e" { every request to gateway g -> s }\n`)[0]?.slug).toBe(
    'empty-claim',
  );
});
