// The language server in a browser worker: everything it knows was opened by the editor; there are no files.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import type { Host } from './host.ts';
import { serve } from './server.ts';

const host: Host = {
  read: () => ({ kind: 'missing' }),
  meshFilesBelow: () => [],
  exists: () => false,
  now: () => performance.now(),
  later: (milliseconds, work) => {
    const handle = setTimeout(work, milliseconds);
    return () => clearTimeout(handle);
  },
};

const scope = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
serve(createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)), host, { version: 'worker' });
