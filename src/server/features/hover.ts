// Hover: what a name means; what a declaration is for and becomes; how a setting is written; of a rule what rule-hover.ts says.
import { type Hover, MarkupKind } from 'vscode-languageserver';
import { kindText, type MeshSymbol } from '../../program/index.ts';
import {
  type Declaration,
  type Node,
  nodeAt,
  type Rule,
  type Setting,
  shapesOf,
  signatureOf,
} from '../../syntax/index.ts';
import { chooseTarget } from '../../targets/index.ts';
import { type Span, spanStart, spanText } from '../../text/index.ts';
import type { Client } from '../client.ts';
import { contextOf } from '../completion/context.ts';
import { declarationDoc } from '../completion/keywords.ts';
import { holds, namedAt, wholeOf } from '../place.ts';
import { rangeOf } from '../ranges.ts';
import type { View } from '../workspace.ts';
import { code, outputText, ruleHover } from './rule-hover.ts';

export function hover(view: View, offset: number, client: Client): Hover | undefined {
  const found = hoverText(view, offset);
  if (!found) return undefined;
  const { text, span } = found;
  return {
    contents: client.markdown
      ? { kind: MarkupKind.Markdown, value: text }
      : { kind: MarkupKind.PlainText, value: text.replace(/^```.*\n?/gm, '').replace(/\*\*|`/g, '') },
    range: rangeOf(span),
  };
}

interface Found {
  readonly text: string;
  readonly span: Span;
}

function hoverText(view: View, offset: number): Found | undefined {
  const named = namedAt(view, offset);
  if (named) return { text: symbolText(view, named.symbol), span: named.span };
  const path = nodeAt(view.tree, offset);
  const declaration = declarationOf(path[0]);
  if (declaration && holds(declaration.keyword, offset))
    return { text: declarationHover(view, declaration), span: declaration.keyword };
  const setting = path.findLast((node): node is Setting => node.kind === 'setting');
  if (setting && holds(setting.word.span, offset)) return settingHover(view, path, setting);
  const rule = path.findLast((node): node is Rule => node.kind === 'rule');
  if (rule && onHead(rule, offset)) return { text: ruleHover(view, rule.span), span: rule.span };
  const action = path.findLast((node) => node.kind === 'handling')?.action;
  if (action && offset < spanStart(action.span)) return { text: ruleHover(view, action.span), span: action.span };
  return undefined;
}

const declarationOf = (node: Node | undefined): Declaration | undefined =>
  node && 'keyword' in node ? (node as Declaration) : undefined;

/** What a declaration of this kind is for, and what this one becomes. */
function declarationHover(view: View, { keyword, span }: Declaration): string {
  const word = spanText(keyword);
  const mesh = view.living.meshAround(span.anchor);
  return [`**${word}**: ${declarationDoc(word) ?? ''}`, outputText(view, mesh, span)].filter(Boolean).join('\n\n');
}

/** On `when`, `else` or the arrow. */
const onHead = (rule: Rule, offset: number): boolean =>
  holds(rule.arrow, offset) ||
  offset <= spanStart(rule.span) + 4 ||
  (rule.else !== undefined && holds(rule.else, offset));

// ---- names

function symbolText(view: View, symbol: MeshSymbol): string {
  const head = `**${kindText(symbol.kind).replace(/^an? /, '')}** \`${symbol.key}\``;
  return [head, symbol.doc, ...factsOf(view, symbol), code(declarationText(symbol))].filter(Boolean).join('\n\n');
}

const MOST_LINES = 12;

function declarationText(symbol: MeshSymbol): string {
  const lines = spanText(wholeOf(symbol)).split(/\r?\n/);
  return lines.length <= MOST_LINES ? lines.join('\n') : [...lines.slice(0, MOST_LINES), '…'].join('\n');
}

function factsOf({ living }: View, symbol: MeshSymbol): string[] {
  if (symbol.kind !== 'service' && symbol.kind !== 'egress') return [];
  const mesh = living.meshAround(symbol.nameSpan.anchor);
  if (symbol.kind === 'egress') {
    const egress = mesh.egresses.find(({ key }) => key === symbol.key);
    return egress ? [`answers to ${egress.hosts.map(({ value }) => `\`${value}\``).join(', ')}`] : [];
  }
  const service = mesh.services.find(({ key }) => key === symbol.key);
  return service ? [`called by the host \`${service.host}\``] : [];
}

// ---- settings

/** What the first target makes of a setting, where its table says so. */
function supportText(view: View, word: string): string {
  const choice = chooseTarget(view.project.targets[0] ?? 'istio');
  if ('meant' in choice) return '';
  const rows = choice.platform
    .support(choice.version)
    .filter(({ construct, note }) => note && construct.split(/[^\w-]+/)[0] === word);
  return rows
    .map(
      ({ construct, support, note }) =>
        `${choice.name}, \`${construct}\`: ${support === 'yes' ? '' : `${support}, `}${note}`,
    )
    .join('\n\n');
}

function settingHover(view: View, path: readonly Node[], setting: Setting): Found | undefined {
  const context = contextOf(path.slice(0, path.indexOf(setting)));
  const shapes = context && shapesOf(context, setting.word.text);
  if (!shapes) return undefined;
  const parts = shapes.map((shape) =>
    [code(signatureOf(setting.word.text, shape)), shape.doc, `For example \`${shape.example}\``].join('\n\n'),
  );
  return {
    text: [...parts, supportText(view, setting.word.text)].filter(Boolean).join('\n\n---\n\n'),
    span: setting.word.span,
  };
}
