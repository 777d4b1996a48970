// What an editor should never send and sometimes does, over stdin and stdout with real files: the server lives, answers, and says what it
// could not do. Sizes are those of the field only where MESH_DEEP is set.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  type Connection,
  createConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { page, shown } from './programs.ts';

const deep = Boolean(process.env.MESH_DEEP);
const command = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'mesh.ts');
const root = mkdtempSync(join(tmpdir(), 'mesh bad é-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

class Server {
  readonly process: ChildProcess;
  readonly client: Connection;
  readonly published = new Map<string, readonly Diagnostic[]>();
  /** What it wrote to the log or to stderr. */
  readonly said: string[] = [];
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.process = spawn(process.execPath, [command, 'lsp', '--stdio'], { cwd: folder });
    this.process.stderr?.on('data', (data) => this.said.push(String(data)));
    const { stdin, stdout } = this.process;
    if (!stdin || !stdout) throw new Error('no pipes');
    this.client = createConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.client.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      this.published.set(decodeURIComponent(uri), diagnostics);
    });
    this.client.onNotification('window/logMessage', ({ message }: { readonly message: string }) => {
      this.said.push(message);
    });
    this.client.listen();
  }

  uri(name: string): string {
    return `file://${encodeURI(join(this.folder, name))}`;
  }

  codes(name: string): string[] | undefined {
    return this.published.get(decodeURIComponent(this.uri(name)))?.map(({ code }) => String(code));
  }

  async start(params: object = {}): Promise<void> {
    const folders = { rootUri: this.uri('').replace(/\/$/, ''), capabilities: {}, processId: null };
    await this.client.sendRequest('initialize', { ...folders, ...params });
    await this.client.sendNotification('initialized', {});
  }

  async open(name: string, text: string, version = 1): Promise<void> {
    const textDocument = { uri: this.uri(name), languageId: 'mesh', version, text };
    await this.client.sendNotification('textDocument/didOpen', { textDocument });
  }

  async change(name: string, contentChanges: readonly object[], version: number | null): Promise<void> {
    const textDocument = { uri: this.uri(name), version };
    await this.client.sendNotification('textDocument/didChange', { textDocument, contentChanges });
  }

  at(method: string, name: string, line: number, character: number, more: object = {}): Promise<unknown> {
    const params = { textDocument: { uri: this.uri(name) }, position: { line, character }, ...more };
    return this.client.sendRequest(`textDocument/${method}`, params);
  }

  /** Until a file's findings are these. */
  async until(name: string, codes: readonly string[], milliseconds = 20_000): Promise<void> {
    const end = performance.now() + milliseconds;
    while (performance.now() < end && JSON.stringify(this.codes(name)) !== JSON.stringify(codes))
      await new Promise((done) => setTimeout(done, 10));
    expect(this.codes(name)).toEqual(codes);
  }
}

const servers: Server[] = [];
let folders = 0;

async function started(params: object = {}, prepare: (folder: string) => void = () => {}): Promise<Server> {
  const folder = join(root, `w${++folders}`);
  mkdirSync(folder);
  prepare(folder);
  const server = new Server(folder);
  servers.push(server);
  await server.start(params);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.client.sendRequest('shutdown');
    const ended = new Promise((done) => server.process.once('exit', done));
    await server.client.sendNotification('exit');
    expect(await ended).toBe(0);
    expect(server.said.filter((text) => text.includes('mesh failed'))).toEqual([]);
  }
});

const good = 'service cart { port 80 http; version v1 }\nroute cart -> v1\n';
const insert = (line: number, character: number, text: string): object => ({
  range: { start: { line, character }, end: { line, character } },
  text,
});

const METHODS =
  'completion hover definition typeDefinition implementation references documentHighlight prepareRename signatureHelp onTypeFormatting prepareCallHierarchy'.split(
    ' ',
  );
const WHOLE = 'documentSymbol foldingRange documentLink codeLens semanticTokens/full formatting'.split(' ');

test('half-typed anything: every feature answers at the end of every beginning', { timeout: 120_000 }, async () => {
  const server = await started();
  await server.open('main.mesh', '');
  let version = 1;
  for (const { text } of deep ? [page(), ...shown()] : [page()])
    for (let end = 0; end < text.length; end += deep ? 7 : 101) {
      const half = text.slice(0, end);
      await server.change('main.mesh', [{ text: half }], ++version);
      const lines = half.split('\n');
      const character = lines.at(-1)?.length ?? 0;
      const more = { context: { includeDeclaration: true }, ch: '\n', options: { tabSize: 2, insertSpaces: true } };
      await Promise.all(METHODS.map((method) => server.at(method, 'main.mesh', lines.length - 1, character, more)));
      await Promise.all(WHOLE.map((method) => server.at(method, 'main.mesh', 0, 0, more)));
    }
  await server.change('main.mesh', [{ text: good }], ++version);
  await server.until('main.mesh', []);
});

test('positions and ranges that are nowhere', async () => {
  const server = await started();
  await server.open('main.mesh', good);
  for (const [line, character] of [
    [-1, -1],
    [1e9, 0],
    [0, 1e9],
    [Number.MAX_SAFE_INTEGER, 3],
    [0.5, 0.5],
  ] as const) {
    for (const method of METHODS) await server.at(method, 'main.mesh', line, character, { context: {}, ch: '}' });
    const range = { start: { line, character }, end: { line: -line, character: -character } };
    for (const method of ['codeAction', 'inlayHint', 'rangeFormatting', 'semanticTokens/range'])
      await server.at(method, 'main.mesh', 0, 0, { range, context: { diagnostics: [] }, options: {} });
  }
  await server.change(
    'main.mesh',
    [{ range: { start: { line: 9, character: 9 }, end: { line: 2, character: 1 } }, text: '// end\n' }],
    2,
  );
  await server.change('main.mesh', [insert(1, 16, 'x')], 3);
  await server.until('main.mesh', ['M2004']);
});

test('requests without what they need', async () => {
  const server = await started();
  await server.open('main.mesh', good);
  for (const method of [
    ...METHODS,
    ...WHOLE,
    'rename',
    'codeAction',
    'inlayHint',
    'selectionRange',
    'rangesFormatting',
    'diagnostic',
  ])
    for (const params of [
      {},
      { textDocument: null },
      { textDocument: { uri: server.uri('main.mesh') } },
      { textDocument: { uri: 'nonsense' } },
    ])
      await server.client
        .sendRequest(`textDocument/${method}`, params)
        .catch(({ code }) => expect([-32600, -32602]).toContain(code));
  for (const method of [
    'workspace/symbol',
    'workspace/executeCommand',
    'workspace/willRenameFiles',
    'callHierarchy/incomingCalls',
  ])
    await server.client.sendRequest(method, {});
  await server.change('main.mesh', [insert(1, 16, 'x')], 2);
  await server.until('main.mesh', ['M2004']);
});

test('versions that jump, stand still or are missing; two changes in one message; texts never opened', async () => {
  const server = await started();
  await server.open('main.mesh', good, 0);
  await server.change('main.mesh', [insert(1, 16, 'x')], 40);
  await server.until('main.mesh', ['M2004']);
  await server.change('main.mesh', [{ text: '' }, { text: good }, insert(0, 0, '// a\n'), insert(0, 0, '// b\n')], 3);
  await server.until('main.mesh', []);
  await server.change('main.mesh', [insert(3, 16, 'y')], null);
  await server.until('main.mesh', ['M2004']);
  await server.change('main.mesh', [], 3);
  await server.change('other.mesh', [insert(0, 0, 'route nobody -> v1\n')], 7);
  await server.until('other.mesh', ['M2001']);
  await server.client.sendNotification('textDocument/didClose', { textDocument: { uri: server.uri('never.mesh') } });
  await server.client.sendNotification('textDocument/didOpen', {});
  await server.client.sendNotification('textDocument/didChange', { textDocument: null });
  expect(await server.at('hover', 'main.mesh', 2, 9)).not.toBeNull();
  server.said.splice(0);
});

test('files that vanish, folders where files should be, links that lead nowhere', async () => {
  const server = await started({}, (folder) => {
    writeFileSync(join(folder, 'cart.mesh'), 'service cart { port 80 http; version v1 }\n');
    mkdirSync(join(folder, 'folder.mesh'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link.mesh'));
    symlinkSync(folder, join(folder, 'circle'));
    writeFileSync(join(folder, 'bytes.mesh'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
  });
  await server.open('main.mesh', 'route cart -> v1\n');
  await server.until('main.mesh', []);
  await server.until('bytes.mesh', ['M9003']);
  rmSync(join(server.folder, 'cart.mesh'));
  const changes = ['cart.mesh', 'folder.mesh', 'link.mesh', 'never.mesh', 'mesh.yaml'].map((name) => ({
    uri: server.uri(name),
    type: 3,
  }));
  await server.client.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await server.until('main.mesh', ['M2001']);
  rmSync(server.folder, { recursive: true });
  await server.change('main.mesh', [{ text: good }], 2);
  await server.until('main.mesh', []);
});

test('a client that refuses registrations and answers null or nonsense to what it is asked', async () => {
  const capabilities = {
    workspace: {
      configuration: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      codeLens: { refreshSupport: true },
      inlayHint: { refreshSupport: true },
    },
    window: { workDoneProgress: true },
  };
  const odd: readonly unknown[] = [null, [{ environment: 7, codeLens: 'no' }], 'refused', [null], [], [7], {}];
  for (const settings of deep ? odd : odd.slice(0, 3)) {
    const server = await started({ capabilities, initializationOptions: settings }, (folder) =>
      writeFileSync(join(folder, 'mesh.yaml'), 'language: 1\nenvironments: { a: {} }\n'),
    );
    server.client.onRequest('workspace/configuration', () => {
      if (settings === 'refused') throw new Error('no');
      return settings;
    });
    await server.open('main.mesh', `${good}route nobody -> v1\n`);
    await server.until('main.mesh', ['M2001']);
    await server.client.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await server.client.sendNotification('workspace/didChangeConfiguration', {});
    await server.client.sendNotification('workspace/didChangeWorkspaceFolders', { event: null });
    await server.change('main.mesh', [{ text: good }], 2);
    await server.until('main.mesh', []);
  }
});

test('of findings without number the last that is shown says how many more there are', async () => {
  const server = await started();
  await server.open('many.mesh', '}\n'.repeat(6000));
  await expect.poll(() => server.codes('many.mesh')?.length, { timeout: 20_000 }).toBe(5000);
  const last = [...server.published.values()].at(-1)?.at(-1)?.message;
  expect(last).toContain('… and 1000 more findings in this file');
});

test('a file of 50 MB is refused with the reason, and the others go on', { timeout: 60_000 }, async () => {
  const server = await started();
  await server.open('main.mesh', good);
  await server.open('large.mesh', '// x\n'.repeat(10_000_000));
  await server.until('large.mesh', ['M9005'], 40_000);
  for (const method of WHOLE) await server.at(method, 'large.mesh', 0, 0, { options: {} });
  await server.change('main.mesh', [insert(1, 16, 'x')], 2);
  await server.until('main.mesh', ['M2004']);
});

test('a project of very many files: answers come while it is read', { timeout: 120_000 }, async () => {
  const count = deep ? 10_000 : 1_000;
  const server = await started({}, (folder) => {
    for (let i = 0; i < count; i++) {
      if (i % 100 === 0) mkdirSync(join(folder, `d${i / 100}`));
      const text = `service s${i} { port 80 http; version v1; calls s${(i + 1) % count} }\nroute s${i} -> v1\n`;
      writeFileSync(join(folder, `d${Math.floor(i / 100)}`, `s${i}.mesh`), text);
    }
  });
  await server.open('main.mesh', `route s${count - 1} -> v1\nroute nobody -> v1\n`);
  const begun = performance.now();
  expect(await server.at('foldingRange', 'main.mesh', 0, 0)).toEqual([]);
  const first = performance.now() - begun;
  // The other route of the service is in its own file.
  await server.until('main.mesh', ['M2008', 'M2001'], 100_000);
  expect(first).toBeLessThan((performance.now() - begun) / 2);
  const symbols = await server.client.sendRequest<readonly unknown[]>('workspace/symbol', { query: 's77' });
  expect(symbols.length).toBeGreaterThan(10);
});
