// Whole projects of this repository as models: the examples and the page of the language.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compilation, compile } from '../../src/compile.ts';
import { member, readYaml, toPlain } from '../../src/documents/index.ts';
import { Source } from '../../src/text/index.ts';

const root = join(import.meta.dirname, '../..');

/** Folders of `.mesh` files that must compile. */
export const projectFolders = (): readonly string[] => [
  'test/cases/language/page',
  ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}`),
];

/** One program: the `sources` of the folder's mesh.yaml, or all `.mesh` files below it. */
export function compileFolder(folder: string): Compilation {
  const files = sourcesOf(join(root, folder)) ?? meshFilesBelow(join(root, folder));
  return compile(
    files.map((file) => new Source(`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8'))),
    { withoutAnalysis: true },
  );
}

const meshFilesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mesh') && !file.startsWith('expected'))
    .sort();

function sourcesOf(folder: string): readonly string[] | undefined {
  const file = join(folder, 'mesh.yaml');
  if (!existsSync(file)) return undefined;
  const [document] = readYaml(new Source(file, readFileSync(file, 'utf8'))).documents;
  const sources = member(document?.root, 'sources');
  return sources ? (toPlain(sources) as string[]) : undefined;
}
