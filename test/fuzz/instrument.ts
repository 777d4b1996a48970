// TypeScript → JavaScript on the same lines that counts where it comes along: each function, each arm of a branch, each body of a
// loop, each right side of `&&`, `||` and `??`, each default. One number for each of them, which is what fuzzing calls an edge.
import { stripTypeScriptTypes } from 'node:module';
import { parseAst } from 'vitest/node';

interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

export interface Instrumented {
  readonly text: string;
  /** Offset of each edge in the source, by its number less `first`. */
  readonly places: readonly number[];
}

/** The global array of counters, one byte for each edge. */
export const COUNTERS = '__edges';

/** `first` is the number of the first edge. */
export function instrument(source: string, first: number): Instrumented {
  const text = stripTypeScriptTypes(source);
  const insertions: { readonly at: number; readonly text: string; readonly closes: boolean }[] = [];
  const places: number[] = [];
  const put = (at: number, inserted: string, closes = false): number => insertions.push({ at, text: inserted, closes });
  const counted = (at: number): string => `${COUNTERS}[${first + places.push(at) - 1}]++`;
  const expression = (node: Syntax): void => {
    put(node.start, `(${counted(node.start)},`);
    put(node.end, ')', true);
  };
  const statement = (node: Syntax, otherwise: string): void => {
    const block = node.type === 'BlockStatement';
    if (block) put(node.start + 1, `${counted(node.start)};`);
    else put(node.start, `{${counted(node.start)};`);
    put(node.end, `${block ? '' : '}'}${otherwise}`, true);
  };
  const visit = (node: Syntax): void => {
    for (const arm of expressionsIn(node)) expression(arm);
    const noElse = node.type === 'IfStatement' && !node.alternate;
    for (const arm of statementsIn(node)) statement(arm, noElse ? ` else{${counted(node.end)};}` : '');
    if (node.type === 'SwitchCase') {
      const [begin] = node.consequent as readonly Syntax[];
      put(begin?.start ?? node.end, `${counted(node.start)};`);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parseAst(text) as unknown as Syntax);
  return { text: withInsertions(text, insertions), places };
}

function expressionsIn(node: Syntax): readonly Syntax[] {
  switch (node.type) {
    case 'ConditionalExpression':
      return [node.consequent, node.alternate] as Syntax[];
    case 'LogicalExpression':
    case 'AssignmentPattern':
      return [node.right] as Syntax[];
    case 'ArrowFunctionExpression':
      return (node.body as Syntax).type === 'BlockStatement' ? [] : [node.body as Syntax];
    default:
      return [];
  }
}

function statementsIn(node: Syntax): readonly Syntax[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'CatchClause':
      return [node.body] as Syntax[];
    case 'ArrowFunctionExpression':
      return (node.body as Syntax).type === 'BlockStatement' ? [node.body as Syntax] : [];
    case 'IfStatement':
      return (node.alternate ? [node.consequent, node.alternate] : [node.consequent]) as Syntax[];
    default:
      return [];
  }
}

function* childrenOf(node: Syntax): Iterable<Syntax> {
  for (const part of Object.values(node))
    for (const each of Array.isArray(part) ? part : [part]) if (isSyntax(each)) yield each;
}

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && typeof (value as Syntax).type === 'string' && 'start' in value;

/** Where several meet, what ends comes before what begins, the inner end before the outer one, the outer beginning before the inner. */
function withInsertions(
  text: string,
  insertions: readonly { readonly at: number; readonly text: string; readonly closes: boolean }[],
): string {
  const ordered = insertions
    .map((each, index) => ({ ...each, index }))
    .sort((a, b) => {
      if (a.at !== b.at) return a.at - b.at;
      if (a.closes !== b.closes) return a.closes ? -1 : 1;
      return a.closes ? b.index - a.index : a.index - b.index;
    });
  let [result, at] = ['', 0];
  for (const each of ordered) {
    result += text.slice(at, each.at) + each.text;
    at = each.at;
  }
  return result + text.slice(at);
}
