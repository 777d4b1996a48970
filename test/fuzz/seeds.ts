// What fuzzing starts from: every program and every YAML of the checkout, the examples of the catalogue, and what they compile to.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compile, emit } from '../../src/compile.ts';
import { allEntries } from '../../src/diagnostics/index.ts';
import { writeYaml } from '../../src/documents/index.ts';
import { allPlatforms } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';

export interface Seeds {
  readonly programs: readonly string[];
  readonly manifests: readonly string[];
}

const root = join(import.meta.dirname, '..', '..');
const skipped = /(^|\/)(node_modules|dist|\.git|\.cache)(\/|$)/;

function below(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (skipped.test(path)) return [];
    return statSync(path).isDirectory() ? below(path, wanted) : wanted.test(name) ? [path] : [];
  });
}

export function seeds(): Seeds {
  const programs = ['examples', 'stdlib', 'test']
    .flatMap((folder) => below(join(root, folder), /\.mesh$/))
    .map((path) => readFileSync(path, 'utf8'));
  for (const { bad, good } of allEntries())
    for (const each of [bad, good]) {
      if (typeof each === 'string') programs.push(each);
      else if (each && 'files' in each) programs.push(...Object.values(each.files));
    }
  const manifests = ['examples', 'test', 'docs'].flatMap((folder) =>
    below(join(root, folder), /\.(ya?ml)$/).map((path) => readFileSync(path, 'utf8')),
  );
  return { programs, manifests: [...manifests, ...programs.flatMap(compiled)].filter((text) => text.length < 50_000) };
}

/** What a program becomes on the newest version of each platform. */
function compiled(program: string): string[] {
  const compilation = compile([new Source('a.mesh', program)]);
  if (compilation.hasErrors) return [];
  return allPlatforms().flatMap((platform) => {
    const version = platform.versions.at(-1) as string;
    const { documents, hasErrors } = emit(compilation, { name: `${platform.name}@${version}`, platform, version });
    return hasErrors || documents.length === 0 ? [] : [writeYaml(documents)];
  });
}
