// Which Node.js the extension for Visual Studio Code starts the server with: the editor's own, else one that is new enough elsewhere, else
// one plain sentence.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

interface FindNode {
  readonly findNode: (
    own?: string,
    system?: readonly string[],
  ) => Promise<{ readonly command: string; readonly env: object }>;
  readonly isNewEnough: (version: string) => boolean;
}
// The extension is a package of its own with modules of another kind; its types are checked there.
const source = join(import.meta.dirname, '..', '..', 'editors', 'vscode', 'src', 'find-node.ts');
const { findNode, isNewEnough } = (await import(source)) as FindNode;

let home = '';
const { PATH, HOME, NVM_DIR } = process.env;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mesh-node-'));
  Object.assign(process.env, { PATH: join(home, 'bin'), HOME: home });
  delete process.env.NVM_DIR;
});
afterEach(() => {
  Object.assign(process.env, { PATH, HOME, ...(NVM_DIR === undefined ? {} : { NVM_DIR }) });
  rmSync(home, { recursive: true, force: true });
});

/** A program that says it is a Node.js of a version. */
function put(folder: string, version: string): string {
  mkdirSync(join(home, folder), { recursive: true });
  const path = join(home, folder, 'node');
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('versions', () => {
  expect(['22.12.0', 'v22.12.1', '23.0.0', 'v24.1.0', '100.0.0'].filter((each) => !isNewEnough(each))).toEqual([]);
  expect(['20.20.2', '22.11.9', 'v18.0.0', '', 'nonsense'].filter(isNewEnough)).toEqual([]);
});

test("the editor's own", async () => {
  expect(await findNode('22.17.1')).toEqual({ command: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } });
});

test('one on the PATH, past those that are old or broken', async () => {
  put('bin', 'v20.1.0');
  const newer = put('other', 'v24.0.0');
  process.env.PATH = ['nowhere', 'bin', 'other'].map((folder) => join(home, folder)).join(':');
  expect(await findNode('20.18.0', [])).toEqual({ command: newer, env: {} });
});

test('the newest that nvm installed', async () => {
  put('.nvm/versions/node/v9.0.0/bin', 'v9.0.0');
  put('.nvm/versions/node/v22.13.0/bin', 'v22.13.0');
  const newest = put('.nvm/versions/node/v24.2.0/bin', 'v24.2.0');
  expect((await findNode('20.18.0', [])).command).toBe(newest);
});

test('none: what is needed, what there is, what to do', async () => {
  put('bin', 'v20.1.0');
  const told = await findNode('20.18.0', []).catch((error: Error) => error.message);
  expect(told).toMatch(
    /^mesh needs Node\.js 22\.12 or newer\. This editor brings 20\.18\.0, and there is .*v20\.1\.0.*\./,
  );
  expect(told).toContain('mesh.server.path');
});
