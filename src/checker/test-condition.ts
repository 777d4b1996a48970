// `subject operator operands` → a test of the model: which operators a subject knows, which values it can have.
import { catalogue } from '../diagnostics/index.ts';
import { always, type Condition, not, type TextOperator, type TextSubject, type TextTest } from '../model/index.ts';
import { operatorOf, type SubjectWord, type TestCondition, type TestOperator, type Value } from '../syntax/index.ts';
import type { Span } from '../text/index.ts';
import type { Checking, Place } from './checking.ts';
import { literalOf } from './literal.ts';
import { oneOf, read, readAll, readSourced } from './read.ts';
import { isHeaderName, METHODS, pathProblem } from './texts.ts';
import type { TypeName } from './type.ts';
import { type Evaluated, evaluate } from './value.ts';

const { types } = catalogue;

/** The test; `undefined` if it is wrong, or a value is not known yet. */
export function readTest(checking: Checking, tree: TestCondition, place: Place): Condition | undefined {
  return plainTest(tree) ?? readWritten(checking, tree, place);
}

/** A test of a text with literals about which there is nothing to say: the usual case, sooner. */
function plainTest(tree: TestCondition): Condition | undefined {
  const { subject, operands } = tree;
  const { word } = subject;
  const operator = operatorOf(tree);
  if (operator === '' || word === 'port' || word === 'method' || word === 'scheme') return undefined;
  const name = subject.name && plainName(word, subject.name);
  if (subject.name && name === undefined) return undefined;
  const type = operandType(word, operator);
  const values: string[] = [];
  for (let at = 0; at < operands.length; at++) {
    const value = plainOperand(word, operator, operands[at] as Value, type);
    if (value === undefined || (value === '/' && operator === 'under' && word === 'path')) return undefined;
    values.push(value);
  }
  const { span } = tree;
  const test = textTestOf(word, name, operator, values, span);
  return operator === '!=' ? not(test, span) : test;
}

function plainOperand(word: SubjectWord, operator: TestOperator, operand: Value, type: TypeName): string | undefined {
  const value = literalOf(operand, type);
  if (typeof value !== 'string' || neverEquals(word, operator, value, type === 'Path') !== undefined) return undefined;
  return word === 'host' || word === 'sni' ? lowered(operator, value) : value;
}

function plainName(word: SubjectWord, written: Value): string | undefined {
  const name = literalOf(written, 'Text');
  if (typeof name !== 'string' || !nameFits(word, name)) return undefined;
  return word === 'header' ? name.toLowerCase() : name;
}

function readWritten(checking: Checking, tree: TestCondition, place: Place): Condition | undefined {
  const name = tree.subject.name && readSubjectName(checking, tree, place);
  const values = evaluateOperands(checking, tree, place);
  const operator = tree.operator.text;
  if (operator === '') return undefined;
  if (!operatorFits(checking, tree, operator)) return undefined;
  if (tree.subject.name && name === undefined) return undefined;
  const test =
    tree.subject.word === 'port' ? portTest(checking, tree, values) : textTest(checking, tree, operator, values, name);
  return test && (operator === '!=' ? not(test, tree.span) : test);
}

function evaluateOperands(
  checking: Checking,
  { subject, operator, operands }: TestCondition,
  place: Place,
): Evaluated[] {
  const words = subject.word === 'method' ? METHODS : subject.word === 'scheme' ? SCHEMES : undefined;
  const type = operandType(subject.word, operator.text);
  return operands.map((operand) => evaluate(checking, operand, place, { type, ...(words ? { words } : {}) }));
}

const SCHEMES = ['http', 'https'] as const;

/** The type of the values that a subject is compared with. */
function operandType(subject: SubjectWord, operator: TestOperator | ''): TypeName {
  if (subject === 'port') return 'Port';
  if (subject === 'method') return 'Method';
  if (operator === 'matches') return 'Regex';
  if (subject === 'path') return operator === 'ends' || operator === 'contains' ? 'Text' : 'Path';
  if ((subject === 'host' || subject === 'sni') && (operator === '==' || operator === '!=' || operator === 'in'))
    return 'Host';
  return 'Text';
}

function readSubjectName(checking: Checking, { subject }: TestCondition, place: Place): string | undefined {
  if (!subject.name) return undefined;
  const name = read(checking, evaluate(checking, subject.name, place, { type: 'Text' }), 'Text');
  if (name === undefined) return undefined;
  if (nameFits(subject.word, name)) return subject.word === 'header' ? name.toLowerCase() : name;
  const reason = name === '' ? 'it is empty' : 'it holds characters that such a name cannot have';
  checking.report.add(types.badText, subject.name.span, { type: `${subject.word} name`, text: name, reason });
  return undefined;
}

const nameFits = (word: SubjectWord, name: string): boolean => (word === 'query' ? name !== '' : isHeaderName(name));

const FINITE: readonly TestOperator[] = ['==', '!=', 'in'];
const finite: readonly SubjectWord[] = ['method', 'scheme', 'port'];

function operatorFits({ report }: Checking, { subject, operator }: TestCondition, text: TestOperator): boolean {
  if (!finite.includes(subject.word) || FINITE.includes(text)) return true;
  report.add(types.unfitOperator, operator.span, { subject: subject.word, operator: text });
  return false;
}

function portTest(checking: Checking, { span }: TestCondition, values: readonly Evaluated[]): Condition | undefined {
  const ports = readAll(checking, values, 'Port');
  return ports && { kind: 'port', values: ports, origin: span };
}

const OPERATORS: Readonly<Record<TestOperator, TextOperator>> = {
  '==': 'equals',
  '!=': 'equals',
  in: 'equals',
  exists: 'exists',
  starts: 'starts',
  under: 'under',
  ends: 'ends',
  contains: 'contains',
  matches: 'matches',
};

function textTest(
  checking: Checking,
  tree: TestCondition,
  operator: TestOperator,
  operands: readonly Evaluated[],
  name: string | undefined,
): Condition | undefined {
  const values = readOperands(checking, tree, operator, operands);
  if (!values) return undefined;
  if (operator === 'under' && values.includes('/') && tree.subject.word === 'path') return always(tree.span);
  return textTestOf(tree.subject.word, name, operator, values, tree.span);
}

function textTestOf(
  word: SubjectWord,
  name: string | undefined,
  written: TestOperator,
  values: readonly string[],
  origin: Span,
): TextTest {
  const subject = word as TextSubject;
  const operator = OPERATORS[written];
  return name === undefined
    ? { kind: 'text', subject, operator, values, origin }
    : { kind: 'text', subject, name, operator, values, origin };
}

function readOperands(
  checking: Checking,
  tree: TestCondition,
  operator: TestOperator,
  operands: readonly Evaluated[],
): string[] | undefined {
  const { word } = tree.subject;
  if (word === 'scheme') return words(checking, operands, SCHEMES, 'scheme');
  const found = readSourced(checking, operands, operandType(word, operator));
  if (!found) return undefined;
  const right = found.map(({ value, from }) => valueFits(checking, tree, operator, value as string, from));
  if (!right.every(Boolean)) return undefined;
  return found.map(({ value }) =>
    word === 'host' || word === 'sni' ? lowered(operator, value as string) : (value as string),
  );
}

const lowered = (operator: TestOperator, value: string): string =>
  operator === 'matches' ? value : value.toLowerCase();

function words<W extends string>(
  checking: Checking,
  operands: readonly Evaluated[],
  known: readonly W[],
  what: string,
): W[] | undefined {
  const found = operands
    .flatMap((value) => (value.kind === 'list' ? value.items : [value]))
    .map((value) => oneOf(checking, value, known, what));
  return found.every((word) => word !== undefined) ? (found as W[]) : undefined;
}

/** What a subject can never be: reported, because the rule would silently never match. */
function valueFits(
  checking: Checking,
  { subject }: TestCondition,
  operator: TestOperator,
  value: string,
  from: Evaluated,
): boolean {
  const reason = neverEquals(subject.word, operator, value);
  if (reason === undefined) return true;
  const type = subject.word === 'path' ? 'Path' : subject.word;
  const fixes =
    reason === TRAILING && from.kind === 'text' && !from.declared
      ? [
          {
            title: 'Remove the last /',
            edits: [{ span: from.span, text: JSON.stringify(value.slice(0, -1)) }],
            preferred: true,
          },
        ]
      : [];
  checking.report.add(types.badText, from.span, { type, text: value, reason }, fixes.length > 0 ? { fixes } : {});
  return false;
}

const TRAILING = '`under` compares whole segments, so the `/` at the end is too much';

/** Why a subject is never that. `isPath`: it is known to be a path. */
function neverEquals(subject: SubjectWord, operator: TestOperator, value: string, isPath = false): string | undefined {
  if (operator === 'under' && value !== '/' && value.endsWith('/')) return TRAILING;
  if (isPath) return undefined;
  if (subject === 'path' && (operator === 'under' || FINITE.includes(operator))) return pathProblem(value);
  if (subject === 'rpc' && value.startsWith('/'))
    return 'a gRPC method is written without `/` in front: "shop.Reviews/List"';
  if (subject === 'rpc' && value !== '' && ['under', 'starts', ...FINITE].includes(operator))
    return pathProblem(`/${value}`);
  if ((subject === 'host' || subject === 'sni') && FINITE.includes(operator) && value.includes('*'))
    return 'a request names one host; for all of a domain write `ends ".example.org"`';
  if (value === '' && operator !== '==' && operator !== '!=' && operator !== 'in')
    return 'every value has an empty text in it';
  return undefined;
}
