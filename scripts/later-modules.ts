// Modules that are evaluated when something of theirs is first asked for, not when a module that imports them is: esbuild is shown a
// face in their place, whose parts are getters. Only for modules without side effects.
import { realpathSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';

const passed = Symbol('passed');

/** What the build must take as entry points besides its own. */
export const laterEntries = (paths: readonly string[]): { readonly in: string; readonly out: string }[] =>
  paths.map((path, index) => ({ in: path, out: `parts/later-${index}` }));

/** `alias` is that of the build. */
export const laterModules = (paths: readonly string[], alias: Readonly<Record<string, string>>): Plugin => ({
  name: 'later',
  setup({ onResolve, onLoad, resolve }) {
    const later = new Map(paths.map((path, index) => [realpathSync(path), `later-${index}.mjs`]));
    onResolve({ filter: /.*/, namespace: 'file' }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'import-statement' || pluginData === passed || path.startsWith('node:')) return undefined;
      const found = await resolve(path, { kind, importer, resolveDir, pluginData: passed });
      return later.has(found.path) ? { path: found.path, namespace: 'later' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'later' }, async ({ path }) => ({
      contents: face(later.get(path) ?? '', await exportsOf(path, alias)),
    }));
  },
});

/** Getters of a prototype: esbuild would copy those of the object itself one by one. The linker knows `__now`. */
const face = (part: string, names: readonly string[]): string =>
  [
    'let loaded;',
    `const all = () => (loaded ??= __now(${JSON.stringify(part)}));`,
    `module.exports = Object.create({${names.map((name) => `get ${name}() { return all().${name}; }`).join(',')}});`,
  ].join('\n');

async function exportsOf(path: string, alias: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [path],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outdir: 'never-written',
    write: false,
    metafile: true,
    logLevel: 'error',
    alias,
  });
  return Object.values(metafile.outputs).flatMap((output) => output.exports);
}
