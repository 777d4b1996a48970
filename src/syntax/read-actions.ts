// Reads targets of actions and lists of policies from packed tokens: the parts of rules that have no blocks in them.
import { Cursor } from './cursor.ts';
import { spanOf } from './extent.ts';
import type { Home } from './home.ts';
import {
  beginsValue,
  isReference,
  passCall,
  passValue,
  readCall,
  readReference,
  readValue,
  referenceAt,
} from './read-values.ts';
import { DestinationNode, RouteTargetNode, ShareNode, SplitNode } from './rule-nodes.ts';
import { BareReferenceToken, Comma, indexOf, keyword, LeftParenthesis, Text, tokenSet } from './tokens.ts';
import type { Call, Share, Target } from './tree.ts';

const text = indexOf(Text);
const comma = indexOf(Comma);
const leftParenthesis = indexOf(LeftParenthesis);
const REDIRECT = indexOf(keyword('redirect'));
const RESPOND = indexOf(keyword('respond'));
const RULES = indexOf(keyword('rules'));
const ROUTE = indexOf(keyword('route'));
const REST = indexOf(keyword('rest'));
const TO = indexOf(keyword('to'));
const WITH = indexOf(keyword('with'));
const isCallee = tokenSet(BareReferenceToken);
const isWordTarget = tokenSet(...(['redirect', 'respond', 'rules', 'route'] as const).map(keyword));

const lazily = new Cursor();

/** The target that begins at a token. */
export const targetAt = (home: Home, at: number): Target => readTarget(lazily.point(home, at, at));

/** The policies behind the `with` at a token. */
export const policiesAt = (home: Home, at: number): readonly Call[] => readWith(lazily.point(home, at, at));

/** with = "with" call { "," call } . */
export function readWith(c: Cursor): readonly Call[] {
  c.take(WITH);
  const calls = [readCall(c)];
  while (c.kind === comma) {
    c.at++;
    calls.push(readCall(c));
  }
  return calls;
}

/** Goes past policies. */
export function passWith(c: Cursor): void {
  c.take(WITH);
  passCall(c);
  while (c.kind === comma) {
    c.at++;
    passCall(c);
  }
}

/** Goes past a target. */
export function passTarget(c: Cursor): void {
  const { at, kind, second } = c;
  if (isDestination(kind, second) && isWordTarget[kind] !== 1) c.at++;
  else if (!passShares(c)) {
    c.at = at;
    readTarget(c);
  }
}

/** Goes past shares of a split; whether there are some. */
function passShares(c: Cursor): boolean {
  for (;;) {
    if (c.kind === REST) c.at++;
    else passValue(c);
    if (c.kind !== TO) return false;
    c.at++;
    c.takeOf(isReference);
    if (c.kind !== comma) return true;
    c.at++;
  }
}

/** Whether a reference is a destination, not the share of one. */
const isDestination = (kind: number, second: number): boolean =>
  isReference[kind] === 1 && second !== TO && (second !== leftParenthesis || kind === text);

/**
 * target = "redirect" [ value ] | "respond" value [ value ] | "rules" call | "route" ref
 *        | share { "," share } | ref .
 */
export function readTarget(c: Cursor): Target {
  const { at, kind, second } = c;
  if (isWordTarget[kind] === 1 && second !== leftParenthesis && second !== TO) {
    const found = readWordTarget(c, kind);
    if (found) return found;
  }
  if (isDestination(kind, second)) {
    c.at++;
    return new DestinationNode(c.home, c.extentAt(at), referenceAt(c, at));
  }
  return readSplit(c);
}

/** Nothing where the word is the name of a destination. */
function readWordTarget(c: Cursor, kind: number): Target | undefined {
  const first = c.at;
  const isFollowed = beginsValue[c.second] === 1;
  if (kind === REDIRECT) {
    c.at++;
    const code = isFollowed ? readValue(c) : undefined;
    return { kind: 'redirect', span: spanOf(c.home, c.extentSince(first)), ...(code ? { code } : {}) };
  }
  if (kind === RESPOND && isFollowed) return readRespond(c);
  if (kind === RULES && isCallee[c.second] === 1) {
    c.at++;
    const call = readCall(c);
    return { kind: 'rules-call', span: spanOf(c.home, c.extentSince(first)), call };
  }
  if (kind === ROUTE && isReference[c.second] === 1) {
    c.at++;
    const reference = readReference(c);
    return new RouteTargetNode(c.home, c.extentSince(first), reference);
  }
  return undefined;
}

function readRespond(c: Cursor): Target {
  const first = c.at++;
  const code = readValue(c);
  const body = beginsValue[c.kind] === 1 ? readValue(c) : undefined;
  return { kind: 'respond', span: spanOf(c.home, c.extentSince(first)), code, ...(body ? { body } : {}) };
}

function readSplit(c: Cursor): Target {
  const first = c.at;
  const shares = [readShare(c)];
  while (c.kind === comma) {
    c.at++;
    shares.push(readShare(c));
  }
  return new SplitNode(c.home, c.extentSince(first), shares);
}

/** share = ( value | "rest" ) "to" ref . */
function readShare(c: Cursor): Share {
  const first = c.at;
  const isRest = c.kind === REST;
  if (isRest) c.at++;
  const value = isRest ? undefined : readValue(c);
  c.take(TO);
  const reference = readReference(c);
  return new ShareNode(c.home, c.extentSince(first), value, reference);
}
