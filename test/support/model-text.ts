// The model's rules as one line each, for tests that compare whole lists by eye.
import { type Condition, durationText, percentText, type Rule, type Settings } from '../../src/model/index.ts';

export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'always':
      return 'always';
    case 'and':
    case 'or':
      return `(${condition.parts.map(conditionText).join(` ${condition.kind} `)})`;
    case 'not':
      return `not ${conditionText(condition.part)}`;
    case 'port':
      return `port ${condition.values.join('|')}`;
    case 'from': {
      const { kind, ...who } = condition.source;
      return `from ${kind} ${Object.values(who)
        .map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
        .join('@')}`;
    }
    case 'text': {
      const subject = condition.name === undefined ? condition.subject : `${condition.subject} ${condition.name}`;
      return [subject, condition.operator, condition.values.join('|')].filter(Boolean).join(' ');
    }
  }
}

export function actionText(action: Rule['action']): string {
  if (action.kind === 'respond') return `respond ${action.status}`;
  if (action.kind === 'redirect') {
    const { kind: _, origin: __, code, ...rest } = action;
    return `redirect ${code} ${JSON.stringify(rest)}`;
  }
  return action.split
    .map(({ weight, destination: { target, version, port } }) => {
      const name = `${target}${version === undefined ? '' : `@${version}`}${port === undefined ? '' : `:${port}`}`;
      return action.split.length === 1 ? name : `${weight} ${name}`;
    })
    .join(', ');
}

/** `timeout=2s/rule`: the value and who said it. */
export function settingsText(settings: Settings): string[] {
  const texts: string[] = [];
  const { timeout, retry, delay, mirror, name, headers } = settings;
  const by = ({ level, policy }: { level: string; policy?: string }) => `${level}${policy ? ` ${policy}` : ''}`;
  if (timeout)
    texts.push(`timeout ${timeout.value === 'none' ? 'none' : durationText(timeout.value)} by ${by(timeout)}`);
  if (retry) texts.push(`retry ${retry.value === 'never' ? 'never' : retry.value.attempts} by ${by(retry)}`);
  if (delay)
    texts.push(`delay ${durationText(delay.value.duration)} on ${percentText(delay.value.share)} by ${by(delay)}`);
  if (mirror) texts.push(`mirror to ${mirror.value.to.target}@${mirror.value.to.version ?? ''} by ${by(mirror)}`);
  if (name) texts.push(`name ${name.value} by ${by(name)}`);
  for (const header of headers ?? []) {
    const { direction, operation, header: word, value } = header.value;
    texts.push(`${direction} ${operation} ${word}=${value ?? ''} by ${by(header)}`);
  }
  return texts;
}

export const ruleText = ({ condition, action }: Rule): string => `${conditionText(condition)} -> ${actionText(action)}`;
