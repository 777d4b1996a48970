// The language server over a connection in memory: opened, edited and asked at random.
import { PassThrough } from 'node:stream';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { commandNames } from '../../src/server/commands.ts';
import { type Host, serve } from '../../src/server/index.ts';
import { requests } from '../../src/server/requests.ts';
import type { Random } from '../support/random.ts';
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

/** All but those that only answer with what an editor asks of itself. */
const methods = Object.keys(requests);
const newNames = ['b', 'x-1', 'v9', 'route', '"a b"', 'shop/b', ''];
const triggers = ['\n', '}', ' ', '"'];
const kinds = [undefined, ['quickfix'], ['refactor'], ['refactor.inline', 'refactor.extract'], ['source.fixAll']];
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
  const places = placesIn(text, random);
  const asked: Promise<string | undefined>[] = [];
  for (let version = 2; version < 5; version++) {
    for (let times = 0; times < 6; times++) {
      const method = random.pick(methods);
      asked.push(ask(method, paramsOf(method, places, random)));
    }
    await notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: places.range(), text: random.pick(['}', '\n', 'x', '"', 'route a -> b\n', '']) }],
    });
  }
  const faults = (await Promise.all(asked)).filter((fault) => fault !== undefined);
  await ask('shutdown', null);
  connection.dispose();
  reader.dispose();
  writer.dispose();
  if (faults.length > 0) throw new Error(faults.join('; '));
};

interface Position {
  readonly line: number;
  readonly character: number;
}
interface Places {
  readonly position: () => Position;
  readonly range: () => { readonly start: Position; readonly end: Position };
}

/** Mostly where words begin, as cursors stand there; also beyond the end of a line and of the text. */
function placesIn(text: string, random: Random): Places {
  const lines = text.split(/\r\n|\n|\r/);
  const position = (): Position => {
    const line = random.below(lines.length + 1);
    const within = lines[line] ?? '';
    const words = random.chance(0.7) ? [...within.slice(0, 2000).matchAll(/[A-Za-z]|->|"/g)] : [];
    const starts = words.filter(({ index }) => !/[\w-]/.test(within[index - 1] ?? ''));
    const character = starts.length > 0 ? random.pick(starts).index : random.below(within.length + 2);
    return { line, character };
  };
  const range = (): { readonly start: Position; readonly end: Position } => {
    const [start, end] = [position(), random.chance(0.3) ? { line: lines.length, character: 0 } : position()];
    if (random.chance(0.4)) return { start, end: start };
    const ordered = start.line < end.line || (start.line === end.line && start.character <= end.character);
    return ordered ? { start, end } : { start: end, end: start };
  };
  return { position, range };
}

/** What any of the requests might look at. */
function paramsOf(method: string, { position, range }: Places, random: Random): unknown {
  if (method === 'workspace/textDocumentContent')
    return { uri: random.pick(['mesh-std:/std.mesh', 'mesh-std:/retries.mesh']) };
  if (method === 'workspace/executeCommand')
    return { command: random.pick(commandNames), arguments: [uri, random.pick(given)] };
  return {
    textDocument: { uri },
    position: position(),
    positions: [position(), position()],
    range: range(),
    ranges: [range()],
    context: { includeDeclaration: random.chance(0.5), triggerKind: 1, diagnostics: [], only: random.pick(kinds) },
    options: { tabSize: 2, insertSpaces: true },
    newName: random.pick(newNames),
    ch: random.pick(triggers),
    query: random.pick(newNames),
    previousResultId: '1',
    files: [{ oldUri: uri, newUri: 'file:///fuzz/b.mesh' }],
    item: { uri, data: random.pick(['default/a', 'shop/cart', 'service default/a']) },
  };
}

/** Targets, requests and directions, as commands take them. */
const given = [
  'istio',
  'gateway-api@1.4',
  'linkerd@2.18',
  'envoy',
  'istio@0.8',
  'GET /a to a',
  'GET https://a/b',
  'down',
  undefined,
];
