// `mesh lsp`: the language server over stdin and stdout, until the client says goodbye.
import { VERSION } from '../version.ts';

export async function lsp(): Promise<void> {
  const { serveStdio } = await import('../../server/node.ts');
  serveStdio({ version: VERSION });
}
