// Whole projects of this repository as models: the examples and the page of the language.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compilation, compile } from '../../src/compile.ts';
import { Source } from '../../src/text/index.ts';

const root = join(import.meta.dirname, '../..');

/** Folders of `.mesh` files that must compile. */
export const projectFolders = (): readonly string[] => [
  'test/cases/language/page',
  ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}`),
];

/** The `.mesh` files of a folder, one program. */
export function compileFolder(folder: string): Compilation {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mesh'))
    .sort();
  return compile(
    files.map((file) => new Source(`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8'))),
    { withoutAnalysis: true },
  );
}
