// What is wrong with the declared names themselves: declared twice, of a form that Kubernetes refuses, `use` of something that
// is not there or whose short name is taken. Does not look into bodies.
import { catalogue, type Report } from '../diagnostics/index.ts';
import { isMissing, type Name, type Parameter } from '../syntax/index.ts';
import { type Span, spanText } from '../text/index.ts';
import type { Collected, Placed } from './collect.ts';
import { find, type Program, spaces } from './program.ts';
import { reportUnknownAnywhere } from './suggest.ts';
import type { DeclaredSymbol, MemberSymbol, Members } from './symbol.ts';

const { names } = catalogue;

export function checkDeclaredNames(program: Program, repeated: Collected['repeated'], report: Report): void {
  for (const { symbol, first } of repeated) reportRepeated(symbol, first, report);
  const { symbols, placed } = program;
  for (let at = 0; at < symbols.length; at++) checkSymbol(symbols[at] as DeclaredSymbol, report);
  for (let at = 0; at < placed.length; at++) checkDeclaration(program, placed[at] as Placed, report);
}

function reportRepeated(symbol: DeclaredSymbol, first: DeclaredSymbol, report: Report): void {
  const parameters = { what: first.kind, name: symbol.key };
  report.add(names.duplicateName, symbol.nameSpan, parameters, firstDeclaredAt(first.nameSpan));
}

const firstDeclaredAt = (span: Span) => ({ related: [{ span, message: 'declared here first' }] });

function checkSymbol(symbol: DeclaredSymbol, report: Report): void {
  switch (symbol.kind) {
    case 'service':
    case 'egress':
    case 'gateway':
      if (ruleBroken(symbol.name)) checkForm(symbol.kind, symbol.name, symbol.nameSpan, report);
      checkMembers(symbol, symbol.members, report);
      return;
    case 'condition':
    case 'policy':
    case 'rules':
      checkFilled(symbol, report);
      checkParameters(
        symbol.parameters.map((parameter) => parameter.declaration),
        report,
      );
      return;
    case 'let':
    case 'input':
      checkFilled(symbol, report);
      return;
  }
}

function checkFilled({ kind, name, nameSpan }: DeclaredSymbol, report: Report): void {
  if (name === '') checkForm(kind, name, nameSpan, report);
}

function checkMembers(owner: DeclaredSymbol, { repeated, versions }: Members, report: Report): void {
  for (let at = 0; at < repeated.length; at++) {
    const { member, first } = repeated[at] as Members['repeated'][number];
    reportRepeatedMember(owner, member, first, report);
  }
  for (let at = 0; at < versions.size; at++) checkLabel(versions.at(at), report);
}

function reportRepeatedMember(owner: DeclaredSymbol, member: MemberSymbol, first: MemberSymbol, report: Report): void {
  const parameters = { what: member.kind, name: member.name, owner: owner.key };
  report.add(names.duplicateMember, member.nameSpan, parameters, firstDeclaredAt(first.nameSpan));
}

function checkParameters(parameters: readonly Parameter[], report: Report): void {
  const seen = new Map<string, Span>();
  for (const { name } of parameters) {
    const first = seen.get(name.text);
    if (first && name.text !== '')
      report.add(names.duplicateParameter, name.span, { name: name.text }, firstDeclaredAt(first));
    else seen.set(name.text, name.span);
  }
}

const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
/** Characters that no name without quotes can have: syntax has spoken. */
const STRANGE = /[\u0080-\uffff]/;
const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function checkForm(what: string, name: string, span: Span, report: Report): void {
  const rule = ruleBroken(name);
  if (!rule || (STRANGE.test(name) && !spanText(span).startsWith('"'))) return;
  const mended = mendName(name);
  report.add(
    names.invalidName,
    span,
    { what, name, rule },
    DNS_LABEL.test(mended) ? { fixes: [{ title: `Call it ${mended}`, edits: [{ span, text: mended }] }] } : {},
  );
}

function ruleBroken(name: string): string | undefined {
  if (name.length > 63) return 'it has more than 63 characters';
  if (DNS_LABEL.test(name)) return undefined;
  if (/[A-Z]/.test(name)) return 'upper-case letters are not allowed';
  if (/[^-a-z0-9]/.test(name)) return 'only lower-case letters, digits and `-` are allowed';
  return 'it must begin with a letter and end with a letter or digit';
}

const mendName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^-a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');

function checkLabel(version: MemberSymbol, report: Report): void {
  if (version.name.length <= 63 && LABEL_VALUE.test(version.name)) return;
  const rule = 'it becomes the value of a label: at most 63 letters, digits, `-`, `_` and `.`';
  report.add(names.invalidName, version.nameSpan, { what: 'version', name: version.name, rule });
}

function checkDeclaration(program: Program, { declaration, scope, symbols }: Placed, report: Report): void {
  if (declaration.kind === 'namespace') checkNamespace(declaration.name, report);
  else if (
    declaration.kind === 'service' &&
    (symbols.length === 0 || symbols.some(({ namespace }) => ruleBroken(namespace)))
  )
    for (const { namespace } of declaration.references) checkNamespace(namespace, report);
  else if (declaration.kind === 'egress' || declaration.kind === 'gateway')
    checkNamespace(declaration.reference.namespace, report);
  else if (declaration.kind === 'use') checkUse(program, declaration.reference, scope, report);
}

function checkNamespace(name: Name | undefined, report: Report): void {
  if (name && !isMissing(name)) checkForm('namespace', name.text, name.span, report);
}

type UseReference = Extract<Placed['declaration'], { kind: 'use' }>['reference'];

function checkUse(
  program: Program,
  { namespace, name, span }: UseReference,
  scope: Placed['scope'],
  report: Report,
): void {
  if (isMissing(name) || (namespace && isMissing(namespace))) return;
  const from = namespace?.text ?? scope.namespace;
  const found = spaces.filter((space) => program.table(from)?.[space].has(name.text));
  if (found.length === 0) {
    reportUnknownAnywhere(program, from, namespace, name, report);
    return;
  }
  for (const space of found) {
    const meant = program.table(from)?.[space].get(name.text);
    const taken = find(program, space, scope, undefined, name.text);
    if (!meant || !taken || meant === taken) continue;
    const parameters = { name: name.text, one: taken.key, other: meant.key };
    report.add(names.ambiguousUse, span, parameters, firstDeclaredAt(taken.nameSpan));
    return;
  }
}
