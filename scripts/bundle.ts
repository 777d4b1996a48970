// Bundles each program under dist/: the package's API and the language server's worker into one file each; the command into one script of
// parts that are compiled when first needed, and the launcher that keeps what was compiled.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type BuildResult, build, type Plugin } from 'esbuild';
import { laterEntries, laterModules } from './later-modules.ts';
import { linkParts } from './link-parts.ts';
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
    onLoad({ filter: /\.(?:ts|m?js)$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!/ from 'node:/.test(text)) return undefined;
      const unused = /[\\/]commander[\\/]/.test(path) ? 'node:child_process' : '';
      return { contents: withoutFaces(text, unused), loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
    onResolve({ filter: /^(?:node:)?[a-z0-9_/]+$/, namespace: 'file' }, ({ path, kind }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = ${builtin(path)};` }));
  },
};

const builtin = (name: string): string => `process.getBuiltinModule(${JSON.stringify(name)})`;

/** Modules of Node that cost milliseconds to load: their functions load them when called. */
const COSTLY = new Set(['node:crypto', 'node:os']);

/** `process` is taken as it is: looking at each of its parts would open the streams. */
const withoutFaces = (text: string, unused: string): string =>
  text.replace(/^import (?!type\b)([^;']*?) from '(node:[a-z0-9_/]+)';$/gm, (_, names: string, path: string) => {
    if (path === 'node:process') return '';
    if (path === unused) return `const ${names} = undefined;`;
    const plain = /^\{ ((?:[a-z]\w*(?:, )?)+) \}$/.exec(names);
    if (COSTLY.has(path) && plain)
      return (plain[1] ?? '')
        .split(', ')
        .map((name) => whenCalled(name, path))
        .join(' ');
    const values = names.replace(/\btype \w+(?: as \w+)?,?/g, '').replaceAll(' as ', ': ');
    return `const ${values.replace('* : ', '')} = ${builtin(path)};`;
  });

const whenCalled = (name: string, path: string): string =>
  `const ${name} = (...all) => ${builtin(path)}.${name}(...all);`;

/**
 * What most runs never ask for: the parser of texts with mistakes, other platforms than the newest Istio, YAML that is not plain,
 * expressions, the solver, answers to questions, texts of findings.
 */
const LATER: readonly string[] = [
  ...['cluster', 'envoy', 'files', 'gateway-api', 'import', 'inject', 'istio', 'legacy', 'linkerd', 'linkerd-two'],
  ...['analysis', 'names', 'syntax', 'types'],
]
  .map((family) => `src/diagnostics/catalogue/${family}.ts`)
  .concat(
    ['github', 'gitlab', 'json', 'junit', 'sarif', 'terminal', 'text'].map(
      (form) => `src/diagnostics/render/${form}.ts`,
    ),
    ['envoy', 'gateway-api', 'hybrid', 'istio/read', 'istio-legacy', 'linkerd', 'linkerd-on-gateway-api']
      .concat('linkerd-on-istio')
      .map((target) => `src/targets/${target}/index.ts`),
    'src/syntax/full-parser.ts',
    'src/program/living-program.ts',
    'src/documents/read-whole.ts',
    'src/logic/index.ts',
    ['claims/prove', 'diff/compare', 'diff/routes', 'explain/decision', 'explain/diff', 'explain/tests', 'samples']
      .concat('redirects', 'request/command-line', 'request/place', 'space/request-space', 'expected')
      .map((part) => `src/meaning/${part}.ts`),
    'node_modules/re2js/build/index.js',
  );

/** What `mesh build` and `mesh check` load. */
const OFTEN = /[\\/](?:again|build|check|configuration-file)-[^\\/]*$/;

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
take(await commandScript());
for (const [from, to, options] of programs) {
  if (existsSync(from)) take(await build({ ...shared, ...options, entryPoints: [from], outfile: to }));
}
await writeFile('dist/package.json', '{"type":"module"}\n');
await writeFile('dist/THIRD-PARTY.txt', thirdPartyNotices(packagesIn(bundled)));

/** dist/mesh.mjs and the scripts that it runs. */
async function commandScript(): Promise<BuildResult> {
  const result = await build({
    ...shared,
    plugins: [laterModules(LATER, alias), builtins],
    define: { ...shared.define, 'import.meta.url': '__own' },
    entryPoints: [{ in: 'src/cli/main.ts', out: 'main' }, ...laterEntries(LATER)],
    splitting: true,
    outdir: 'dist',
    chunkNames: 'parts/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    write: false,
  });
  const parts = (result.outputFiles ?? []).map(({ path, text }) => ({ name: relative('dist', path), text }));
  const { near, far } = linkParts(parts, 'main.mjs', ({ name }) => OFTEN.test(name));
  const digest = createHash('sha256').update(near).update(far).digest('hex').slice(0, 16);
  await mkdir('dist/parts');
  for (const [name, script] of Object.entries({ near, far }))
    await writeFile(`dist/parts/${name}-${digest}.js`, inAscii(script));
  const launcher = await readFile('src/cli/launch.mjs', 'utf8');
  await writeFile('dist/mesh.mjs', launcher.replaceAll('MESH_DIGEST', digest));
  await chmod('dist/mesh.mjs', 0o755);
  return result;
}

/** Expressions keep their letters as written; a script of one byte for each character is read several times faster. */
function inAscii(script: string): string {
  return script.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
