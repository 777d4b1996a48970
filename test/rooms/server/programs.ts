// Programs that the server's tests walk over: the language page, and what the catalogue shows as good and bad.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { allEntries, type Example } from '../../../src/diagnostics/index.ts';

export interface Named {
  readonly name: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '..', '..', '..');

const meshFiles = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory()
      ? meshFiles(path)
      : name.endsWith('.mesh') && name !== 'diagnostics.mesh'
        ? [path]
        : [];
  });

/** Every `main.mesh` that stands on its own: cases and examples of one file. */
export const cases = (): Named[] =>
  [...meshFiles(join(root, 'test', 'cases')), ...meshFiles(join(root, 'examples'))]
    .filter((path) => !path.includes('/expected/') && alone(path))
    .map((path) => ({ name: path.slice(root.length + 1), text: readFileSync(path, 'utf8') }));

const alone = (path: string): boolean =>
  readdirSync(join(path, '..')).filter((name) => name.endsWith('.mesh') || name === 'mesh.yaml').length === 1;

export const page = (): Named => ({
  name: 'page',
  text: readFileSync(join(root, 'test', 'cases', 'language', 'page', 'main.mesh'), 'utf8'),
});

const textOf = (example: Example | { readonly shownBy: string } | undefined): string[] =>
  typeof example === 'string' ? [example] : [];

/** The bad and good programs of the catalogue, those of one file. */
export const shown = (): Named[] =>
  allEntries().flatMap(({ code, bad, good }) => [
    ...textOf(bad).map((text) => ({ name: `${code} bad`, text })),
    ...textOf(good).map((text) => ({ name: `${code} good`, text })),
  ]);
