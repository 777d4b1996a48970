// Bundles each program under dist/: the package's API and the language server's worker into one file each, the command into one file
// for each part that is loaded by itself, so that a command reads only what it needs.
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type BuildResult, build, type Plugin } from 'esbuild';
import { packagesIn, thirdPartyNotices } from './third-party.ts';

// yaml's CommonJS build costs 15–30 ms a start; its ES modules do not.
const alias = { yaml: fileURLToPath(new URL('../node_modules/yaml/browser/index.js', import.meta.url)) };

const banner = `import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);`;

/**
 * Node's own modules without the faces that `import` gives them, which cost 10 ms a start. commander would load node:child_process for
 * commands that are programs of their own; there are none.
 */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, importer }) => {
      const unused = path === 'node:child_process' && /[\\/]commander[\\/]/.test(importer);
      return { path: unused ? 'nothing' : path, namespace: 'builtin' };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: contentsOf(path) }));
  },
};

/** `process` is taken as it is: looking at each of its parts would open the streams. */
function contentsOf(path: string): string {
  if (path === 'nothing') return '';
  if (path === 'node:process') return 'export default globalThis.process;';
  return `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`;
}

const shared: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
  alias,
  define: { MESH_SHIPPED: 'true' },
  metafile: true,
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
const programs: [string, string, BuildOptions?][] = [
  ['src/index.ts', 'dist/index.mjs', { banner: { js: banner } }],
  ['src/server/worker.ts', 'dist/worker.mjs', { platform: 'browser', target: 'es2022' }],
];
const bundled: string[] = [];
const take = ({ metafile }: BuildResult): number => bundled.push(...Object.keys(metafile?.inputs ?? {}));
const command = await build({
  ...shared,
  plugins: [builtins],
  banner: { js: banner },
  entryPoints: ['src/cli/main.ts'],
  splitting: true,
  outdir: 'dist',
  chunkNames: 'parts/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
});
take(command);
for (const [from, to, options] of programs) {
  if (existsSync(from)) take(await build({ ...shared, ...options, entryPoints: [from], outfile: to }));
}
await cp('src/cli/launch.mjs', 'dist/mesh.mjs');
await chmod('dist/mesh.mjs', 0o755);
await writeFile('dist/package.json', '{"type":"module"}\n');
await writeFile('dist/THIRD-PARTY.txt', thirdPartyNotices(packagesIn(bundled)));
