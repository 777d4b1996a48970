// A name that means nothing → the finding, with the nearest name that would mean something and the fix that writes it.
import { catalogue, type Extras, type Report } from '../diagnostics/index.ts';
import { type Name, writeName } from '../syntax/index.ts';
import { type Span, similar } from '../text/index.ts';
import { mayBeLost } from './damage.ts';
import { find, type Program, spaces, visible } from './program.ts';
import { kindText, type Scope, type Space, spaceText } from './symbol.ts';

const { names } = catalogue;

/** How many names are compared per program before suggestions are left out: 10,000 mistakes must not take minutes. */
const COMPARISONS = 300_000;
const spent = new WeakMap<Program, number>();

export interface Unresolved {
  readonly space: Space;
  readonly namespace: Name | undefined;
  readonly name: Name;
}

/** Reports that `name` means nothing in its space: unknown namespace, another kind of thing, or no such name. */
export function reportUnknown(program: Program, scope: Scope, unresolved: Unresolved, report: Report): void {
  const { space, namespace, name } = unresolved;
  const from = namespace?.text ?? scope.namespace;
  if (namespace && !program.table(from)) {
    reportUnknownNamespace(program, namespace, report);
    return;
  }
  const other = spaces.find((each) => each !== space && find(program, each, scope, namespace?.text, name.text));
  const is = other && find(program, other, scope, namespace?.text, name.text);
  if (is) {
    const parameters = { name: is.key, is: kindText(is.kind), wanted: spaceText(space) };
    report.add(names.wrongKind, name.span, parameters, {
      related: [{ span: is.nameSpan, message: `${is.key} is declared here` }],
    });
    return;
  }
  if (mayBeLost(program, name.text)) return;
  const extras = didYouMeanName(suggestion(program, scope, unresolved), name.span);
  report.add(names.unknownName, name.span, { what: spaceText(space), name: name.text, namespace: from }, extras);
}

/** Whether the name, as it stands there, means anything at all, or nearly a service or egress. */
export const isVisible = (program: Program, scope: Scope, name: string): boolean =>
  spaces.some((space) => find(program, space, scope, undefined, name)) ||
  program.namespaces().some((namespace) => program.table(namespace)?.target.has(name)) ||
  similarWithin(
    program,
    name,
    visible(program, 'target', scope).map((symbol) => symbol.name),
  ) !== undefined;

function reportUnknownNamespace(program: Program, namespace: Name, report: Report): void {
  const extras = didYouMeanName(similar(namespace.text, program.namespaces()), namespace.span);
  report.add(names.unknownNamespace, namespace.span, { name: namespace.text }, extras);
}

/** For `use`: the name means nothing in any space. */
export function reportUnknownAnywhere(
  program: Program,
  from: string,
  namespace: Name | undefined,
  name: Name,
  report: Report,
): void {
  const table = program.table(from);
  if (!table && namespace) {
    reportUnknownNamespace(program, namespace, report);
    return;
  }
  const candidates = spaces.flatMap((space) => [...(table?.[space].keys() ?? [])]);
  const extras = didYouMeanName(similar(name.text, candidates), name.span);
  report.add(names.unknownName, name.span, { what: 'name', name: name.text, namespace: from }, extras);
}

/** The hint and the fix for a suggestion, or nothing. `written`: as it stands in the text. */
export const didYouMean = (text: string | undefined, span: Span, written = text): Extras =>
  text === undefined
    ? {}
    : {
        hint: `did you mean \`${text}\`?`,
        fixes: [{ title: `Change to ${text}`, edits: [{ span, text: written ?? text }], preferred: true }],
      };

/** The same for a name, in quotes where it needs them. */
export const didYouMeanName = (name: string | undefined, span: Span): Extras =>
  didYouMean(name, span, name === undefined || /^\d+$/.test(name) ? name : name.split('/').map(writeName).join('/'));

function suggestion(program: Program, scope: Scope, { space, namespace, name }: Unresolved): string | undefined {
  if (namespace) return similarWithin(program, name.text, [...(program.table(namespace.text)?.[space].keys() ?? [])]);
  const elsewhere = program.namespaces().find((each) => program.table(each)?.[space].has(name.text));
  if (elsewhere) return `${elsewhere}/${name.text}`;
  const candidates = visible(program, space, scope).map((symbol) =>
    symbol.namespace === scope.namespace || scope.uses.has(symbol.name) ? symbol.name : symbol.key,
  );
  return similarWithin(program, name.text, candidates);
}

function similarWithin(program: Program, name: string, candidates: readonly string[]): string | undefined {
  const before = spent.get(program) ?? 0;
  if (before > COMPARISONS) return undefined;
  spent.set(program, before + candidates.length);
  return similar(name, candidates);
}
