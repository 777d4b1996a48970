// Real editors, without a screen, with the set-ups of editors/: Neovim, Emacs with eglot, and pytest-lsp with the capabilities of three
// editors. Each is skipped where it is missing, unless MESH_REQUIRE names it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheFolder, isMissing } from '../support/components.ts';

const root = join(import.meta.dirname, '..', '..');
const scripts = join(import.meta.dirname, 'editors');

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Folders that Emacs must look into: those of eglot, where it is a package. */
function eglotFolder(): readonly string[] {
  const packages = '/usr/share/emacs/site-lisp/elpa';
  const found = existsSync(packages) ? readdirSync(packages).filter((name) => /^eglot-\d/.test(name)) : [];
  return found.flatMap((name) => ['-L', join(packages, name)]);
}

function hasEglot(emacs: string): boolean {
  return spawnSync(emacs, ['-Q', '--batch', ...eglotFolder(), '-l', 'eglot']).status === 0;
}

/** A Python with pytest-lsp, installed once into the cache folder. */
function pytestLsp(): string | undefined {
  const folder = join(cacheFolder(), 'pytest-lsp');
  const python = join(folder, 'bin', 'python');
  const works = (): boolean => existsSync(python) && spawnSync(python, ['-c', 'import pytest_lsp']).status === 0;
  if (works()) return python;
  if (!onPath('python3')) return undefined;
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'ignore', timeout: 120_000 });
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', 'pytest-lsp==1.0.1', 'pytest-asyncio'], {
      stdio: 'ignore',
      timeout: 120_000,
    });
  } catch {
    return undefined;
  }
  return works() ? python : undefined;
}

/** The command in one file, as it is shipped: editors start it often. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'mesh.mjs');
  await build({
    entryPoints: [join(root, 'src', 'cli', 'mesh.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.12',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  });
  return outfile;
}

const folder = mkdtempSync(join(tmpdir(), 'mesh-editors-'));
let server = '';
beforeAll(async () => {
  server = await bundled(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function environment(): NodeJS.ProcessEnv {
  const file = join(folder, 'main.mesh');
  writeFileSync(file, 'service cart { port 80 http; version v1 }\nroute cart -> v1\n');
  return {
    ...process.env,
    MESH_NODE: process.execPath,
    MESH_SERVER: server,
    MESH_FILE: file,
    MESH_NVIM: join(root, 'editors', 'nvim'),
  };
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: environment(),
    encoding: 'utf8',
    timeout: 90_000,
  });
  const said = `${stdout}\n${stderr}`;
  expect(status, said).toBe(0);
  expect(said).not.toMatch(/^FAIL/m);
  return said;
}

const nvim = onPath('nvim');
describe.skipIf(isMissing('nvim', nvim))('Neovim', () => {
  test('findings, completion, hover, rename', { timeout: 100_000 }, () => {
    const said = run(nvim as string, [
      '--headless',
      '-u',
      'NONE',
      '-i',
      'NONE',
      '-n',
      '-c',
      `luafile ${join(scripts, 'nvim.lua')}`,
    ]);
    expect(said.match(/^ok /gm)?.length).toBe(8);
  });
});

const emacs = onPath('emacs');
const withEglot = emacs && hasEglot(emacs) ? emacs : undefined;
describe.skipIf(isMissing('emacs', withEglot))('Emacs with eglot', () => {
  test('findings, completion, hover, rename', { timeout: 100_000 }, () => {
    const loads = ['-L', join(root, 'editors', 'emacs'), '-l', join(scripts, 'eglot.el')];
    const said = run(withEglot as string, ['-Q', '--batch', ...eglotFolder(), ...loads]);
    expect(said.match(/^ok /gm)?.length).toBe(8);
  });
});

const python =
  process.env.MESH_REQUIRE?.includes('pytest-lsp') || existsSync(join(cacheFolder(), 'pytest-lsp'))
    ? pytestLsp()
    : undefined;
describe.skipIf(isMissing('pytest-lsp', python))('pytest-lsp', () => {
  test('as Visual Studio Code, Neovim and Emacs', { timeout: 100_000 }, () => {
    const said = run(python as string, [
      '-m',
      'pytest',
      '-q',
      '-p',
      'no:cacheprovider',
      '-o',
      'asyncio_mode=auto',
      scripts,
    ]);
    expect(said).toContain('9 passed');
  });
});
