// A condition or the settings of a rule get a name of their own, declared before the declaration they stood in.
import { type Condition, type Item, type Node, nodeAt, type Rule, walk } from '../../syntax/index.ts';
import { type Span, spanEnd, spanStart, spanText } from '../../text/index.ts';
import { scopeAt } from '../completion/names.ts';
import type { View } from '../workspace.ts';
import { beginningOf, type Change, freeName, insertion } from './refactor.ts';

const conditionKinds: readonly string[] = ['logical', 'not', 'parenthesized', 'from', 'test', 'call-condition'];

/** The condition that is selected, or the whole one of the rule at the cursor. */
export function extractCondition(view: View, start: number, end: number): readonly Change[] {
  const path = nodeAt(view.tree, end);
  const declaration = path[0];
  const rule = path.findLast((node): node is Rule => node.kind === 'rule');
  if (!declaration || !rule?.when || rule.when.kind === 'call-condition') return [];
  const condition = selectedCondition(rule, start, end);
  if (!condition || hasParameters(declaration) || hasProblems(view, condition)) return [];
  const name = freeName('is-special', (each) => isTaken(view, start, 'condition', each));
  const text = `condition ${name} = ${oneLine(spanText(bare(condition)))}\n\n`;
  return [
    {
      title: `Extract the condition as ${name}`,
      edits: [
        insertion(view.source, beginningOf(view.source, declaration.span), text),
        { span: condition.span, text: name },
      ],
    },
  ];
}

const bare = (condition: Condition): Span =>
  condition.kind === 'parenthesized' ? condition.condition.span : condition.span;
const oneLine = (text: string): string => text.replace(/\s*\r?\n\s*/g, ' ');

function selectedCondition(rule: Rule, start: number, end: number): Condition | undefined {
  if (!rule.when) return undefined;
  if (start === end) return rule.when;
  let found: Condition | undefined;
  walk(rule.when, (node) => {
    if (spanStart(node.span) === start && spanEnd(node.span) === end && isCondition(node)) found = node;
  });
  return found;
}

const isCondition = (node: Node): node is Condition => conditionKinds.includes(node.kind);

const hasParameters = (declaration: Node): boolean =>
  'parameters' in declaration && declaration.parameters !== undefined;

const hasProblems = (view: View, node: Node): boolean =>
  view.project
    .diagnosticsOf(view.path)
    .some(
      ({ span, severity }) =>
        severity === 'error' &&
        span.anchor === node.span.anchor &&
        span.start >= node.span.start &&
        span.end <= node.span.end,
    );

const isTaken = (view: View, offset: number, space: 'condition' | 'policy', name: string): boolean =>
  view.living.program.table(scopeAt(view, offset).namespace)?.[space].has(name) ?? false;

/** What a policy cannot hold: a name is one rule's, and where a mirror goes is read where it stands. */
const ownToRules = new Set(['name', 'mirror']);

/** The settings in the block of a rule. */
export function extractPolicy(view: View, start: number, end: number): readonly Change[] {
  const path = nodeAt(view.tree, end);
  const declaration = path[0];
  const rule = path.findLast((node): node is Rule => node.kind === 'rule');
  const action = rule?.action;
  const block = action?.block;
  if (!declaration || !block || action.policies.length > 0 || hasParameters(declaration)) return [];
  if (action.target.kind === 'redirect' || action.target.kind === 'respond') return [];
  const settings = block.items.filter((item) => item.kind === 'setting');
  if (
    settings.length === 0 ||
    settings.length < block.items.length ||
    settings.some(({ word }) => ownToRules.has(word.text))
  )
    return [];
  if (hasProblems(view, block)) return [];
  const name = freeName('own', (each) => isTaken(view, start, 'policy', each));
  const lines = settings.map((item: Item) => `  ${spanText(item.span)}\n`).join('');
  return [
    {
      title: `Extract the settings as policy ${name}`,
      edits: [
        insertion(view.source, beginningOf(view.source, declaration.span), `policy ${name} {\n${lines}}\n\n`),
        { span: block.span, text: `with ${name}` },
      ],
    },
  ];
}
