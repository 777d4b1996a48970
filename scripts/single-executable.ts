// One file that is mesh and Node together: the command bundled as one script, put into a copy of the Node of this project.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Marks the place in Node's binary that is switched over; see Node's page on single executable applications. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** Writes `path`. Puts its own files into `work`, which is emptied. */
export async function singleExecutable(path: string, work: string): Promise<void> {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const script = join(work, 'mesh.cjs');
  await bundleScript(script);
  const [config, blob] = [join(work, 'sea.json'), join(work, 'mesh.blob')];
  const options = { disableExperimentalSEAWarning: true, useSnapshot: false, useCodeCache: true };
  writeFileSync(config, JSON.stringify({ main: script, output: blob, ...options }));
  execFileSync(process.execPath, ['--experimental-sea-config', config], { stdio: 'inherit' });
  copyFileSync(process.execPath, path);
  chmodSync(path, 0o755);
  const inject = ['postject@1.0.0-alpha.6', path, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE];
  const signed = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : [];
  execFileSync('npx', ['--yes', ...inject, ...signed], { stdio: 'inherit' });
}

/** CommonJS in one file, as the executable takes it. The command's place is that of the executable. */
const bundleScript = (outfile: string) =>
  build({
    stdin: {
      contents: "import { main } from './src/cli/main.ts'; void main(process.argv.slice(2));",
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    define: { MESH_SHIPPED: 'true', 'import.meta.url': '__own' },
    banner: { js: "const __own = require('node:url').pathToFileURL(process.execPath).href;" },
  });
