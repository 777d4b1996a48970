// Conditions of the model → the language, seen from a namespace; a condition that has a name of its own is called by it.
import type { Condition, SourceTest, TextTest } from '../model/index.ts';
import { nameText, patternText, quoted, refText } from './names.ts';

export interface Speaker {
  readonly namespace: string;
  /** Names of conditions that were given one. */
  readonly nameOf: (condition: Condition) => string | undefined;
}

export function conditionText(condition: Condition, speaker: Speaker): string {
  return speaker.nameOf(condition) ?? definitionText(condition, speaker);
}

/** What a name stands for: its own name is not used. */
export function definitionText(condition: Condition, speaker: Speaker): string {
  switch (condition.kind) {
    case 'always':
      return 'path under "/"';
    case 'and':
    case 'or':
      // Without parts it holds for no request.
      if (condition.parts.length === 0) return 'not path under "/"';
      return condition.parts.map((part) => partText(part, speaker)).join(` ${condition.kind} `);
    case 'not':
      return notText(condition.part, speaker);
    case 'port':
      return `port ${listed('==', condition.values.map(String))}`;
    case 'from':
      return `from ${sourceText(condition.source, speaker)}`;
    case 'text':
      return testText(condition);
  }
}

function partText(part: Condition, speaker: Speaker): string {
  const text = conditionText(part, speaker);
  return (part.kind === 'and' || part.kind === 'or') && part.parts.length > 0 && speaker.nameOf(part) === undefined
    ? `(${text})`
    : text;
}

/** `!=` where there is one value, `not` before everything else. */
function notText(part: Condition, speaker: Speaker): string {
  if (
    part.kind === 'text' &&
    part.operator === 'equals' &&
    part.values.length === 1 &&
    speaker.nameOf(part) === undefined
  )
    return testText(part).replace(' == ', ' != ');
  return `not ${partText(part, speaker)}`;
}

const operators: Readonly<Record<TextTest['operator'], string>> = {
  equals: '==',
  exists: 'exists',
  starts: 'starts',
  under: 'under',
  ends: 'ends',
  contains: 'contains',
  matches: 'matches',
};

function testText({ subject, name, operator, values }: TextTest): string {
  const what = name === undefined ? subject : `${subject} ${quoted(name)}`;
  if (operator === 'exists') return `${what} exists`;
  const isWord = (subject === 'method' || subject === 'scheme') && operator === 'equals';
  const show = (value: string): string =>
    operator === 'matches' ? patternText(value) : isWord && /^[A-Za-z]+$/.test(value) ? value : quoted(value);
  return `${what} ${listed(operators[operator], values.map(show))}`;
}

function listed(operator: string, values: readonly string[]): string {
  if (values.length === 1) return `${operator} ${values[0]}`;
  return `${operator === '==' ? 'in' : operator} (${values.join(', ')})`;
}

function sourceText(source: SourceTest, { namespace }: Speaker): string {
  switch (source.kind) {
    case 'service':
      return `${refText(source.service, namespace)}${source.version === undefined ? '' : `@${nameText(source.version)}`}`;
    case 'namespace':
      return `namespace ${nameText(source.namespace)}`;
    case 'gateway':
      return `gateway ${refText(source.gateway, namespace)}`;
    case 'pods':
      return `pods ${labelsText(source.labels)}`;
  }
}

export const labelsText = (labels: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(labels)
    .map(([key, value]) => `${/^[A-Za-z][A-Za-z0-9_-]*$/.test(key) ? nameText(key) : quoted(key)}: ${quoted(value)}`)
    .join(', ')} }`;
