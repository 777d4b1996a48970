// Lines like `timeout 2s` → the settings of the model. What a policy brings is in policy.ts, which setting wins in layers.ts.
import { catalogue } from '../diagnostics/index.ts';
import type {
  HeaderChange,
  Mirror,
  PathRewrite,
  Retry,
  RetryCondition,
  SettingLevel,
  Settings,
} from '../model/index.ts';
import { type Block, retryWords, type SettingContext } from '../syntax/index.ts';
import type { Checking, Place } from './checking.ts';
import { readCors } from './cors.ts';
import { type Frame, readDestination } from './destination.ts';
import { noSettings } from './layers.ts';
import { literalOf, wordOf } from './literal.ts';
import { oneOf, read, within } from './read.ts';
import { groupCount } from './regex.ts';
import {
  firstOf,
  hasSlot,
  hasWord,
  partsOf,
  readBlockInto,
  readOnce,
  type SettingLine,
  slot,
  slotSpan,
  slotValue,
  slotValues,
  sourced,
} from './setting-block.ts';
import { isHeaderName, trimSlash } from './texts.ts';

const { types } = catalogue;

type Mutable = { -readonly [K in keyof Settings]: Settings[K] };

/** What is being read: what it fills, and what its lines mean. */
interface Reading<T> {
  /** Absent until something is said. */
  settings: Mutable | undefined;
  readonly level: SettingLevel;
  readonly frame: Frame;
  readonly others: ((line: SettingLine, into: T) => void) | undefined;
  readonly into: T;
}

/** The settings of a block. The lines of other words go to `others`, with what it fills. */
export function readSettings<T = undefined>(
  checking: Checking,
  block: Block | undefined,
  context: SettingContext,
  level: SettingLevel,
  place: Place,
  frame: Frame,
  others?: (line: SettingLine, into: T) => void,
  into?: T,
): Settings {
  if (!block) return noSettings;
  const reading: Reading<T> = { settings: undefined, level, frame, others, into: into as T };
  readBlockInto(checking, block, context, place, readInto, reading as Reading<unknown>);
  return reading.settings ?? noSettings;
}

function readInto<T>(line: SettingLine, reading: Reading<T>): void {
  if (!isSetting(line.word)) {
    reading.others?.(line, reading.into);
    return;
  }
  reading.settings ??= {};
  readSetting(line, reading.level, reading.frame, reading.settings);
}

/** The words of settings for requests. */
function isSetting(word: string): boolean {
  switch (word) {
    case 'timeout':
    case 'retry':
    case 'rewrite':
    case 'mirror':
    case 'delay':
    case 'abort':
    case 'request':
    case 'response':
    case 'cors':
    case 'websocket':
    case 'name':
      return true;
    default:
      return false;
  }
}

/** Adds what a line says of requests. */
function readSetting(line: SettingLine, level: SettingLevel, frame: Frame, settings: Mutable): void {
  switch (line.word) {
    case 'timeout': {
      const value = readOnce(line, readTimeout);
      if (value !== undefined) settings.timeout = sourced(value, line, level);
      return;
    }
    case 'retry': {
      const value = hasSlot(line, 'never') ? 'never' : readOnce(line, readRetry);
      if (value) settings.retry = sourced(value, line, level);
      return;
    }
    case 'rewrite':
      addRewrite(line, level, settings);
      return;
    case 'mirror': {
      const value = readMirror(line, frame);
      if (value) settings.mirror = sourced(value, line, level);
      return;
    }
    case 'delay': {
      const value = withShare(line, 'duration', positiveDuration(line, 'duration', 'a delay'));
      if (value) settings.delay = sourced(value, line, level);
      return;
    }
    case 'abort': {
      const value = withShare(line, 'status', slot(line, 'status', 'Status'));
      if (value) settings.abort = sourced(value, line, level);
      return;
    }
    case 'request':
    case 'response':
      addHeader(line, line.word, level, settings);
      return;
    case 'cors': {
      const value = readCors(line);
      if (value) settings.cors = sourced(value, line, level);
      return;
    }
    case 'websocket':
      settings.websocket = sourced(!hasSlot(line, 'off'), line, level);
      return;
    case 'name': {
      const value = readOnce(line, readName);
      if (value !== undefined) settings.name = sourced(value, line, level);
    }
  }
}

function addRewrite(line: SettingLine, level: SettingLevel, settings: Mutable): void {
  if (hasSlot(line, 'host')) {
    const value = plainHost(line, 'host');
    if (value !== undefined) settings.rewriteHost = sourced(value, line, level);
    return;
  }
  const value = readRewrite(line);
  if (value) settings.rewritePath = sourced(value, line, level);
}

const readTimeout = (line: SettingLine): number | 'none' | undefined =>
  hasWord(line, 'duration', 'none') ? 'none' : positiveDuration(line, 'duration', 'a timeout');

const readName = (line: SettingLine): string | undefined => slot(line, 'name', 'Text');

/** A duration above zero. */
export function positiveDuration(line: SettingLine, name: string, what: string): number | undefined {
  const value = slot(line, name, 'Duration');
  if (value !== 0) return value;
  const span = slotSpan(line, name);
  const none = line.word === 'timeout' ? [{ title: 'Write timeout none', edits: [{ span, text: 'none' }] }] : [];
  line.checking.report.add(types.zeroDuration, span, { what }, { fixes: none });
  return undefined;
}

/** A host name without `*`. */
export function plainHost(line: SettingLine, name: string): string | undefined {
  const host = slot(line, name, 'Host');
  if (!host?.includes('*')) return host;
  const reason = 'one host is needed here, so `*` is not allowed';
  line.checking.report.add(types.badText, slotSpan(line, name), { type: 'Host', text: host, reason });
  return undefined;
}

function readRetry(line: SettingLine): Retry | undefined {
  const attempts = readAttempts(line);
  const perTry = hasSlot(line, 'each') ? positiveDuration(line, 'each', 'the time of a try') : undefined;
  const on = readRetryConditions(line);
  if (attempts === undefined || !on || (hasSlot(line, 'each') && perTry === undefined)) return undefined;
  return perTry === undefined ? { attempts, on } : { attempts, perTry, on };
}

function readAttempts(line: SettingLine): number | undefined {
  const written = firstOf(line, 'attempts');
  const literal = written && literalOf(written, 'Int');
  if (typeof literal === 'number' && literal >= 1 && literal <= 100) return literal;
  const value = slotValue(line, 'attempts', 'Int');
  const attempts = value && read(line.checking, value, 'Int');
  if (!value || attempts === undefined) return undefined;
  if (attempts === 0) {
    const fixes = [{ title: 'Write retry never', edits: [{ span: line.setting.span, text: 'retry never' }] }];
    line.checking.report.add(types.zeroAttempts, value.span, undefined, { fixes });
    return undefined;
  }
  return within(line.checking, value, attempts, 'the number of retries', 1, 100);
}

function readRetryConditions(line: SettingLine): readonly RetryCondition[] | undefined {
  const plain = plainRetryConditions(line);
  if (plain) return plain;
  const values = slotValues(line, 'on', 'Status', retryWords).flatMap((value) =>
    value.kind === 'list' ? value.items : [value],
  );
  const found = values.map((value) => {
    if (value.kind === 'number' && value.number.unit === 'none') {
      const status = read(line.checking, value, 'Status');
      return status === undefined || status >= 400
        ? status
        : within(line.checking, value, status, 'a status to retry on', 400, 599);
    }
    return oneOf(line.checking, value, retryWords, 'failure to retry on');
  });
  return found.every((each) => each !== undefined) ? (found as RetryCondition[]) : undefined;
}

const noConditions: readonly RetryCondition[] = [];

/** Words and statuses as they stand, if there is nothing else. */
function plainRetryConditions(line: SettingLine): readonly RetryCondition[] | undefined {
  const values = partsOf(line, 'on');
  if (values.length === 0) return noConditions;
  const found = values.map((value) => wordOf(value, line.place, retryWords) ?? literalOf(value, 'Status'));
  for (const each of found) if (each === undefined || (typeof each === 'number' && each < 400)) return undefined;
  return found as RetryCondition[];
}

function readRewrite(line: SettingLine): PathRewrite | undefined {
  if (hasSlot(line, 'prefix')) {
    const from = slot(line, 'prefix', 'Path');
    const to = slot(line, 'to', 'Path');
    return from === undefined || to === undefined
      ? undefined
      : { kind: 'prefix', from: trimSlash(from), to: trimSlash(to) };
  }
  if (!hasSlot(line, 'pattern')) {
    const to = slot(line, 'to', 'Path');
    return to === undefined ? undefined : { kind: 'path', to };
  }
  const pattern = slot(line, 'pattern', 'Regex');
  const to = slot(line, 'to', 'Text');
  if (pattern === undefined || to === undefined || !groupsExist(line, pattern, to)) return undefined;
  return { kind: 'regex', pattern, to };
}

function groupsExist(line: SettingLine, pattern: string, to: string): boolean {
  const groups = groupCount(pattern);
  const missing = [...to.matchAll(/\\(\d)/g)].map(([, digit]) => Number(digit)).find((group) => group > groups);
  if (missing === undefined) return true;
  const reason = `there is no group ${missing}: the expression has ${groups}`;
  line.checking.report.add(types.badText, slotSpan(line, 'to'), { type: 'replacement', text: to, reason });
  return false;
}

const WHOLE = 1_000_000;

function readMirror(line: SettingLine, frame: Frame): Mirror | undefined {
  const share = hasSlot(line, 'share') ? slot(line, 'share', 'Percent') : WHOLE;
  const target = firstOf(line, 'to');
  if (target?.kind !== 'call') {
    if (target && target.kind !== 'missing') line.checking.report.add(types.destinationNeeded, target.span, undefined);
    return undefined;
  }
  const to = readDestination(line.checking, target.reference, line.place, frame);
  return share === undefined || !to ? undefined : { share, to };
}

function withShare<K extends 'duration' | 'status'>(
  line: SettingLine,
  key: K,
  value: number | undefined,
): ({ readonly [P in K]: number } & { readonly share: number }) | undefined {
  const share = hasSlot(line, 'on') ? slot(line, 'on', 'Percent') : WHOLE;
  if (value === undefined || share === undefined) return undefined;
  return { [key]: value, share } as { readonly [P in K]: number } & { readonly share: number };
}

function addHeader(line: SettingLine, direction: 'request' | 'response', level: SettingLevel, settings: Mutable): void {
  const change = readHeader(line, direction);
  if (!change) return;
  const known = settings.headers ?? [];
  const first = known.find(({ value }) => value.direction === direction && value.header === change.header);
  if (first) {
    const setting = `${direction} header ${JSON.stringify(change.header)}`;
    const related = [{ span: first.origin, message: 'said here first' }];
    line.checking.report.add(types.duplicateSetting, line.setting.span, { setting }, { related });
    return;
  }
  settings.headers = [...known, { value: change, origin: line.setting.span, level }];
}

function readHeader(line: SettingLine, direction: 'request' | 'response'): HeaderChange | undefined {
  const operation = (['set', 'add', 'remove'] as const).find((each) => hasSlot(line, each));
  if (!operation) return undefined;
  const header = slot(line, operation, 'Text');
  const value = operation === 'remove' ? undefined : slot(line, 'value', 'Text');
  if (header === undefined || (operation !== 'remove' && value === undefined)) return undefined;
  if (!isHeaderName(header)) return reportText(line, operation, 'header name', header);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (value !== undefined && /[\x00-\x08\x0a-\x1f\x7f]/.test(value))
    return reportText(line, 'value', 'header value', value);
  return { direction, operation, header: header.toLowerCase(), ...(value === undefined ? {} : { value }) };
}

function reportText(line: SettingLine, name: string, type: string, text: string): undefined {
  const reason = 'it holds characters that cannot be sent';
  line.checking.report.add(types.badText, slotSpan(line, name), { type, text, reason });
  return undefined;
}
