// Lines above declarations: who refers to them, whether tests and claims hold.
import type { CodeLens, Command } from 'vscode-languageserver';
import type { DeclaredSymbol } from '../../program/index.ts';
import { spanPath } from '../../text/index.ts';
import type { Unit } from '../living/unit.ts';
import { rangeOf } from '../ranges.ts';
import { finished, flatMapInSteps, type Steps } from '../steps.ts';
import { uriOfPath } from '../uri.ts';
import type { View } from '../workspace.ts';
import { locationOf } from './definition.ts';

export const codeLenses = (view: View): CodeLens[] => finished(codeLensesInSteps(view));

export const codeLensesInSteps = (view: View): Steps<CodeLens[]> =>
  flatMapInSteps(view.living.unitsOf(view.path), (unit) => [
    ...referenceLenses(view, unit),
    ...testLenses(unit),
    ...deadLenses(unit),
  ]);

function referenceLenses(view: View, { placed }: Unit): CodeLens[] {
  return placed.placed.flatMap(({ symbols }) => symbols.map((symbol) => referenceLens(view, symbol)));
}

function referenceLens({ living }: View, symbol: DeclaredSymbol): CodeLens {
  const spans = living.referencesTo(symbol);
  const range = rangeOf(symbol.nameSpan);
  const command: Command = {
    title: spans.length === 1 ? '1 reference' : `${spans.length} references`,
    command: 'mesh.showReferences',
    arguments: [uriOfPath(spanPath(symbol.nameSpan)), range.start, spans.slice(0, 500).map(locationOf)],
  };
  return { range, command };
}

/** Rules that could go: no request reaches them. */
const DEAD = new Set(['shadowed-rule', 'impossible-condition']);

const deadLenses = ({ findings }: Unit): CodeLens[] =>
  findings
    .filter(({ slug }) => DEAD.has(slug))
    .map(({ span }) => ({ range: rangeOf(span), command: { title: 'no request reaches this', command: '' } }));

const FAILED = new Set(['failed-sample', 'refuted-claim', 'undecided-claim']);

function testLenses({ placed, findings, parts, hasErrors }: Unit): CodeLens[] {
  if (hasErrors) return [];
  const samples = (parts.tests ?? []).map(({ samples: of, origin }) => ({ count: of.length, origin, what: 'sample' }));
  const claims = (parts.expectations ?? []).map(({ claims: of, origin }) => ({
    count: of.length,
    origin,
    what: 'claim',
  }));
  const failed = findings.filter(({ slug }) => FAILED.has(slug)).length;
  return [...samples, ...claims].flatMap(({ count, what, origin }) => {
    const declaration = placed.segment.declarations.find(({ span }) => span.start === origin.start);
    if (!declaration || count === 0) return [];
    const number = count === 1 ? `1 ${what}` : `${count} ${what}s`;
    const title = failed > 0 ? `✗ ${failed} of ${number} fail` : `✓ ${number}`;
    return [{ range: rangeOf(declaration.keyword), command: { title, command: '' } }];
  });
}
