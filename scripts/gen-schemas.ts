// Strict JSON Schemas for the objects that targets write, made from the CRDs that Istio and Gateway API publish in their Go modules.
// Run by hand (`node scripts/gen-schemas.ts`) when a module's version changes; needs the command `go`. Where that is missing, or the
// module cannot be had, there is nothing to generate and the committed files stand.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

interface Module {
  readonly name: string;
  /** Files and folders in it that hold CRDs. */
  readonly paths: readonly string[];
  readonly kinds: readonly string[];
  /** Only these; absent: all that are served. */
  readonly versions?: readonly string[];
}

const modules: readonly Module[] = [
  {
    name: 'istio.io/api@v1.31.4',
    paths: ['kubernetes/customresourcedefinitions.gen.yaml'],
    kinds: ['VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry', 'Sidecar', 'Telemetry'],
    versions: ['v1'],
  },
  {
    name: 'sigs.k8s.io/gateway-api@v1.6.0',
    paths: ['config/crd/experimental'],
    kinds: [
      'Gateway',
      'GatewayClass',
      'HTTPRoute',
      'GRPCRoute',
      'TLSRoute',
      'TCPRoute',
      'ReferenceGrant',
      'BackendTLSPolicy',
    ],
  },
];

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** One file for each kind and version: `test/schemas/networking.istio.io_v1_VirtualService.json`. */
export function generateSchemas(): readonly GeneratedFile[] {
  return modules.flatMap((module) => {
    const folder = folderOf(module.name);
    return folder === undefined ? [] : schemasOf(module, folder);
  });
}

function folderOf(name: string): string | undefined {
  try {
    const output = execFileSync('go', ['mod', 'download', '-json', name], {
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return (JSON.parse(output.toString()) as { Dir?: string }).Dir;
  } catch {
    return undefined;
  }
}

interface Definition {
  readonly kind?: string;
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}
type Schema = { readonly [key: string]: unknown };

const schemasOf = (module: Module, folder: string): readonly GeneratedFile[] =>
  module.paths
    .flatMap((path) => filesAt(join(folder, path)))
    .flatMap((path) =>
      parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as Definition | null),
    )
    .filter(
      (one): one is Definition =>
        one?.kind === 'CustomResourceDefinition' && module.kinds.includes(one.spec.names.kind),
    )
    .flatMap((definition) => filesOf(definition, module.versions));

const filesAt = (path: string): readonly string[] =>
  path.endsWith('.yaml')
    ? [path]
    : readdirSync(path)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => join(path, name));

const filesOf = ({ spec }: Definition, wanted: readonly string[] | undefined): readonly GeneratedFile[] =>
  spec.versions
    .filter(({ name, served }) => served && (!wanted || wanted.includes(name)))
    .map(({ name, schema }) => ({
      path: `test/schemas/${spec.group}_${name}_${spec.names.kind}.json`,
      text: `${JSON.stringify(objectSchema(`${spec.group}/${name}`, spec.names.kind, schema.openAPIV3Schema))}\n`,
    }));

/** A whole object as a user applies it: no status, and of the metadata what a compiler writes. */
function objectSchema(apiVersion: string, kind: string, schema: Schema): Schema {
  const { spec } = schema.properties as Readonly<Record<string, Schema>>;
  const required = ((schema.required as readonly string[] | undefined) ?? []).filter((key) => key === 'spec');
  return {
    type: 'object',
    properties: { apiVersion: { const: apiVersion }, kind: { const: kind }, metadata, spec: strict(spec as Schema) },
    required: ['apiVersion', 'kind', 'metadata', ...required],
    additionalProperties: false,
  };
}

const texts = { type: 'object', additionalProperties: { type: 'string' } };
const metadata: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$', maxLength: 253 },
    namespace: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 },
    labels: texts,
    annotations: texts,
  },
  required: ['name'],
  additionalProperties: false,
};

/** Keywords that mean the same in JSON Schema. `format` and `default` say nothing that a test could fail on. */
const kept = new Set([
  'type',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
  'oneOf',
  'anyOf',
  'allOf',
  'not',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
]);

/** No key that the CRD does not name; an API server would prune it, and what it said be lost. */
function strict(schema: Schema): Schema {
  const { properties, items, additionalProperties } = schema as Readonly<Record<string, Schema | undefined>>;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([key]) => kept.has(key))),
    ...(schema.nullable === true ? { type: [schema.type, 'null'] } : {}),
    ...(schema['x-kubernetes-int-or-string'] === true ? { type: ['integer', 'string'] } : {}),
    ...(properties
      ? { properties: Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, strict(one as Schema)])) }
      : {}),
    ...(items ? { items: strict(items) } : {}),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: strict(additionalProperties) } : {}),
    ...(properties && additionalProperties === undefined && !open ? { additionalProperties: false } : {}),
  };
}

if (import.meta.main) {
  const files = generateSchemas();
  mkdirSync('test/schemas', { recursive: true });
  for (const { path, text } of files) writeFileSync(path, text);
  process.stdout.write(`${files.length} schemas written\n`);
}
