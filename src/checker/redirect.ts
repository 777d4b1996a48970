// `redirect 301 { … }` and `respond 404 "…"` → answers that mesh gives itself, and the settings that go with them.
import { catalogue } from '../diagnostics/index.ts';
import type { Redirect, Respond, SettingLevel, Settings } from '../model/index.ts';
import type { Action, RedirectTarget, RespondTarget } from '../syntax/index.ts';
import type { Checking, Place } from './checking.ts';
import type { Frame } from './destination.ts';
import { oneOf, read, within } from './read.ts';
import { type SettingLine, slot, slotWord } from './setting-block.ts';
import { plainHost, readSettings } from './settings.ts';
import { trimSlash } from './texts.ts';
import { evaluate } from './value.ts';

const { types } = catalogue;

const CODES = ['301', '302', '303', '307', '308'] as const;

type Draft = { -readonly [K in keyof Redirect]?: Redirect[K] };

export interface ReadAnswer<A> {
  readonly action: A | undefined;
  readonly settings: Settings;
}

export function readRedirect(
  checking: Checking,
  target: RedirectTarget,
  action: Action,
  level: SettingLevel,
  place: Place,
  frame: Frame,
): ReadAnswer<Redirect> {
  const code = readCode(checking, target, place);
  const draft: Draft = {};
  const problems = checking.report.found.length;
  const settings = readSettings(checking, action.block, 'redirect', level, place, frame, readPart, draft);
  const { path, prefix, scheme, host, port } = draft;
  if (path !== undefined && prefix) checking.report.add(types.pathOrPrefix, target.span, undefined);
  const says = path !== undefined || prefix || scheme || host !== undefined || port !== undefined;
  const asked = frame.kind !== 'expected' && place.bound.size === 0;
  if (!says && asked && checking.report.found.length === problems)
    checking.report.add(types.emptyRedirect, target.span, undefined);
  const whole = code !== undefined && (says || frame.kind === 'expected') && checking.report.found.length === problems;
  return { action: whole ? { kind: 'redirect', code, ...draft, origin: target.span } : undefined, settings };
}

function readCode(checking: Checking, { code }: RedirectTarget, place: Place): number | undefined {
  if (!code) return 301;
  const value = evaluate(checking, code, place, { type: 'Status' });
  const status = read(checking, value, 'Status');
  if (status === undefined) return undefined;
  const known = oneOf(checking, { kind: 'word', value: String(status), span: code.span }, CODES, 'redirect code');
  return known && Number(known);
}

const SCHEMES = ['http', 'https'] as const;

function readPart(line: SettingLine, draft: Draft): void {
  switch (line.word) {
    case 'scheme': {
      const scheme = slotWord(line, 'value', SCHEMES, 'scheme');
      if (scheme) draft.scheme = scheme;
      return;
    }
    case 'host': {
      const host = plainHost(line, 'value');
      if (host !== undefined) draft.host = host;
      return;
    }
    case 'port': {
      const port = slot(line, 'value', 'Port');
      if (port !== undefined) draft.port = port;
      return;
    }
    case 'path': {
      const path = slot(line, 'value', 'Path');
      if (path !== undefined) draft.path = path;
      return;
    }
    case 'prefix': {
      const from = slot(line, 'prefix', 'Path');
      const to = slot(line, 'to', 'Path');
      if (from !== undefined && to !== undefined) draft.prefix = { from: trimSlash(from), to: trimSlash(to) };
    }
  }
}

export function readRespond(
  checking: Checking,
  target: RespondTarget,
  action: Action,
  level: SettingLevel,
  place: Place,
  frame: Frame,
): ReadAnswer<Respond> {
  const value = evaluate(checking, target.code, place, { type: 'Status' });
  const code = read(checking, value, 'Status');
  const status = code === undefined ? undefined : within(checking, value, code, 'a status', 200, 599);
  const body = target.body && read(checking, evaluate(checking, target.body, place, { type: 'Text' }), 'Text');
  const settings = readSettings(checking, action.block, 'respond', level, place, frame);
  const whole = status !== undefined && (!target.body || body !== undefined);
  const answer = { kind: 'respond', status: status ?? 0, origin: target.span } as const;
  return { action: whole ? { ...answer, ...(body === undefined ? {} : { body }) } : undefined, settings };
}
