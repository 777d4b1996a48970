// An editor and a server in one process, over streams of memory: messages go through the protocol's own reader and writer.
import { PassThrough } from 'node:stream';
import type { Diagnostic, InitializeParams, PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  type Connection,
  createConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Host } from '../../../src/server/index.ts';
import { serve } from '../../../src/server/index.ts';

export interface Files {
  readonly [path: string]: string;
}

/** Files in memory; work waits for nobody. */
export function memoryHost(files: Record<string, string>): Host {
  return {
    read: (path) => (path in files ? { kind: 'text', text: files[path] ?? '' } : { kind: 'missing' }),
    meshFilesBelow: (folder, deep) =>
      Object.keys(files)
        .filter(
          (path) =>
            path.endsWith('.mesh') &&
            path.startsWith(`${folder}/`) &&
            (deep || !path.slice(folder.length + 1).includes('/')),
        )
        .sort(),
    exists: (path) => path in files,
    now: () => performance.now(),
    later: (milliseconds, work) => {
      const handle = setTimeout(work, milliseconds);
      return () => clearTimeout(handle);
    },
  };
}

export class Session {
  readonly files: Record<string, string>;
  readonly client: Connection;
  readonly published = new Map<string, Diagnostic[]>();
  #version = 1;
  #waiting: (() => void)[] = [];

  constructor(files: Record<string, string> = {}) {
    this.files = { ...files };
    const [up, down] = [new PassThrough(), new PassThrough()];
    serve(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), memoryHost(this.files), {
      version: 'test',
    });
    // The client side of a connection is the same as the server's: it sends requests and reads answers.
    this.client = createConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.client.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
      this.published.set(uri, diagnostics);
      for (const done of this.#waiting.splice(0)) done();
    });
    this.client.listen();
  }

  async start(params: Partial<InitializeParams> = {}): Promise<unknown> {
    const result = await this.client.sendRequest('initialize', {
      processId: null,
      rootUri: 'file:///w',
      capabilities: {},
      ...params,
    });
    await this.client.sendNotification('initialized', {});
    return result;
  }

  async open(path: string, text = this.files[path] ?? ''): Promise<Diagnostic[]> {
    const arrived = this.next();
    await this.client.sendNotification('textDocument/didOpen', {
      textDocument: { uri: `file://${path}`, languageId: 'mesh', version: this.#version, text },
    });
    await arrived;
    return this.published.get(`file://${path}`) ?? [];
  }

  async change(path: string, contentChanges: readonly unknown[]): Promise<Diagnostic[]> {
    const arrived = this.next();
    await this.client.sendNotification('textDocument/didChange', {
      textDocument: { uri: `file://${path}`, version: ++this.#version },
      contentChanges,
    });
    await arrived;
    return this.published.get(`file://${path}`) ?? [];
  }

  /** The next time findings arrive. */
  next(): Promise<void> {
    return new Promise((done) => this.#waiting.push(done));
  }

  request<T = unknown>(method: string, params: unknown): Promise<T> {
    return this.client.sendRequest(method, params) as Promise<T>;
  }

  at<T = unknown>(method: string, path: string, line: number, character: number, more: object = {}): Promise<T> {
    return this.request<T>(method, { textDocument: { uri: `file://${path}` }, position: { line, character }, ...more });
  }
}
