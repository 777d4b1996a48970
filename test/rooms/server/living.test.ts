// The living mesh: after any edit it says what a fresh check of the same texts says, however the edits came.
import { expect, test } from 'vitest';
import { check } from '../../../src/checker/index.ts';
import { decided } from '../../../src/compile.ts';
import { type Diagnostic, Report } from '../../../src/diagnostics/index.ts';
import { buildProgram } from '../../../src/program/index.ts';
import { LivingMesh } from '../../../src/server/living/living-mesh.ts';
import { doubtfulAllows } from '../../../src/suppress.ts';
import { parseFile, reparse } from '../../../src/syntax/index.ts';
import { placeOf, Source } from '../../../src/text/index.ts';
import { cases, page, shown } from './programs.ts';

const line = ({ code, span, message, related }: Diagnostic): string =>
  `${placeOf(span)} ${code} ${message} ${(related ?? []).map((each) => placeOf(each.span)).join(' ')}`;

/** Places differ, and the order of keys is nobody's business. */
const withoutSpans = (key: string, value: unknown): unknown => {
  if (key === 'anchor' || key === 'start' || key === 'end') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};

function fresh(texts: ReadonlyMap<string, string>) {
  const trees = [...texts].map(([path, text]) => parseFile(new Source(path, text)));
  const program = buildProgram(trees);
  const checked = check(program, decided);
  const report = new Report();
  for (const tree of trees) for (const { problems } of tree.segments) report.take(problems);
  report.take(program.diagnostics);
  report.take(checked.diagnostics);
  report.take(doubtfulAllows(trees));
  const references = [...checked.bindings.all()].filter(([node]) => texts.has(node.span.anchor.source.path));
  return {
    diagnostics: report.sorted().map(line),
    mesh: JSON.stringify(checked.mesh, withoutSpans),
    named: [...new Set(references.map(([node, symbol]) => `${placeOf(node.span)} ${symbol.key}`))].sort(),
  };
}

function lived(living: LivingMesh) {
  living.settle();
  const named = [...living.units].flatMap(({ bound }) =>
    bound.map(([node, symbol]) => `${placeOf(node.span)} ${symbol.key}`),
  );
  return {
    diagnostics: [...living.paths].sort().flatMap((path) => living.diagnosticsOf(path).map(line)),
    mesh: JSON.stringify(living.mesh, withoutSpans),
    named: [...new Set(named)].sort(),
  };
}

class Editing {
  readonly texts = new Map<string, string>();
  readonly living = new LivingMesh();

  set(path: string, text: string | undefined): void {
    const before = this.living.tree(path);
    if (text === undefined) {
      this.texts.delete(path);
      this.living.setFile(path, undefined);
      return;
    }
    this.texts.set(path, text);
    const source = new Source(path, text);
    this.living.setFile(path, before ? reparse(before, source) : parseFile(source));
  }

  compare(what: string): void {
    const now = lived(this.living);
    const then = fresh(this.texts);
    expect({ what, ...now }).toEqual({ what, ...then });
  }
}

/** A small generator: the same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const insertions = [
  'x',
  ' ',
  '\n',
  '{',
  '}',
  '"',
  'service reviews { port 80 http }\n',
  'v2',
  '@',
  'route ',
  'when ',
  '// a\n',
];

/** Deletes, inserts, takes words from elsewhere. */
function edited(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  switch (random(4)) {
    case 0:
      return text.slice(0, at) + insertions[random(insertions.length)] + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random(12));
    case 2: {
      const lines = text.split('\n');
      const [from, to] = [random(lines.length), random(lines.length)];
      lines.splice(to, 0, ...lines.splice(from, 1 + random(3)));
      return lines.join('\n');
    }
    default: {
      const words = text.match(/[a-z][\w-]*/g) ?? ['x'];
      const word = /[a-z][\w-]*/g;
      word.lastIndex = at;
      const match = word.exec(text);
      if (!match) return `${text}x`;
      return text.slice(0, match.index) + words[random(words.length)] + text.slice(match.index + match[0].length);
    }
  }
}

test('a program as it is', () => {
  for (const { name, text } of [...cases(), ...shown()]) {
    const editing = new Editing();
    editing.set('main.mesh', text);
    editing.compare(name);
  }
});

test('a program as it is edited at random', () => {
  const rounds = process.env.MESH_DEEP ? 400 : 6;
  const texts = [page(), ...shown()];
  for (let round = 0; round < rounds; round++) {
    const random = numbers(round + 1);
    const { text, name } = round % 2 === 0 ? page() : (texts[random(texts.length)] ?? page());
    const editing = new Editing();
    editing.set('main.mesh', text);
    for (let step = 0; step < 12; step++) {
      // Most edits are taken back, so that programs stay near to whole ones.
      const before = editing.texts.get('main.mesh') ?? '';
      editing.set('main.mesh', edited(before, random));
      editing.compare(`${name}, round ${round}, step ${step}`);
      if (random(3) > 0) {
        editing.set('main.mesh', before);
        editing.compare(`${name}, round ${round}, step ${step} taken back`);
      }
    }
  }
});

test('several files, coming, going and changing', () => {
  const declarations = page().text.split(
    /\n(?=(?:service|route|rules|policy|condition|gateway|ingress|egress|let|input)\b)/,
  );
  const rounds = process.env.MESH_DEEP ? 200 : 4;
  for (let round = 0; round < rounds; round++) {
    const random = numbers(1000 + round);
    const editing = new Editing();
    declarations.forEach((text, at) => {
      editing.set(
        `f${at % 5}.mesh`,
        `${editing.texts.get(`f${at % 5}.mesh`) ?? 'namespace shop\nuse std/patient\n'}\n${text}`,
      );
    });
    editing.compare(`round ${round}`);
    for (let step = 0; step < 8; step++) {
      const path = `f${random(5)}.mesh`;
      const before = editing.texts.get(path);
      editing.set(path, random(3) === 0 ? undefined : edited(before ?? 'service x { port 80 http }\n', random));
      editing.compare(`round ${round}, step ${step}`);
      if (before !== undefined && random(2) === 0) editing.set(path, before);
    }
  }
});
