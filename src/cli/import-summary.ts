// What an import came to, for people and as JSON: objects, entries, fields that were lost with their counts, what stays YAML, the proof.
import type { ProvedImport } from './proved-import.ts';

export function importSummary(imported: ProvedImport): { readonly text: string; readonly data: object } {
  const data = summaryData(imported);
  return { data, text: summaryText(data) };
}

function summaryData({
  objects,
  problems,
  others,
  programs,
  kept,
  assumptions,
  difference,
  compilation,
  carried,
}: ProvedImport) {
  const fields = new Map<string, number>();
  const patched = new Map<string, number>();
  for (const { kind, residues } of objects)
    for (const residue of residues) {
      const field = `${kind} ${residue.path.replace(/\[\d+\]/g, '[]')}`;
      const counts = carried.residues.has(residue) ? patched : fields;
      counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  const read = objects.filter(({ state }) => state === 'read');
  const lossy = read.filter(({ residues }) => residues.length > 0);
  return {
    objects: {
      all: objects.length,
      imported: read.length,
      exact: read.length - lossy.length,
      foreseen: lossy.filter(({ residues }) => residues.every(({ isForeseen }) => isForeseen)).length,
    },
    entries: {
      all: objects.reduce((sum, { entries }) => sum + entries.all, 0),
      imported: read.reduce((sum, { entries }) => sum + entries.read, 0),
    },
    broken: problems.filter(({ isFatal }) => isFatal).length,
    invalid: objects.filter(({ invalidAt }) => invalidAt !== undefined).length,
    others,
    fields: Object.fromEntries([...fields].sort()),
    /** Those that `patches` of mesh.yaml give back. */
    patched: Object.fromEntries([...patched].sort()),
    kept: objects.flatMap(({ name, why, invalidAt }) =>
      why === undefined || invalidAt ? [] : [{ object: name, why }],
    ),
    assumed: assumptions.map(({ text }) => text),
    proof: compilation.hasErrors ? ('failed' as const) : difference?.same ? ('same' as const) : ('different' as const),
    compared: difference?.compared ?? 0,
    programs: programs.map(({ path, text }) => ({ path, text })),
    include: kept.map(({ path }) => path),
  };
}

function summaryText({
  objects,
  entries,
  broken,
  invalid,
  others,
  fields,
  patched,
  kept,
  proof,
  compared,
}: ReturnType<typeof summaryData>): string {
  const listed = (title: string, all: Readonly<Record<string, number>>): readonly string[] => {
    const entries = Object.entries(all);
    return entries.length === 0 ? [] : [title, ...entries.map(([field, count]) => `  ${count} × ${field}`)];
  };
  const lines = [
    `${objects.imported} of ${objects.all} objects imported, ${objects.exact} of them whole; ${entries.imported} of ${entries.all} entries became rules`,
    ...(broken > 0 ? [`${counted(broken, 'document')} could not be read`] : []),
    ...(invalid > 0 ? [`${counted(invalid, 'object')} refused, as a cluster does`] : []),
    ...(kept.length > 0 ? [`${counted(kept.length, 'object')} left as YAML`] : []),
    ...(others > 0 ? [`${counted(others, 'object')} not of the mesh, left alone`] : []),
    ...listed('fields that are not in the program:', fields),
    ...listed('fields that `patches` of mesh.yaml keep (with -o):', patched),
    objects.imported === 0 && proof === 'same'
      ? 'nothing was imported, so there is nothing to prove'
      : proofText(proof, compared),
  ];
  return `${lines.join('\n')}\n`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function proofText(proof: 'same' | 'different' | 'failed', compared: number): string {
  if (proof === 'same')
    return `proved: the program decides every request as what was read of the YAML (${compared} rule lists compared)`;
  return proof === 'different' ? 'not proved: see the finding above' : 'nothing proved: the program does not compile';
}
