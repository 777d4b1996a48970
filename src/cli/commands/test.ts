// `mesh test`: runs the samples of test blocks, proves or refutes the claims of expect blocks. Exit 1 if one fails.
import { testFindings } from '../../analyzer/index.ts';
import { type JunitCase, renderJunitCases } from '../../diagnostics/index.ts';
import {
  type ClaimResult,
  claimText,
  explainClaim,
  explainCoverage,
  explainSample,
  runExpectations,
  runTests,
  type TestReport,
  testData,
} from '../../meaning/index.ts';
import type { Mesh } from '../../model/index.ts';
import { spanText } from '../../text/index.ts';
import { compiled } from '../compiled.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import type { ProjectOptions } from '../project.ts';
import { type ExitCode, product, talk } from '../terminal.ts';

export interface TestOptions extends ProjectOptions, FindingsOptions {
  readonly coverage?: boolean;
  readonly filter?: string;
}

export async function test(paths: readonly string[], options: TestOptions): Promise<ExitCode> {
  const compilation = await compiled(paths, options);
  if (typeof compilation === 'number') return compilation;
  const mesh = filtered(compilation.mesh, options.filter);
  const report = runTests(mesh);
  const claims = runExpectations(mesh);
  const failed =
    report.samples.filter(({ passed }) => !passed).length + claims.filter(({ verdict }) => verdict !== 'holds').length;
  show(mesh, report, claims, options);
  if (report.samples.length + claims.length === 0)
    talk(
      options.filter === undefined
        ? 'There are no test or expect blocks.\n'
        : 'No test or expect block has a title like that.\n',
    );
  return failed > 0 ? 1 : 0;
}

/** JSON and JUnit tell every sample and claim; the forms for findings tell those that fail. */
function show(mesh: Mesh, report: TestReport, claims: readonly ClaimResult[], options: TestOptions): void {
  const format = options.report ?? 'text';
  if (format === 'json') product(`${JSON.stringify(testData(report, claims), undefined, 2)}\n`);
  else if (format === 'junit') product(renderJunitCases(junitCases(report, claims)));
  else if (format === 'text') product(text(report, claims, options));
  else tell(testFindings(mesh), options);
}

const filtered = (mesh: Mesh, filter: string | undefined): Mesh =>
  filter === undefined
    ? mesh
    : {
        ...mesh,
        tests: mesh.tests.filter(({ title }) => title.includes(filter)),
        expectations: mesh.expectations.filter(({ title }) => title.includes(filter)),
      };

function text(report: TestReport, claims: readonly ClaimResult[], options: TestOptions): string {
  const passed = report.samples.filter((sample) => sample.passed).length;
  const proved = claims.filter(({ verdict }) => verdict === 'holds').length;
  const lines = [
    ...report.samples.map(explainSample),
    ...claims.map(explainClaim),
    ...(options.coverage ? [explainCoverage(report)] : []),
    `${passed} of ${report.samples.length} samples passed, ${proved} of ${claims.length} claims proved`,
  ];
  return `${lines.join('\n')}\n`;
}

const junitCases = (report: TestReport, claims: readonly ClaimResult[]): JunitCase[] => [
  ...report.samples.map((result) => ({
    suite: result.test.title,
    name: spanText(result.sample.origin),
    ...(result.passed
      ? {}
      : { failure: { message: result.explanation[0] ?? 'failed', detail: explainSample(result) } }),
  })),
  ...claims.map((result) => ({
    suite: result.expectation.title,
    name: claimText(result.claim),
    ...(result.verdict === 'holds'
      ? {}
      : { failure: { message: result.explanation[0] ?? result.verdict, detail: explainClaim(result) } }),
  })),
];
