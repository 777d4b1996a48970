// What the analysis says of whole programs: the page of the language without an alarm, dead rules with proof, copies of one
// written rule as one, and every example request confirmed by the evaluator.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/analyzer/index.ts';
import { compile } from '../../../src/compile.ts';
import { allEntries, type Diagnostic } from '../../../src/diagnostics/index.ts';
import { decide, parseRequest, runExpectations, runTests } from '../../../src/meaning/index.ts';
import type { Mesh } from '../../../src/model/index.ts';
import { Source, spanText } from '../../../src/text/index.ts';
import { header, mesh, path, route, rule, service, to } from '../meaning/build.ts';

const head =
  'service s { port 80 http; version v1, v2 }\nservice web { port 80 http; version v1 }\ngateway g { port 80 http }\n';
const found = (text: string): readonly Diagnostic[] => compile([new Source('main.mesh', head + text)]).diagnostics;
const slugs = (text: string) => found(text).map((one) => `${one.slug}: ${spanText(one.span).split('\n')[0]}`);

/** Words of a shell line without a shell. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map((match) => match[1]?.replaceAll("'\\''", "'") ?? match[2]!);

function requestOf(one: Mesh, witness: string) {
  const parsed = parseRequest(one, wordsOf(witness));
  if (parsed.problem !== undefined) throw new Error(`${witness}: ${parsed.problem}`);
  return parsed.requests[0]!;
}

describe('the page of the language', () => {
  const page = compile([new Source('bookshop.mesh', readFileSync(new URL('bookshop.mesh', import.meta.url), 'utf8'))]);
  it('gives no error and no warning', () =>
    expect(page.diagnostics.filter((one) => one.severity !== 'info')).toEqual([]));
  it('has only examples that can be tried', () => {
    for (const one of page.diagnostics)
      if (one.witness) expect(decide(page.mesh, requestOf(page.mesh, one.witness)).table).toBeDefined();
  });
  it('holds its test and its expectations', () => {
    expect(runTests(page.mesh).samples.map((one) => one.passed)).toEqual([true, true]);
    expect(runExpectations(page.mesh).map((one) => one.verdict)).toEqual(['holds', 'holds', 'holds']);
  });
});

it('good examples of the whole catalogue give no finding of the analysis', () => {
  const alarms = allEntries().flatMap((entry) =>
    typeof entry.good === 'string'
      ? compile([new Source('main.mesh', entry.good)])
          .diagnostics.filter((one) => one.code.startsWith('M4') && one.severity !== 'info')
          .map((one) => `${entry.code}: ${one.message}`)
      : [],
  );
  expect(alarms).toEqual([]);
});

describe('a dead rule', () => {
  it('names the rules that take its requests, with one of these', () => {
    const text =
      'route s {\n  when path under "/a" -> v1\n  when header "x" exists -> v2\n  when header "x" == "1" and path starts "/b/" -> v1\n  else -> s\n}\n';
    const { mesh: one, diagnostics } = compile([new Source('main.mesh', head + text)]);
    expect(diagnostics.map((finding) => finding.slug)).toEqual(['shadowed-rule']);
    expect(diagnostics[0]!.related!.map((related) => spanText(related.span))).toEqual(['when header "x" exists -> v2']);
    const decision = decide(one, requestOf(one, diagnostics[0]!.witness!));
    expect(decision.index).toBe(1);
  });

  it('is found behind several that only together take everything', () =>
    expect(
      slugs('route s {\n  when header "x" exists -> v1\n  when not header "x" exists -> v2\n  else -> s\n}\n'),
    ).toEqual(['shadowed-rule: else -> s']));

  it('in a called list is dead only if it is dead wherever the list is called', () => {
    const list = 'rules r {\n  when path under "/a" -> s@v1\n  when path under "/b" -> s@v2\n}\n';
    const door = (host: string, before: string) => `ingress "${host}" on g { ${before} -> rules r }\n`;
    expect(slugs(list + door('a.com', 'when path under "/a" -> web;') + door('b.com', ''))).toEqual([]);
    expect(
      slugs(list + door('a.com', 'when path under "/a" -> web;') + door('b.com', 'when path under "/a" -> s;')),
    ).toEqual(['shadowed-rule: when path under "/a" -> s@v1']);
  });

  it('is the call where all that is called is dead there', () => {
    const list = 'rules r {\n  when path under "/a/b" -> s@v1\n  when path under "/a/c" -> s@v2\n}\n';
    const text = `${list}ingress "a.com" on g { when path under "/a" -> web; -> rules r }\ningress "b.com" on g { -> rules r }\n`;
    expect(found(text).map((one) => one.slug)).toEqual(['shadowed-rule']);
  });

  it('is not one that a gateway never sees and workloads do', () =>
    expect(slugs('route s {\n  when from web -> v1\n  else -> v2\n}\ningress "a.com" on g -> route s\n')).toEqual([]));

  it('asks for a path that no request has after normalisation', () =>
    expect(slugs('route s {\n  when path contains "//" -> v1\n  else -> v2\n}\n')).toEqual([
      'impossible-condition: when path contains "//" -> v1',
    ]));
});

describe('a route', () => {
  const open = mesh({
    services: [service('s', ['v1'])],
    routes: [route('s', [rule(path('under', '/a'), to('shop/s', 'v1'))])],
  });
  it('that leaves requests open is an error with such a request', () => {
    const [finding] = analyze(open);
    expect(finding).toMatchObject({ severity: 'error', witness: 'GET http://s.shop.svc.cluster.local/ --to shop/s' });
    expect(decide(open, requestOf(open, finding!.witness!)).outcome.kind).toBe('undecided');
  });
  it('needs no else where its rules take everything', () => {
    const closed = {
      ...open.routes[0]!.rules[0]!,
      condition: { kind: 'not', part: header('x', 'exists'), origin: open.routes[0]!.origin },
    } as const;
    const rules = [rule(header('x', 'exists'), to('shop/s', 'v1')), closed];
    expect(analyze({ ...open, routes: [route('s', rules)] }).map((one) => one.severity)).not.toContain('error');
  });
});

describe('redundant rules', () => {
  it('are told unless they are an else or named', () => {
    expect(slugs('route s {\n  when path under "/a" -> v1\n  else -> v1\n}\n')).toEqual([
      'redundant-rule: when path under "/a" -> v1',
    ]);
    expect(slugs('route s {\n  when path under "/a" -> v1 { name "a" }\n  else -> v1\n}\n')).toEqual([]);
  });
});

describe('inputs that switch rules', () => {
  it('are no mistake, whatever they say', () => {
    for (const on of [true, false])
      expect(
        slugs(`input safe: Bool = ${on}
rules safely { when path under "/a" -> s@v1 }
route s {
  when safe -> rules safely
  when safe and method == POST -> v1
  when safe or path == "/b" -> v2
  when not safe -> v1
  else -> s
}`),
      ).toEqual([]);
  });
  it('do not hide what is dead with every value', () => {
    expect(
      slugs(`input safe: Bool = true
route s {
  when path under "/a" -> v1
  when path == "/a/b" -> v2
  when safe and path == "/c" -> v1
  else -> s
}`),
    ).toEqual(['shadowed-rule: when path == "/a/b" -> v2']);
  });
});

describe('expressions for paths', () => {
  it('that no path can match are not said to be a text', () => {
    expect(slugs('route s {\n  when path matches `abc` -> v1\n  else -> s\n}')).toEqual([
      'regex-matches-nothing: path matches `abc`',
    ]);
  });
});

describe('programs of any size', () => {
  const place = service('s').origin;
  const retrying = { retry: { value: { attempts: 2, on: [] }, origin: place, level: 'rule' } } as const;
  const chainOf = (length: number): Mesh => {
    const keys = Array.from({ length }, (_, at) => `s${at}`);
    const calls = (at: number) => [{ kind: 'service', target: `shop/${keys[at]}`, origin: place } as const];
    return mesh({
      services: keys.map((key, at) => ({ ...service(key), calls: at + 1 < length ? calls(at + 1) : [] })),
      routes: keys.map((key) => route(key, [rule({ kind: 'always', origin: place }, to(`shop/${key}`), retrying)])),
    });
  };
  const amplified = (length: number) => analyze(chainOf(length)).find((one) => one.slug === 'retry-amplification');

  it('names every service of a short chain of calls', () =>
    expect(amplified(4)?.message).toBe(
      'one request may become 27 at the end of shop/s0 → shop/s1 → shop/s2 → shop/s3',
    ));
  it('follows a chain of twelve thousand services, and names its ends', () => {
    const found = amplified(12_000);
    expect(found?.message).toMatch(
      /^one request may become more than a million at the end of shop\/s0 → .* → … → .* → shop\/s11999$/,
    );
    expect(found?.related?.length).toBe(12);
  });
  it('cuts a circle of calls where it closes', () => {
    const { services, ...rest } = chainOf(4);
    const closed = services.map((one, at) =>
      at === 3 ? { ...one, calls: [{ kind: 'service', target: 'shop/s1', origin: place } as const] } : one,
    );
    expect(analyze({ ...rest, services: closed }).find((one) => one.slug === 'retry-amplification')?.message).toBe(
      'one request may become 81 at the end of shop/s0 → shop/s1 → shop/s2 → shop/s3 → shop/s1',
    );
  });
});
