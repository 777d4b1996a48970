// TypeScript → the longer texts in it: literals and templates, what is put into a template left out.
import { stripTypeScriptTypes } from 'node:module';
import { parseAst } from 'vitest/node';

/** Shorter ones are messages and names. */
const SHORTEST = 16;

export function textsIn(code: string): string[] {
  const found: string[] = [];
  visit(parseAst(stripTypeScriptTypes(code)), found);
  return found.filter((text) => text.length >= SHORTEST && /[{:]/.test(text));
}

function visit(node: unknown, found: string[]): void {
  if (Array.isArray(node)) for (const each of node) visit(each, found);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  const { type, value, quasis } = node as { type?: string; value?: unknown; quasis?: readonly Piece[] };
  if (type === 'Literal' && typeof value === 'string') found.push(value);
  if (type === 'TemplateLiteral') found.push((quasis ?? []).map((piece) => piece.value.cooked ?? '').join('a'));
  for (const part of Object.values(node)) visit(part, found);
}

interface Piece {
  readonly value: { readonly cooked?: string };
}
