// `mesh graph` as a user runs it: each form on stdout, nothing for a program with mistakes.
import { expect, test } from 'vitest';
import { folderWith, runMesh } from '../support/run-mesh.ts';

const program =
  'service a { port 80 http; calls b }\nservice b { port 80 http; version v1, v2 }\nroute b -> 9 to v1, 1 to v2\n';

test('forms of the graph', () => {
  const folder = folderWith({ 'main.mesh': program });
  expect(runMesh(folder, ['graph'])).toMatchObject({ code: 0, out: expect.stringContaining('v1 90%<br>v2 10%') });
  const { nodes, edges } = JSON.parse(runMesh(folder, ['graph', '--format', 'json']).out);
  expect(nodes.map(({ id, place }: { id: string; place: string }) => `${id} ${place}`)).toEqual([
    'service default/a main.mesh:1:9',
    'service default/b main.mesh:2:9',
  ]);
  expect(edges).toEqual([{ from: 'service default/a', to: 'service default/b', kind: 'calls', says: [] }]);
});

test('a program with mistakes is not drawn', () => {
  const folder = folderWith({ 'main.mesh': `${program}route c -> v1\n` });
  expect(runMesh(folder, ['graph', '--format', 'svg'])).toMatchObject({ code: 1, out: '' });
});
