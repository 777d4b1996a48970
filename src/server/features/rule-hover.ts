// What the hover of a rule says: where it stands, what it takes, its effective settings with where each comes from, a request that reaches
// it, and the YAML that it becomes.
import { Report } from '../../diagnostics/index.ts';
import { writeYamlWithMap } from '../../documents/index.ts';
import { conditionText, ruleText, settingText, type Table, tablesOf } from '../../meaning/index.ts';
import type { Mesh, Rule as MeshRule, Settings, Sourced } from '../../model/index.ts';
import { chooseTarget } from '../../targets/index.ts';
import { type Span, spanEnd, spanStart, spanText } from '../../text/index.ts';
import type { View } from '../workspace.ts';
import { unsaidText } from './platform-defaults.ts';
import { exampleFor, type Placing, placingsOf } from './rules.ts';

export const code = (text: string, language = 'mesh'): string => `\`\`\`${language}\n${text}\n\`\`\``;

/** A rule's place, settings with their origins, an example request, and its part of the output. */
export function ruleHover(view: View, span: Span): string {
  const mesh = view.living.meshAround(span.anchor);
  const [placing] = placingsOf(mesh, span);
  if (!placing) return callHover(mesh, span);
  const number = `**rule ${placing.index + 1} of ${placing.table.name}**`;
  const example = exampleFor(mesh, placing);
  return [
    number,
    `takes \`${conditionText(placing.rule.condition)}\``,
    [settingsText(placing.rule.settings), defaultsText(view, placing)].filter((text) => text !== '').join('\n'),
    example === undefined ? '' : `for example\n\n${code(example, 'sh')}`,
    outputText(view, mesh, span),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

const MOST_RULES = 8;

/** A rule that calls another list or route has none of its own: the ones that it puts in its place. */
function callHover(mesh: Mesh, span: Span): string {
  const [table, rules] = calledBy(mesh, span);
  if (!table) return code(spanText(span));
  const shown = rules.slice(0, MOST_RULES).map((rule) => `- ${ruleText(rule)}`);
  const more = rules.length > shown.length ? [`- and ${rules.length - shown.length} more`] : [];
  const head = `**tries ${rules.length === 1 ? 'one rule' : `${rules.length} rules`}** here, in ${table.name}`;
  return [head, [...shown, ...more].join('\n')].join('\n\n');
}

function calledBy(mesh: Mesh, span: Span): readonly [Table | undefined, readonly MeshRule[]] {
  for (const table of tablesOf(mesh)) {
    const rules = table.rules.filter(({ through }) => through.some(({ origin }) => isInside(origin, span)));
    if (rules.length > 0) return [table, rules];
  }
  return [undefined, []];
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

/** The part of the first target's YAML that came from a span. */
export function outputText(view: View, mesh: Mesh, span: Span): string {
  const name = view.project.targets[0] ?? 'istio';
  const choice = chooseTarget(name);
  if ('meant' in choice) return '';
  const report = new Report();
  const documents = choice.platform.build(mesh, { version: choice.version, report });
  if (report.hasErrors) return '';
  const { text, mappings } = writeYamlWithMap(documents);
  const lines = mappings.filter(({ span: from }) => isInside(from, span)).map(({ line }) => line - 1);
  const pieces = piecesOf(text.split('\n'), lines);
  if (pieces.length === 0) return '';
  return `for \`${choice.name}\`\n\n${code(cut(pieces.join('\n---\n')), 'yaml')}`;
}

/** Of each document the lines from the first to the last of these; a single line of a document that others made says little. */
function piecesOf(all: readonly string[], lines: readonly number[]): readonly string[] {
  const ends = all.flatMap((line, at) => (line === '---' ? [at] : []));
  const byDocument = [...Map.groupBy(lines, (line) => ends.filter((end) => end < line).length).values()];
  const long = byDocument.filter((own) => own.length > 1);
  return (long.length > 0 ? long : byDocument).map((own) => {
    const piece = all.slice(Math.min(...own), Math.max(...own) + 1);
    const indent = Math.min(...piece.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
    return piece.map((line) => line.slice(indent)).join('\n');
  });
}

const MOST_YAML = 40;
function cut(text: string): string {
  const lines = text.split('\n');
  return lines.length > MOST_YAML ? [...lines.slice(0, MOST_YAML), '# …'].join('\n') : text;
}

const isInside = (inner: Span, outer: Span): boolean =>
  inner.anchor === outer.anchor && spanStart(inner) >= spanStart(outer) && spanEnd(inner) <= spanEnd(outer);
