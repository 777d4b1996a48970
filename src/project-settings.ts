// What mesh.yaml says, with one of its environments → how the program is compiled, for what, and which files are left out. The command
// line and the editor both ask here, so that they never disagree. Reads nothing.
import type { CompileOptions } from './compile.ts';
import { type DataPlane, discoveryOf } from './model/index.ts';
import type { Configuration, EnvironmentConfiguration, TargetConfiguration } from './program/index.ts';
import type { Span } from './text/index.ts';

/** Those of the environment, else those of the project. */
export const targetsOf = (
  { targets }: Configuration,
  environment: EnvironmentConfiguration | undefined,
): readonly TargetConfiguration[] => environment?.targets ?? targets ?? [];

/** `placeOf` gives the place of an input's value, by its name. */
export function compileOptionsOf(
  configuration: Configuration,
  environment: EnvironmentConfiguration | undefined,
  placeOf: (input: string) => Span,
): CompileOptions {
  const { clusterDomain, undeclared } = configuration;
  const namespace = environment?.namespace ?? configuration.namespace;
  const dataPlane = dataPlaneIn(configuration, environment);
  const discovery = configuration.discovery === undefined ? undefined : discoveryOf(configuration.discovery);
  const inputs = Object.entries(environment?.inputs ?? {});
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(clusterDomain === undefined ? {} : { clusterDomain }),
    ...(undeclared === undefined ? {} : { undeclared }),
    ...(dataPlane === undefined ? {} : { dataPlane }),
    ...(discovery === undefined ? {} : { discovery }),
    inputs: Object.fromEntries(inputs.map(([name, value]) => [name, { value, span: placeOf(name) }])),
  };
}

/** Everything is behind Linkerd where Linkerd is what is built. */
function dataPlaneIn(
  configuration: Configuration,
  environment: EnvironmentConfiguration | undefined,
): DataPlane | undefined {
  const targets = targetsOf(configuration, environment).map(({ target }) => target);
  const [first = ''] = targets;
  const isLinkerd = first.startsWith('linkerd@1.') || targets.every((target) => target.startsWith('linkerd@'));
  return dataPlaneNamed(configuration.dataPlane ?? (isLinkerd ? first : ''));
}

/** `envoy` or `linkerd@1.7.4`; nothing for anything else. */
export function dataPlaneNamed(text: string): DataPlane | undefined {
  const [proxy, version] = text.split('@');
  if (proxy !== 'envoy' && proxy !== 'linkerd') return undefined;
  return version === undefined ? { proxy } : { proxy, version };
}

/** Whether a path below the root, with `/`, is left out: `*` stands for a part of a name, `**` for folders; a folder takes what is in it. */
export function isExcluded(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map(patternTest);
  return (path) => tests.some((test) => test.test(path));
}

function patternTest(pattern: string): RegExp {
  const parts = pattern
    .replace(/^\.\//, '')
    .replace(/\/+$/, '')
    .split(/(\*\*\/?|\*)/);
  const body = parts.map((part) =>
    part === '*' ? '[^/]*' : part.startsWith('**') ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${body.join('')}(/.*)?$`);
}
