// A difference of two meshes told to people and tools.
import type { MeshDifference } from '../diff/compare.ts';
import type { DeclarationChange } from '../diff/declarations.ts';
import type { Change } from '../diff/routes.ts';
import { requestText } from '../request/text.ts';
import { outcomeText, settingText } from '../words.ts';
import { decisionData } from './decision.ts';

/** What changes, group by group with an example each; or that nothing does. */
export function explainDifference(difference: MeshDifference): string {
  if (difference.same) return 'No change in behaviour: every request is decided as before, and nothing else differs.';
  const { changes, unknown, declarations } = difference;
  const none = changes.length === 0 && unknown.length === 0 ? ['Every request is decided as before.'] : [];
  return [
    ...none,
    ...changes.map(changeText),
    ...unknown.map((reason) => `There may be more that is decided differently: ${reason}`),
    ...declarations.map(declarationText),
  ].join('\n');
}

function changeText(change: Change): string {
  const { request, before, after, count } = change;
  const more = count > 1 ? ` (and ${count - 1} other pairs of rules)` : '';
  return [
    `${headText(change)}${more}`,
    `    ${requestText(request)}`,
    `    before: ${decisionText(change, before)}`,
    `    after:  ${decisionText(change, after)}`,
  ].join('\n');
}

function headText({ kind, settings, before, after }: Change): string {
  switch (kind) {
    case 'decision':
      return `decided differently: ${outcomeText(before)} becomes ${outcomeText(after)}`;
    case 'weights':
      return `other shares: ${outcomeText(before)} becomes ${outcomeText(after)}`;
    case 'settings':
      return `other settings for ${outcomeText(after)}: ${settings.map(settingName).join(', ')}`;
  }
}

const settingName = (name: string): string =>
  name === 'rewritePath' ? 'rewrite path' : name === 'rewriteHost' ? 'rewrite host' : name;

function decisionText({ kind, settings }: Change, decision: Change['before']): string {
  const texts = settings.map(
    (name) => settingText(name, decision.settings) ?? (kind === 'settings' ? `no ${settingName(name)}` : ''),
  );
  const said = texts.filter((text) => text !== '');
  return `${outcomeText(decision)}${said.length > 0 ? ` { ${said.join('; ')} }` : ''}`;
}

function declarationText({ what, path, before, after }: DeclarationChange): string {
  if (path === '') return `${what}: ${after ?? before}`;
  return `${what}: ${path}: ${before ?? 'nothing'} becomes ${after ?? 'nothing'}`;
}

/** The same as plain data. */
export const differenceData = (difference: MeshDifference): object => ({
  same: difference.same,
  changes: difference.changes.map((change) => ({
    kind: change.kind,
    settings: change.settings,
    command: requestText(change.request),
    before: decisionData(change.before),
    after: decisionData(change.after),
    count: change.count,
  })),
  unknown: difference.unknown,
  declarations: difference.declarations,
  compared: difference.compared,
  equal: difference.equal,
});
