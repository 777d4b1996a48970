// Reports of `mesh test`, `mesh diff` (M9040 changed-decision) and `mesh build`: the same findings in each form, the exit code of the text.
import { expect, test } from 'vitest';
import { folderWith, runMesh } from '../../support/run-mesh.ts';
import { sarifFaults } from './sarif-shape.ts';

const shop = `namespace shop
service a { port 80 http; version v1, v2 }
route a {
  when header "x" == "1" -> v2
  else -> v1
}
test "x" {
  GET "/" to a when header "x" == "1" -> a@v1
}
`;

test('a failed test in each form', () => {
  const folder = folderWith({ 'a.mesh': shop });
  const run = (form: string) => runMesh(folder, ['test', '--report', form]);
  const sarif = run('sarif');
  expect(sarif.code).toBe(1);
  expect(sarifFaults(sarif.out)).toEqual([]);
  expect(JSON.parse(sarif.out).runs[0].results[0].ruleId).toBe('M4060');
  expect(run('github').out).toMatch(/^::error title=M4060 failed-sample,file=a\.mesh,line=8,/);
  expect(JSON.parse(run('gitlab').out)[0].location.lines.begin).toBe(8);
  expect(run('junit').out).toContain('failures="1"');
});

test('a program that does not compile is reported in the form that was asked for', () => {
  const folder = folderWith({ 'a.mesh': shop.replace('-> v2', '-> v9') });
  for (const command of ['test', 'build'])
    expect(JSON.parse(runMesh(folder, [command, '--report', 'sarif']).out).runs[0].results.length, command).toBe(1);
});

test('documents and a report do not share stdout', () => {
  const folder = folderWith({ 'a.mesh': shop });
  const mixed = runMesh(folder, ['build', '--report', 'json']);
  expect(mixed).toMatchObject({ code: 2, out: '', err: expect.stringContaining('-o') });
  expect(runMesh(folder, ['build', '--report', 'json', '-o', 'out'])).toMatchObject({ code: 0, out: '[]\n' });
});

test('a difference in each form', () => {
  const folder = folderWith({ 'old/a.mesh': shop, 'new/a.mesh': shop.replace('else -> v1', 'else -> v2') });
  const run = (...form: string[]) => runMesh(folder, ['diff', 'old', 'new', ...form]);
  const [result] = JSON.parse(run('--report', 'sarif').out).runs[0].results;
  expect(result).toMatchObject({ ruleId: 'M9040', level: 'note' });
  expect(result.locations[0].physicalLocation.region.startLine).toBe(5);
  expect(result.message.text).toContain('Example request: GET ');
  const github = run('--report', 'github');
  expect(github.out).toMatch(/^::notice title=M9040 changed-decision,file=new\/a\.mesh,line=5,/);
  expect(github.code).toBe(1);
  expect(run('--markdown').out).toMatch(/^### Traffic\n\nRequests are decided differently\./);
});
