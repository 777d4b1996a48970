// Entries → the text of a dtab, one on a line.
import type { Entry, Tree } from '../plan.ts';

/** A comment stands once before all entries that share it. */
export const dtabText = (entries: readonly Entry[]): string =>
  entries.map((entry, at) => entryText(entry, entries[at - 1]?.comment)).join('');

const entryText = ({ prefix, tree, comment }: Entry, before: string | undefined): string =>
  `${comment === undefined || comment === before ? '' : `# ${comment}\n`}${prefix} => ${treeText(tree)} ;\n`;

/** Behind endpoints stands `!`: without any, the entries before this one are not asked. */
function treeText(tree: Tree): string {
  switch (tree.kind) {
    case 'fail':
      return '!';
    case 'path':
      return tree.path;
    case 'endpoints': {
      const [only, ...more] = tree.branches;
      if (!only) return '!';
      const branches = more.length === 0 ? [only.path] : tree.branches.map(({ path, weight }) => `${weight} * ${path}`);
      return `${branches.join(' & ')} | !`;
    }
  }
}
