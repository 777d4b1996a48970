// Projects: which files belong together, large ones read bit by bit, files that are too large, and mistakes of ours that must not end
// the server.
import { expect, test } from 'vitest';
import { renamedFiles } from '../../../src/server/features/rename-files.ts';
import { Later } from '../../../src/server/later.ts';
import { Project } from '../../../src/server/project.ts';
import { type Published, Workspace } from '../../../src/server/workspace.ts';
import { Source } from '../../../src/text/index.ts';
import { memoryHost } from './session.ts';

const cart = 'service cart { port 80 http; version v1 }\n';

/** A workspace whose later work runs when the test says so. */
function workspace(files: Record<string, string>, folders: readonly string[] = ['file:///w']) {
  const waiting: (() => void)[] = [];
  const shown = new Map<string, readonly string[]>();
  const host = {
    ...memoryHost(files),
    later: (_: number, work: () => void) => {
      waiting.push(work);
      return () => void waiting.splice(0, waiting.length, ...waiting.filter((each) => each !== work));
    },
  };
  const failures: unknown[] = [];
  const made = new Workspace(host, {
    publish: ({ path, diagnostics }: Published) =>
      shown.set(
        path,
        diagnostics.map(({ code }) => code),
      ),
    refresh: () => {},
    loading: () => {},
    failed: (_, error) => failures.push(error),
  });
  made.folders = folders;
  const settle = (): void => {
    for (let next = waiting.shift(); next; next = waiting.shift()) next();
  };
  return { made, shown, settle, waiting, failures };
}

test('the folder with mesh.yaml is the project, else the folder that is open, else the folder of the file', () => {
  const files = {
    '/w/a/mesh.yaml': 'language: 1\n',
    '/w/a/cart.mesh': cart,
    '/w/b.mesh': cart,
    '/elsewhere/cart.mesh': cart,
  };
  const { made, shown, settle } = workspace(files);
  made.open('file:///w/a/main.mesh', 'mesh', 1, 'route cart -> v1\n');
  made.open('file:///elsewhere/main.mesh', 'mesh', 1, 'route cart -> v1\n');
  settle();
  expect(Object.fromEntries(shown)).toEqual({ '/w/a/main.mesh': [], '/elsewhere/main.mesh': [] });
  expect([...made.projects].map(({ root }) => root).sort()).toEqual(['/elsewhere', '/w/a']);
});

test('a mesh.yaml that comes and goes', () => {
  const files: Record<string, string> = { '/w/cart.mesh': `namespace shop\n${cart}` };
  const { made, shown, settle } = workspace(files);
  made.open('file:///w/main.mesh', 'mesh', 1, 'route cart -> v1\n');
  settle();
  expect(shown.get('/w/main.mesh')).toEqual(['M2001']);
  files['/w/mesh.yaml'] = 'language: 1\nnamespace: shop\n';
  made.watched(['file:///w/mesh.yaml']);
  settle();
  expect(shown.get('/w/main.mesh')).toEqual([]);
  delete files['/w/mesh.yaml'];
  made.watched(['file:///w/mesh.yaml']);
  settle();
  expect(shown.get('/w/main.mesh')).toEqual(['M2001']);
});

test('a large project is read bit by bit, and nothing is said of names before its end', () => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [`/w/f${i}.mesh`, `service s${i} { port 80 http }\n`]),
  );
  const { made, shown, settle } = workspace(files);
  made.open('file:///w/main.mesh', 'mesh', 1, 'route s399 -> s399\nroute nobody -> s1\n');
  made.flush();
  expect(shown.get('/w/main.mesh')).toEqual([]);
  settle();
  expect(shown.get('/w/main.mesh')).toEqual(['M2001']);
});

test('a file of many megabytes is refused, and mended by shortening it', () => {
  const { made, shown, settle } = workspace({});
  made.open('file:///w/main.mesh', 'mesh', 1, '// x\n'.repeat(10_000_000));
  settle();
  expect(shown.get('/w/main.mesh')).toEqual(['M9005']);
  made.change('file:///w/main.mesh', 2, [{ text: cart }]);
  settle();
  expect(shown.get('/w/main.mesh')).toEqual([]);
});

test('what nobody has open any more is forgotten', () => {
  const { made, shown, settle } = workspace({ '/w/other.mesh': 'route nobody -> v1\n' });
  made.open('file:///w/main.mesh', 'mesh', 1, cart);
  settle();
  expect(shown.get('/w/other.mesh')).toEqual(['M2001']);
  made.close('file:///w/main.mesh');
  settle();
  expect(shown.get('/w/other.mesh')).toEqual([]);
  expect([...made.projects]).toEqual([]);
});

test('renaming files: the paths of mesh.yaml follow', () => {
  const files = {
    '/w/mesh.yaml': `language: 1
sources: [teams/cart, './lib', "../shared/a"]
exclude: [teams/cart/old, "teams/*"]
targets: [{ target: istio, output: out/istio }]
`,
    '/w/teams/cart/a.mesh': cart,
  };
  const { made } = workspace(files);
  made.open('file:///w/teams/cart/a.mesh', 'mesh', 1, cart);
  const renamed = (from: string, to: string): unknown =>
    renamedFiles(made.projects, [{ oldUri: `file://${from}`, newUri: `file://${to}` }])?.changes?.[
      'file:///w/mesh.yaml'
    ]?.map(({ range, newText }) => `${range.start.line + 1}:${range.start.character + 1} ${newText}`);
  expect(renamed('/w/teams/cart', '/w/teams/basket')).toEqual(['2:11 teams/basket', '3:11 teams/basket/old']);
  expect(renamed('/w/lib', '/w/more/lib')).toEqual(["2:23 './more/lib'"]);
  expect(renamed('/shared', '/common')).toEqual(['2:32 "../common/a"']);
  expect(renamed('/w/out', '/w/built')).toEqual(['4:36 built/istio']);
  expect(renamed('/w/teams/cart/a.mesh', '/w/teams/cart/b.mesh')).toBeUndefined();
});

test('a folder that is moved: its files are those of the new one', () => {
  const files: Record<string, string> = { '/w/a/cart.mesh': cart };
  const { made, shown, settle } = workspace(files);
  made.open('file:///w/main.mesh', 'mesh', 1, 'route cart -> v1\n');
  settle();
  delete files['/w/a/cart.mesh'];
  files['/w/b/cart.mesh'] = cart.replace('v1', 'v2');
  made.moved(['file:///w/a', 'file:///w/b']);
  settle();
  expect(shown.get('/w/main.mesh')).toEqual(['M2004']);
});

test('while a word is half typed, what was found before stays; where the mistake stays, it goes', () => {
  const waiting: { readonly after: number; readonly work: () => void }[] = [];
  const host = {
    ...memoryHost({}),
    later: (after: number, work: () => void) => {
      waiting.push({ after, work });
      return () => void waiting.splice(0, waiting.length, ...waiting.filter((each) => each.work !== work));
    },
  };
  const project = new Project('/w', true, host);
  const later = new Later(
    host,
    project,
    () => project.settle(),
    () => {},
  );
  const next = (): number => {
    const { after, work } = waiting.shift() ?? { after: -1, work: () => {} };
    work();
    return after;
  };
  const write = (text: string): void => {
    project.setOpen('/w/main.mesh', new Source('/w/main.mesh', text));
    later.restart();
  };
  const codes = (): string[] => project.diagnosticsOf('/w/main.mesh').map(({ code }) => code);
  write(`let unused = "/a"\n${cart}`);
  while (waiting.length > 0) next();
  expect(codes()).toEqual(['M4050']);
  write(`let unused = "/a"\n${cart}route ca -> v1\n`);
  next();
  expect(codes()).toEqual(['M4050', 'M2001']);
  expect(next()).toBeGreaterThan(1000);
  expect(codes()).toEqual(['M2001']);
  expect(waiting).toEqual([]);
});

test('nothing runs when nothing changed', () => {
  const { made, settle, waiting } = workspace({});
  made.open('file:///w/main.mesh', 'mesh', 1, cart);
  settle();
  expect(waiting).toEqual([]);
});

test('a mistake of ours while checking: everything is checked anew', () => {
  const project = new Project('/w', true, memoryHost({}));
  project.setOpen('/w/main.mesh', new Source('/w/main.mesh', `${cart}route nobody -> v1\n`));
  project.living.settle = () => {
    throw new Error('ours');
  };
  const { failure } = project.settle();
  expect(String(failure)).toContain('ours');
  expect(project.diagnosticsOf('/w/main.mesh').map(({ code }) => code)).toEqual(['M2001']);
});
