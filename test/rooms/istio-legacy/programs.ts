// Programs as text through the whole road to Istio 0.1–0.8, with Envoy or Linkerd 1.x as the data plane.
import { compile } from '../../../src/compile.ts';
import { type Diagnostic, Report } from '../../../src/diagnostics/index.ts';
import { type Document, writeYaml } from '../../../src/documents/index.ts';
import type { DataPlane, Mesh } from '../../../src/model/index.ts';
import { istioLegacy } from '../../../src/targets/istio-legacy/index.ts';
import { withLinkerd } from '../../../src/targets/linkerd-on-istio/index.ts';
import { Source } from '../../../src/text/index.ts';
import { type OldConfig, type OldVersion, readOldConfig } from '../../support/route-rules/index.ts';

export interface ProgramOptions {
  readonly dataPlane?: string;
  readonly install?: 'kubernetes' | 'minikube';
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface BuiltProgram {
  readonly mesh: Mesh;
  readonly documents: readonly Document[];
  readonly yaml: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Sorted by place. */
  readonly codes: readonly string[];
  /** The output as the interpreter of RouteRules reads it. */
  readonly config: OldConfig;
}

const platform = withLinkerd(istioLegacy);

/** Files by path, or the text of one. */
export function buildProgram(
  program: string | Readonly<Record<string, string>>,
  version: OldVersion,
  options: ProgramOptions = {},
): BuiltProgram {
  const files = typeof program === 'string' ? { 'main.mesh': program } : program;
  const sources = Object.entries(files).map(([path, text]) => new Source(path, text));
  const compiled = compile(sources, {
    ...(options.dataPlane ? { dataPlane: planeOf(options.dataPlane) } : {}),
    inputs: Object.fromEntries(
      Object.entries(options.inputs ?? {}).map(([name, text]) => [name, { text, from: 'test' } as never]),
    ),
  });
  const report = new Report();
  const install = options.install ? { install: options.install } : {};
  const documents = compiled.hasErrors ? [] : platform.build(compiled.mesh, { version, report, ...install });
  const diagnostics = [...compiled.diagnostics, ...report.sorted()];
  const yaml = writeYaml(documents);
  return {
    mesh: compiled.mesh,
    documents,
    yaml,
    diagnostics,
    codes: diagnostics.map(({ code }) => code),
    config: readOldConfig(yaml, version),
  };
}

function planeOf(name: string): DataPlane {
  const [proxy, version] = name.split('@');
  return proxy === 'linkerd' ? { proxy, ...(version ? { version } : {}) } : { proxy: 'envoy' };
}
