// The language server in a worker, as the transport of the editor's client.
import type { Transport } from '@codemirror/lsp-client';

/** Starts the worker; `failed` hears when it cannot run. */
export function startServer(failed: (reason: string) => void): Transport {
  const worker = new Worker('worker.js', { name: 'mesh' });
  const handlers = new Set<(message: string) => void>();
  worker.onmessage = ({ data }) => {
    const text = JSON.stringify(data);
    for (const handler of handlers) handler(text);
  };
  worker.onerror = (event) => failed(event.message || 'the worker could not be started');
  return {
    send: (message) => worker.postMessage(JSON.parse(message)),
    subscribe: (handler) => handlers.add(handler),
    unsubscribe: (handler) => handlers.delete(handler),
  };
}
