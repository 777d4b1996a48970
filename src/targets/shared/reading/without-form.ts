// Fields of other formats that the language has no form for, known beforehand, as data: docs/targets.md prints them, an import tells them
// apart from what nobody foresaw. Each reader has its own rows; knows nothing of objects.

export interface WithoutForm {
  /** Kinds of objects; none stands for all. */
  readonly kinds: readonly string[];
  /** `spec.http[].match[].name`; `**` at the end stands for everything below, at the beginning for any place. */
  readonly fields: readonly string[];
  /** What becomes of it; one sentence part for people. */
  readonly note: string;
}

/** Whether a row names the field. @param path as residues have it, with or without the numbers of items. */
export function isForeseen(rows: readonly WithoutForm[], kind: string, path: string): boolean {
  const plain = path.replace(/\[\d+\]/g, '[]');
  return rows.some(
    ({ kinds, fields }) => (kinds.length === 0 || kinds.includes(kind)) && fields.some((field) => names(field, plain)),
  );
}

function names(field: string, path: string): boolean {
  if (field.startsWith('**.')) return path.endsWith(field.slice(2));
  if (!field.endsWith('.**')) return field === path;
  const base = field.slice(0, -'.**'.length);
  return path === base || path.startsWith(`${base}.`) || path.startsWith(`${base}[`);
}

/** Of every object of Kubernetes. */
export const metadataWithoutForm: readonly WithoutForm[] = [
  {
    kinds: [],
    fields: ['metadata.name'],
    note: 'an object that the files have several times: a cluster keeps the last, the rules of the others become `rules` that nothing calls; an object without a name',
  },
  {
    kinds: [],
    fields: [
      'metadata.labels',
      'metadata.annotations.**',
      'metadata.generateName',
      'metadata.ownerReferences',
      'metadata.finalizers',
    ],
    note: 'mesh writes no metadata of its own objects; what a cluster adds (`status`, `resourceVersion`, …) is not told',
  },
];
