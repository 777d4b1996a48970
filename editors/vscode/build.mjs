// Puts together what the extension holds: its own code in one file, the `mesh` command as the repository built it, the grammar.
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const command = join(root, 'dist');
if (!existsSync(join(command, 'mesh.mjs')))
  throw new Error('dist/mesh.mjs is missing: `npm run build` in the root first');

rmSync(join(here, 'dist'), { recursive: true, force: true });
mkdirSync(join(here, 'dist', 'server'), { recursive: true });
await build({
  entryPoints: [join(here, 'src/extension.ts')],
  outfile: join(here, 'dist/extension.js'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
for (const part of ['mesh.mjs', 'main.mjs', 'package.json', 'parts', 'THIRD-PARTY.txt'])
  if (existsSync(join(command, part)))
    cpSync(join(command, part), join(here, 'dist/server', part), { recursive: true });
cpSync(join(root, 'grammar/mesh.tmLanguage.json'), join(here, 'dist/mesh.tmLanguage.json'));
cpSync(join(root, 'LICENSE'), join(here, 'LICENSE'));
