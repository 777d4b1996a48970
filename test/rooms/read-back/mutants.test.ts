// Outputs with one field changed or missing are noticed when they are read back; those that are not mean the same, for a reason given here.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { readBack } from '../../../src/importer/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { compileFolder, projectFolders } from '../../support/programs.ts';
import { mutantsOf } from './mutants.ts';

/** What says the same without it, or with another word. */
const EQUIVALENT: readonly (readonly [RegExp, string])[] = [
  [/^VirtualService .*destination\.port(\.number)? removed$/, 'a host with one port'],
  [/^VirtualService .*match\[\]\.(port|gateways) removed$/, 'the only server of its gateway'],
  [
    /^VirtualService .*(route\[\]|weight|subset|destination) (removed|changed|taken from elsewhere)$/,
    'a share of nothing',
  ],
  [/^HTTPRoute .*backendRefs\[\](\.name|\.weight)? (removed|changed|taken from elsewhere)$/, 'a share of nothing'],
  [/^Service spec\.selector\.(version|app)/, 'a version that gets nothing until an input says so'],
  [/^VirtualService spec\.http\[\] removed$/, 'an entry for requests that nothing else would take either: 404'],
  [/^HTTPRoute .*path\.type taken from elsewhere$/, 'a text and the expression that is this text'],
  [/^Gateway .*port\.name/, 'names of ports are for people where the protocol is written'],
  [/^Gateway .*\.tls removed$/, 'passing through is what is taken for granted on TLS ports'],
];

test.each(['istio@1.31', 'gateway-api@1.5'])('%s', (name) => {
  const { platform, version } = chooseTarget(name) as TargetChoice;
  const survivors: string[] = [];
  /** One of so many, so that an ordinary run stays short; each run of the whole takes all. */
  const step = process.env.MESH_DEEP || name.startsWith('gateway') ? 1 : 6;
  let seen = 0;
  let all = 0;
  let accepted = 0;
  for (const folder of projectFolders()) {
    const { mesh } = compileFolder(folder);
    const report = new Report();
    const documents = platform.build(mesh, { version, report });
    if (report.hasErrors) continue;
    for (const mutant of mutantsOf(documents)) {
      if (seen++ % step !== 0) continue;
      all++;
      if (!readBack(mesh, mutant.documents, platform)?.same) continue;
      if (EQUIVALENT.some(([pattern]) => pattern.test(mutant.field))) accepted++;
      else survivors.push(`${folder} ${mutant.what}`);
    }
  }
  expect(all).toBeGreaterThan(300 / step);
  expect(accepted).toBeLessThanOrEqual(all / 20);
  expect(survivors.slice(0, 20)).toEqual([]);
});
