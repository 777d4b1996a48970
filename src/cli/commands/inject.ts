// `mesh inject` and `mesh uninject`: manifests in, manifests out; what a document's fault is is said, the others come out unharmed.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Report } from '../../diagnostics/index.ts';
import { type InjectOptions, inject as injectInto, uninject as takeOut } from '../../inject/index.ts';
import type { Source } from '../../text/index.ts';
import { type FindingsOptions, tell } from '../findings.ts';
import { decode, readSource, reasonOf, shownPath } from '../read-files.ts';
import { type ExitCode, product, Stop, talk } from '../terminal.ts';

interface OutputOptions extends FindingsOptions {
  readonly output?: string;
}
export interface InjectCommandOptions extends OutputOptions {
  readonly proxy: 'linkerd' | 'envoy';
  readonly linkerdPort?: string;
  readonly linkerdSvcName?: string;
  readonly useServiceVip?: boolean;
  readonly privileged?: boolean;
  readonly istioVersion?: string;
  readonly hub?: string;
  readonly tag?: string;
  readonly includeIpRanges?: string;
}

export const inject = (files: readonly string[], options: InjectCommandOptions): ExitCode => {
  const chosen = injectOptions(options);
  return edit(files, options, (source, report) => injectInto(source, chosen, report));
};

export const uninject = (files: readonly string[], options: OutputOptions): ExitCode => edit(files, options, takeOut);

function injectOptions(options: InjectCommandOptions): InjectOptions {
  if (options.proxy === 'linkerd') {
    const port = Number(options.linkerdPort ?? 4140);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new Stop(`--linkerd-port takes a port, 1 to 65535; not \`${options.linkerdPort}\`.`);
    return {
      proxy: 'linkerd',
      port,
      service: options.linkerdSvcName ?? 'l5d',
      useServiceVip: options.useServiceVip ?? false,
      privileged: options.privileged ?? false,
    };
  }
  return {
    proxy: 'envoy',
    ...(options.istioVersion === undefined ? {} : { version: options.istioVersion }),
    ...(options.hub === undefined ? {} : { hub: options.hub }),
    ...(options.tag === undefined ? {} : { tag: options.tag }),
    ...(options.includeIpRanges === undefined ? {} : { includeIPRanges: options.includeIpRanges }),
  };
}

type Edit = (source: Source, report: Report) => { readonly text: string; readonly changed: number };

function edit(files: readonly string[], options: OutputOptions, change: Edit): ExitCode {
  const report = new Report();
  const sources = (files.length === 0 ? ['-'] : files).flatMap(
    (path) => (path === '-' ? decode(readFileSync(0), '<stdin>', report) : readSource(path, report)) ?? [],
  );
  const results = sources.map((source) => change(source, report));
  const text = results.map((result) => result.text).reduce((before, next) => joined(before, next), '');
  if (sources.length > 0) deliver(text, options.output);
  const code = tell(report.sorted(), options);
  const changed = results.reduce((sum, result) => sum + result.changed, 0);
  if (code === 0) talk(`${changed} pod templates changed\n`);
  return code;
}

/** Two files as one stream. */
function joined(before: string, next: string): string {
  if (before === '' || next === '') return before + next;
  const broken = before.endsWith('\n') ? before : `${before}\n`;
  return /^---\s/.test(next) || /\n---\s*$/.test(broken) ? broken + next : `${broken}---\n${next}`;
}

function deliver(text: string, output: string | undefined): void {
  if (output === undefined) {
    product(text);
    return;
  }
  const beside = `${output}.mesh-tmp`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, output);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new Stop(`\`${shownPath(output)}\` cannot be written: ${reasonOf(error)}.`);
  }
}
