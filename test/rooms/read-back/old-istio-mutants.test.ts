// Outputs for old Istio with one field changed or missing: what `--verify` lets pass is named here, and an interpreter of the old rules that
// shares no code with mesh decides requests under it as before.
import { beforeAll, expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { type Document, writeYaml } from '../../../src/documents/index.ts';
import { readBack } from '../../../src/importer/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { everyProgram, type NamedProgram } from '../../support/every-program.ts';
import { type OldVersion, oldDifference, readOldConfig } from '../../support/route-rules/index.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

/** What says the same in other words. */
const EQUIVALENT: readonly (readonly [RegExp, string])[] = [
  [/^(RouteRule|route-rule) spec\.precedence (changed|taken from elsewhere)$/, 'another number, and the same order'],
  [
    /^(RouteRule spec\.match\.request\.headers|route-rule spec\.match\.httpHeaders)\.[\w-]+ removed$/,
    'a rule for more requests, which a later rule sends where it does',
  ],
  [/^Service spec\.ports\[\]\.name changed$/, 'what a port speaks is its name up to the first dash'],
];

let programs: readonly NamedProgram[];
beforeAll(async () => {
  programs = (await everyProgram()).filter(({ name }) => !name.startsWith('test/cases/errors'));
});

/** One of so many, so that an ordinary run stays short. */
const step = process.env.MESH_DEEP ? 1 : 5;

interface Tried {
  readonly mutant: Mutant;
  readonly documents: readonly Document[];
  readonly isCaught: boolean;
}

/** Of documents that a reader knows; of the others it is told that they are not verified. */
function* tried({ platform, version }: TargetChoice): Generator<Tried> {
  let seen = 0;
  for (const { compilation } of programs) {
    const { mesh } = compilation;
    const report = new Report();
    const documents = platform.build(mesh, { version, report });
    if (report.hasErrors || documents.length === 0) continue;
    const { same, unread } = readBack(mesh, documents, platform, version) ?? {
      same: false,
      unread: [] as readonly string[],
    };
    expect(same).toBe(true);
    for (const mutant of mutantsOf(documents)) {
      if (seen++ % step !== 0 || unread.includes(mutant.what.split('/')[0] ?? '') || isMixer.test(mutant.field))
        continue;
      const found = readBack(mesh, mutant.documents, platform, version);
      yield { mutant, documents, isCaught: !found?.same || found.unread.some((kind) => !unread.includes(kind)) };
    }
  }
}
/** Mixer's objects are never read. */
const isMixer = /^(metric|prometheus|rule) /;

const configOf = (documents: readonly Document[], version: string) =>
  readOldConfig(writeYaml(documents), version as OldVersion);

test.each(['istio@0.1', 'istio@0.2', 'istio@0.5', 'istio@0.8'])('%s', (name) => {
  const target = chooseTarget(name) as TargetChoice;
  const all = [...tried(target)];
  const passed = all.filter(({ isCaught }) => !isCaught);
  expect(all.length).toBeGreaterThan(2000 / step);
  expect(passed.length).toBeLessThanOrEqual(all.length / 20);
  const unnamed = passed.filter(({ mutant }) => !EQUIVALENT.some(([pattern]) => pattern.test(mutant.field)));
  expect(unnamed.map(({ mutant }) => mutant.what)).toEqual([]);
  const differences = passed.flatMap(({ mutant, documents }) => {
    const found = oldDifference(configOf(documents, target.version), configOf(mutant.documents, target.version), 400);
    return found === undefined ? [] : [`${mutant.what}: ${found}`];
  });
  expect(differences).toEqual([]);
});

test('the interpreter knows a difference where there is one', () => {
  const target = chooseTarget('istio@0.8') as TargetChoice;
  const isRule = ({ mutant }: Tried): boolean => mutant.field.startsWith('RouteRule spec.');
  const caught = [...tried(target)].filter((one, at) => one.isCaught && isRule(one) && at % 5 === 0);
  const told = caught.filter(
    ({ mutant, documents }) =>
      oldDifference(configOf(documents, '0.8'), configOf(mutant.documents, '0.8'), 400) !== undefined,
  );
  expect(caught.length).toBeGreaterThan(200 / step);
  expect(told.length).toBeGreaterThan(caught.length * 0.8);
});
