// What fuzzing starts from: every program and every YAML of the checkout, also those inside tests and pages, the examples of the
// catalogue, what they compile to, and what lies in further folders.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compile, emit } from '../../src/compile.ts';
import { allEntries } from '../../src/diagnostics/index.ts';
import { writeYaml } from '../../src/documents/index.ts';
import { allPlatforms } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';
import { textsIn } from './texts-in-code.ts';

export interface Seeds {
  readonly programs: readonly string[];
  readonly manifests: readonly string[];
}

/** Longer ones are slow, and shorter ones reach the same. */
const LONGEST = 20_000;

const root = join(import.meta.dirname, '..', '..');
const skipped = /(^|\/)(node_modules|dist|\.git|\.cache)(\/|$)/;

function below(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (skipped.test(path)) return [];
    return statSync(path).isDirectory() ? below(path, wanted) : wanted.test(name) ? [path] : [];
  });
}

const read = (path: string): string => readFileSync(path, 'utf8');
const files = (folders: readonly string[], wanted: RegExp): string[] =>
  folders.flatMap((folder) => below(join(root, folder), wanted)).map(read);

const looksLikeYaml = (text: string): boolean => /^\s*(?:[\w./-]+:(?:\s|$)|- \w|---|\{)/.test(text);

/** `folders`: of more YAML. */
export function seeds(folders: readonly string[] = []): Seeds {
  const quoted = [...insideTests(), ...insidePages()];
  const programs = [
    ...files(['examples', 'stdlib', 'test'], /\.mesh$/),
    ...ofCatalogue(),
    ...quoted.filter((text) => !looksLikeYaml(text)),
  ];
  const manifests = [
    ...files(['examples', 'test', 'docs'], /\.(ya?ml)$/),
    ...quoted.filter(looksLikeYaml),
    ...folders.flatMap((folder) => below(folder, /\.(ya?ml)$/)).map(read),
    ...programs.flatMap(compiled),
  ];
  return { programs: worthTrying(programs), manifests: worthTrying(manifests) };
}

/** Each once, small ones first. */
const worthTrying = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts)].filter((text) => text.length < LONGEST).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));

function ofCatalogue(): string[] {
  return allEntries().flatMap(({ bad, good }) =>
    [bad, good].flatMap((each) =>
      typeof each === 'string' ? [each] : each && 'files' in each ? Object.values(each.files) : [],
    ),
  );
}

/** Texts that tests give to the code, and those that stand in the code under test. */
const insideTests = (): string[] => files(['test'], /\.test\.ts$/).flatMap(textsIn);

const insidePages = (): string[] =>
  files(['docs'], /\.md$/).flatMap((page) =>
    [...page.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? ''),
  );

/** What a program becomes on the newest version of each platform. */
function compiled(program: string): string[] {
  const compilation = compile([new Source('a.mesh', program)], { withoutAnalysis: true });
  if (compilation.hasErrors) return [];
  return allPlatforms().flatMap((platform) => {
    const version = platform.versions.at(-1) as string;
    const { documents, hasErrors } = emit(compilation, { name: `${platform.name}@${version}`, platform, version });
    return hasErrors || documents.length === 0 ? [] : [writeYaml(documents)];
  });
}
