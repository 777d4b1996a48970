// The language server over a connection in memory: opened, edited and asked at random.
import { PassThrough } from 'node:stream';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { commandNames } from '../../src/server/commands.ts';
import { type Host, serve } from '../../src/server/index.ts';
import { requests } from '../../src/server/requests.ts';
import type { Random } from '../support/random.ts';
import type { EntryPoint } from './entry-points.ts';

/** Files on a disk in memory. */
const hostOf = (files: ReadonlyMap<string, string>): Host => ({
  read: (path) => {
    const text = files.get(path);
    return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
  },
  meshFilesBelow: (folder) => [...files.keys()].filter((path) => path.startsWith(folder) && path.endsWith('.mesh')),
  exists: (path) => files.has(path),
  now: () => performance.now(),
  later: (_, work) => {
    const handle = setImmediate(work);
    return () => clearImmediate(handle);
  },
});

/** All but those that only answer with what an editor asks of itself. */
const methods = Object.keys(requests);
const newNames = ['b', 'x-1', 'v9', 'route', '"a b"', 'shop/b', ''];
const triggers = ['\n', '}', ' ', '"'];
const kinds = [undefined, ['quickfix'], ['refactor'], ['refactor.inline', 'refactor.extract'], ['source.fixAll']];
const folder = '/fuzz';
const uriOf = (path: string): string => `file://${path}`;
const programPath = `${folder}/a.mesh`;
const configurationPath = `${folder}/mesh.yaml`;

interface Opened {
  readonly path: string;
  readonly text: string;
  /** What lies beside it on disk. */
  readonly files: ReadonlyMap<string, string>;
  /** Whether the editor opens the folder. */
  readonly isFolder: boolean;
}

/** A program by itself, or the half of one in a folder with the other half and a mesh.yaml. */
export const server: EntryPoint = (text, random) => {
  if (random.chance(0.7)) return session({ path: programPath, text, files: new Map(), isFolder: false }, random);
  const middle = text.indexOf('\n', text.length >> 1) + 1;
  const files = new Map([
    [configurationPath, random.pick(configurations)],
    [programPath, text.slice(middle)],
    [`${folder}/sub/b.mesh`, text.slice(0, middle)],
  ]);
  return session({ path: programPath, text: text.slice(middle), files, isFolder: true }, random);
};

/** The text is a mesh.yaml beside a small program. */
export const editedConfiguration: EntryPoint = (text, random) => {
  const files = new Map([
    [configurationPath, random.pick(configurations)],
    [programPath, 'service cart { port 80 http; version v1, v2 }\nroute cart { rest -> cart { v1: 90%, v2: 10% } }\n'],
  ]);
  return session({ path: configurationPath, text, files, isFolder: random.chance(0.8) }, random);
};

const configurations = [
  'language: 1\n',
  'namespace: shop\nsources: [sub]\ntargets: [{ name: istio@1.31, out: out }, { name: gateway-api }]\n',
  'exclude: [sub]\naccept: { M4052: because }\nlint: { M4001: error }\n',
  'targets:\n  - name: envoy\n    out: envoy.yaml\npatches:\n  - { target: istio, kind: VirtualService, name: cart, patch: { a: 1 } }\n',
  'include: [include]\nclusterDomain: example.local\nnamespace: [\n',
];

/** Opens the text, edits it, asks at random places; an answer that says "internal error" is a fault. */
async function session({ path, text, files, isFolder }: Opened, random: Random): Promise<void> {
  const uri = uriOf(path);
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  serve(connection, hostOf(files), { version: '0' });
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
  await ask('initialize', {
    processId: null,
    rootUri: isFolder ? uriOf(folder) : null,
    workspaceFolders: isFolder ? [{ uri: uriOf(folder), name: 'fuzz' }] : null,
    capabilities: {},
  });
  await notify('initialized', {});
  await notify('textDocument/didOpen', {
    textDocument: { uri, languageId: path === programPath ? 'mesh' : 'yaml', version: 1, text },
  });
  const places = placesIn(text, random);
  const asked: Promise<string | undefined>[] = [];
  for (let version = 2; version < 5; version++) {
    for (let times = 0; times < 6; times++) {
      const method = random.pick(methods);
      asked.push(ask(method, paramsOf(method, uri, places, random)));
    }
    if (files.size > 0) await notify('workspace/didChangeWatchedFiles', { changes: watched(files, random) });
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
}

/** Files of the disk that something happened to, or nothing. */
const watched = (files: ReadonlyMap<string, string>, random: Random): unknown[] =>
  [...files.keys()]
    .filter(() => random.chance(0.3))
    .map((path) => ({ uri: uriOf(path), type: random.pick([1, 2, 3]) }));

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
function paramsOf(method: string, uri: string, { position, range }: Places, random: Random): unknown {
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
    files: [{ oldUri: random.chance(0.5) ? uri : uriOf(`${folder}/sub`), newUri: uriOf(`${folder}/b.mesh`) }],
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
