// Which `mesh` is started, and how: the one that the settings name, else the one in the extension.
import { join } from 'node:path';
import { type ExtensionContext, workspace } from 'vscode';

export interface MeshCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export function meshCommand(context: ExtensionContext): MeshCommand {
  const path = workspace.getConfiguration('mesh').get<string>('server.path', '');
  if (path !== '' && workspace.isTrusted) return { command: path, args: [], env: {} };
  const script = join(context.extensionPath, 'dist', 'server', 'mesh.mjs');
  // The editor's own program is a Node.js when told so; an old one cannot read the command.
  if (isNewEnough(process.versions.node))
    return { command: process.execPath, args: [script], env: { ELECTRON_RUN_AS_NODE: '1' } };
  return { command: 'node', args: [script], env: {} };
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}
