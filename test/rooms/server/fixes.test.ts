// Every quick fix as an editor applies it, over what the catalogue shows and some more mistakes: the fixed text is a golden file
// (MESH_BLESS=1 writes them), the findings become fewer, and where the program meant something before, the difference of the two is
// proved to be what the fix promises. Changes of shape keep the meaning, proved the same way.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CodeAction, TextEdit } from 'vscode-languageserver';
import { allEntries, catalogue, type Diagnostic, type Example } from '../../../src/diagnostics/index.ts';
import { diff, explainDifference, type MeshDifference } from '../../../src/meaning/index.ts';
import { clientOf } from '../../../src/server/client.ts';
import { codeActions } from '../../../src/server/features/code-actions.ts';
import { namedAt } from '../../../src/server/place.ts';
import { offsetsOf } from '../../../src/server/ranges.ts';
import { pathOfUri } from '../../../src/server/uri.ts';
import { type View, Workspace } from '../../../src/server/workspace.ts';
import { nodeAt, type Rule } from '../../../src/syntax/index.ts';
import { Source, spanStart, spanText } from '../../../src/text/index.ts';
import { programs } from './fixes/programs.ts';
import { type Promised, promisedBy, promises } from './fixes/promises.ts';
import { cases, page } from './programs.ts';
import { memoryHost } from './session.ts';

const client = clientOf({ capabilities: {} });
const whole = { start: { line: 0, character: 0 }, end: { line: 99999, character: 0 } };
const bless = Boolean(process.env.MESH_BLESS);
const goldens = join(import.meta.dirname, 'fixes', 'fixed');

type Files = Readonly<Record<string, string>>;

interface Opened {
  readonly files: Files;
  readonly views: readonly View[];
  readonly findings: readonly Diagnostic[];
}

/** A project as an editor sees it that has all its files open, with everything worked out. */
function opened(files: Files): Opened {
  const events = {
    publish: () => {},
    refresh: () => {},
    loading: () => {},
    failed: (_: string, error: unknown) => {
      throw error;
    },
  };
  const onDisk = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/w/${name}`, text]));
  const workspace = new Workspace({ ...memoryHost(onDisk), later: () => () => {} }, events);
  workspace.folders = ['file:///w'];
  workspace.settings = 'mesh.yaml' in files ? { environment: 'given' } : {};
  const uris = Object.keys(files)
    .filter((name) => name.endsWith('.mesh'))
    .map((name) => `file:///w/${name}`);
  for (const uri of uris) workspace.open(uri, 'mesh', 1, onDisk[pathOfUri(uri)] ?? '');
  for (const uri of uris) workspace.finish(uri);
  const views = uris.map((uri) => workspace.view(uri) as View);
  return { files, views, findings: views.flatMap((view) => [...view.project.diagnosticsOf(view.path)]) };
}

function applied(files: Files, { edit }: CodeAction): Files {
  const changed = Object.entries(edit?.changes ?? {}).map(([uri, edits]) => {
    const name = pathOfUri(uri).replace('/w/', '');
    return [name, withEdits(files[name] ?? '', edits as TextEdit[])] as const;
  });
  return { ...files, ...Object.fromEntries(changed) };
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  const source = new Source('x', text);
  const spots = edits.map((each) => ({ ...offsetsOf(source, each.range), put: each.newText }));
  return spots
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, put }) => result.slice(0, start) + put + result.slice(end), text);
}

// ---- the programs

interface Program {
  readonly name: string;
  readonly files: Files;
  /** The finding that the program is there for; others are not looked at. */
  readonly code?: string;
}

function filesOf(example: Example): Files {
  if (typeof example === 'string') return { 'main.mesh': example };
  const { files, target, dataPlane, inputs } = example;
  const yaml = [
    'language: 1',
    ...(target ? [`targets: [${target}]`] : []),
    ...(dataPlane ? [`dataPlane: ${dataPlane}`] : []),
    `environments: { given: { inputs: ${JSON.stringify(inputs ?? {})} } }`,
  ];
  return { 'mesh.yaml': `${yaml.join('\n')}\n`, ...files };
}

const shown: readonly Program[] = allEntries().flatMap(({ code, bad }) =>
  typeof bad === 'object' && 'shownBy' in bad ? [] : [{ name: code, code, files: filesOf(bad) }],
);
const more: readonly Program[] = Object.entries(programs).map(([name, { text, target }]) => ({
  name,
  files: filesOf(target === undefined ? text : { files: { 'main.mesh': text }, target }),
}));

/** Examples are short: that nothing uses a name is said of many, and not what they show. */
const unused: readonly string[] = [catalogue.analysis.unusedDeclaration.code, catalogue.analysis.unusedParameter.code];
const counted = (findings: readonly Diagnostic[], own: readonly string[]): number =>
  findings.filter(({ code }) => own.includes(code) || !unused.includes(code)).length;

// ---- what is proved

const hasErrors = ({ views }: Opened): boolean => views[0]?.living.hasErrors === true;

function proves(before: Opened, after: Opened, promised: Promised, finding: Diagnostic): string | undefined {
  const difference = diff(meshOf(before), meshOf(after));
  switch (promised) {
    case 'same':
      return difference.same ? undefined : explainDifference(difference);
    case 'gap': {
      const { changes, unknown, declarations } = difference;
      const others = changes.filter((change) => change.before.outcome.kind !== 'undecided');
      return others.length + unknown.length + declarations.length === 0 && changes.length > 0
        ? undefined
        : explainDifference({ ...difference, changes: others });
    }
    case 'rule':
    case 'boundary': {
      if (difference.changes.length === 0) return 'nothing changes';
      const shielded = [before, after].map((each) => opened(withShield(each, finding, promised)));
      const rest = diff(meshOf(shielded[0] as Opened), meshOf(shielded[1] as Opened));
      return rest.same ? undefined : explainDifference(rest);
    }
  }
}

/** Nothing changes, and that is proved. */
const isSame = ({ changes, unknown, declarations }: MeshDifference): boolean =>
  changes.length + unknown.length + declarations.length === 0;

const errorsOf = ({ findings }: Opened): readonly Diagnostic[] =>
  findings.filter(({ severity }) => severity === 'error');

const meshOf = ({ views }: Opened) => (views[0] as View).living.mesh;

/** In front of the rule at the finding one is put that takes every request that may change: nothing else may. */
function withShield({ files, views }: Opened, { span }: Diagnostic, promised: Promised): Files {
  const path = span.anchor.source.path;
  const view = views.find((each) => each.path === path) as View;
  const rule = nodeAt(view.tree, spanStart(span) + 1).findLast((node): node is Rule => node.kind === 'rule');
  const name = path.replace('/w/', '');
  const text = files[name] ?? '';
  if (!rule) return { ...files, [name]: text.replace(/->[^\n]*\n$/, '-> respond 418\n') };
  const every = 'path == "/" or not path == "/"';
  const [, list] = /(?:starts|under) (\([^)]*\)|"[^"]*")/.exec(rule.when ? spanText(rule.when.span) : '') ?? [];
  const condition =
    promised === 'boundary'
      ? `path starts ${list} and not path under ${list}`
      : rule.when
        ? spanText(rule.when.span)
        : every;
  const at = spanStart(rule.span);
  return { ...files, [name]: `${text.slice(0, at)}when ${condition} -> respond 418\n  ${text.slice(at)}` };
}

// ---- quick fixes

const quickFixes = (program: Opened): CodeAction[] =>
  program.views.flatMap((view) => codeActions(view, whole, ['quickfix'], client));

/** The finding that a quick fix is for. */
function findingOf(program: Opened, { diagnostics }: CodeAction): Diagnostic {
  const [shownOne] = diagnostics ?? [];
  return program.findings.find(
    ({ code, message }) => code === shownOne?.code && String(shownOne?.message).startsWith(message),
  ) as Diagnostic;
}

function describeFix(before: Opened, action: CodeAction): string {
  const after = opened(applied(before.files, action));
  const finding = findingOf(before, action);
  const name = `${finding.code}: ${action.title}`;
  const [was, is] = [before, after].map(({ findings }) => counted(findings, [finding.code])) as [number, number];
  expect(is, `${name}: fewer findings, not ${after.findings.map(({ message }) => message).join('; ')}`).toBeLessThan(
    was,
  );
  const promised = hasErrors(before) ? undefined : promisedBy(action.title);
  if (!hasErrors(before)) {
    expect(promised, `${name}: a promise in fixes/promises.ts`).toBeDefined();
    expect(hasErrors(after), `${name}: no errors`).toBe(false);
    expect(proves(before, after, promised as Promised, finding), name).toBeUndefined();
  }
  const meaning = promised === undefined ? 'there was no meaning before' : `changes: ${told[promised]}`;
  const changed = Object.entries(after.files).filter(([file, text]) => before.files[file] !== text);
  return [
    `# ${finding.code} ${finding.slug}: ${action.title}${action.isPreferred ? ' (preferred)' : ''}`,
    `# findings: ${was} before, ${is} after; ${meaning}`,
    ...changed.map(([file, text]) => (file === 'main.mesh' ? text : `# ${file}\n${text}`)),
  ].join('\n');
}

const told: Readonly<Record<Promised, string>> = {
  same: 'nothing, by proof',
  gap: 'only requests that nothing decided, by proof',
  rule: 'only requests that this rule took, by proof',
  boundary: 'only requests whose path goes on behind the prefix without a slash, by proof',
};

interface Fixable {
  readonly program: Program;
  readonly before: Opened;
  readonly actions: readonly CodeAction[];
}

const fixable: readonly Fixable[] = [...shown, ...more].flatMap((program) => {
  const { code, files } = program;
  const before = opened(files);
  const actions = quickFixes(before).filter((action) => code === undefined || findingOf(before, action).code === code);
  return actions.length > 0 || code === undefined ? [{ program, before, actions }] : [];
});

let fixedAtOnce = 0;
for (const { program, before, actions } of fixable) {
  const { name, code, files } = program;
  test(`${name}: its fixes`, () => {
    expect(actions.length, 'there is a fix').toBeGreaterThan(0);
    const actual = actions.map((action) => describeFix(before, action)).join('\n');
    const path = join(goldens, `${name}.txt`);
    if (bless) {
      mkdirSync(goldens, { recursive: true });
      writeFileSync(path, actual);
    } else expect(actual).toBe(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  });

  test(`${name}: all at once leave fewer findings and keep what was meant`, () => {
    for (const view of before.views)
      for (const action of codeActions(view, whole, ['source.fixAll'], client)) {
        fixedAtOnce++;
        const after = opened(applied(files, action));
        const all = unused.includes(code ?? '') || before.findings.every((each) => unused.includes(each.code));
        const own = all ? unused : [];
        expect(counted(after.findings, own)).toBeLessThan(counted(before.findings, own));
        if (hasErrors(before)) continue;
        const difference = diff(meshOf(before), meshOf(after));
        const changes = difference.changes.filter((change) => change.before.outcome.kind !== 'undecided');
        expect(isSame({ ...difference, changes }) ? '' : explainDifference(difference)).toBe('');
      }
  });
}

test('no golden file is left over, and every promise is kept somewhere', () => {
  const names = new Set(fixable.map(({ program }) => `${program.name}.txt`));
  expect(readdirSync(goldens).filter((file) => !names.has(file))).toEqual([]);
  const titles = fixable.filter(({ before }) => !hasErrors(before)).flatMap(({ actions }) => actions);
  for (const [wanted] of promises)
    expect(
      titles.some(({ title }) => wanted.test(title)),
      String(wanted),
    ).toBe(true);
  expect(fixable.flatMap(({ actions }) => actions).length).toBeGreaterThan(100);
  expect(fixedAtOnce).toBeGreaterThan(50);
});

// ---- changes of shape

const open = {
  name: 'open',
  text: 'service a { port 80 http }\ngateway web { port 80 http }\ningress "a.example" on web {\n  when path under "/a" -> a\n}\n',
};
const gap = {
  name: 'gap',
  text: 'service a { port 80 http; version v1 }\nroute a {\n  when path under "/a" -> v1\n}\n',
};

test('a change of shape keeps the meaning', { timeout: 120_000 }, () => {
  const tried = new Map<string, number>();
  for (const { name, text } of [page(), open, gap, ...cases().slice(0, process.env.MESH_DEEP ? 100 : 20)]) {
    const before = opened({ 'main.mesh': text });
    if (hasErrors(before)) continue;
    const view = before.views[0] as View;
    for (const { line, character } of placesOf(view)) {
      const range = { start: { line, character }, end: { line, character } };
      for (const action of codeActions(view, range, ['refactor'], client)) {
        const kind = action.title.split(' ')[0] ?? '';
        tried.set(kind, (tried.get(kind) ?? 0) + 1);
        const after = opened(applied(before.files, action));
        const where = `${name}:${line + 1} ${action.title}\n${after.files['main.mesh']}`;
        expect(errorsOf(after).length, where).toBeLessThanOrEqual(errorsOf(before).length);
        const difference = diff(meshOf(before), meshOf(after));
        const changes = difference.changes.filter(
          (change) => kind !== 'Add' || change.before.outcome.kind !== 'undecided',
        );
        expect(isSame({ ...difference, changes }) ? '' : explainDifference(difference), where).toBe('');
      }
    }
  }
  expect([...tried.keys()].sort()).toEqual(['Add', 'Extract', 'Make', 'Put']);
  for (const [kind, count] of tried) expect(count, kind).toBeGreaterThan(kind === 'Add' ? 1 : 10);
});

/** Behind each `when` and arrow, and at every name of a condition or constant. */
function placesOf(view: View) {
  const { source } = view;
  const rules = source.lineStarts.flatMap((_, line) => {
    const text = source.line(line);
    const at = text.search(/\bwhen\b|->/);
    return [{ line, character: at < 0 ? 0 : Math.min(text.length, at + 6) }];
  });
  const names = [...source.text.matchAll(/[A-Za-z][\w-]*/g)].flatMap(({ index }) => {
    const kind = namedAt(view, index + 1)?.symbol.kind;
    if (kind !== 'condition' && kind !== 'let') return [];
    const { line, column } = source.position(index + 1);
    return [{ line, character: column }];
  });
  return [...rules, ...names];
}
