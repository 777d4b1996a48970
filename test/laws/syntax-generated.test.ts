// Over programs made from the grammar itself: they parse without a problem, formatting changes neither tree nor comments and is
// done after one time. Every production takes part at least a hundred times.
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { format } from '../../src/formatter/index.ts';
import { type FileTree, parseFile } from '../../src/syntax/index.ts';
import { Source } from '../../src/text/index.ts';
import { choicesOf, generateProgram, productionNames } from '../support/generate-program.ts';
import { shapeOf } from '../support/tree-shape.ts';

const runs = process.env.MESH_DEEP ? 20_000 : 2000;
const used = new Map<string, number>();
const parse = (text: string): FileTree => parseFile(new Source('main.mesh', text));
const numbers = fc.array(fc.nat(0xffff), { minLength: 60, maxLength: 400, size: 'max' });
const roots = [undefined, undefined, ...productionNames.filter((name) => /Declaration$/.test(name))];
const problemsOf = (file: FileTree) => file.segments.flatMap((segment) => segment.problems.map((one) => one.message));
const commentsOf = (file: FileTree) =>
  file.segments.flatMap((segment) => segment.comments.map((one) => one.text.trimEnd())).sort();

test('generated programs parse without a problem; formatting keeps them and is idempotent', () => {
  fc.assert(
    fc.property(numbers, (list) => {
      const choices = choicesOf(list);
      // Whole files, and one declaration of each kind in turn.
      const root = roots[choices.below(roots.length)];
      const program = generateProgram(choices, root);
      for (const [name, count] of program.used) used.set(name, (used.get(name) ?? 0) + count);
      const file = parse(program.text);
      expect(problemsOf(file)).toEqual([]);
      expect(commentsOf(file)).toEqual([...program.comments].sort());
      const formatted = format(file);
      const again = parse(formatted);
      expect(problemsOf(again)).toEqual([]);
      expect(shapeOf(again)).toEqual(shapeOf(file));
      expect(commentsOf(again)).toEqual(commentsOf(file));
      expect(format(again)).toBe(formatted);
    }),
    { numRuns: runs, seed: 1 },
  );
});

afterAll(() => {
  const rare = productionNames
    .filter((name) => (used.get(name) ?? 0) < 100)
    .map((name) => `${name} ${used.get(name) ?? 0}`);
  expect(rare).toEqual([]);
});
