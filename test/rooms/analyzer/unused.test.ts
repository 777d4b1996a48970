// Unused declarations are found by whoever knows the names and told by the analysis.
import { expect, it } from 'vitest';
import { analyze } from '../../../src/analyzer/index.ts';
import { compile } from '../../../src/compile.ts';
import { applyEdits, Source, spanIn } from '../../../src/text/index.ts';

it('tells what is unused, greys it out and can take it out', () => {
  const text = 'service shop { port 80 http }\n\ncondition mobile = header "user-agent" contains "Mobile"\n';
  const source = new Source('main.mesh', text);
  const at = text.indexOf('condition');
  const unused = [
    {
      kind: 'condition',
      name: 'mobile',
      span: spanIn(source, at + 10, at + 16),
      whole: spanIn(source, at, text.length - 1),
    },
  ];
  const [finding, ...more] = analyze(compile([source]).mesh, { unused });
  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    slug: 'unused-declaration',
    tag: 'unnecessary',
    message: 'nothing uses condition `mobile`',
  });
  expect(applyEdits('main.mesh', text, finding!.fixes![0]!.edits)).toBe('service shop { port 80 http }\n\n');
});

it('tells a `use` whose short name nobody says', () => {
  const text =
    'use std/mobile\nuse std/bot\nservice a { port 80 http; version v1, v2 }\nroute a {\n  when bot -> v1\n  else -> v2\n}\n';
  const found = compile([new Source('main.mesh', text)]).diagnostics;
  expect(found.map(({ message }) => message)).toEqual(['nothing uses short name `mobile`']);
});
