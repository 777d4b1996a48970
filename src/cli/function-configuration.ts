// The functionConfig of a ResourceList → what `mesh fn` is to compile. What it cannot use is said, never dropped.
import { type MapNode, memberAt, toPlain } from '../documents/index.ts';
import { Stop } from './terminal.ts';

export interface Configuration {
  /** A project on disk; `files` is empty then. */
  readonly path?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly target?: readonly string[];
  readonly env?: string;
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  readonly namespace?: string;
}

const FIELDS = ['program', 'files', 'path', 'target', 'env', 'inputs', 'namespace'];

/** Of `spec`, or of `data` where the configuration is a ConfigMap. */
export function configurationOf(resources: MapNode): Configuration {
  const given = memberAt(resources, 'functionConfig');
  const node = memberAt(given, 'spec') ?? memberAt(given, 'data');
  if (node?.kind !== 'map') throw new Stop('functionConfig has no `spec` with `program`, `files` or `path`.');
  const spec = toPlain(node) as Record<string, unknown>;
  const strange = Object.keys(spec).find((name) => !FIELDS.includes(name));
  if (strange !== undefined)
    throw new Stop(`functionConfig: there is no \`spec.${strange}\`; there are ${FIELDS.join(', ')}.`);
  const path = textOf(spec, 'path');
  const files = filesOf(spec);
  if ((path === undefined) === (Object.keys(files).length === 0))
    throw new Stop('functionConfig needs one of `spec.program`, `spec.files` and `spec.path`.');
  const [env, namespace] = [textOf(spec, 'env'), textOf(spec, 'namespace')];
  if (env !== undefined && path === undefined)
    throw new Stop('functionConfig: environments are those of mesh.yaml, so `spec.env` needs `spec.path`.');
  return {
    files,
    ...targetOf(spec),
    inputs: inputsOf(spec),
    ...(path === undefined ? {} : { path }),
    ...(env === undefined ? {} : { env }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function filesOf(spec: Record<string, unknown>): Record<string, string> {
  const program = textOf(spec, 'program');
  const files = objectOf(spec, 'files');
  for (const [name, text] of Object.entries(files)) {
    if (typeof text !== 'string') throw new Stop(`functionConfig: \`spec.files.${name}\` must be the text of a file.`);
    if (!name.endsWith('.mesh'))
      throw new Stop(
        `functionConfig: \`spec.files\` holds .mesh files; \`${name}\` needs a project on disk (spec.path).`,
      );
  }
  return { ...(program === undefined ? {} : { 'program.mesh': program }), ...(files as Record<string, string>) };
}

function targetOf(spec: Record<string, unknown>): Pick<Configuration, 'target'> {
  const { target } = spec;
  if (target === undefined) return {};
  const names = Array.isArray(target) ? target : typeof target === 'string' ? target.split(',') : [];
  if (names.length === 0 || !names.every((name) => typeof name === 'string'))
    throw new Stop('functionConfig: `spec.target` is a name like istio@1.30, or a list of them.');
  return { target: names };
}

function inputsOf(spec: Record<string, unknown>): Configuration['inputs'] {
  const inputs = objectOf(spec, 'inputs');
  for (const [name, value] of Object.entries(inputs))
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw new Stop(`functionConfig: \`spec.inputs.${name}\` must be a text, a number, true or false.`);
  return inputs as Configuration['inputs'];
}

function textOf(spec: Record<string, unknown>, name: string): string | undefined {
  const value = spec[name];
  if (value !== undefined && typeof value !== 'string')
    throw new Stop(`functionConfig: \`spec.${name}\` must be a text.`);
  return value;
}

function objectOf(spec: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = spec[name] ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Stop(`functionConfig: \`spec.${name}\` must be a map.`);
  return value as Record<string, unknown>;
}
