// Where a text may be cut, against the same said as one regular expression.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginsDeclaration } from '../../../src/syntax/segments.ts';

const starts = new RegExp(
  [
    '(?:(?:service|egress|gateway|route|namespace|use|let|input|condition|policy|rules)[ \\t]+(?:[A-Za-z][\\w-]*|"[^"\\n\\r]*")',
    '(?:[/@:](?:[\\w-]+|"[^"\\n\\r]*")?)*(?![ \\t]+(?:never|is)\\b)(?=[ \\t]+[\\w-]|[ \\t]*(?:$|[\\n\\r{([,=;]|//|->))',
    '|(?:ingress|test|expect)[ \\t]+["A-Za-z]',
    '|telemetry(?:[ \\t]*\\{|[ \\t]+for\\b))',
  ].join(''),
  'y',
);

const words = [
  'service',
  'route',
  'gateway',
  'use',
  'let',
  'policy',
  'services',
  'ingress',
  'test',
  'expect',
  'telemetry',
];
const pieces = fc.constantFrom(
  ...[
    'a',
    'b-',
    '-',
    'x_1',
    '9',
    '"q"',
    '"',
    '/',
    '@',
    ':',
    '//',
    '->',
    '>',
    ' ',
    '\t',
    ' ',
    '\n',
    '\r',
    '{',
    '(',
    '[',
    ',',
  ],
  ...['=', ';', 'never', 'is', 'never-x', 'is2', 'for', 'forx', 'for-x', 'telemetry', 'é', '.'],
);

test('the same lines begin a declaration', () => {
  let right = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...words),
      fc.constantFrom('', ' ', '  ', '\t'),
      fc.array(pieces, { maxLength: 7 }),
      (word, blank, rest) => {
        const text = word + blank + rest.join('');
        starts.lastIndex = 0;
        const begins = starts.test(text);
        if (begins) right++;
        expect(beginsDeclaration(text, 0), JSON.stringify(text)).toBe(begins);
      },
    ),
    { numRuns: process.env.MESH_DEEP ? 500_000 : 10_000, seed: 5 },
  );
  expect(right).toBeGreaterThan(500);
});
