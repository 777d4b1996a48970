// Modules that are to be evaluated later: nothing of theirs runs before it is asked for, and then all of it works.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runInThisContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { laterEntries, laterModules } from '../../scripts/later-modules.ts';
import { linkParts } from '../../scripts/link-parts.ts';

test('functions, classes, constants and whole families are there when first asked for', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mesh-later-')));
  const inside = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const used = inside(
    'used.js',
    'globalThis.__ran.push("used"); export class Odd extends Error {} export const one = 1; export function two() { return one + 1; }',
  );
  const family = inside(
    'family.js',
    'globalThis.__ran.push("family"); export const a = { code: "A" }; export const b = { code: "B" };',
  );
  inside('face.js', 'export { two } from "./used.js"; export * as families from "./families.js";');
  inside('families.js', 'import * as family from "./family.js"; export { family };');
  const main = inside(
    'main.js',
    `import { Odd, one } from "./used.js"; import { families, two } from "./face.js"; globalThis.__ran.push("main");
     export const ask = (what) => what === "used" ? [one, two(), new Odd() instanceof Odd] : Object.keys(Object.getPrototypeOf(families.family)).concat(families.family.b.code);`,
  );
  const later = [used, family];
  const { outputFiles } = await build({
    entryPoints: [{ in: main, out: 'main' }, ...laterEntries(later)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    splitting: true,
    minify: true,
    outdir: join(folder, 'out'),
    chunkNames: 'parts/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    write: false,
    plugins: [laterModules(later, {})],
  });
  const parts = outputFiles.map(({ path, text }) => ({ name: relative(join(folder, 'out'), path), text }));
  const { near, far } = linkParts(parts, 'main.mjs', () => false);
  const ran: string[] = [];
  Object.assign(globalThis, { __ran: ran });
  const { ask } = runInThisContext(near)('file:///mesh.js', [], () => runInThisContext(far));
  expect(ran).toEqual(['main']);
  expect(ask('used')).toEqual([1, 2, true]);
  expect(ran).toEqual(['main', 'used']);
  expect(ask('family')).toEqual(['a', 'b', 'B']);
  expect(ran).toEqual(['main', 'used', 'family']);
  rmSync(folder, { recursive: true, force: true });
});
