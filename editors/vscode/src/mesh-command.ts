// Which `mesh` is started, and how: the one that the settings name, else the one in the extension.
import { join } from 'node:path';
import { type ExtensionContext, workspace } from 'vscode';
import { findNode } from './find-node';

export interface MeshCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Throws, with a sentence for whoever uses the editor, where nothing can start it. */
export async function meshCommand(context: ExtensionContext): Promise<MeshCommand> {
  const path = workspace.getConfiguration('mesh').get<string>('server.path', '');
  if (path !== '' && workspace.isTrusted) return { command: path, args: [], env: {} };
  const { command, env } = await findNode();
  return { command, args: [join(context.extensionPath, 'dist', 'server', 'mesh.mjs')], env };
}
