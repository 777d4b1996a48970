// A git revision as a folder: `REV` or `REV:PATH` is laid out in a temporary folder, without touching the work tree.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showAs } from './read-files.ts';
import { Stop } from './terminal.ts';

export function checkedOut(text: string): { readonly folder: string; readonly remove: () => void } {
  const at = text.indexOf(':');
  const revision = at < 0 ? text : text.slice(0, at);
  const path = at < 0 ? prefix() : text.slice(at + 1);
  const folder = mkdtempSync(join(tmpdir(), 'mesh-diff-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const top = git(['rev-parse', '--show-toplevel']).toString('utf8').trim();
    const archive = git(['-C', top, 'archive', '--format=tar', revision, ...(path === '' ? [] : ['--', path])]);
    const { status } = spawnSync('tar', ['-x', '-C', folder], { input: archive });
    if (status !== 0) throw new Stop('`tar` could not unpack what git gave.');
  } catch (error) {
    remove();
    throw error;
  }
  showAs(join(folder, path), `git:${revision}:${path}`);
  return { folder: join(folder, path), remove };
}

/** Where in the repository the current folder lies. */
const prefix = (): string => git(['rev-parse', '--show-prefix']).toString('utf8').trim();

function git(args: readonly string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', args, { maxBuffer: 1 << 30 });
  if (error) throw new Stop(`git cannot be run: ${error.message}.`);
  if (status !== 0) throw new Stop(`git: ${stderr.toString('utf8').trim().split('\n')[0]}`);
  return stdout;
}
