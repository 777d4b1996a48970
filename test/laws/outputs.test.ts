// Laws of what is written, over every case and example on every kind of target: the same bytes for any order of files, YAML that every
// reader reads back as it was meant, documents that a cluster takes without dropping anything, and that it would refuse with one key
// misspelt.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { meshFilesBelow } from '../../src/cli/read-files.ts';
import { type Compilation, type Emission, emit, emitEach } from '../../src/compile.ts';
import { type Document, toPlain, writeJson, writeYaml, yamlWriter } from '../../src/documents/index.ts';
import { format } from '../../src/formatter/index.ts';
import { parseFile } from '../../src/syntax/index.ts';
import { chooseTarget, type TargetChoice } from '../../src/targets/index.ts';
import { Source } from '../../src/text/index.ts';
import { type AnyProgram, allPrograms, compiledProgram } from '../support/all-programs.ts';
import { validateDocument } from '../support/schemas.ts';
import { shapeOf } from '../support/tree-shape.ts';

const programs = await allPrograms();
const targets = ['istio@1.30', 'istio@0.8', 'istio@0.1', 'gateway-api@1.6', 'envoy@1.40'];

function targetOf(name: string): TargetChoice {
  const target = chooseTarget(name);
  if ('meant' in target) throw new Error(`there is no target ${name}`);
  return target;
}

const compilations = programs.map((program): [AnyProgram, Compilation] => [program, compiledProgram(program)]);
const emissionsFor = (target: string): [AnyProgram, Emission][] =>
  compilations
    .filter(([, compilation]) => !compilation.hasErrors)
    .map(([program, compilation]): [AnyProgram, Emission] => [program, emit(compilation, targetOf(target))])
    .filter(([, emission]) => !emission.hasErrors);
const written = new Map(targets.map((target) => [target, emissionsFor(target)]));

test.each(targets)('%s has programs to hold it against', (target) => {
  expect(written.get(target)?.length).toBeGreaterThan(8);
});

test('the order of files means nothing', () => {
  const several = programs.filter(({ sources }) => sources.length > 1);
  expect(several.length).toBeGreaterThan(3);
  for (const program of several) {
    const turned = compiledProgram({ ...program, sources: [...program.sources].reverse() });
    const straight = compiledProgram(program);
    expect(turned.diagnostics).toEqual(straight.diagnostics);
    if (straight.hasErrors) continue;
    for (const target of targets) {
      const [a, b] = [straight, turned].map((compilation) => emit(compilation, targetOf(target)));
      expect(writeYaml(b?.documents ?? []), `${program.name} ${target}`).toBe(writeYaml(a?.documents ?? []));
    }
  }
});

test.each(targets)('%s: YAML is read back as it was meant', (target) => {
  for (const [{ name }, { documents }] of written.get(target) ?? []) {
    const meant = documents.map(({ root }) => toPlain(root));
    const yaml = writeYaml(documents);
    expect(loadAll(yaml), name).toEqual(meant);
    for (const version of ['1.1', '1.2'] as const)
      expect(
        (parseAllDocuments(yaml, { version, merge: true }) as { toJS(): unknown }[]).map((one) => one.toJS()),
        name,
      ).toEqual(meant);
    for (const document of documents) expect(load(writeJson([document]))).toEqual(toPlain(document.root));
  }
});

/** Every object that has a schema: those of today's APIs. */
const typed = (target: string): Document[] => (written.get(target) ?? []).flatMap(([, { documents }]) => documents);

test.each(['istio@1.30', 'gateway-api@1.6'])('%s: every document fits its schema', (target) => {
  const documents = typed(target).filter(({ root }) => !isService(toPlain(root)));
  expect(documents.length).toBeGreaterThan(30);
  for (const { root } of documents) expect(validateDocument(toPlain(root))).toEqual([]);
});

const isService = (plain: unknown): boolean => (plain as { apiVersion?: string }).apiVersion === 'v1';

test.each(['istio@1.30', 'gateway-api@1.6'])('%s: with any one key misspelt it does not', (target) => {
  const largest = new Map<string, unknown>();
  for (const { root } of typed(target)) {
    const plain = toPlain(root) as { kind: string };
    const before = largest.get(plain.kind);
    if (!isService(plain) && JSON.stringify(plain).length > (before ? JSON.stringify(before).length : 0))
      largest.set(plain.kind, plain);
  }
  let tried = 0;
  for (const plain of largest.values())
    for (const wrong of withOneKeyMisspelt(plain)) {
      tried++;
      expect(validateDocument(wrong).length, JSON.stringify(wrong)).toBeGreaterThan(0);
    }
  expect(tried).toBeGreaterThan(30);
});

/** Maps of names that users choose: a misspelt key of theirs is another key. */
const free = new Set([
  'labels',
  'annotations',
  'matchLabels',
  'selector',
  'sourceLabels',
  'headers',
  'withoutHeaders',
  'queryParams',
  'set',
  'add',
  'options',
]);

function* withOneKeyMisspelt(value: unknown, within = ''): Generator<unknown> {
  if (Array.isArray(value)) {
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      const shape = JSON.stringify(Object.keys(item ?? {}));
      if (seen.has(shape)) continue;
      seen.add(shape);
      for (const wrong of withOneKeyMisspelt(item, within)) yield value.with(index, wrong);
    }
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    for (const [index, [key, inner]] of entries.entries()) {
      if (!free.has(within)) yield Object.fromEntries(entries.with(index, [`${key}x`, inner]));
      for (const wrong of withOneKeyMisspelt(inner, key)) yield Object.fromEntries(entries.with(index, [key, wrong]));
    }
  }
}

test('formatting every program keeps it and is done after one time', () => {
  const texts = new Map(programs.flatMap(({ sources }) => sources.map((source) => [source.text, source.path])));
  expect(texts.size).toBeGreaterThan(40);
  for (const [text, path] of texts) {
    const file = parseFile(new Source(path, text));
    const formatted = format(file);
    const again = parseFile(new Source(path, formatted));
    expect(shapeOf(again), path).toEqual(shapeOf(file));
    expect(format(again), path).toBe(formatted);
  }
});

test('what people copy is formatted', () => {
  const shown = ['examples', 'stdlib'].flatMap((folder) =>
    meshFilesBelow(join(import.meta.dirname, '..', '..', folder)),
  );
  expect(shown.length).toBeGreaterThan(15);
  const wrong = shown.filter((path) => {
    const text = readFileSync(path, 'utf8');
    return format(parseFile(new Source(path, text))) !== text;
  });
  expect(wrong).toEqual([]);
});

test('a platform that tells its documents one at a time tells the same as its trees say, with the same findings', () => {
  const target = targetOf('istio@1.30');
  for (const [program, compilation] of compilations.filter(([, { hasErrors }]) => !hasErrors)) {
    const yaml = yamlWriter();
    const texts: { readonly path: string; readonly text: string }[] = [];
    const diagnostics = emitEach(compilation, target, {}, (document) =>
      texts.push({ path: document.path, text: new TextDecoder().decode(yaml.document(document)) }),
    );
    const whole = emit(compilation, target);
    expect(diagnostics, program.name).toEqual(whole.diagnostics);
    texts.sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(texts).toEqual(whole.documents.map((one) => ({ path: one.path, text: writeYaml([one]) })));
  }
});
