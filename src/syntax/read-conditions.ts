// Reads conditions and sources from packed tokens. One function for each production of grammar-conditions.ts.
import { Cursor } from './cursor.ts';
import { spanOf } from './extent.ts';
import type { Home } from './home.ts';
import {
  passValue,
  passValues,
  readCall,
  readList,
  readMap,
  readName,
  readReference,
  readValue,
} from './read-values.ts';
import { CallConditionNode, SubjectNode, TestNode } from './rule-nodes.ts';
import {
  BareReferenceToken,
  EqualEqual,
  indexOf,
  keyword,
  LeftParenthesis,
  labels,
  listTestWords,
  MapBrace,
  NameToken,
  NotEqual,
  namedSubjectWords,
  plainSubjectWords,
  ReferenceToken,
  RightParenthesis,
  tokenSet,
} from './tokens.ts';
import type { Condition, LogicalOperator, SourceExpression, SubjectWord, TestOperator, Value } from './tree.ts';
import { MissingNode } from './value-nodes.ts';

const AND = indexOf(keyword('and'));
const OR = indexOf(keyword('or'));
const NOT = indexOf(keyword('not'));
const FROM = indexOf(keyword('from'));
const EXISTS = indexOf(keyword('exists'));
const NAMESPACE = indexOf(keyword('namespace'));
const GATEWAY = indexOf(keyword('gateway'));
const PODS = indexOf(keyword('pods'));
const mapBrace = indexOf(MapBrace);
const leftParenthesis = indexOf(LeftParenthesis);
const rightParenthesis = indexOf(RightParenthesis);
const isName = tokenSet(NameToken);
const isReference = tokenSet(ReferenceToken);
const isCallee = tokenSet(BareReferenceToken);
const isSubject = tokenSet(...[...plainSubjectWords, ...namedSubjectWords].map(keyword));
const isNamedSubject = tokenSet(...namedSubjectWords.map(keyword));
const isEquality = tokenSet(EqualEqual, NotEqual);
const isListTest = tokenSet(...(['in', ...listTestWords] as const).map(keyword));

const lazily = new Cursor();

/** The condition that begins at a token. */
export const conditionAt = (home: Home, at: number): Condition => readCondition(lazily.point(home, at, at));

/** condition = term { ( "and" | "or" ) term } .  One of the two. */
export function readCondition(c: Cursor): Condition {
  const first = c.at;
  const start = readTerm(c);
  const joins = c.kind;
  if (joins !== AND && joins !== OR) return start;
  const operands = [start];
  const operators: LogicalOperator[] = [];
  while (c.kind === joins) {
    operators.push({ kind: joins === AND ? 'and' : 'or', span: spanOf(c.home, c.extentAt(c.at++)) });
    operands.push(readTerm(c));
  }
  if (c.kind === AND || c.kind === OR) c.giveUp();
  return { kind: 'logical', span: spanOf(c.home, c.extentSince(first)), operands, operators };
}

/** Goes past a condition. */
export function passCondition(c: Cursor): void {
  const { at } = c;
  if (passTests(c)) return;
  c.at = at;
  readCondition(c);
}

/** Goes past tests that are all joined by one word, without making them; whether there is nothing else. */
function passTests(c: Cursor): boolean {
  if (!passTest(c)) return false;
  const joins = c.kind;
  if (joins !== AND && joins !== OR) return true;
  while (c.kind === joins) {
    c.at++;
    if (!passTest(c)) return false;
  }
  return c.kind !== AND && c.kind !== OR;
}

/** Whether the next is a test; goes past it. */
function passTest(c: Cursor): boolean {
  if (isSubject[c.kind] !== 1) return false;
  if (isNamedSubject[c.kinds[c.at++] as number] === 1) passValue(c);
  const { kind } = c;
  c.at++;
  if (kind === EXISTS) return true;
  if (isEquality[kind] === 1) passValue(c);
  else if (isListTest[kind] !== 1) return false;
  else if (c.kind !== leftParenthesis) passValue(c);
  else {
    c.at++;
    passValues(c);
    c.take(rightParenthesis);
  }
  return true;
}

/** term = "not" term | "(" condition ")" | "from" source | subject test | call . */
function readTerm(c: Cursor): Condition {
  const { at, kind } = c;
  if (isSubject[kind] === 1) return readTest(c);
  if (isCallee[kind] === 1) {
    const call = readCall(c);
    return new CallConditionNode(c.home, c.extentSince(at), call);
  }
  c.at++;
  if (kind === NOT) {
    const condition = readTerm(c);
    return { kind: 'not', span: spanOf(c.home, c.extentSince(at)), condition };
  }
  if (kind === leftParenthesis) {
    const condition = readCondition(c);
    c.take(rightParenthesis);
    return { kind: 'parenthesized', span: spanOf(c.home, c.extentSince(at)), condition };
  }
  if (kind === FROM) {
    const source = readSource(c);
    return { kind: 'from', span: spanOf(c.home, c.extentSince(at)), source };
  }
  c.giveUp();
  return new MissingNode(c.home, 0);
}

/** source = "namespace" name | "gateway" ref | "pods" map | ref . */
export function readSource(c: Cursor): SourceExpression {
  const { at, kind, second } = c;
  const span = () => spanOf(c.home, c.extentSince(at));
  if (kind === NAMESPACE && isName[second] === 1) {
    c.at++;
    const name = readName(c);
    return { kind: 'source-namespace', span: span(), name };
  }
  if (kind === GATEWAY && isReference[second] === 1) {
    c.at++;
    const reference = readReference(c);
    return { kind: 'source-gateway', span: span(), reference };
  }
  if (kind === PODS && second === mapBrace) {
    c.at++;
    const map = readMap(c);
    return { kind: 'source-pods', span: span(), map };
  }
  const reference = readReference(c);
  return { kind: 'source-workload', span: span(), reference };
}

/** subjectTest = subject comparison . */
function readTest(c: Cursor): Condition {
  const first = c.at++;
  const name = isNamedSubject[c.kinds[first] as number] === 1 ? readValue(c) : undefined;
  const subject = new SubjectNode(c.home, c.extentSince(first), labels[c.kinds[first] as number] as SubjectWord, name);
  const operator = c.at;
  const operands = readComparison(c);
  const word = labels[c.kinds[operator] as number] as TestOperator;
  return new TestNode(c.home, c.extentSince(first), subject, word, c.extentAt(operator), operands);
}

/**
 * comparison = "exists" | ( "==" | "!=" ) value
 *            | ( "in" | "starts" | "under" | "ends" | "contains" | "matches" ) ( value | list ) .
 */
function readComparison(c: Cursor): readonly Value[] {
  const { kind } = c;
  c.at++;
  if (kind === EXISTS) return [];
  if (isEquality[kind] === 1) return [readValue(c)];
  if (isListTest[kind] !== 1) c.giveUp();
  return c.kind === leftParenthesis ? readList(c) : [readValue(c)];
}
