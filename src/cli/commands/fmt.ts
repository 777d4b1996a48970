// `mesh fmt [PATH…]`: formats files in place, or says which are not formatted. `-` reads stdin and writes stdout.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Report } from '../../diagnostics/index.ts';
import { format } from '../../formatter/index.ts';
import { parseFile } from '../../syntax/index.ts';
import type { Source } from '../../text/index.ts';
import { lineDiff } from '../line-diff.ts';
import { decode, meshFilesBelow, readSource, reasonOf, shownPath } from '../read-files.ts';
import { type ExitCode, product, Stop, showFindings, talk } from '../terminal.ts';

export interface FormatOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
}

export function fmt(paths: readonly string[], options: FormatOptions): ExitCode {
  if (paths.includes('-')) return formatStdin(options);
  const report = new Report();
  const files = (paths.length === 0 ? ['.'] : paths).flatMap(filesOf);
  if (files.length === 0)
    throw new Stop(
      `There is no .mesh file in ${paths.length === 0 ? 'this folder' : paths.map((path) => `\`${path}\``).join(' or ')}.`,
    );
  let changed = 0;
  for (const path of files) {
    const source = readSource(path, report);
    if (source && formatFile(path, source, options, report)) changed++;
  }
  const code = report.found.length > 0 ? showFindings(report.sorted(), 'text', false) : 0;
  if (code !== 0) return code;
  if (options.check && changed > 0)
    talk(
      `${changed} of ${files.length} file${files.length === 1 ? ' is' : 's are'} not formatted; \`mesh fmt\` formats ${changed === 1 ? 'it' : 'them'}.\n`,
    );
  return options.check && changed > 0 ? 1 : 0;
}

function filesOf(path: string): string[] {
  try {
    return statSync(path).isDirectory() ? meshFilesBelow(path) : [path];
  } catch (error) {
    throw new Stop(`\`${shownPath(path)}\`: ${reasonOf(error)}.`);
  }
}

/** Whether the file is not formatted; a file with syntax errors keeps its damaged parts as they are. */
function formatFile(path: string, source: Source, options: FormatOptions, report: Report): boolean {
  const text = formatted(source, report);
  if (text === source.text) return false;
  if (options.check) {
    product(options.diff ? lineDiff(source.path, source.text, text) : `${source.path}\n`);
    return true;
  }
  const beside = `${path}.mesh-tmp`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new Stop(`\`${source.path}\` cannot be written: ${reasonOf(error)}.`);
  }
  return true;
}

function formatted(source: Source, report: Report): string {
  const tree = parseFile(source);
  for (const segment of tree.segments) report.take(segment.problems);
  return format(tree);
}

function formatStdin(options: FormatOptions): ExitCode {
  const report = new Report();
  const source = decode(readFileSync(0), '<stdin>', report);
  const text = source ? formatted(source, report) : '';
  const code = showFindings(report.sorted(), 'text', false);
  if (!source || code !== 0) return code;
  if (!options.check) product(text);
  return options.check && text !== source.text ? 1 : 0;
}
