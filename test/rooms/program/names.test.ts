// Names: where they are looked up, what is suggested, what is bound.
import { describe, expect, test } from 'vitest';
import { buildProgram, find, visible } from '../../../src/program/index.ts';
import { parseFile } from '../../../src/syntax/index.ts';
import { Source, spanText } from '../../../src/text/index.ts';
import { checkSources, fixed } from '../../support/check-sources.ts';

const first = (text: string) => checkSources(text).found[0];

describe('where names are looked up', () => {
  test('own namespace, then what the file uses, full names always', () => {
    const files = {
      'a.mesh': 'namespace lib\npolicy fast { timeout 1s }\ncondition beta = cookie "beta" exists\n',
      'b.mesh':
        'namespace shop\nuse lib/fast\nservice a { port 80 http }\nroute a with fast { when lib/beta -> a; else -> a }\n',
    };
    expect(checkSources(files).codes).toEqual([]);
    expect(checkSources({ ...files, 'b.mesh': files['b.mesh'].replace('use lib/fast\n', '') }).codes).toEqual([
      'M2001',
    ]);
  });
  test('`use` holds in its file only', () => {
    const files = {
      'a.mesh': 'use std/patient\nservice a { port 80 http }\nroute a with patient -> a\n',
      'b.mesh': 'service b { port 80 http }\nroute b with patient -> b\n',
    };
    const { found } = checkSources(files);
    expect(found.map(({ code, hint }) => `${code} ${hint}`)).toEqual(['M2001 did you mean `std/patient`?']);
  });
  test('`namespace` holds for what follows in its file', () => {
    const { program } = checkSources(
      'let x = 1\nnamespace one\nlet x = 1\nnamespace two\nlet x = 1\nservice three/s { port 80 http }\n',
    );
    expect(program.symbols.map(({ key }) => key)).toEqual(['default/x', 'one/x', 'two/x', 'three/s']);
  });
  test('kinds have spaces of their own; services and egresses share one', () => {
    const text =
      'let x = "a"\ncondition x = header x exists\npolicy x { timeout 1s }\nrules x { when x -> x with x }\nservice x { port 80 http }\ngateway x { port 80 http }\n';
    expect(checkSources(text).codes).toEqual([]);
    expect(checkSources('service x { port 80 http }\negress x { host "x.org"; port 80 http }').codes).toEqual([
      'M2002',
    ]);
  });
  test('versions may be shortened in their own route only', () => {
    const text = 'service a { port 80 http; version v1 }\nservice b { port 80 http }\n';
    expect(checkSources(`${text}route a -> v1`).codes).toEqual([]);
    expect(checkSources(`${text}route b -> v1`).codes).toEqual(['M2001']);
    expect(checkSources(`${text}rules r { when path == "/" -> v1 }\nroute a { -> rules r; else -> v1 }`).codes).toEqual(
      ['M2001'],
    );
    expect(checkSources(`${text}service v1 { port 80 http }\nroute b -> v1`).codes).toEqual([]);
  });
});

describe('did you mean', () => {
  test.each([
    ['service reviews { port 80 http }\nroute reviws -> reviews\n', 'reviews'],
    ['service reviews { port 80 http; version stable }\nroute reviews -> reviews@stabel\n', 'stable'],
    ['service a { port web 80 http }\nroute a:wep -> a\n', 'web'],
    ['service a { port 80 http }\nroute a with std/pationt -> a\n', 'patient'],
    ['service shop/a { port 80 http }\nservice b { port 80 http }\nroute b -> a\n', 'shop/a'],
    ['use std/patent\n', 'patient'],
    ['input x: Percnt = 1%\n', 'Percent'],
  ])('%s', (text, name) => {
    const finding = first(text);
    expect(finding?.hint).toBe(`did you mean \`${name}\`?`);
    const mended = fixed('main.mesh', text, finding!) as string;
    expect(checkSources(mended).codes).toEqual([]);
  });
  test('nothing where nothing is near', () => {
    expect(first('service reviews { port 80 http }\nroute reviews -> grafana\n')?.hint).toBeUndefined();
  });
});

test('half-typed names are silent: syntax has spoken', () => {
  for (const text of ['route ', 'route a@ -> ', 'service a { port 80 http }\nroute a -> a@', 'use std/', 'service '])
    expect(checkSources(text).codes.filter((code) => !code.startsWith('M1'))).toEqual([]);
});

test('every prefix of a program is checked without failing', () => {
  const text =
    checkSources('').program &&
    'namespace shop\nuse std/patient\ninput c: Percent = 10%\nlet p = "/x"\ncondition k(v: Text) = header "x" == v and not (path under p or cookie "c" exists)\npolicy q(n: Int = 3) { retry n each 1s on 5xx; timeout 2s }\nservice a { port web 80 http { tls off }; version v1; version v2 { pods { x: "y" } }; calls e }\negress e { host "e.org"; port 443 tls; through g:443 }\ngateway g { port 443 tls; port 80 http; open to all }\nrules r(t: Text) { when k(t) -> a@v1 with q(2) { mirror 5% to a@v2 } }\nroute a with patient { when from a@v1 -> 10% to v1, rest to v2; -> rules r("1"); else -> respond 404 "no" }\ningress "x.org" on g:80 { certificate "c"; else -> route a:web }\ntelemetry { metrics prometheus port 9090 }\ntest "t" { GET "http://x.org/?q=1" from a to a when cookie "c" == "1" -> a@v1 }\nexpect "e" { every request to a when path == "/" -> a; namespace shop never reaches a@v1; every request to a is answered within 5s }\n';
  expect(checkSources(text).codes).toEqual(['M3070']);
  for (let end = 0; end < text.length; end += 3) checkSources(text.slice(0, end));
});

test('bindings: each name to its symbol, each symbol to its places', () => {
  const { bindings, program } = checkSources(
    'service a { port web 80 http; version v1 }\nroute a:web -> a@v1\nservice b { port 80 http; calls a }\n',
  );
  const a = program.symbols.find(({ key }) => key === 'default/a');
  expect(bindings.references(a!).map(spanText)).toEqual(['a', 'a', 'a']);
  const kinds = [...bindings.all()].map(([node, symbol]) => `${spanText(node.span)}=${symbol.kind}`);
  expect(new Set(kinds)).toEqual(new Set(['a=service', 'web=port', 'v1=version']));
});

test('what a scope sees, for completion', () => {
  const program = buildProgram([
    parseFile(new Source('a.mesh', 'use std/patient\npolicy mine { timeout 1s }\nservice a { port 80 http }\n')),
  ]);
  const scope = program.placed[0]!.scope;
  expect(visible(program, 'policy', scope).map(({ key }) => key)).toEqual(['default/mine', 'std/patient']);
  expect(find(program, 'target', scope, undefined, 'a')?.key).toBe('default/a');
  expect(find(program, 'target', scope, 'nowhere', 'a')).toBeUndefined();
});

describe('what syntax could not read gives no second message', () => {
  const rest = '\nroute a:web -> v1\nservice b { port 80 http; calls a:web }\nroute b -> a@v1\n';
  test.each([
    ['service a { port web 80 http version v1 }'],
    ['service a { port web 80; version v1 }'],
    ['service a { prt web 80 http; version v1 }'],
    ['service a { port web 80 htp; version v1 }'],
    ['service a { port web 80 http; verson v1 }'],
    ['servise a { port web 80 http; version v1 }'],
    ['service a { port web 80 http; version v1'],
  ])('%s', (line) => {
    const { codes } = checkSources(line + rest);
    expect(new Set(codes).size).toBe(1);
  });
  test('the rest of the program is still checked', () => {
    expect(checkSources('servise a { port 80 http }\nservice b { port 80 http }\nroute b -> bb\n').codes).toEqual([
      'M1001',
      'M2001',
    ]);
  });
});
