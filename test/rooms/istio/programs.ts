// Programs of the language to the objects that Istio gets, for tests.
import { compile } from '../../../src/compile.ts';
import { type Diagnostic, Report } from '../../../src/diagnostics/index.ts';
import { type Document, toPlain } from '../../../src/documents/index.ts';
import { istio } from '../../../src/targets/istio/index.ts';
import { Source } from '../../../src/text/index.ts';
import { validateDocument } from '../../support/schemas.ts';
import type { Plain } from './interpreter.ts';

export interface Built {
  readonly documents: readonly Document[];
  readonly objects: readonly Plain[];
  /** Of the program, then of the target. */
  readonly diagnostics: readonly Diagnostic[];
  /** The first object of a kind, of a name where there are several. */
  readonly find: (kind: string, name?: string) => Plain;
}

/** Every object must fit its schema. */
export function build(text: string, version = '1.30'): Built {
  const compilation = compile([new Source('main.mesh', text)]);
  const report = new Report();
  const documents = compilation.hasErrors ? [] : istio.build(compilation.mesh, { version, report });
  const objects = documents.map(({ root }) => toPlain(root) as Plain);
  const diagnostics = [...compilation.diagnostics, ...report.sorted()];
  const wrong = report.hasErrors
    ? []
    : objects.flatMap((one) => validateDocument(one).map((fault) => `${one.metadata.name}: ${fault}`));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const find = (kind: string, name?: string) =>
    objects.find((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  return { documents, objects, diagnostics, find };
}

/** The same for a program that must have no finding. */
export function objectsOf(text: string, version = '1.30'): Built {
  const built = build(text, version);
  const faults = built.diagnostics.filter(({ severity }) => severity !== 'info');
  if (faults.length > 0) throw new Error(faults.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return built;
}
