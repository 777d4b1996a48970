// Builds the page into dist/: the page itself, the language server with the compiler in a worker, the example programs.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const dist = join(here, 'dist');

const shared: BuildOptions = {
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  // Minified by hand already where it matters; the page needs no maps.
  sourcemap: false,
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  define: { MESH_SHIPPED: 'true' },
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await build({ ...shared, entryPoints: [join(here, 'src/main.ts')], outfile: join(dist, 'main.js') });
await build({ ...shared, entryPoints: [join(root, 'src/server/worker.ts')], outfile: join(dist, 'worker.js') });
for (const file of ['index.html', 'style.css']) cpSync(join(here, 'src', file), join(dist, file));
writeFileSync(join(dist, 'examples.js'), `globalThis.meshExamples = ${JSON.stringify(examples())};\n`);

interface Listed {
  readonly title: string;
  readonly folder: string;
  /** What the box for requests shows at first. */
  readonly request: string;
}

function examples() {
  const listed = JSON.parse(readFileSync(join(here, 'examples/list.json'), 'utf8')) as readonly Listed[];
  return listed.map(({ folder, ...rest }) => ({ ...rest, files: filesOf(join(here, folder)) }));
}

/** The program and its mesh.yaml; folders below that are projects of their own are left out. */
function filesOf(folder: string): Readonly<Record<string, string>> {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const inner = all.filter((path) => path.endsWith('/mesh.yaml')).map((path) => path.slice(0, -'mesh.yaml'.length));
  const wanted = all.filter(
    (path) => (path.endsWith('.mesh') || path === 'mesh.yaml') && !inner.some((project) => path.startsWith(project)),
  );
  const written = [
    ...wanted.filter((path) => path.endsWith('.mesh')),
    ...wanted.filter((path) => path === 'mesh.yaml'),
  ];
  return Object.fromEntries(written.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
