// Hover: what a name means; how a setting is written; of a rule its effective settings with where each comes from, a request that
// reaches it, and the YAML it becomes.
import { type Hover, MarkupKind } from 'vscode-languageserver';
import { Report } from '../../diagnostics/index.ts';
import { writeYamlWithMap } from '../../documents/index.ts';
import { conditionText, settingText } from '../../meaning/index.ts';
import type { Mesh, Settings, Sourced } from '../../model/index.ts';
import { kindText, type MeshSymbol } from '../../program/index.ts';
import { type Node, nodeAt, type Rule, type Setting, shapesOf, signatureOf } from '../../syntax/index.ts';
import { chooseTarget } from '../../targets/index.ts';
import { type Span, spanEnd, spanStart, spanText } from '../../text/index.ts';
import type { Client } from '../client.ts';
import { contextOf } from '../completion/context.ts';
import { holds, namedAt, wholeOf } from '../place.ts';
import { rangeOf } from '../ranges.ts';
import type { View } from '../workspace.ts';
import { unsaidText } from './platform-defaults.ts';
import { exampleFor, type Placing, placingsOf } from './rules.ts';

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
  const setting = path.findLast((node): node is Setting => node.kind === 'setting');
  if (setting && holds(setting.word.span, offset)) return settingHover(view, path, setting);
  const rule = path.findLast((node): node is Rule => node.kind === 'rule');
  if (rule && onHead(rule, offset)) return { text: ruleHover(view, rule), span: rule.span };
  return undefined;
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

const code = (text: string, language = 'mesh'): string => `\`\`\`${language}\n${text}\n\`\`\``;

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

// ---- rules

function ruleHover(view: View, rule: Rule): string {
  const mesh = view.living.meshAround(rule.span.anchor);
  const [placing] = placingsOf(mesh, rule.span);
  if (!placing) return code(spanText(rule.span));
  const number = `**rule ${placing.index + 1} of ${placing.table.name}**`;
  const example = exampleFor(mesh, placing);
  return [
    number,
    `takes \`${conditionText(placing.rule.condition)}\``,
    [settingsText(placing.rule.settings), defaultsText(view, placing)].filter((text) => text !== '').join('\n'),
    example === undefined ? '' : `for example\n\n${code(example, 'sh')}`,
    outputText(view, mesh, rule.span),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** What the first target does about settings that nobody wrote. */
function defaultsText({ project }: View, { rule, table }: Placing): string {
  const choice = chooseTarget(project.targets[0] ?? 'istio');
  if ('meant' in choice || rule.action.kind !== 'forward' || table.protocol !== 'http') return '';
  return unsaidText(rule.settings, choice.name);
}

/** Effective settings, each with where it comes from. */
function settingsText(settings: Settings): string {
  const lines = (Object.keys(settings) as (keyof Settings)[]).flatMap((name) => {
    const value = settings[name];
    if (!value) return [];
    if (name === 'headers')
      return (settings.headers ?? []).map(
        (change) => `- \`${settingText('headers', { headers: [change] })}\` ${originText(change)}`,
      );
    return [`- \`${settingText(name, settings)}\` ${originText(value as Sourced<unknown>)}`];
  });
  return lines.join('\n');
}

function originText({ level, policy, origin }: Sourced<unknown>): string {
  const line = origin.anchor.source.position(spanStart(origin)).line + 1;
  return policy === undefined ? `(${level}, line ${line})` : `(policy ${policy}, line ${line})`;
}

/** The part of the first target's YAML that this rule became. */
function outputText(view: View, mesh: Mesh, span: Span): string {
  const name = view.project.targets[0] ?? 'istio';
  const choice = chooseTarget(name);
  if ('meant' in choice) return '';
  const report = new Report();
  const documents = choice.platform.build(mesh, { version: choice.version, report });
  if (report.hasErrors) return '';
  const { text, mappings } = writeYamlWithMap(documents);
  const lines = mappings.filter(({ span: from }) => isInside(from, span)).map(({ line }) => line);
  const first = lines.reduce((least, line) => Math.min(least, line), Number.POSITIVE_INFINITY);
  if (lines.length === 0) return '';
  const piece = text
    .split('\n')
    .slice(first - 1, first + 29)
    .slice(0, lines.reduce((most, line) => Math.max(most, line), 0) - first + 1);
  const indent = Math.min(...piece.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return `for \`${choice.name}\`\n\n${code(piece.map((line) => line.slice(indent)).join('\n'), 'yaml')}`;
}

const isInside = (inner: Span, outer: Span): boolean =>
  inner.anchor === outer.anchor && spanStart(inner) >= spanStart(outer) && spanEnd(inner) <= spanEnd(outer);
