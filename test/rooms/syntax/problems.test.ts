// Every finding of the family: its bad example shows it and nothing else, its fix mends it; and what people really mistype.
import { describe, expect, test } from 'vitest';
import * as family from '../../../src/diagnostics/catalogue/syntax.ts';
import { declarationsOf } from '../../../src/syntax/index.ts';
import { fixed, messagesOf, parse, problemsOf } from './check.ts';

const fromParser = Object.values(family).filter(({ code }) => code < 'M1020');

describe('examples of the catalogue', () => {
  for (const { code, slug, bad, good } of fromParser)
    test(`${code} ${slug}`, () => {
      expect([...new Set(problemsOf(bad as string).map((one) => one.code))]).toEqual([code]);
      expect(messagesOf(good as string)).toEqual([]);
    });
});

describe('fixes', () => {
  const cases: readonly string[] = [
    'route r {\n  wen path == "/" -> v1\n  els -> v2\n}\n',
    'servce reviews { port 80 http }\n',
    'service reviews { port 9080 http version v1 }\n',
    'let a = 1 let b = 2\n',
    'route r {\n  when a && b -> v1\n  when a || b -> v2\n  when !a -> v3\n  when path ~ `x` -> v4\n  when b => v7\n  when path === "/x" -> v5\n  when path = "/x" -> v6\n}\n',
    "let a = 'it'\nlet b = “x”\n",
    'policy p {\n  timeout: 5s\n  retry = 3\n}\n',
    'let a = "x\nlet b = `y\n',
    'let a = "\\d"\n',
    'service a { port 80 http }\n}\n',
    'service rest { port 80 http }\n',
    'service a { port 80 http; version v1 { pods { in: "x" } } }\n',
    '# one\nlet a\u00a0= 1\n',
    'route r {\n  when a or b and c -> v1\n  else -> v2\n}\n',
    'service a {\n  port 80 http\n',
  ];
  for (const text of cases)
    test(JSON.stringify(text), () => {
      expect(problemsOf(text).length).toBeGreaterThan(0);
      expect(messagesOf(fixed(text))).toEqual([]);
    });

  test('both readings of mixed operators are offered', () => {
    const [problem] = problemsOf('condition c = a or b and c or d\n');
    expect(problem?.fixes?.length).toBe(2);
  });
});

describe('messages', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    'route r {\n  wen path == "/" -> v1\n}': ['2:3 M1001 expected `when`, `else` or `}`, found `wen`'],
    'route r {\n  jason -> v1\n}': ['2:3 M1001 expected `when`, `else` or `}`, found `jason`'],
    'route r {\n  when path under -> v1\n}': ['2:19 M1001 expected a value or a list in parentheses, found `->`'],
    'route r {\n  when ->\n  else -> v1\n}': ['2:8 M1001 expected a condition, found `->`'],
    'route r {\n  when a ->\n  else -> v1\n}': [
      '2:12 M1001 expected a destination, `redirect`, `respond`, `rules` or `route`, found the end of the line',
    ],
    'route r {\n  when a b c -> v1\n}': ['2:10 M1001 expected `and`, `or` or `->`, found `b`'],
    'route r {\n  when path in ("/a", "/b" -> v1\n  else -> v2\n}': ['2:28 M1001 expected `,` or `)`, found `->`'],
    'service a {\n  port 80 http\n\nservice b { port 80 http }': [
      '2:15 M1005 the block of `service a` is not closed: `}` is missing',
    ],
    'route r with p\n  when a -> b\n}': ['1:15 M1001 expected `{`, found the end of the line'],
    'service reviews { port 9080 http version v1 }': ['1:34 M1002 put a line end or `;` before `version`'],
    'service s\n': ['1:10 M1001 expected `{`, found the end of the line'],
    let: ['1:4 M1001 expected a name, found the end of the line'],
    'let x = \nlet y = 2\n': ['1:8 M1001 expected a value, found the end of the line'],
  };
  for (const [text, expected] of Object.entries(cases))
    test(JSON.stringify(text), () => {
      expect(messagesOf(text)).toEqual(expected);
    });
});

describe('what is damaged stays small', () => {
  test('a misspelt rule keeps its action and its neighbours', () => {
    const [route] = declarationsOf(parse('route r {\n  wen a -> v1 { timeout 1s }\n  else -> v2\n}'));
    expect(route).toMatchObject({
      handling: { block: { items: [{ kind: 'rule', when: { kind: 'call-condition' } }, { kind: 'rule' }] } },
    });
  });

  test('settings in a row are both kept', () => {
    const [service] = declarationsOf(parse('service r { port 9080 http version v1 }'));
    expect(service).toMatchObject({ block: { items: [{ word: { text: 'port' } }, { word: { text: 'version' } }] } });
  });

  test('a missing } does not reach into the next declaration', () => {
    const kinds = declarationsOf(parse('service a {\n  port 80 http\nservice b { port 80 http }\nroute b -> b\n')).map(
      (one) => one.kind,
    );
    expect(kinds).toEqual(['service', 'service', 'route']);
  });

  test('one message for each line', () => {
    expect(messagesOf('route r {\n  when ( [ "x -> ) v1 $ %\n}').length).toBe(1);
  });
});

describe('bad input', () => {
  const once = (text: string) => {
    const started = performance.now();
    const found = problemsOf(text);
    expect(performance.now() - started).toBeLessThan(3000);
    return found.map((one) => one.code);
  };
  test('ten thousand nested parentheses are one message', () => {
    expect(once(`condition c = ${'('.repeat(10_000)}a${')'.repeat(10_000)}\n`)).toEqual(['M1009']);
    expect(once(`condition c = ${'('.repeat(10_000)}\n`)).toEqual(['M1009']);
    expect(once(`let x = ${'['.repeat(10_000)}\n`)).toEqual(['M1009']);
  });
  test('ten thousand nested blocks and negations too', () => {
    expect(once(`policy p ${'{ a '.repeat(10_000)}${'}'.repeat(10_000)}\n`)).toEqual(['M1009']);
    expect(once(`condition c = ${'not '.repeat(10_000)}a\n`)).toEqual(['M1009']);
  });
  test('what is nested as deep as allowed is read', () => {
    expect(once(`condition c = ${'('.repeat(100)}a${')'.repeat(100)}\n`)).toEqual([]);
  });
  test('after what is too deep the next declaration is read', () => {
    const file = parse(`condition c = ${'('.repeat(500)}\nservice a { port 80 http }\n`);
    expect(declarationsOf(file).map((one) => one.kind)).toEqual(['condition', 'service']);
  });
  test('a binary file is one message', () => {
    expect(once(`\0\u0001\ufffd${'\0junk\n'.repeat(1000)}`)).toEqual(['M1011']);
  });
  test('junk of a hundred thousand lines is read in time', () => {
    expect(once('%%% $\n'.repeat(100_000)).length).toBe(100_000);
    expect(once(')\n'.repeat(100_000)).length).toBeGreaterThan(0);
    expect(once(`service r {${' port 80 http'.repeat(20_000)} }`)).toEqual(['M1002']);
    expect(once(`route r {${' when a b -> v1'.repeat(20_000)} }`)).toEqual(['M1001']);
  });
  test('tabs, CRLF, a lone CR and a byte order mark at the beginning are nothing special', () => {
    expect(messagesOf('\ufeffservice a {\r\n\tport 80 http\r\n}\rroute a -> a\r')).toEqual([]);
  });
  test('invisible characters are named', () => {
    expect(messagesOf('let a =\u200b 1\n')).toEqual(['1:8 M1007 a zero-width space cannot stand here']);
    expect(messagesOf('let a = 1\u2028\n')).toEqual(['1:10 M1007 a line separator (U+2028) cannot stand here']);
    expect(messagesOf('let a = "\u0007"\n')).toEqual([
      '1:10 M1007 the control character U+0007 cannot stand in a text',
    ]);
  });
  test('no text is no problem', () => {
    expect([messagesOf(''), messagesOf('\n\n'), messagesOf('// only a comment')]).toEqual([[], [], []]);
  });
});

describe('hints', () => {
  const hintOf = (text: string) => problemsOf(text).map(({ hint, fixes = [] }) => [hint, fixes.length]);
  test('what stands within a word is not taken out', () => {
    expect(hintOf('service a { version v1 { pods { app.k8s.io/name: "x" } } }')).toEqual([
      ['a name with it stands in quotes', 0],
    ]);
    expect(hintOf('route a -> a @v1')).toEqual([['a reference has no spaces: `service@version`', 0]]);
  });
  test('`not` behind its subject', () => {
    expect(hintOf('condition c = method not in (GET, HEAD)')[0]?.[0]).toContain('`not method in (GET, HEAD)`');
  });
});
