// Features one by one, on small programs: what each must say, exactly.
import { expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver';
import { clientOf } from '../../../src/server/client.ts';
import { wordsOf } from '../../../src/server/commands.ts';
import { contentOf } from '../../../src/server/contents.ts';
import { codeLenses } from '../../../src/server/features/code-lens.ts';
import { completion } from '../../../src/server/features/completion.ts';
import { foldingRanges, selectionRange } from '../../../src/server/features/folding.ts';
import { formatDocument, formatOnType, formatRange } from '../../../src/server/features/formatting.ts';
import { hover } from '../../../src/server/features/hover.ts';
import { inlayHints } from '../../../src/server/features/inlay-hints.ts';
import { documentLinks } from '../../../src/server/features/links.ts';
import { yamlCompletion, yamlHover, yamlLinks } from '../../../src/server/features/mesh-yaml.ts';
import { rename } from '../../../src/server/features/rename.ts';
import { editsBetween, semanticTokens, tokenTypes } from '../../../src/server/features/semantic-tokens.ts';
import { signatureHelp } from '../../../src/server/features/signature.ts';
import { documentSymbols, flatSymbols, workspaceSymbols } from '../../../src/server/features/symbols.ts';
import { offsetsOf } from '../../../src/server/ranges.ts';
import { pathOfUri, uriOfPath } from '../../../src/server/uri.ts';
import { type View, Workspace } from '../../../src/server/workspace.ts';
import { Source } from '../../../src/text/index.ts';
import { memoryHost } from './session.ts';

const client = clientOf({ capabilities: {} });
const uri = 'file:///w/main.mesh';
const whole = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

/** The view of a text whose `|` is the cursor, among other files. */
function at(marked: string, files: Record<string, string> = {}): { readonly view: View; readonly offset: number } {
  const offset = marked.indexOf('|');
  const text = offset < 0 ? marked : marked.slice(0, offset) + marked.slice(offset + 1);
  const host = { ...memoryHost(files), later: () => () => {} };
  const workspace = new Workspace(host, { publish: () => {}, refresh: () => {}, loading: () => {}, failed: () => {} });
  workspace.folders = ['file:///w'];
  workspace.open(uri, 'mesh', 1, text);
  workspace.finish(uri);
  return { view: workspace.view(uri) as View, offset };
}

function applied(text: string, edits: readonly TextEdit[]): string {
  const source = new Source('x', text);
  const spots = edits
    .map((edit) => ({ ...offsetsOf(source, edit.range), put: edit.newText }))
    .sort((a, b) => b.start - a.start);
  return spots.reduce((result, { start, end, put }) => result.slice(0, start) + put + result.slice(end), text);
}

const labels = (marked: string, files: Record<string, string> = {}): string[] => {
  const { view, offset } = at(marked, files);
  return completion(view, offset, client).items.map(({ label }) => label);
};

const shop = 'service cart { port web 80 http; port 9090 grpc; version v1, v2 }\n';

test('URIs of editors, however they escape', () => {
  for (const path of ['/a/b.mesh', '/a b/é.mesh', 'c:/x/y.mesh', 'untitled:Untitled-1'])
    expect(pathOfUri(uriOfPath(path))).toBe(path);
  expect(pathOfUri('file:///c%3A/x')).toBe('c:/x');
  expect(pathOfUri('file:///a%20b/%C3%A9.mesh')).toBe('/a b/é.mesh');
  expect(pathOfUri('file:///100%.mesh')).toBe('/100%.mesh');
});

test('completion knows the place', () => {
  expect(labels(`${shop}route cart { else -> cart@| }\n`)).toEqual(['v1', 'v2']);
  expect(labels(`${shop}route cart { else -> cart:| }\n`)).toEqual(['80', 'web', '9090']);
  expect(labels(`${shop}route cart { when method == | -> v1 }\n`)).toContain('GET');
  expect(labels(`${shop}route cart { when path | -> v1 }\n`)).toEqual(
    expect.arrayContaining(['==', 'under', 'matches']),
  );
  expect(labels('gateway web { | }\n')).toEqual(expect.arrayContaining(['port', 'class', 'when']));
  expect(labels('service cart { | }\n')).not.toContain('when');
  expect(labels('service cart { port 80 | }\n')).toEqual(expect.arrayContaining(['http', 'grpc']));
  expect(labels('inp|')).toContain('input');
  expect(labels('policy p { retry 3 on | }\n')).toContain('gateway-error');
  expect(labels('policy p { request header set "|" }\n')).toContain('x-request-id');
  expect(labels('// a comm|\n')).toEqual([]);
  expect(labels('input share: |\n')).toContain('Percent');
});

test('completion after `use`: short names that are free', () => {
  expect(labels('use |\n')).toContain('std/mobile');
  expect(labels('use std/|\n')).toContain('mobile');
  expect(labels('use std/|\ncondition mobile = path == "/"\n')).not.toContain('mobile');
});

test('completion offers what the requests can be sent to', () => {
  const others =
    'service db { port 5432 tcp }\nservice api { port 80 http }\negress bank { host "bank.example"; port 443 tls }\n';
  const services = (marked: string): string[] => labels(marked).filter((label) => /^(db|api|bank|cart)$/.test(label));
  expect(services(`${shop}${others}route cart:80 { else -> | }\n`)).toEqual(['cart', 'api']);
  expect(services(`${shop}${others}service own { port 9 tcp }\nroute own -> |\n`)).toEqual(['db', 'bank']);
  const doors = 'gateway web { port 443 https { certificate "a" }; port 9000 tcp }\n';
  expect(services(`${others}${doors}ingress "a.example" on web:443 -> |\n`)).toEqual(['api']);
  expect(services(`${others}${doors}ingress "*" on web:9000 -> |\n`)).toEqual(['db', 'bank']);
  expect(services(`${others}rules more { else -> | }\n`)).toEqual(['db', 'api', 'bank']);
});

test('completion brings the standard library with its `use` line', () => {
  const { view, offset } = at(`namespace shop\n\n${shop}route cart with pat| -> v1\n`);
  const item = completion(view, offset, client).items.find(({ label }) => label === 'patient');
  const edits = [item?.textEdit as TextEdit, ...(item?.additionalTextEdits ?? [])];
  expect(applied(view.source.text, edits)).toBe(
    `namespace shop\n\nuse std/patient\n\n${shop}route cart with patient -> v1\n`,
  );
});

test('hover: names, settings, rules with their settings, a request, and the YAML', () => {
  const text = (marked: string): string => {
    const { view, offset } = at(marked);
    const found = hover(view, offset, client)?.contents;
    return typeof found === 'object' && 'value' in found ? found.value : '';
  };
  expect(text(`/// What was chosen.\n${shop}route c|art -> v1\n`)).toMatch(
    /service.*default\/cart[\s\S]*What was chosen\.[\s\S]*cart\.default\.svc\.cluster\.local/,
  );
  expect(text('policy p { time|out 2s }\n')).toContain('timeout none|Duration');
  const rule = text(
    `${shop}route cart:80 {\n  whe|n header "x-a" == "1" -> v2 { timeout 2s }\n  else -> v1\n}\nroute cart:9090 -> v1\n`,
  );
  expect(rule).toContain('rule 1 of route default/cart:80');
  expect(rule).toContain('`timeout 2s` (rule, line 3)');
  expect(rule).toContain("-H 'x-a: 1'");
  expect(rule).toContain('subset: v2');
  expect(rule).toContain('- `retry` is not said: 2 more tries');
});

test('hover: the defaults, the output and the origins are those of the project', () => {
  const hoverAt = (marked: string, yaml: string): string => {
    const { view, offset } = at(marked, { '/w/mesh.yaml': yaml });
    const found = hover(view, offset, client)?.contents;
    return typeof found === 'object' && 'value' in found ? found.value : '';
  };
  const program =
    'policy slow { retry 2 }\nservice cart { port 80 http; version v1, v2; timeout 9s }\nroute cart with slow {\n  retry never\n  el|se -> v1\n}\n';
  const told = hoverAt(program, 'language: 1\ntargets: [envoy@1.40]\n');
  expect(told).toContain('- `timeout 9s` (service, line 2)');
  expect(told).toContain('- `retry never` (route, line 4)');
  expect(told).not.toContain('is not said');
  expect(told).toContain('for `envoy@1.40`');
  const bare = 'service cart { port 80 http }\nroute cart { el|se -> cart }\n';
  expect(hoverAt(bare, 'language: 1\ntargets: [envoy@1.40]\n')).toContain('`timeout` is not said: 15s (`envoy@1.40`)');
  expect(hoverAt(bare, 'language: 1\ntargets: [istio@0.8]\n')).toContain('`timeout` is not said: none (`istio@0.8`)');
  expect(hoverAt(bare, 'language: 1\ntargets: [linkerd@2.19]\n')).toContain('`retry` is not said: never');
});

test('hover: every word of a chain of calls, wherever the part of the program that is looked at ends', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const services = names.map((name, at) => `service ${name} { port 80 http; calls ${names[at + 1] ?? 'a'} }\n`);
  const routes = names.map((name, at) => `route ${name} -> ${names[at + 1] ?? 'a'}\n`);
  const text = [...services, ...routes].join('');
  for (const { index } of text.matchAll(/service|route|->/g)) {
    const { view, offset } = at(`${text.slice(0, index + 1)}|${text.slice(index + 1)}`);
    expect(hover(view, offset, client)).toBeDefined();
  }
});

test('hover on the word of a declaration and on an arrow without a rule', () => {
  const hoverAt = (marked: string): string => {
    const { view, offset } = at(marked);
    const found = hover(view, offset, client)?.contents;
    return typeof found === 'object' && 'value' in found ? found.value : '';
  };
  const door = 'gateway web { port 80 http }\n';
  const told = hoverAt(`${shop}${door}ing|ress "a.example" on web -> cart:80\n`);
  expect(told).toMatch(/^\*\*ingress\*\*: What comes in for a host\./);
  expect(told).toMatch(/```yaml\napiVersion: networking\.istio\.io\/v1\nkind: VirtualService\n/);
  expect(told).not.toContain('kind: Gateway');
  expect(hoverAt(`${shop}${door}ingress "a.example" on web -|> cart:80\n`)).toContain('**rule 1 of ingress a.example');
  const called = hoverAt(
    `${shop}rules more { when path == "/x" -> cart:80; when path == "/y" -> cart:80 }\n${door}ingress "a.example" on web {\n  -|> rules more\n}\n`,
  );
  expect(called).toContain('**tries 2 rules** here');
  expect(called).toContain('- `when path == "/x" -> cart:80`');
  const listed = `${door}ingress "a.example" on web { -> rules outer; else -> respond 404 }\nrules outer { -> rules more }\n${shop}rules more { wh|en path == "/x" -> cart@v2:80 }\n`;
  expect(hoverAt(listed)).toContain('**rule 1 of ingress a.example on default/web**');
  expect(hoverAt(listed)).toContain('GET http://a.example/x');
  const ofDoor = `gateway web { port 80 http; wh|en path == "/x" -> respond 403 }\n${shop}ingress "a.example" on web -> cart:80\n`;
  expect(hoverAt(ofDoor)).toContain('**rule 1 of ingress a.example on default/web**');
  expect(hoverAt('tele|metry { access-log json }\n')).toContain('**telemetry**: Metrics, traces, access logs.');
});

test('renaming crosses files', () => {
  const { view, offset } = at('route c|art -> cart\n', { '/w/a.mesh': 'service cart { port 80 http }\n' });
  const { changes } = rename(view, offset, 'basket');
  expect(applied('route cart -> cart\n', changes?.[uri] ?? [])).toBe('route basket -> basket\n');
  expect(applied('service cart { port 80 http }\n', changes?.['file:///w/a.mesh'] ?? [])).toBe(
    'service basket { port 80 http }\n',
  );
  expect(() => rename(view, offset, '')).toThrow();
});

test('renaming is refused where the name is taken', () => {
  const { view, offset } = at(`${shop}service b|asket { port 80 http }\n`);
  expect(() => rename(view, offset, 'cart')).toThrow(/there already/);
});

test('formatting sends what changes, and keeps line ends', () => {
  const { view } = at('service  cart {port 80 http}\n\nservice b { port 80 http }\n');
  const edits = formatDocument(view);
  expect(edits).toHaveLength(1);
  expect(edits[0]?.range.end.line).toBeLessThan(2);
  const windows = at('service  cart {port 80 http}\r\n').view;
  expect(applied(windows.source.text, formatDocument(windows))).toMatch(/^service cart \{[^\n]*\r\n/);
  const second = { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } };
  expect(formatRange(view, second).every(({ range }) => range.start.line >= 2)).toBe(true);
  const typed = at('service a {port 80 http}|\nservice  b {port 80 http}\n');
  expect(applied(typed.view.source.text, formatOnType(typed.view, typed.offset))).toContain('service  b {port');
});

test('folding and selections', () => {
  const { view, offset } = at('// one\n// two\nuse std/patient\nuse std/quick\nservice cart {\n  port 8|0 http\n}\n');
  expect(foldingRanges(view).map(({ startLine, endLine }) => [startLine, endLine])).toEqual(
    expect.arrayContaining([
      [0, 1],
      [2, 3],
      [4, 6],
    ]),
  );
  const ranges = [];
  for (let each = selectionRange(view, offset); each; each = each.parent as typeof each) ranges.push(each.range);
  expect(ranges.length).toBeGreaterThan(3);
  expect(ranges.at(-1)).toEqual({ start: { line: 0, character: 0 }, end: { line: 7, character: 0 } });
});

test('semantic tokens: every name by what it is; deltas are small', () => {
  const { view } = at(`use std/patient\n${shop}route cart with patient -> v1 // x\n`);
  const { data } = semanticTokens(view);
  const found = new Map<string, string>();
  let [line, column] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    line += data[i] ?? 0;
    column = (data[i] === 0 ? column : 0) + (data[i + 1] ?? 0);
    found.set(view.source.line(line).slice(column, column + (data[i + 2] ?? 0)), tokenTypes[data[i + 3] ?? 0] ?? '');
  }
  expect(Object.fromEntries(found)).toMatchObject({
    cart: 'class',
    v1: 'enumMember',
    patient: 'function',
    '// x': 'comment',
    route: 'keyword',
    port: 'property',
    '80': 'number',
  });
  expect(editsBetween([1, 2, 3, 4], [1, 9, 3, 4])).toEqual([{ start: 1, deleteCount: 1, data: [9] }]);
  expect(editsBetween([1, 2], [1, 2])).toEqual([]);
});

test('hints and lenses', () => {
  const { view } = at(
    `${shop}policy slow { timeout 9s }\nroute cart:80 {\n  when path == "/a" -> v2 with slow\n  when path == "/a" -> v1\n  else -> 10% to v2, rest to v1\n}\nroute cart:9090 -> v1\ntest "t" {\n  GET "/a" to cart:80 -> cart@v1\n}\n`,
  );
  const hints = inlayHints(view, whole).map(({ label }) => label);
  expect(hints).toEqual(expect.arrayContaining(['cart.default.svc.cluster.local', '90%', 'timeout 9s']));
  const lenses = codeLenses(view).map(({ command }) => command?.title);
  expect(lenses).toEqual(expect.arrayContaining(['1 reference', 'no request reaches this', '✗ 1 of 1 sample fail']));
});

test('hints of precedence: what a setting takes the place of, and the timeout from further out', () => {
  const { view } = at(`policy slow(t: Duration) { timeout t }
service cart { port 80 http; version v1, v2; timeout 30s; retry 2 }
route cart with slow(20s) {
  timeout 5s
  when path == "/a" -> v2 with slow(9s)
  when path == "/b" -> v1 with slow(8s) { timeout 1s; retry 1 }
  else -> v1
}
gateway web { port 80 http }
ingress "a.example" on web { else -> cart@v1 }
`);
  const shown = inlayHints(view, whole).map(({ label, position }) => `${position.line + 1}: ${label}`);
  expect(shown.filter((each) => !each.includes('svc.cluster')).sort()).toEqual([
    '10: timeout 30s (service, line 2)',
    '5: timeout 9s',
    '6: over retry 2 (service, line 2)',
    '6: over timeout t (policy slow, line 1)',
    '7: timeout 5s (route, line 4)',
  ]);
});

test('signature help counts arguments', () => {
  const { view, offset } = at(
    'condition asks(name: Text, value: Text) = header name == value\ncondition x = asks("a", |)\n',
  );
  expect(signatureHelp(view, offset)).toMatchObject({
    activeParameter: 1,
    signatures: [{ label: 'asks(name: Text, value: Text)' }],
  });
});

test('symbols, with and without hierarchy', () => {
  const { view } = at(`${shop}route cart:80 { when path == "/" -> v1; else -> v2 }\nroute cart:9090 -> v1\n`);
  expect(documentSymbols(view).map(({ name, children }) => [name, children?.length ?? 0])).toEqual([
    ['cart', 4],
    ['route cart:80', 2],
    ['route cart:9090', 0],
  ]);
  expect(flatSymbols(view).length).toBe(9);
  expect(workspaceSymbols([view.living], 'crt').map(({ name }) => name)).toEqual(['cart']);
});

test('links in comments', () => {
  const { view } = at('// see https://example.org/a, and (http://b.example).\nservice a { port 80 http }\n');
  expect(documentLinks(view).map(({ target }) => target)).toEqual(['https://example.org/a', 'http://b.example']);
});

test('mesh.yaml: keys, values, meaning, links', () => {
  const yaml = new Source('/w/mesh.yaml', 'language: 1\nsources:\n  - lib\ntargets:\n  - \nundeclared: \n');
  const names = (line: number, character: number): string[] =>
    yamlCompletion(yaml, { line, character }).map(({ label }) => label);
  expect(names(0, 0)).toEqual(expect.arrayContaining(['language', 'targets', 'environments']));
  expect(names(4, 4).some((name) => name.startsWith('istio@'))).toBe(true);
  expect(names(5, 12)).toEqual(['allow', 'deny']);
  expect(yamlHover(yaml, { line: 3, character: 2 })).toBeDefined();
  expect(yamlLinks(yaml, '/w').map(({ target }) => target)).toEqual(['file:///w/lib']);
});

test('documents of the server, and words of a command line', () => {
  expect(contentOf('mesh-explain:/M2001.md')).toContain('unknown-name');
  expect(contentOf('mesh-std:/std/policies.mesh')).toContain('policy patient');
  expect(contentOf('mesh-explain:/M0000.md')).toBeUndefined();
  expect(wordsOf(`mesh route GET /x -H 'x-a: b c' --to "cart"`)).toEqual([
    'GET',
    '/x',
    '-H',
    'x-a: b c',
    '--to',
    'cart',
  ]);
});
