// `// mesh-allow slug: reason` before or on a line takes the findings of that kind on it away. Errors of syntax, names and types stay:
// they leave no meaning to accept.
import { allEntries, catalogue, type Diagnostic, diagnose, entryOf } from './diagnostics/index.ts';
import type { FileTree } from './syntax/index.ts';
import { type Source, type Span, similar, spanStart } from './text/index.ts';

const ALLOW = /^\s*mesh-allow\s+([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)\s*:\s*\S/;

/** Slug and line of the findings that comments accept, by file. */
export type Accepted = ReadonlyMap<Source, ReadonlySet<string>>;

/** The findings that nobody accepted. */
export const suppress = (diagnostics: readonly Diagnostic[], files: readonly FileTree[]): Diagnostic[] =>
  notAccepted(diagnostics, acceptedIn(files));

/** What the comments of these files accept. */
export function acceptedIn(files: readonly FileTree[]): Accepted {
  const allowed = new Map<Source, Set<string>>();
  for (const file of files) collect(file, allowed);
  return allowed;
}

/** The findings that are not among the accepted. */
export const notAccepted = (diagnostics: readonly Diagnostic[], accepted: Accepted): Diagnostic[] =>
  accepted.size === 0 ? [...diagnostics] : diagnostics.filter((diagnostic) => !isAllowed(diagnostic, accepted));

function isAllowed({ code, slug, span, severity }: Diagnostic, allowed: Accepted): boolean {
  if (severity === 'error' && !code.startsWith('M4')) return false;
  const source = span.anchor.source;
  return allowed.get(source)?.has(`${slug}:${source.position(spanStart(span)).line}`) ?? false;
}

/** Slug and line of what each comment accepts: its own line, or the next that is no comment where it stands alone. */
function collect(file: FileTree, allowed: Map<Source, Set<string>>): void {
  for (const segment of file.segments) {
    if (segment.comments.length === 0) continue;
    for (const comment of segment.comments) {
      const match = ALLOW.exec(comment.text);
      if (!match) continue;
      let { line } = file.source.position(spanStart(comment.span));
      if (comment.ownLine)
        do line++;
        while (/^\s*(\/\/.*)?$/.test(file.source.line(line)) && line < file.source.lineStarts.length);
      const lines = allowed.get(file.source) ?? new Set<string>();
      for (const slug of (match[1] ?? '').split(/\s*,\s*/)) lines.add(`${slug}:${line}`);
      allowed.set(file.source, lines);
    }
  }
}

/** Comments that mean to accept something and cannot: without a reason, or of a finding that does not exist. */
export function doubtfulAllows(files: readonly FileTree[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { segments } of files)
    for (const { comments } of segments)
      if (comments.length > 0)
        for (const { text, span } of comments) if (/^\s*mesh-allow\b/.test(text)) found.push(...doubts(text, span));
  return found;
}

function doubts(text: string, span: Span): Diagnostic[] {
  const slugs = ALLOW.exec(text)?.[1]?.split(/\s*,\s*/);
  if (!slugs) return [diagnose(catalogue.analysis.doubtfulAllow, span, { slug: undefined })];
  return slugs
    .filter((slug) => entryOf(slug)?.slug !== slug)
    .map((slug) => {
      const meant = similar(slug, allSlugs());
      const hint = meant === undefined ? {} : { hint: `did you mean \`${meant}\`?` };
      return diagnose(catalogue.analysis.doubtfulAllow, span, { slug }, hint);
    });
}

const allSlugs = (): string[] => allEntries().map(({ slug }) => slug);
