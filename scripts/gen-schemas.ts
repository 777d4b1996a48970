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

/**
 * One file for each kind and version: `test/schemas/networking.istio.io_v1_VirtualService.json`; and one for the importer with the specs of
 * all, each part that repeats once.
 */
export function generateSchemas(): readonly GeneratedFile[] {
  const found = modules.map((module) => ({ module, folder: folderOf(module.name) }));
  const definitions = found.flatMap(({ module, folder }) =>
    folder === undefined ? [] : definitionsOf(module, folder).map((definition) => ({ module, definition })),
  );
  const files = definitions.flatMap(({ module, definition }) => filesOf(definition, module.versions));
  return found.every(({ folder }) => folder !== undefined)
    ? [...files, specsOf(definitions.map(({ definition }) => definition))]
    : files;
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

const definitionsOf = (module: Module, folder: string): readonly Definition[] =>
  module.paths
    .flatMap((path) => filesAt(join(folder, path)))
    .flatMap((path) =>
      parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as Definition | null),
    )
    .filter(
      (one): one is Definition =>
        one?.kind === 'CustomResourceDefinition' && module.kinds.includes(one.spec.names.kind),
    );

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

/** What an import holds objects against: for each kind and version that differ the schema of its spec. */
function specsOf(definitions: readonly Definition[]): GeneratedFile {
  const specs = definitions.flatMap(({ spec: { group, names, versions } }) =>
    versions
      .filter(({ served }) => served)
      .map(({ name, schema }) => {
        const { spec } = schema.openAPIV3Schema.properties as Readonly<Record<string, Schema>>;
        return [`${group}/${name} ${names.kind}`, strict(spec as Schema, true)] as const;
      }),
  );
  const shared = shareParts(Object.fromEntries(specs.sort(([a], [b]) => (a < b ? -1 : 1))));
  return { path: 'src/importer/schemas.gen.json', text: `${JSON.stringify(shared)}\n` };
}

/** Schemas that stand in several places stand in `parts`, and `{ "$ref": number }` where they were. */
function shareParts(specs: Readonly<Record<string, Schema>>): Schema {
  const counts = new Map<string, number>();
  const count = (schema: Schema): Schema => {
    const text = JSON.stringify(schema);
    const times = (counts.get(text) ?? 0) + 1;
    counts.set(text, times);
    return times === 1 ? within(schema, count) : schema;
  };
  for (const spec of Object.values(specs)) count(spec);
  const numbers = new Map<string, number>();
  const parts: Schema[] = [];
  const share = (schema: Schema): Schema => {
    const text = JSON.stringify(schema);
    const known = numbers.get(text);
    if (known !== undefined) return { $ref: known };
    const inner = within(schema, share);
    if (text.length < 60 || (counts.get(text) ?? 0) < 2) return inner;
    numbers.set(text, parts.length);
    parts.push(inner);
    return { $ref: parts.length - 1 };
  };
  return { specs: Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, share(spec)])), parts };
}

/** The schema with something done to each schema in it. */
const within = (schema: Schema, change: (inner: Schema) => Schema): Schema =>
  Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === 'properties')
        return [
          key,
          Object.fromEntries(Object.entries(value as Schema).map(([name, one]) => [name, change(one as Schema)])),
        ];
      if (key === 'oneOf' || key === 'anyOf' || key === 'allOf') return [key, (value as Schema[]).map(change)];
      if (['items', 'not', 'additionalProperties'].includes(key) && typeof value === 'object')
        return [key, change(value as Schema)];
      return [key, value];
    }),
  );

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

/**
 * No key that the CRD does not name; an API server would prune it, and what it said be lost.
 * @param withKeys also by which fields the items of a list differ.
 */
function strict(schema: Schema, withKeys = false): Schema {
  const { properties, items, additionalProperties } = schema as Readonly<Record<string, Schema | undefined>>;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...Object.fromEntries(
      Object.entries(schema).filter(([key, value]) => kept.has(key) && !(withKeys && asksFormat(value))),
    ),
    ...(schema.nullable === true ? { type: [schema.type, 'null'] } : {}),
    ...(schema['x-kubernetes-int-or-string'] === true ? { type: ['integer', 'string'] } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, one]) => [key, strict(one as Schema, withKeys)]),
          ),
        }
      : {}),
    ...(items ? { items: strict(items, withKeys) } : {}),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: strict(additionalProperties, withKeys) }
      : {}),
    ...(withKeys && schema['x-kubernetes-list-type'] === 'map' ? { keys: schema['x-kubernetes-list-map-keys'] } : {}),
    ...(withKeys && schema['x-kubernetes-list-type'] === 'set' ? { uniqueItems: true } : {}),
    ...(withKeys && isDuration(schema) ? { duration: true } : {}),
    ...(properties && additionalProperties === undefined && !open ? { additionalProperties: false } : {}),
  };
}

/** A choice by the form of an address, which is taken after defaults are set. */
const asksFormat = (value: unknown): boolean => typeof value === 'object' && JSON.stringify(value).includes('"format"');

/** By a rule of CEL, the only one that most of Istio's fields have. */
const isDuration = ({ 'x-kubernetes-validations': rules }: Schema): boolean =>
  JSON.stringify(rules ?? []).includes("duration(self) >= duration('1ms')");

if (import.meta.main) {
  const files = generateSchemas();
  mkdirSync('test/schemas', { recursive: true });
  for (const { path, text } of files) writeFileSync(path, text);
  process.stdout.write(`${files.length} schemas written\n`);
}
