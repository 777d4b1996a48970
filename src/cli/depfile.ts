// `--depfile`: the files a build read, in make's syntax, for make, ninja and Bazel.
import { writeFileSync } from 'node:fs';
import type { Project } from './project.ts';
import { reasonOf, shownPath } from './read-files.ts';
import { Stop } from './terminal.ts';

export function writeDepfile(path: string, { files }: Project, output: string | undefined): void {
  const escaped = (name: string): string => name.replaceAll('$', '$$$$').replace(/([ #\\])/g, '\\$1');
  try {
    writeFileSync(
      path,
      `${escaped(output ?? 'mesh-output')}: ${files.map((file) => escaped(shownPath(file))).join(' \\\n  ')}\n`,
    );
  } catch (error) {
    throw new Stop(`\`${shownPath(path)}\` cannot be written: ${reasonOf(error)}.`);
  }
}
