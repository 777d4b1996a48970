// The reader of plain YAML against the whole one: where it answers, both give the same tree with the same spans.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlain } from '../../../src/documents/read-plain.ts';
import { readWhole } from '../../../src/documents/read-whole.ts';
import { splitDocuments } from '../../../src/documents/split-documents.ts';
import { Anchor, Source } from '../../../src/text/index.ts';

/** Whether it was plain; both then agree. */
function compared(text: string): boolean[] {
  const source = new Source('f.yaml', text);
  return splitDocuments(text).map((range, index) => {
    const anchor = new Anchor(source, 0);
    const plain = readPlain(anchor, text.slice(range.start, range.end), range.start);
    if (!plain) return false;
    const { state, root, problems } = readWhole(anchor, range, index, 1000);
    expect({ state, root, problems }, JSON.stringify(text)).toEqual({ state: 'read', root: plain, problems: [] });
    return true;
  });
}

const PLAIN = [
  'language: 1\nnamespace: shop\ntargets: [istio@1.30]\n',
  'sources: [a.mesh, "b c.mesh", \'*.mesh\']\n\n# said above\nenvironments:\n  # one\n  tested: {}\n  late:\n    inputs: { share: 50%, users: ["^(.*?;)?$", d] } # why\n    targets:\n    - istio\n    - target: a@1\n      output: ../x\n# end\nexclude:\n  - a.mesh\n  -   b.mesh\n',
  '---\napiVersion: v1\nmetadata:\n  annotations:\n    "a/b": "1"\n    c.d/e: 0x1f\nspec:\n  http:\n  - match:\n    - uri:\n        prefix: /a:b/c\n      x: -1\n    route:\n    - destination: { host: a, port: { number: 80 } }\n      weight: 1_0\n  - a\n  -  b: yes\n     c: ~\n',
  'a: b\n      ',
];

test.each(PLAIN)('is plain: %j', (text) => {
  expect(compared(text)).toEqual([true]);
});

test.each([
  'a: b\n  c\n',
  'a: b: c\n',
  'a: |\n  b\n',
  'a: &x b\nc: *x\n',
  'a: 1\na: 2\n',
  'a: !t b\n',
  'a: "x\\n"\n',
  "a: 'it''s'\n",
  'a:\n',
  '- a\n',
  'a: é\n',
  'a: {{ b }}\n',
  'a:\n  b: c\n  # belongs to the inner map\nd: e\n',
  'a: b\n # to the right',
  'a: # said\n  b: c\n',
])('is left to the whole reader: %j', (text) => {
  expect(compared(text)).toEqual([false]);
});

const BITS =
  ' |  |\n|\n  |\n\n|:|: |- |-|#| # x|\n # y\n|\n      # z\n|"|\'|[|]|{|}|,|, |&a|*a|!t |>|?|? |---\n|...\n|%|@|`|~|<<|a|1|.|/|\\|=|{{|}}|null|\nk: v\n|\n  k: v\n|\n- i\n|\t|--- |$|(|^|+|!|é|;'.split(
    '|',
  );

test('agree on texts that somebody broke a little', () => {
  const change = fc.record({ at: fc.nat(400), cut: fc.constantFrom(0, 0, 1, 3), bit: fc.constantFrom('', ...BITS) });
  const broken = fc.tuple(fc.constantFrom(...PLAIN), fc.array(change, { minLength: 1, maxLength: 4 }));
  let plain = 0;
  fc.assert(
    fc.property(broken, ([text, changes]) => {
      const changed = changes.reduce((all, { at, cut, bit }) => {
        const place = at % (all.length + 1);
        return all.slice(0, place) + bit + all.slice(place + cut);
      }, text);
      plain += compared(changed).filter(Boolean).length;
    }),
    { numRuns: process.env.MESH_DEEP ? 50_000 : 1500 },
  );
  expect(plain).toBeGreaterThan(100);
});
