// Linkerd's own reader of dtabs: everything that is written parses, and names lead where the tests' interpreter says. Asked by `MESH_TOOLS`;
// skipped without it.
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { dtabReader, isMissing } from '../support/components.ts';
import { generateMesh } from '../support/generate-mesh.ts';
import { buildHybrid, callsThroughLinkerd, withProxies } from '../support/hybrids.ts';
import type { Asked } from '../support/linkerd-meaning.ts';
import { linkerdAnswer } from '../support/linkerd-router.ts';
import { randomOf } from '../support/random.ts';
import { withinLinkerd } from '../support/within-linkerd.ts';

const reader = dtabReader();
const programs = reader === undefined ? 0 : process.env.MESH_DEEP === undefined ? 25 : 300;

/** One answer for each line. */
const ask = (lines: readonly string[]): readonly string[] =>
  execFileSync('java', [...(reader ?? [])], { input: `${lines.join('\n')}\n`, maxBuffer: 1 << 28 })
    .toString()
    .trimEnd()
    .split('\n');

const oneLine = (dtab: string): string => dtab.replaceAll('\n', '\\n');

interface Question {
  readonly asked: Asked;
  readonly dtab: string;
}

const questions: readonly Question[] = Array.from({ length: programs }, (_, at) => at + 1).flatMap((seed) => {
  const built = buildHybrid(withProxies(withinLinkerd(generateMesh(seed), seed), seed));
  if (built.node === undefined || built.errors.length > 0) return [];
  const dtab = oneLine(parse(built.node).routers[0].dtab);
  return callsThroughLinkerd(built, randomOf(seed), 6).map((asked) => ({ asked, dtab }));
});

/** The name under which a router with paths looks it up. */
const nameOf = ({ raw, yaml }: Asked): string =>
  `/svc/1.1/${raw.method}/${raw.host.toLowerCase()}${yaml.includes('httpUriInDst') && raw.path !== '/' ? raw.path : ''}`;

describe.skipIf(isMissing('dtab', reader?.[1]))("Linkerd's own reader", () => {
  test('every dtab parses', () => {
    const dtabs = [...new Set(questions.map(({ dtab }) => dtab))];
    expect(dtabs.length).toBeGreaterThan(programs / 2);
    const answers = ask(dtabs.map((dtab) => `PARSE ${dtab}`));
    expect(answers.filter((answer) => !answer.startsWith('OK')).slice(0, 3)).toEqual([]);
    expect(answers.length).toBe(dtabs.length);
  });

  test('every name leads where the interpreter of the tests says', () => {
    let open = questions.map((question) => ({ question, name: nameOf(question.asked) }));
    const led = new Map<Question, string>();
    for (let round = 0; open.length > 0 && round < 4; round++) {
      const answers = ask(open.map(({ question, name }) => `LOOKUP ${name} || ${question.dtab}`));
      const next: typeof open = [];
      for (const [at, { question }] of open.entries()) {
        const first = firstOf(answers[at] ?? '');
        if (first.startsWith('/call/')) next.push({ question, name: first });
        else led.set(question, first);
      }
      open = next;
    }
    const differing = questions.filter((question) => led.get(question) !== expected(question.asked));
    expect(differing.slice(0, 3).map((question) => [led.get(question), expected(question.asked)])).toEqual([]);
    expect(led.size).toBe(questions.length);
    console.log(`${led.size} names looked up in Linkerd's own reader`);
  });
});

/** The first that a tree leads to: a path, or the branches of a union with their weights. */
function firstOf(answer: string): string {
  let tree = answer.replace(/^OK /, '').trim();
  while (tree.startsWith('Alt(')) tree = tree.slice(4);
  if (!tree.startsWith('Union(')) return leafOf(tree);
  const union = tree.slice(0, matching(tree, 5));
  return [...union.matchAll(/Weighted\(([\d.E]+),(Leaf\(Path\(.*?\)\)\))/g)]
    .map(([, weight, leaf = '']) => `${Number(weight)} ${endpoints(leafOf(leaf))}`)
    .join(' & ');
}

const leafOf = (tree: string): string => {
  const [, labels] = /^Leaf\((?:Path\()+([^)]*)\)/.exec(tree) ?? [];
  return labels === undefined ? (/^\w+/.exec(tree)?.[0] ?? tree) : short(`/${labels.split(',').join('/')}`);
};

const short = (path: string): string => (path.startsWith('/#/') ? `1 ${endpoints(path)}` : path);
/** Without what is left of the request's path. */
const endpoints = (path: string): string => path.replace(/^1 /, '').split('/').slice(0, 6).join('/');

/** The place of the parenthesis that closes the one at `open`. */
function matching(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

function expected({ yaml, port, raw }: Asked): string {
  const answer = linkerdAnswer(yaml, port, raw);
  if (answer.kind === 'refused') return answer.because === 'fail' ? 'Fail' : 'Neg';
  const [only, ...more] = answer.branches;
  if (more.length > 0) return answer.branches.map(({ name, weight }) => `${weight} ${name}`).join(' & ');
  return `1 ${only?.name}`;
}
