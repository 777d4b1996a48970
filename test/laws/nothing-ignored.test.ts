// Whatever stands in a program means something or is refused: a value that is replaced by another kind of value, and then by a second one of
// that kind, gives an error or two different meshes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { Source } from '../../src/text/index.ts';

const cases = join(import.meta.dirname, '..', 'cases');
const pairs: readonly (readonly [string, string])[] = [
  ['5', '6'],
  ['1s', '2s'],
  ['3%', '4%'],
  ['2MiB', '3MiB'],
  ['""', '"z y"'],
  ['`a`', '`b`'],
  ['x/y', 'x/z'],
  ['x/', 'y/'],
  ['xx@v', 'xx@w'],
  ['xx:5', 'xx:6'],
  ['f(x)', 'f(y)'],
  ['qq', 'rr'],
];

/** What is declared there shows only where it is used. */
const unused = /^(?:let|input|policy|condition|rules)\b[\s\S]*?(?=^[a-z]|(?![\s\S]))/gm;
/** Settings that others override. */
const overridden = /precedence/;

const programs = (): readonly (readonly [string, string])[] =>
  readdirSync(cases, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.mesh') && !path.includes('expected') && !overridden.test(path))
    .map((path) => [path, readFileSync(join(cases, path), 'utf8')] as const)
    .filter(([, text]) => text.length < (process.env.MESH_DEEP ? 20_000 : 700));

/** Words, numbers and texts outside comments and of declarations that are always in use. */
function places(text: string): readonly { readonly at: number; readonly length: number }[] {
  const blank = (part: string): string => ' '.repeat(part.length);
  const used = text.replace(/\/\/.*/g, blank).replace(unused, blank);
  return [...used.matchAll(/"[^"\n]*"|`[^`\n]*`|[\w%.][\w%./@:-]*/g)].map((found) => ({
    at: found.index,
    length: found[0].length,
  }));
}

interface Meaning {
  readonly mesh: string;
  readonly findings: number;
}

/** The mesh without places; nothing where it has errors. */
function meaningOf(text: string): Meaning | undefined {
  const { mesh, hasErrors, diagnostics } = compile([new Source('a.mesh', text)], { withoutAnalysis: true });
  if (hasErrors) return undefined;
  const withoutPlaces = (key: string, value: unknown): unknown =>
    key === 'origin' ? undefined : value instanceof Map || value instanceof Set ? [...value] : value;
  return { mesh: JSON.stringify(mesh, withoutPlaces), findings: diagnostics.length };
}

test('no value of a program is passed over without a word', () => {
  const ignored: string[] = [];
  let tried = 0;
  for (const [path, text] of programs()) {
    const base = meaningOf(text);
    if (!base) continue;
    for (const { at, length } of places(text))
      for (const [one, other] of pairs) {
        const [first, second] = [one, other].map((value) =>
          meaningOf(text.slice(0, at) + value + text.slice(at + length)),
        );
        tried++;
        if (first && second && first.findings <= base.findings && first.mesh === second.mesh)
          ignored.push(`${path}: ${text.slice(0, at).split('\n').length}: ${text.slice(at, at + length)} → ${one}`);
      }
  }
  expect(tried).toBeGreaterThan(1000);
  expect(ignored).toEqual([]);
}, 120_000);
