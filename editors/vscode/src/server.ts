// The client of the language server, and the server's own commands with their answers.
import { type LogOutputChannel, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import type { MeshCommand } from './mesh-command';

export interface Problem {
  readonly problem: string;
}
export interface Output {
  readonly target: string;
  readonly text?: string;
  readonly problem?: string;
}
export interface Place {
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
}
export interface Position {
  readonly line: number;
  readonly character: number;
}
export interface Explanation {
  readonly text: string;
  readonly places: readonly Place[];
}
export interface Drawing {
  readonly svg: string;
  readonly nodes: readonly { readonly id: string; readonly uri: string; readonly line: number }[];
}

export interface Server {
  readonly client: LanguageClient;
  /** What one of the server's commands gives back. */
  readonly ask: <Answer>(command: string, ...given: readonly unknown[]) => Promise<Answer>;
}

export function makeServer({ command, args, env }: MeshCommand, log: LogOutputChannel): Server {
  const settings = workspace.getConfiguration('mesh');
  const client = new LanguageClient(
    'mesh',
    'mesh',
    { command, args: [...args, 'lsp', '--stdio'], options: { env: { ...process.env, ...env } } },
    {
      documentSelector: [{ language: 'mesh' }, { scheme: 'file', language: 'yaml', pattern: '**/mesh.yaml' }],
      outputChannel: log,
      initializationOptions: {
        environment: settings.get('environment'),
        codeLens: settings.get('codeLens'),
        inlayHints: settings.get('inlayHints'),
      },
    },
  );
  const ask = <Answer>(name: string, ...given: readonly unknown[]): Promise<Answer> =>
    client.sendRequest<Answer>('workspace/executeCommand', { command: name, arguments: given });
  return { client, ask };
}
