// The plain value of mesh.yaml → the configuration of a project, or what is wrong with it, each with the path of keys that leads
// there; whoever read the YAML knows the places. Pure: reads no files.
import { similar } from '../text/index.ts';
import { isConfiguration } from './mesh-yaml.gen.ts';
import schema from './mesh-yaml.schema.json' with { type: 'json' };

export interface Configuration {
  readonly sources?: readonly string[];
  readonly exclude?: readonly string[];
  readonly namespace?: string;
  readonly clusterDomain?: string;
  readonly targets?: readonly TargetConfiguration[];
  /** `envoy`, `linkerd@1.1.1` */
  readonly dataPlane?: string;
  /** `kubernetes`, `dns`, `fs:FOLDER`, `consul://HOST:PORT/DATACENTER` */
  readonly discovery?: string;
  readonly environments: Readonly<Record<string, EnvironmentConfiguration>>;
  readonly undeclared?: 'allow' | 'deny';
  readonly include?: readonly string[];
  readonly patches?: readonly PatchConfiguration[];
}
export interface TargetConfiguration {
  readonly target: string;
  readonly output?: string;
}
export interface EnvironmentConfiguration {
  readonly inputs: Readonly<Record<string, InputValue | readonly InputValue[]>>;
  readonly namespace?: string;
  readonly targets?: readonly TargetConfiguration[];
}
export type InputValue = string | number | boolean;
export interface PatchConfiguration {
  readonly target?: string;
  readonly apiVersion?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly patch?: Readonly<Record<string, unknown>>;
  /** It is somebody else's: nothing is written. */
  readonly external?: true;
}

export interface ConfigurationProblem {
  /** Keys and indices from the root to what is wrong. */
  readonly path: readonly (string | number)[];
  /** The key at the end of the path is wrong, not its value. */
  readonly atKey: boolean;
  readonly message: string;
  /** The key that was probably meant. */
  readonly meant?: string;
}

/** Checks a value read from mesh.yaml against the schema; an empty file is a configuration that says nothing. */
export function readConfiguration(
  value: unknown,
): { readonly configuration: Configuration } | { readonly problems: readonly ConfigurationProblem[] } {
  const valid = isConfiguration as Validator;
  if (!valid(value)) return { problems: problemsOf(valid.errors ?? [], value) };
  const { language: _, targets, environments, ...rest } = value as Raw;
  return {
    configuration: {
      ...rest,
      ...(targets ? { targets: targets.map(target) } : {}),
      environments: Object.fromEntries(
        Object.entries(environments ?? {}).map(([name, raw]) => [name, environment(raw)]),
      ),
    },
  };
}

type RawTarget = string | TargetConfiguration;
type RawEnvironment = Omit<Partial<EnvironmentConfiguration>, 'targets'> & { readonly targets?: readonly RawTarget[] };
interface Raw extends Omit<Configuration, 'targets' | 'environments'> {
  readonly language: 1;
  readonly targets?: readonly RawTarget[];
  readonly environments?: Readonly<Record<string, RawEnvironment>>;
}

const target = (raw: RawTarget): TargetConfiguration => (typeof raw === 'string' ? { target: raw } : raw);

const environment = ({ inputs, targets, namespace }: RawEnvironment): EnvironmentConfiguration => ({
  inputs: inputs ?? {},
  ...(namespace === undefined ? {} : { namespace }),
  ...(targets ? { targets: targets.map(target) } : {}),
});

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
}
type Validator = ((value: unknown) => boolean) & { errors?: readonly SchemaError[] | null };

/** One problem for each place: the deepest one where the schema offered alternatives. */
function problemsOf(errors: readonly SchemaError[], root: unknown): ConfigurationProblem[] {
  const found = new Map<string, ConfigurationProblem>();
  const isShallow = shallow(errors);
  const deep = errors.filter((error) => error.keyword !== 'anyOf' && !isShallow(error));
  for (const error of deep) {
    const problem = problemOf(error, root);
    const key = JSON.stringify(problem.path);
    if (!found.has(key)) found.set(key, problem);
  }
  return [...found.values()];
}

/** Whether an error about a type is only the beginning: another one lies below, or says more of the same place. */
function shallow(errors: readonly SchemaError[]): (error: SchemaError) => boolean {
  const said = new Set<string>();
  for (const { instancePath, keyword } of errors) {
    if (keyword !== 'type' && keyword !== 'anyOf') said.add(instancePath);
    for (let at = instancePath.lastIndexOf('/'); at >= 0; at = at === 0 ? -1 : instancePath.lastIndexOf('/', at - 1))
      said.add(instancePath.slice(0, at));
  }
  return ({ keyword, instancePath }) => keyword === 'type' && said.has(instancePath);
}

function problemOf(error: SchemaError, root: unknown): ConfigurationProblem {
  const path = pathOf(error.instancePath, root);
  const place = path.length === 0 ? '' : `\`${path.join('.')}\` `;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(path, String(error.params.additionalProperty));
    case 'propertyNames': {
      const name = String(error.params.propertyName);
      return { path: [...path, name], atKey: true, message: `\`${name}\` cannot be a name here` };
    }
    case 'required':
      return { path, atKey: false, message: missingKey(place, String(error.params.missingProperty)) };
    case 'const':
      return { path, atKey: false, message: `${place}must be ${JSON.stringify(error.params.allowedValue)}` };
    case 'enum':
      return { path, atKey: false, message: `${place}must be ${words(error.params.allowedValues as string[])}` };
    case 'type':
      return { path, atKey: false, message: `${place}must be ${typeText(error.params.type)}` };
    default:
      return {
        path,
        atKey: false,
        message: `${place}${FORMS[formOf(error.schemaPath)] ?? 'is not of the form it must have'}`,
      };
  }
}

const missingKey = (place: string, key: string): string =>
  key === 'language' ? 'the key `language: 1` is missing' : `${place}lacks the key \`${key}\``;

function unknownKey(path: readonly (string | number)[], key: string): ConfigurationProblem {
  const known = keysAt(path);
  const meant = similar(key, known);
  const help = meant ? `; did you mean \`${meant}\`?` : known.length > 0 ? `; the keys are ${words(known)}` : '';
  const message = `there is no key \`${key}\` here${help}`;
  return { path: [...path, key], atKey: true, message, ...(meant ? { meant } : {}) };
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** The keys that the schema has at a path of the value. */
function keysAt(path: readonly (string | number)[]): readonly string[] {
  let at: Schema | undefined = schema as Schema;
  for (const step of path) at = resolved(typeof step === 'number' ? at?.items : stepInto(at, step));
  return Object.keys(at?.properties ?? {});
}

const stepInto = (at: Schema | undefined, key: string): Schema | undefined =>
  at?.properties?.[key] ?? (typeof at?.additionalProperties === 'object' ? at.additionalProperties : undefined);

/** Behind a reference, and of several forms the one with keys. */
function resolved(at: Schema | undefined): Schema | undefined {
  if (at?.$ref) return resolved(definitions[at.$ref.replace('#/definitions/', '')]);
  return at?.anyOf ? at.anyOf.map(resolved).find((each) => each?.properties) : at;
}
const definitions: Readonly<Record<string, Schema>> = schema.definitions as Record<string, Schema>;

const FORMS: Readonly<Record<string, string>> = {
  path: 'must be a path',
  namespace: 'must be a Kubernetes namespace: lower-case letters, digits and `-`',
  target: 'must be a target like `istio@1.30`',
  dataPlane: 'must be `envoy` or `linkerd`, with a version if need be: `linkerd@1.1.1`',
  discovery: 'must be `kubernetes`, `dns`, `fs:FOLDER` or `consul://HOST:PORT/DATACENTER`',
  clusterDomain: 'must be a DNS domain like `cluster.local`',
};
const formOf = (schemaPath: string): string => schemaPath.split('/').at(-2) ?? '';

const words = (list: readonly string[]): string => list.map((each) => `\`${each}\``).join(', ');

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};
const typeText = (type: unknown): string =>
  String(type)
    .split(',')
    .map((each) => TYPES[each] ?? each)
    .join(' or ');

function pathOf(pointer: string, root: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  let at: unknown = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = (at as Record<string, unknown> | undefined)?.[key];
  }
  return path;
}
