// A Node.js that can read the command: the editor's own where it is new enough, else the first on the PATH, else the newest where
// installers of Node.js put theirs.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface FoundNode {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

const NEEDED = '22.12';
const SYSTEM: readonly string[] = ['/opt/homebrew/bin', '/usr/local/bin'];

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/**
 * Throws, with a sentence for whoever uses the editor, where there is none. `own` is the version that the editor brings,
 * `system` folders where all users of a machine have theirs.
 */
export async function findNode(own = process.versions.node, system = SYSTEM): Promise<FoundNode> {
  // The editor's own program is a Node.js when told so.
  if (isNewEnough(own)) return { command: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } };
  const tried = new Set<string>();
  for (const path of [...onPath(), ...installed(system)]) {
    const version = await versionOf(path);
    if (version === undefined) continue;
    if (isNewEnough(version)) return { command: path, env: {} };
    tried.add(version);
  }
  const others = tried.size > 0 ? `, and there is ${[...tried].join(', ')}` : ', and no other was found';
  throw new Error(
    `mesh needs Node.js ${NEEDED} or newer. This editor brings ${own}${others}. Install a newer Node.js, or name a mesh command in the setting mesh.server.path.`,
  );
}

const program = process.platform === 'win32' ? 'node.exe' : 'node';

const onPath = (): string[] =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .filter((path) => existsSync(path));

/** Editors that are started from a desktop have a short PATH. */
function installed(system: readonly string[]): string[] {
  const home = homedir();
  const single = [
    ...system,
    join(home, '.volta', 'bin'),
    join(home, '.asdf', 'shims'),
    join(home, '.local', 'share', 'mise', 'shims'),
  ];
  const versions = [
    ...newestFirst(process.env.NVM_DIR ?? join(home, '.nvm'), 'versions', 'node').map((folder) => join(folder, 'bin')),
    ...newestFirst(join(home, '.local', 'share', 'fnm'), 'node-versions').map((folder) =>
      join(folder, 'installation', 'bin'),
    ),
  ];
  return [...single, ...versions].map((folder) => join(folder, program)).filter((path) => existsSync(path));
}

function newestFirst(...parts: readonly string[]): string[] {
  const folder = join(...parts);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort((a, b) => b.localeCompare(a, undefined, { numeric: true }));
  return names.map((name) => join(folder, name));
}

const versionOf = (path: string): Promise<string | undefined> =>
  new Promise((done) => {
    execFile(path, ['--version'], { timeout: 5000 }, (error, stdout) => done(error ? undefined : stdout.trim()));
  });
