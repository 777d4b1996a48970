// `node scripts/gen-tree-sitter.ts [--tool PATH]`: grammar/tree-sitter-mesh/src from its grammar.js, by the tree-sitter command, which no
// package registry of Node's brings (`cargo install --locked tree-sitter-cli --no-default-features`). What was made from what is written
// beside it, so that a test can tell without the command.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const folder = join(import.meta.dirname, '..', 'grammar', 'tree-sitter-mesh');
/** What Neovim 0.7 and Emacs 29 can load, and all that came later. */
const ABI = '14';
export const sources = ['grammar.js'];
export const generated = ['src/grammar.json', 'src/node-types.json', 'src/parser.c'];

/** Path → SHA-256 of the files of the grammar. */
export const digests = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...sources, ...generated].map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  );

if (import.meta.main) {
  const { values } = parseArgs({ options: { tool: { type: 'string', default: 'tree-sitter' } } });
  execFileSync(values.tool, ['generate', '--abi', ABI], { cwd: folder, stdio: 'inherit' });
  const tool = execFileSync(values.tool, ['--version'], { encoding: 'utf8' }).trim();
  const text = JSON.stringify({ tool, abi: Number(ABI), sha256: digests() }, undefined, 2);
  writeFileSync(join(folder, 'src', 'generated.json'), `${text}\n`);
}
