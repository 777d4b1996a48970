// The walls between the rooms: imports point one way and only at a room's face. Read from the import lines.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = normalize(join(import.meta.dirname, '..', 'src'));

/** What each room may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  text: [],
  diagnostics: ['text'],
  syntax: ['text', 'diagnostics'],
  model: ['text'],
  logic: [],
  documents: ['text', 'diagnostics'],
  program: ['text', 'diagnostics', 'syntax'],
  checker: ['text', 'diagnostics', 'syntax', 'program', 'model'],
  meaning: ['text', 'diagnostics', 'model', 'logic'],
  analyzer: ['text', 'diagnostics', 'model', 'logic', 'meaning'],
  graph: ['text', 'model', 'meaning'],
  targets: ['text', 'diagnostics', 'model', 'documents'],
  formatter: ['text', 'syntax'],
  importer: ['text', 'diagnostics', 'syntax', 'model', 'documents', 'formatter', 'targets', 'meaning'],
  inject: ['text', 'diagnostics', 'documents'],
  server: [
    'text',
    'diagnostics',
    'syntax',
    'program',
    'checker',
    'model',
    'meaning',
    'analyzer',
    'targets',
    'documents',
    'formatter',
    'compile',
    'configuration-text',
    'patches',
    'project-settings',
    'suppress',
    'unused',
    'utf8',
    'logic',
    'graph',
  ],
  cli: ['*'],
  suppress: ['text', 'diagnostics', 'syntax'],
  'configuration-text': ['text', 'diagnostics', 'documents', 'program', 'targets'],
  utf8: [],
  patches: ['text', 'diagnostics', 'documents', 'program'],
  unused: ['text', 'syntax', 'program', 'analyzer'],
  'project-settings': ['text', 'model', 'program', 'compile'],
  compile: ['*'],
  index: ['*'],
};

/** Packages and the only rooms that import them. */
const owners: Readonly<Record<string, readonly string[]>> = {
  chevrotain: ['syntax'],
  yaml: ['documents'],
  re2js: ['logic', 'checker', 'meaning', 'targets'],
  ajv: [],
  commander: ['cli'],
  'vscode-languageserver': ['server'],
  'vscode-languageserver-textdocument': ['server'],
};

const hostFiles = new Set(['server/node.ts', 'server/worker.ts']);

interface Import {
  readonly file: string;
  readonly room: string;
  readonly to: string;
}

const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : /\.ts$/.test(name) ? [path] : [];
  });

const roomOf = (file: string): string => relative(root, file).split('/')[0]?.replace(/\.ts$/, '') ?? '';

const imports: Import[] = files(root).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gms)].map(
    (match) => ({
      file: relative(root, file),
      room: roomOf(file),
      to: (match[1] ?? match[2]) as string,
    }),
  ),
);

const between = imports.flatMap(({ file, room, to }) => {
  if (!to.startsWith('.')) return [];
  const target = normalize(join(root, dirname(file), to));
  return [{ file, room, target: relative(root, target), targetRoom: roomOf(target) }];
});

test('there are rooms and imports to read', () => {
  expect(imports.length).toBeGreaterThan(50);
});

test('rooms import only the rooms below them', () => {
  const climbed = between.filter(
    ({ room, targetRoom }) =>
      room !== targetRoom && !allowed[room]?.includes(targetRoom) && !allowed[room]?.includes('*'),
  );
  expect(climbed.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('rooms are entered by their face', () => {
  const faces = between.filter(
    ({ room, targetRoom, target }) => room !== targetRoom && target.includes('/') && !isFace(target),
  );
  expect(faces.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

const isFace = (target: string): boolean =>
  /^[a-z]+\/index\.ts$/.test(target) ||
  /^targets\/([a-z-]+\/)?(index|platform)\.ts$/.test(target) ||
  /^[a-z]+\/[a-z-]+\.schema\.json$/.test(target) ||
  target === '../package.json' ||
  hostFiles.has(target);

test('targets do not see each other', () => {
  const seen = between.filter(({ file, target, room }) => {
    if (room !== 'targets' || !target.startsWith('targets/')) return false;
    const [, from] = file.split('/');
    const [, to] = target.split('/');
    return from !== to && to !== 'shared' && to !== 'platform.ts' && from !== 'index.ts';
  });
  expect(seen.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('a package is imported only by the room that owns it', () => {
  const strange = imports.filter(({ to, room, file }) => {
    if (to.startsWith('.')) return false;
    if (to.startsWith('node:')) return room !== 'cli' && !hostFiles.has(file);
    const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : (to.split('/')[0] as string);
    return !owners[name]?.includes(room);
  });
  expect(strange.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
});

test('every room has a face', () => {
  const rooms = readdirSync(root).filter(
    (name) => statSync(join(root, name)).isDirectory() && name !== 'cli' && name !== 'targets',
  );
  const faceless = rooms.filter(
    (room) => files(join(root, room)).length > 0 && !files(join(root, room)).includes(join(root, room, 'index.ts')),
  );
  expect(faceless).toEqual([]);
});

test('file and function names say what they hold', () => {
  const odd = files(root)
    .map((file) => relative(root, file))
    .filter((file) => /(^|\/)(utils?|helpers?|misc|common|manager)[./-]/i.test(file));
  expect(odd).toEqual([]);
});
