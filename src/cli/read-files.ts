// Finding and reading .mesh files: folders are searched, bytes are checked to be UTF-8 text, whatever is wrong becomes a finding.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { catalogue, type Report } from '../diagnostics/index.ts';
import { Source, spanIn } from '../text/index.ts';
import { decodeUtf8 } from '../utf8.ts';
import { reasonOf } from './reason.ts';

export { reasonOf } from './reason.ts';

/** Largest .mesh file that is read, in MB. */
const LIMIT = 32;
const SKIPPED = new Set(['node_modules', 'dist', 'vendor']);

/** Paths of the .mesh files below a folder, sorted; hidden folders and installed packages are left out. */
export function meshFilesBelow(folder: string, excluded: (path: string) => boolean = () => false): string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const item of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, item.name);
      if (item.name.startsWith('.') || excluded(child)) continue;
      if (item.isDirectory()) {
        if (!SKIPPED.has(item.name)) visit(child);
      } else if (item.name.endsWith('.mesh')) found.push(child);
    }
  };
  visit(folder);
  return found.sort();
}

/** The file as a source, or nothing and a finding. `shown` is the path in messages. */
export function readSource(path: string, report: Report, shown: string = shownPath(path)): Source | undefined {
  const nowhere = spanIn(new Source(shown, ''), 0, 0);
  let bytes: Buffer;
  try {
    const megabytes = Math.ceil(statSync(path).size / 1_000_000);
    if (megabytes > LIMIT) {
      report.add(catalogue.files.fileTooLarge, nowhere, { megabytes, limit: LIMIT });
      return undefined;
    }
    bytes = readFileSync(path);
  } catch (error) {
    report.add(catalogue.files.unreadable, nowhere, { path: shown, reason: reasonOf(error) });
    return undefined;
  }
  return decode(bytes, shown, report);
}

/** UTF-8 bytes as a source; anything else is a finding that says where it stops being text. */
export function decode(bytes: Buffer, shown: string, report: Report): Source | undefined {
  const decoded = decodeUtf8(bytes);
  if ('text' in decoded) return new Source(shown, decoded.text);
  report.add(catalogue.files.notText, spanIn(new Source(shown, ''), 0, 0), decoded);
  return undefined;
}

/** Folders with another name for people, like a git revision laid out somewhere. */
const names = new Map<string, string>();
export const showAs = (folder: string, name: string): void => void names.set(resolve(folder), name);

/** Relative to the current folder where that is shorter. */
export function shownPath(path: string): string {
  for (const [folder, name] of names) {
    const below = relative(folder, resolve(path));
    if (below === '') return name;
    if (!below.startsWith('..')) return `${name}${/[:/]$/.test(name) ? '' : '/'}${below}`;
  }
  const near = relative(process.cwd(), resolve(path));
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
