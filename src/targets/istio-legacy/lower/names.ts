// Names of emitted objects: DNS-1123 labels, unique over all namespaces (Linkerd knows rules by their name alone), the same for the
// same program.

/** At most 63 of `a-z0-9-`, beginning and ending with a letter or digit. */
export const isObjectName = (name: string): boolean => /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name);

/** The nearest object name to a text. */
export function objectName(text: string): string {
  const cleaned = text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 56)
    .replace(/-+$/, '');
  return cleaned === '' ? 'unnamed' : cleaned;
}

/** Gives out each name once: `reviews`, `reviews-2`; `reviews-1`, `reviews-2`. */
export interface Names {
  readonly take: (wanted: string) => string;
}

export function startNames(): Names {
  const taken = new Set<string>();
  return {
    take: (wanted) => {
      let name = objectName(wanted);
      const base = name.replace(/-1$/, '');
      for (let count = 2; taken.has(name); count++) name = `${base}-${count}`;
      taken.add(name);
      return name;
    },
  };
}
