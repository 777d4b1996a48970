// The formatter by examples: left as written, right as it must stand.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { format, formatSegment, printDeclarations } from '../../../src/formatter/index.ts';
import { declarationsOf, parseFile } from '../../../src/syntax/index.ts';
import { Anchor, Source } from '../../../src/text/index.ts';
import { shapeOf } from '../../support/tree-shape.ts';

const parse = (text: string) => parseFile(new Source('main.mesh', text));
const formatted = (text: string): string => format(parse(text));

function becomes(name: string, before: string, after: string): void {
  test(name, () => {
    expect(formatted(before)).toBe(after);
    expect(formatted(after)).toBe(after);
  });
}

describe('lines', () => {
  becomes(
    'blanks, tabs and semicolons',
    'let  a=1 ;;\tlet b = [ 1,2 ];\r\n\n\n\nlet c = 3',
    'let a = 1\nlet b = [1, 2]\n\nlet c = 3\n',
  );
  becomes(
    'blocks of several lines have blank lines around them',
    'let a = 1\nservice a {\nport 80 http\n\n\n   version v1 ;\n}\nservice b { port 80 http }\n',
    'let a = 1\n\nservice a {\n  port 80 http\n\n  version v1\n}\n\nservice b { port 80 http }\n',
  );
  becomes(
    'a block on one line stays there while it fits',
    'service a {port 80 http;version v1{pods{track:"canary"}}}\n',
    'service a { port 80 http; version v1 { pods { track: "canary" } } }\n',
  );
  becomes(
    'and is opened where it does not',
    `service a { port 80 http; host "${'x'.repeat(60)}"; version v1; timeout 10s }\n`,
    `service a {\n  port 80 http\n  host "${'x'.repeat(60)}"\n  version v1\n  timeout 10s\n}\n`,
  );
  becomes('an empty block', 'service a {\n\n}\n', 'service a {}\n');
});

describe('rules', () => {
  becomes(
    'arrows of a list are aligned',
    'route r{\nwhen a->v1\nwhen path under ("/x","/y") and b->v2{timeout 1s}\nelse->rest to v1\n-> rules x\n}\n',
    'route r {\n  when a                              -> v1\n  when path under ("/x", "/y") and b -> v2 { timeout 1s }\n  else                               -> rest to v1\n  -> rules x\n}\n'.replace(
      'when a                              ->',
      'when a                             ->',
    ),
  );
  becomes(
    'a long condition breaks at its operators, the arrow stands on its own line',
    `route r {\n  when ${Array.from({ length: 4 }, (_, i) => `header "x-some-header-${i}" == "value"`).join(' and ')} -> v1\n}\n`,
    `route r {\n  when header "x-some-header-0" == "value"\n${[1, 2, 3].map((i) => `    and header "x-some-header-${i}" == "value"\n`).join('')}    -> v1\n}\n`,
  );
  becomes(
    'a long list breaks inside its parentheses',
    `condition c = path in (${Array.from({ length: 6 }, (_, i) => `"/some/long/path/${i}"`).join(', ')})\n`,
    `condition c =\n  path in (\n${Array.from({ length: 6 }, (_, i) => `    "/some/long/path/${i}"`).join(',\n')}\n  )\n`,
  );
  becomes(
    'a setting after a rule that could swallow it keeps its semicolon',
    'route r { when a -> v1; with p\n}\n',
    'route r {\n  when a -> v1;\n  with p\n}\n',
  );
});

describe('comments', () => {
  becomes(
    'stay where they are; those of neighbouring lines begin at one column',
    '// head\n\n/// doc\nservice a { // open\n  port 80 http// web\n  version v1, v2   // two\n  // last\n} // end\n// tail',
    '// head\n\n/// doc\nservice a { // open\n  port 80 http   // web\n  version v1, v2 // two\n  // last\n} // end\n\n// tail\n',
  );
  becomes(
    'within an item go before it',
    'route r {\n  when path in ("/a", // first\n    "/b") -> v1\n}\n',
    'route r {\n  // first\n  when path in ("/a", "/b") -> v1\n}\n',
  );
});

describe('what is broken', () => {
  test('keeps none of the separators that end what stands before it', () => {
    const once = formatted('service a {};\n;\npolicy v@""\n');
    expect(once).toBe('service a {}\npolicy v@""\n');
    expect(formatted(once)).toBe(once);
    expect(formatted(';;\npolicy v@""\n')).toBe(';;\npolicy v@""\n');
  });
  test('stays as it is, the rest is formatted', () => {
    const broken = 'route   r {\n  wen a -> v1\n\n\n}\n';
    expect(formatted(`let   a = 1\n${broken}let   b = 2\n`)).toBe(`let a = 1\n${broken}let b = 2\n`);
  });
  test('a broken segment alone is not formatted', () => {
    const [good, bad] = parse('let   a = 1\nlet   b =\n').segments;
    expect(good && formatSegment(good)).toBe('let a = 1\n');
    expect(bad && formatSegment(bad)).toBeUndefined();
  });
});

describe('trees that were made', () => {
  test('are written from their values', () => {
    const text = readFileSync(join(import.meta.dirname, '../../cases/language/page/main.mesh'), 'utf8');
    const file = parse(text);
    const nowhere = new Anchor(new Source('made', ''), 0);
    const made = JSON.parse(
      JSON.stringify(declarationsOf(file), (_key, value: unknown) =>
        typeof value === 'object' && value !== null && 'anchor' in value ? { start: 0, end: 0 } : value,
      ),
      (_key, value: unknown) =>
        typeof value === 'object' && value !== null && Object.keys(value).join() === 'start,end'
          ? { anchor: nowhere, start: 0, end: 0 }
          : value,
    );
    const printed = printDeclarations(made);
    expect(shapeOf(parse(printed))).toEqual(shapeOf(file));
    expect(formatted(printed)).toBe(printed);
  });
});

test('the page of the language', () => {
  const text = readFileSync(join(import.meta.dirname, '../../cases/language/page/main.mesh'), 'utf8');
  const bare = (one: string) => one.replace(/\s+/g, ' ').replace(/; /g, ' ').trim();
  expect(bare(formatted(text))).toBe(bare(text));
});
