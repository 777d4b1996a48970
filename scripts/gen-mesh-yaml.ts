// The JSON Schema of mesh.yaml → standalone code that validates it, so that nothing compiles a schema at run time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

const program = join(import.meta.dirname, '..', 'src', 'program');

/** Path and text of the generated file. */
export function generateMeshYaml(): { readonly path: string; readonly text: string } {
  const schema = JSON.parse(readFileSync(join(program, 'mesh-yaml.schema.json'), 'utf8')) as { $id: string };
  const ajv = new Ajv({
    schemas: [schema],
    code: { source: true, esm: true, lines: true },
    allErrors: true,
    allowUnionTypes: true,
  });
  const code = standalone
    .default(ajv, { isConfiguration: schema.$id })
    .replaceAll('vErrors.concat(', 'withAll(vErrors, ');
  return { path: join(program, 'mesh-yaml.gen.ts'), text: `${HEAD}${code}\n` };
}

const HEAD = `// Generated from mesh-yaml.schema.json by scripts/gen-mesh-yaml.ts. Do not edit.
// @ts-nocheck
/* eslint-disable */
// In place: to copy all findings for each item of a list takes a minute for a large one.
function withAll(all, more) { for (const one of more) all.push(one); return all; }
`;
