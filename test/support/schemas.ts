// Whether a document is what a cluster with these CRDs would take without dropping anything: the strict JSON Schemas of
// test/schemas (see scripts/gen-schemas.ts), each compiled when it is first asked for.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

const folder = join(import.meta.dirname, '..', 'schemas');
const compiled = new Map<string, ValidateFunction | undefined>();

function schemaFor(apiVersion: string, kind: string): ValidateFunction | undefined {
  const name = `${apiVersion.replace('/', '_')}_${kind}.json`;
  if (!compiled.has(name)) compiled.set(name, compile(join(folder, name)));
  return compiled.get(name);
}

function compile(path: string): ValidateFunction | undefined {
  if (!existsSync(path)) return undefined;
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, validateFormats: false });
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
}

/** What is wrong with a plain document (as `toPlain` or a YAML reader gives it), one line each; an unknown kind is wrong too. */
export function validateDocument(plain: unknown): string[] {
  const { apiVersion, kind } = (plain ?? {}) as { apiVersion?: unknown; kind?: unknown };
  const validate = schemaFor(String(apiVersion), String(kind));
  if (!validate) return [`there is no schema for ${String(kind)} of ${String(apiVersion)}`];
  if (validate(plain)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
}
