// stdlib/*.mesh → one module with their texts, so that a bundle and a browser worker have the standard library too.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Path and text of the generated file. */
export function generateStdlib(): { readonly path: string; readonly text: string } {
  const folder = join(root, 'stdlib');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.mesh'))
    .sort();
  const entries = files.map((name) => `  ${key(name)}: ${JSON.stringify(readFileSync(join(folder, name), 'utf8'))},\n`);
  const text = `// Generated from stdlib/*.mesh by scripts/gen-stdlib.ts. Do not edit.\nexport const stdlibTexts: Readonly<Record<string, string>> = {\n${entries.join('')}};\n`;
  return { path: join(root, 'src', 'program', 'stdlib.gen.ts'), text };
}

const key = (name: string): string => `'std/${name}'`;
