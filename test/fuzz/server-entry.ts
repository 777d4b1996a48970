// The language server over a connection in memory: opened, edited and asked at random.
import { PassThrough } from 'node:stream';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { type Host, serve } from '../../src/server/index.ts';
import type { EntryPoint } from './entry-points.ts';

const host: Host = {
  read: () => ({ kind: 'missing' }),
  meshFilesBelow: () => [],
  exists: () => false,
  now: () => performance.now(),
  later: (_, work) => {
    const handle = setImmediate(work);
    return () => clearImmediate(handle);
  },
};

const atPlaces = [
  'hover',
  'completion',
  'definition',
  'references',
  'documentHighlight',
  'signatureHelp',
  'prepareRename',
  'linkedEditingRange',
  'typeDefinition',
  'implementation',
  'prepareCallHierarchy',
];
const ofFiles = [
  'documentSymbol',
  'formatting',
  'foldingRange',
  'semanticTokens/full',
  'codeLens',
  'inlayHint',
  'documentLink',
  'diagnostic',
  'codeAction',
];
const uri = 'file:///fuzz/a.mesh';

/** Opens the text, edits it, asks at random places; an answer that says "internal error" is a fault. */
export const server: EntryPoint = async (text, random) => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  serve(connection, host, { version: '0' });
  const reader = new StreamMessageReader(toClient);
  const writer = new StreamMessageWriter(toServer);
  const open = new Map<number, (fault: string | undefined) => void>();
  reader.listen((message) => {
    const { id, method, error } = message as {
      id?: number;
      method?: string;
      error?: { code: number; message: string };
    };
    if (id === undefined) return;
    if (method !== undefined) void writer.write({ jsonrpc: '2.0', id, result: null } as never);
    else open.get(id)?.(error && (error.code === -32603 || error.code === -32001) ? error.message : undefined);
  });
  let last = 0;
  const notify = (method: string, params: unknown) => writer.write({ jsonrpc: '2.0', method, params } as never);
  const ask = (method: string, params: unknown): Promise<string | undefined> => {
    const id = ++last;
    const answer = new Promise<string | undefined>((resolve) =>
      open.set(id, (fault) => resolve(fault && `${method}: ${fault}`)),
    );
    void writer.write({ jsonrpc: '2.0', id, method, params } as never);
    return answer;
  };
  await ask('initialize', { processId: null, rootUri: null, capabilities: {} });
  await notify('initialized', {});
  await notify('textDocument/didOpen', { textDocument: { uri, languageId: 'mesh', version: 1, text } });
  const lines = text.split(/\r\n|\n|\r/);
  const place = () => {
    const line = random.below(lines.length + 1);
    return { line, character: random.below((lines[line]?.length ?? 0) + 2) };
  };
  const asked: Promise<string | undefined>[] = [];
  for (let version = 2; version < 5; version++) {
    for (let times = 0; times < 4; times++)
      asked.push(
        ask(`textDocument/${random.pick(atPlaces)}`, {
          textDocument: { uri },
          position: place(),
          context: { includeDeclaration: true, triggerKind: 1 },
        }),
      );
    const range = { start: place(), end: { line: lines.length, character: 0 } };
    asked.push(
      ask(`textDocument/${random.pick(ofFiles)}`, {
        textDocument: { uri },
        range,
        context: { diagnostics: [] },
        options: { tabSize: 2, insertSpaces: true },
      }),
    );
    const [start, end] = [place(), place()];
    const ordered = start.line < end.line || (start.line === end.line && start.character <= end.character);
    await notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [
        {
          range: ordered ? { start, end } : { start: end, end: start },
          text: random.pick(['}', '\n', 'x', '"', 'route a -> b\n', '']),
        },
      ],
    });
  }
  const faults = (await Promise.all(asked)).filter((fault) => fault !== undefined);
  await ask('shutdown', null);
  connection.dispose();
  reader.dispose();
  writer.dispose();
  if (faults.length > 0) throw new Error(faults.join('; '));
};
