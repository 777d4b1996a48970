// The server through the protocol: odd but legal clients, documents that come and go, and a long soak of edits.
import { afterEach, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { Session } from './session.ts';

const sessions: Session[] = [];
async function session(files: Record<string, string> = {}, params: object = {}): Promise<Session> {
  const made = new Session(files);
  sessions.push(made);
  await made.start(params);
  return made;
}
afterEach(async () => {
  for (const each of sessions.splice(0)) await each.request('shutdown', undefined).catch(() => {});
});

const good = 'service cart { port 80 http; version v1 }\nroute cart -> v1\n';
const path = '/w/main.mesh';
const at = (line: number, from: number, to = from) => ({
  start: { line, character: from },
  end: { line, character: to },
});

test('what is wrong is shown at once, and gone when it is mended', async () => {
  const s = await session();
  expect(await s.open(path, good)).toEqual([]);
  const [found] = await s.change(path, [{ range: at(1, 16), text: 'x' }]);
  expect(found?.code).toMatch(/^M2/);
  expect(found?.range.start).toEqual({ line: 1, character: 14 });
  expect(await s.change(path, [{ range: at(1, 16, 17), text: '' }])).toEqual([]);
});

test('two changes in one message, full texts, positions outside', async () => {
  const s = await session();
  await s.open(path, good);
  expect(
    await s.change(path, [
      { range: at(1, 16), text: '#' },
      { range: at(1, 16, 17), text: 'x' },
    ]),
  ).toHaveLength(1);
  expect(await s.change(path, [{ text: `${good} ` }, { text: good }])).toEqual([]);
  expect(
    await s.change(path, [
      { range: { start: { line: 999, character: 7 }, end: { line: 9999, character: 0 } }, text: '// end\n' },
    ]),
  ).toEqual([]);
  for (const method of [
    'completion',
    'hover',
    'definition',
    'references',
    'prepareRename',
    'signatureHelp',
    'documentHighlight',
  ])
    await s.at(`textDocument/${method}`, path, 1e9, -5);
});

test('files of the project count, open or not; watched ones are read again', async () => {
  const s = await session({ '/w/a.mesh': 'service cart { port 80 http }\n' });
  expect(await s.open(path, 'route cart -> cart\n')).toEqual([]);
  s.files['/w/a.mesh'] = 'service cart2 { port 80 http }\n';
  const arrived = s.next();
  await s.client.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: 'file:///w/a.mesh', type: 2 }],
  });
  await arrived;
  expect(s.published.get(`file://${path}`)?.map(({ code }) => code)).toEqual(['M2001']);
});

test('mesh.yaml: findings, completion, hover; its namespace counts', async () => {
  const s = await session({ '/w/mesh.yaml': 'language: 1\nnamespace: shop\n' });
  expect(await s.open(path, good)).toEqual([]);
  const wrong = await s.open('/w/mesh.yaml', 'language: 1\ntargts: []\ntargets:\n  - istio@99\n');
  expect(wrong.length).toBeGreaterThan(0);
  const items = await s.at<{ label: string }[]>('textDocument/completion', '/w/mesh.yaml', 1, 2);
  expect(items.map(({ label }) => label)).toContain('targets');
});

test('mesh.yaml: what was probably meant can be taken', async () => {
  const s = await session({ '/w/mesh.yaml': 'language: 1\n' });
  await s.open(path, good);
  const text = 'language: 1\ntargts: [istio@1.30]\n';
  const found = await s.open('/w/mesh.yaml', text);
  expect(found.map(({ code }) => code)).toEqual(['M9010']);
  const [action] = await s.request<
    { title: string; edit: { changes: Record<string, { newText: string; range: unknown }[]> } }[]
  >('textDocument/codeAction', {
    textDocument: { uri: 'file:///w/mesh.yaml' },
    range: at(1, 2),
    context: { diagnostics: [] },
  });
  expect(action?.title).toBe('Change to targets');
  expect(action?.edit.changes['file:///w/mesh.yaml']).toEqual([{ range: at(1, 0, 6), newText: 'targets' }]);
});

test('unknown requests and unknown documents', async () => {
  const s = await session();
  await expect(s.request('mesh/none', {})).rejects.toMatchObject({ code: -32601 });
  expect(await s.at('textDocument/hover', '/nowhere/x.mesh', 0, 0)).toBeNull();
  expect(await s.request('textDocument/completion', null)).toBeNull();
});

test('pull: the same findings, when they are asked for', async () => {
  const s = await session(
    {},
    { capabilities: { textDocument: { diagnostic: {} } }, initializationOptions: { diagnostics: 'pull' } },
  );
  await s.client.sendNotification('textDocument/didOpen', {
    textDocument: { uri: `file://${path}`, languageId: 'mesh', version: 0, text: `${good}route nobody -> v1\n` },
  });
  const { items } = await s.request<{ items: { code: string }[] }>('textDocument/diagnostic', {
    textDocument: { uri: `file://${path}` },
  });
  expect(items.map(({ code }) => code)).toContain('M2001');
});

test('features through the protocol', async () => {
  const s = await session();
  const text =
    'namespace shop\nservice cart { port 80 http; version v1, v2; calls stock }\nservice stock { port 80 http }\ncondition big = header "x-big" exists\nroute cart {\n  when big -> v2 { timeout 2s }\n  else -> 10% to v2, rest to v1\n}\n';
  await s.open(path, text);
  const hover = await s.at<{ contents: { value: string } }>('textDocument/hover', path, 5, 3);
  expect(hover.contents.value).toContain('timeout 2s');
  expect(hover.contents.value).toContain('x-big');
  const definition = await s.at<{ range: unknown }>('textDocument/definition', path, 5, 8);
  expect(definition.range).toEqual(at(3, 10, 13));
  expect(await s.at<unknown[]>('textDocument/references', path, 3, 11)).toHaveLength(2);
  const [call] = await s.at<object[]>('textDocument/prepareCallHierarchy', path, 1, 9);
  expect(await s.request<unknown[]>('callHierarchy/outgoingCalls', { item: call })).toHaveLength(1);
  const hints = await s.request<{ label: string }[]>('textDocument/inlayHint', {
    textDocument: { uri: `file://${path}` },
    range: at(0, 0, 0) && { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
  });
  expect(hints.map(({ label }) => label)).toContain('90%');
  const graph = await s.request<{ edges: unknown[] }>('workspace/executeCommand', {
    command: 'mesh.graph',
    arguments: [`file://${path}`],
  });
  expect(graph.edges).toHaveLength(1);
  const output = await s.request<{ text: string }>('workspace/executeCommand', {
    command: 'mesh.output',
    arguments: [`file://${path}`, 'istio'],
  });
  expect(output.text).toContain('kind: VirtualService');
  const told = await s.request<{ text: string }>('workspace/executeCommand', {
    command: 'mesh.explainRequest',
    arguments: [`file://${path}`, "GET /x --to cart -H 'x-big: 1'"],
  });
  expect(told.text).toContain('cart@v2');
  const tokens = await s.request<{ data: number[]; resultId: string }>('textDocument/semanticTokens/full', {
    textDocument: { uri: `file://${path}` },
  });
  expect(tokens.data.length).toBeGreaterThan(100);
  await s.change(path, [{ range: at(0, 0), text: '// x\n' }]);
  const delta = await s.request<{ edits: { data?: number[] }[] }>('textDocument/semanticTokens/full/delta', {
    textDocument: { uri: `file://${path}` },
    previousResultId: tokens.resultId,
  });
  expect(delta.edits.reduce((sum, { data }) => sum + (data?.length ?? 0), 0)).toBeLessThan(20);
});

/** A program whose tokens take more than one stretch of work. */
const large = Array.from(
  { length: 3000 },
  (_, i) => `service s${i} { port 80 http; version v1, v2 }\nroute s${i} { when path == "/${i}" -> v1; else -> v2 }\n`,
).join('');
const document = { textDocument: { uri: `file://${path}` } };

test('a long answer is given up when nobody wants it any more, and others are answered meanwhile', async () => {
  const s = await session();
  await s.open(path, large);
  const cancel = new CancellationTokenSource();
  const answered: string[] = [];
  const tokens = s.client
    .sendRequest('textDocument/semanticTokens/full', document, cancel.token)
    .catch((error: { readonly code: number }) => error.code)
    .finally(() => answered.push('tokens'));
  const hover = s.at('textDocument/hover', path, 0, 9).finally(() => answered.push('hover'));
  await hover;
  cancel.cancel();
  expect(await tokens).toBe(LSPErrorCodes.RequestCancelled);
  expect(answered).toEqual(['hover', 'tokens']);
  const lenses = s.request('textDocument/codeLens', document).catch((error: { readonly code: number }) => error.code);
  await s.change(path, [{ range: at(0, 0), text: '// x\n' }]);
  expect(await lenses).toBe(LSPErrorCodes.ContentModified);
  const whole = await s.request<{ readonly data: readonly number[] }>('textDocument/semanticTokens/full', document);
  expect(whole.data.length).toBeGreaterThan(100_000);
});

/** What a server that is old must answer as a new one does. */
const questions: readonly (readonly [method: string, params: object])[] = [
  ...['documentSymbol', 'foldingRange', 'codeLens', 'formatting', 'documentLink'].map(
    (method) => [`textDocument/${method}`, { ...document, options: {} }] as const,
  ),
  ...['inlayHint', 'semanticTokens/range', 'codeAction'].map(
    (method) => [`textDocument/${method}`, { ...document, range: at(0, 0), context: {} }] as const,
  ),
  ...['completion', 'hover', 'definition', 'references', 'documentHighlight', 'prepareRename'].flatMap((method) =>
    [0, 1, 8, 39, 40].map(
      (line) => [`textDocument/${method}`, { ...document, position: { line, character: 9 }, context: {} }] as const,
    ),
  ),
];

test('a soak of edits: memory stays flat, answers are those of a fresh server', async () => {
  const edits = process.env.MESH_DEEP ? 100_000 : 400;
  const s = await session();
  let text = Array.from(
    { length: 20 },
    (_, i) => `service s${i} { port 80 http; version v1 }\nroute s${i} -> v1\n`,
  ).join('');
  await s.open(path, text);
  const original = text;
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let early = 0;
  for (let edit = 0; edit < edits; edit++) {
    const lines = text.split('\n');
    const line = random(lines.length);
    const from = random((lines[line] ?? '').length + 1);
    const to = Math.min((lines[line] ?? '').length, from + random(3));
    const put = ['', 'x', '{', ' v1', '"', '\n'][random(6)] ?? '';
    lines[line] = (lines[line] ?? '').slice(0, from) + put + (lines[line] ?? '').slice(to);
    text = lines.join('\n');
    await s.change(path, [{ range: at(line, from, to), text: put }]);
    if (edit % 50 === 49) {
      text = original;
      await s.change(path, [{ text }]);
    }
    if (edit === Math.floor(edits / 4)) early = process.memoryUsage().heapUsed;
  }
  const found = await s.change(path, [{ text: `${original}route nobody -> v1\n` }]);
  const other = await session();
  const fresh = await other.open(path, `${original}route nobody -> v1\n`);
  expect(found.map(({ message }) => message)).toEqual(fresh.map(({ message }) => message));
  for (const [method, params] of questions)
    expect(await s.request(method, params), method).toEqual(await other.request(method, params));
  expect(process.memoryUsage().heapUsed).toBeLessThan(early * 1.5 + 60e6);
});
