// Outputs with one field changed or missing are noticed when they are read back; those that are not mean the same, for a reason given here.
import { expect, test } from 'vitest';
import { Report } from '../../../src/diagnostics/index.ts';
import { readBack } from '../../../src/importer/index.ts';
import { chooseTarget, type TargetChoice } from '../../../src/targets/index.ts';
import { compileFolder, projectFolders } from '../../support/programs.ts';
import { mutantsOf } from './mutants.ts';

/** What says the same without it, or with another word. */
const EQUIVALENT: readonly (readonly [RegExp, string])[] = [
  [/ports?(\[\d+\])?\.name changed$/, 'names of ports are for people where the protocol is written'],
  [/service\/.*ports\[\d+\]\.name removed$/, 'a Service with one port needs no name for it'],
  [/destination\.port(\.number)? removed$/, 'a host with one port'],
  [/backendRefs\[\d+\]\.namespace removed$|parentRefs\[\d+\]\.namespace removed$/, "the route's own namespace"],
  [/parentRefs\[\d+\]\.(port|sectionName) removed$/, 'a parent with one port or listener'],
  [/parentRefs\[\d+\]\.(group|kind) removed$/, 'a Gateway is what is taken for granted'],
  [/spec\.gateways(\[0\])? removed$/, '`mesh` is what is taken for granted'],
  [/spec\.location removed$/, 'MESH_EXTERNAL is what is taken for granted'],
  [/redirectCode removed$/, '301 is what is taken for granted'],
  [/consecutive5xxErrors removed$/, 'five is what is taken for granted'],
  [/headers\[\d+\]\.type removed$/, 'Exact is what is taken for granted'],
  [/tls(\.mode)? removed$/, 'passing through is what is taken for granted on TLS ports'],
  [/certificateRefs\[\d+\]\.kind removed$/, 'Secret is what is taken for granted'],
  [/weight (removed|changed)$|route\[\d+\](\.destination)?(\.subset)? removed$/, 'a share of nothing, or the only one'],
  [
    /service\/default\/(details-v2|reviews-v[23])\.yaml: spec\.selector/,
    'versions that get nothing until an input says so',
  ],
  [/(details|reviews)-9080\.yaml: .*backendRefs\[\d+\](\.name)? (removed|changed)$/, 'the same'],
  [/http\[\d+\] removed$/, 'an entry for requests that nothing else would take either: 404'],
  [/tls\[\d+\]\.match(\[\d+\]\.(port|gateways))? removed$/, 'the only server of its gateway'],
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
      if (EQUIVALENT.some(([pattern]) => pattern.test(mutant.what))) accepted++;
      else survivors.push(`${folder} ${mutant.what}`);
    }
  }
  expect(all).toBeGreaterThan(300 / step);
  expect(accepted).toBeLessThan(all / 4);
  expect(survivors.slice(0, 20)).toEqual([]);
});
