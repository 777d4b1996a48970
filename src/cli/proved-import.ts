// YAML → a program that compiles, with the comparison of both. An object whose text the checker refuses is left as it is, and said so.
import { type Compilation, compile } from '../compile.ts';
import { compareMeaning, type Imported, type ImportOptions, importYaml, placeKey } from '../importer/index.ts';
import type { MeshDifference } from '../meaning/index.ts';
import { Source, type Span, spanEnd, spanStart } from '../text/index.ts';
import { type Carried, carriedByPatches } from './import-patches.ts';

export interface ProvedImport extends Imported {
  /** Absent where the program does not compile. */
  readonly difference?: MeshDifference;
  readonly compilation: Compilation;
  readonly carried: Carried;
}

/** Attempts after which objects that do not fit are no longer looked for one by one. */
const mostAttempts = 40;

export function provedImport(sources: readonly Source[], options: Omit<ImportOptions, 'kept'>): ProvedImport {
  const kept = new Map<string, string>();
  for (let attempt = 0; ; attempt++) {
    const imported = importYaml(sources, { ...options, kept });
    const misfits = attempt < mostAttempts ? misfitsOf(imported, options) : new Map<string, string>();
    if (misfits.size === 0) return withoutLoss(sources, proved(imported, options), { ...options, kept });
    for (const [key, reason] of misfits) kept.set(key, reason);
  }
}

/** What nothing is built of stays YAML besides. */
function withoutLoss(sources: readonly Source[], imported: ProvedImport, options: ImportOptions): ProvedImport {
  const alsoKept = new Set(imported.carried.unsaid.map(({ origin }) => placeKey(origin)));
  if (alsoKept.size === 0) return imported;
  return proved(importYaml(sources, { ...options, alsoKept }), options);
}

/** Objects whose declarations do not compile, by place, with the checker's words. */
function misfitsOf(imported: Imported, options: Omit<ImportOptions, 'kept'>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const raw = imported.programs.map(({ path, raw: text }) => new Source(path, text));
  for (const { span, message, severity } of compile(raw, compileOptions(imported, options)).diagnostics) {
    if (severity !== 'error') continue;
    const program = imported.programs.find(({ path }) => path === span.anchor.source.path);
    const chunk = program?.chunks.find(
      ({ start, text }) => start <= spanStart(span) && spanStart(span) <= start + text.length,
    );
    const object =
      chunk &&
      imported.objects.find((one) => one.state === 'read' && chunk.owners.some((owner) => isIn(owner, one.origin)));
    if (object && !found.has(placeKey(object.origin))) found.set(placeKey(object.origin), message);
  }
  return found;
}

const isIn = (inner: Span, outer: Span): boolean =>
  inner.anchor.source === outer.anchor.source &&
  spanStart(inner) >= spanStart(outer) &&
  spanEnd(inner) <= spanEnd(outer);

function proved(imported: Imported, options: Omit<ImportOptions, 'kept'>): ProvedImport {
  const sources = imported.programs.map(({ path, text }) => new Source(path, text));
  const compilation = compile(sources, compileOptions(imported, options));
  const carried = carriedByPatches(imported, compilation);
  if (compilation.hasErrors) return { ...imported, compilation, carried };
  return { ...imported, compilation, carried, difference: compareMeaning(imported.mesh, compilation.mesh) };
}

const compileOptions = ({ mesh }: Imported, { namespace, clusterDomain }: Omit<ImportOptions, 'kept'>) => ({
  namespace,
  clusterDomain,
  undeclared: mesh.undeclared,
  withoutAnalysis: true,
});
