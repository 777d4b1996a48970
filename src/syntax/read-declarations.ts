// Reads a segment from packed tokens: the whole grammar for programs without mistakes, one function for each production of
// grammar-declarations.ts. Where it gives up, the parser with recovery reads the segment.
import type { Cursor } from './cursor.ts';
import { IngressNode, RouteNode, ServiceNode } from './declaration-nodes.ts';
import { spanOf } from './extent.ts';
import { readCondition, readSource } from './read-conditions.ts';
import { readAction, readBlock, readHandler, readRuleBlock } from './read-rules.ts';
import {
  isReference,
  isWord,
  nameAt,
  passReferences,
  passValues,
  readDefault,
  readName,
  readParameters,
  readReference,
  readType,
  readValue,
  referenceAt,
} from './read-values.ts';
import {
  Arrow,
  Colon,
  type declarationWords,
  Equals,
  ItemEnd,
  indexOf,
  type Keyword,
  keyword,
  LeftBrace,
  LeftParenthesis,
  NameToken,
  RightBrace,
  Text,
  tokenSet,
} from './tokens.ts';
import type {
  Claim,
  ClaimBody,
  ClaimSubject,
  Condition,
  Declaration,
  Name,
  Parameter,
  Reference,
  Sample,
  SourceExpression,
  Value,
} from './tree.ts';

const index = (word: Keyword): number => indexOf(keyword(word));
const text = indexOf(Text);
const itemEnd = indexOf(ItemEnd);
const leftBrace = indexOf(LeftBrace);
const rightBrace = indexOf(RightBrace);
const leftParenthesis = indexOf(LeftParenthesis);
const equals = indexOf(Equals);
const arrow = indexOf(Arrow);
const ON = index('on');
const WHEN = index('when');
const FROM = index('from');
const TO = index('to');
const FOR = index('for');
const IS = index('is');
const EVERY = index('every');
const NEVER = index('never');
const GATEWAY = index('gateway');
const NAMESPACE = index('namespace');
const DECIDED = index('decided');
const ROUTES = index('routes');
const isName = tokenSet(NameToken);

/** segment = { declaration END } .  Mostly there is one; nothing where something is wrong. */
export function readSegment(c: Cursor): Declaration | readonly Declaration[] | undefined {
  if (c.atEnd) return c.good ? nothing : undefined;
  const first = readDeclaration(c);
  if (!first) return undefined;
  if (c.atEnd) return c.good ? first : undefined;
  const declarations = [first];
  while (!c.atEnd) {
    const next = readDeclaration(c);
    if (!next) return undefined;
    declarations.push(next);
  }
  return c.good ? declarations : undefined;
}
const nothing: readonly never[] = Object.freeze([]) as readonly never[];

/** declaration END */
function readDeclaration(c: Cursor): Declaration | undefined {
  const first = c.at;
  const declaration = readers[c.kind]?.(c, first);
  if (!declaration || c.kind !== itemEnd) return undefined;
  c.at++;
  return c.documented(declaration, first);
}

type Read = (c: Cursor, first: number) => Declaration;

/** What all declarations have but their kind, for one that has been read. */
const head = (c: Cursor, first: number) => ({
  span: spanOf(c.home, c.extentSince(first)),
  keyword: spanOf(c.home, c.extentAt(first)),
});

const byWord: Readonly<Record<(typeof declarationWords)[number], Read>> = {
  /** serviceDeclaration = "service" ref { "," ref } block . */
  service: (c, first) => {
    c.at++;
    passReferences(c);
    const block = readBlock(c);
    return new ServiceNode(c.home, first, c.at - 1, block);
  },
  /** routeDeclaration = "route" ref handling . */
  route: (c, first) => {
    c.at++;
    c.takeOf(isReference);
    const handlingAt = c.at;
    const handler = readHandler(c);
    return new RouteNode(c.home, first, c.at - 1, handlingAt, handler);
  },
  /** ingressDeclaration = "ingress" value { "," value } "on" ref { "," ref } handling . */
  ingress: (c, first) => {
    c.at++;
    passValues(c);
    c.take(ON);
    passReferences(c);
    const handlingAt = c.at;
    const handler = readHandler(c);
    return new IngressNode(c.home, first, c.at - 1, handlingAt, handler);
  },
  /** namespaceDeclaration = "namespace" name . */
  namespace: (c, first) => {
    c.at++;
    const name = readName(c);
    return { kind: 'namespace', ...head(c, first), name };
  },
  /** useDeclaration = "use" ref . */
  use: (c, first) => {
    c.at++;
    const reference = readReference(c);
    return { kind: 'use', ...head(c, first), reference };
  },
  /** letDeclaration = "let" name "=" value . */
  let: (c, first) => {
    c.at++;
    const name = readName(c);
    c.take(equals);
    const value = readValue(c);
    return { kind: 'let', ...head(c, first), name, value };
  },
  /** inputDeclaration = "input" name ":" type [ "=" value ] . */
  input: (c, first) => {
    c.at++;
    const name = readName(c);
    c.take(indexOf(Colon));
    const type = readType(c);
    const value = readDefault(c);
    return { kind: 'input', ...head(c, first), name, type, ...(value ? { value } : {}) };
  },
  /** conditionDeclaration = "condition" name [ parameters ] "=" condition . */
  condition: (c, first) => {
    c.at++;
    const named = readNameAndParameters(c);
    c.take(equals);
    const condition = readCondition(c);
    return { kind: 'condition', ...head(c, first), ...named, condition };
  },
  /** policyDeclaration = "policy" name [ parameters ] block . */
  policy: (c, first) => {
    c.at++;
    const named = readNameAndParameters(c);
    const block = readBlock(c);
    return { kind: 'policy', ...head(c, first), ...named, block };
  },
  /** egressDeclaration = "egress" ref block . */
  egress: (c, first) => {
    c.at++;
    const reference = readReference(c);
    const block = readBlock(c);
    return { kind: 'egress', ...head(c, first), reference, block };
  },
  /** gatewayDeclaration = "gateway" ref ruleBlock . */
  gateway: (c, first) => {
    c.at++;
    const reference = readReference(c);
    const block = readRuleBlock(c);
    return { kind: 'gateway', ...head(c, first), reference, block };
  },
  /** rulesDeclaration = "rules" name [ parameters ] ruleBlock . */
  rules: (c, first) => {
    c.at++;
    const named = readNameAndParameters(c);
    const block = readRuleBlock(c);
    return { kind: 'rules', ...head(c, first), ...named, block };
  },
  /** telemetryDeclaration = "telemetry" [ "for" ref ] block . */
  telemetry: (c, first) => {
    c.at++;
    const reference = optional(c, FOR, readReference);
    const block = readBlock(c);
    return { kind: 'telemetry', ...head(c, first), ...(reference ? { reference } : {}), block };
  },
  /** testDeclaration = "test" TEXT "{" { sample END } "}" . */
  test: (c, first) => {
    c.at++;
    const title = readTitle(c);
    const samples = readItems(c, isWord, readSample);
    return { kind: 'test', ...head(c, first), title, samples };
  },
  /** expectDeclaration = "expect" TEXT "{" { claim END } "}" . */
  expect: (c, first) => {
    c.at++;
    const title = readTitle(c);
    const claims = readItems(c, isReference, readClaim);
    return { kind: 'expect', ...head(c, first), title, claims };
  },
};
/** By the type of the first token. */
const readers: (Read | undefined)[] = [];
for (const [word, read] of Object.entries(byWord)) readers[index(word as keyof typeof byWord)] = read;

function readNameAndParameters(c: Cursor): { name: Name; parameters?: readonly Parameter[] } {
  const name = readName(c);
  return c.kind === leftParenthesis ? { name, parameters: readParameters(c) } : { name };
}

function readTitle(c: Cursor): Value {
  if (c.kind !== text) c.giveUp();
  return readValue(c);
}

/** What stands behind a word that may be left out. */
function optional<T>(c: Cursor, word: number, read: (c: Cursor) => T): T | undefined {
  if (c.kind !== word) return undefined;
  c.at++;
  return read(c);
}

/** "{" { item END } "}" */
function readItems<T>(c: Cursor, begins: Uint8Array, read: (c: Cursor) => T): readonly T[] {
  const items: T[] = [];
  c.take(leftBrace);
  while (begins[c.kind] === 1) {
    items.push(read(c));
    if (c.kind === itemEnd) c.at++;
    else if (c.kind !== rightBrace) c.giveUp();
  }
  c.take(rightBrace);
  return items;
}

// ---- tests and expectations

/** sample = WORD value [ "from" source ] [ "to" ref ] [ "when" condition ] "->" action . */
function readSample(c: Cursor): Sample {
  const first = c.at++;
  const method = nameAt(c, first);
  const url = readValue(c);
  const facts: { from?: SourceExpression; to?: Reference; when?: Condition } = {};
  const from = optional(c, FROM, readSource);
  if (from) facts.from = from;
  const to = optional(c, TO, readReference);
  if (to) facts.to = to;
  const when = optional(c, WHEN, readCondition);
  if (when) facts.when = when;
  c.take(arrow);
  const action = readAction(c);
  return { kind: 'sample', span: spanOf(c.home, c.extentSince(first)), method, url, ...facts, action };
}

/** claim = everyRequest | never . */
const readClaim = (c: Cursor): Claim => (c.kind === EVERY && c.second !== NEVER ? readEveryRequest(c) : readNever(c));

/**
 * everyRequest = "every" "request" "to" ( "gateway" ref | ref ) [ "when" condition ]
 *                ( "->" action | "is" ( "decided" | "answered" "within" value ) ) .
 */
function readEveryRequest(c: Cursor): Claim {
  const first = c.at++;
  c.take(index('request'));
  c.take(TO);
  const subject = readSubject(c, false);
  const when = optional(c, WHEN, readCondition);
  const claims = readClaimBody(c);
  const span = spanOf(c.home, c.extentSince(first));
  return { kind: 'claim', span, subject, ...(when ? { when } : {}), claims };
}

function readClaimBody(c: Cursor): ClaimBody {
  if (c.kind === arrow) {
    c.at++;
    return { kind: 'decides', action: readAction(c) };
  }
  c.take(IS);
  if (c.kind === DECIDED) {
    c.at++;
    return { kind: 'decided' };
  }
  c.take(index('answered'));
  c.take(index('within'));
  return { kind: 'answered-within', duration: readValue(c) };
}

/** never = ( "gateway" ref | "namespace" name | ref ) "never" ( "routes" "to" | "reaches" ) ref . */
function readNever(c: Cursor): Claim {
  const first = c.at;
  const subject = readSubject(c, true);
  c.take(NEVER);
  const routes = c.kind === ROUTES;
  c.take(routes ? ROUTES : index('reaches'));
  if (routes) c.take(TO);
  const reference = readReference(c);
  const span = spanOf(c.home, c.extentSince(first));
  return { kind: 'claim', span, subject, claims: { kind: routes ? 'never-routes' : 'never-reaches', reference } };
}

function readSubject(c: Cursor, mayBeNamespace: boolean): ClaimSubject {
  const first = c.at;
  let what: ClaimSubject['what'] = 'service';
  if (c.kind === GATEWAY && isReference[c.second] === 1) what = 'gateway';
  else if (mayBeNamespace && c.kind === NAMESPACE && isName[c.second] === 1) what = 'namespace';
  if (what !== 'service') c.at++;
  const reference = what === 'namespace' ? referenceAt(c, c.takeOf(isName)) : readReference(c);
  return { kind: 'claim-subject', span: spanOf(c.home, c.extentSince(first)), what, reference };
}
