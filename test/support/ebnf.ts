// Reads an EBNF text (the notation of grammar/mesh.ebnf) into productions.
export type Expression =
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'option' | 'repetition'; readonly part: Expression }
  /** `"x"`, a token in capitals, or a production. */
  | { readonly kind: 'word' | 'token' | 'production'; readonly name: string };

export type Productions = ReadonlyMap<string, Expression>;

export function readEbnf(text: string): Productions {
  const tokens = text.replace(/\(\*[\s\S]*?\*\)/g, ' ').match(/"[^"]*"|[A-Za-z]+|[[\]{}()|=.]/g) ?? [];
  const productions = new Map<string, Expression>();
  let at = 0;
  const take = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(
        `expected ${expected ?? 'a token'}, found ${token} after ${tokens.slice(at - 6, at - 1).join(' ')}`,
      );
    return token;
  };
  const choice = (): Expression => {
    const parts = [sequence()];
    while (tokens[at] === '|') {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 ? (parts[0] as Expression) : { kind: 'choice', parts };
  };
  const sequence = (): Expression => {
    const parts: Expression[] = [];
    while (at < tokens.length && !['|', ')', ']', '}', '.'].includes(tokens[at] as string)) parts.push(factor());
    return parts.length === 1 ? (parts[0] as Expression) : { kind: 'sequence', parts };
  };
  const factor = (): Expression => {
    const token = take();
    if (token === '(') return closed(')');
    if (token === '[') return { kind: 'option', part: closed(']') };
    if (token === '{') return { kind: 'repetition', part: closed('}') };
    if (token.startsWith('"')) return { kind: 'word', name: token.slice(1, -1) };
    return { kind: /^[A-Z]+$/.test(token) ? 'token' : 'production', name: token };
  };
  const closed = (sign: string): Expression => {
    const inner = choice();
    take(sign);
    return inner;
  };
  while (at < tokens.length) {
    const name = take();
    take('=');
    productions.set(name, choice());
    take('.');
  }
  return productions;
}

/** One text for every way to write the same: sequences and choices flattened, choices sorted. */
export function normalForm(expression: Expression): string {
  switch (expression.kind) {
    case 'sequence':
      return flatten(expression, 'sequence').map(normalForm).join(' ');
    case 'choice':
      return `(${flatten(expression, 'choice').map(normalForm).sort().join(' | ')})`;
    case 'option':
      return `[${normalForm(expression.part)}]`;
    case 'repetition':
      return `{${normalForm(expression.part)}}`;
    case 'word':
      return `"${expression.name}"`;
    default:
      return expression.name;
  }
}

function flatten(expression: Expression, kind: 'sequence' | 'choice'): Expression[] {
  return expression.kind === kind ? expression.parts.flatMap((part) => flatten(part, kind)) : [expression];
}
