// Starts what a contributor adds most: `npm run new -- finding FAMILY SLUG`, `npm run new -- rule SLUG`, `npm run new -- case AREA/NAME`.
// Writes files that compile, says what is left to fill in; never overwrites.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const USAGE = `npm run new -- finding FAMILY SLUG   an entry of src/diagnostics/catalogue/FAMILY.ts
npm run new -- rule SLUG             an analysis rule with its finding
npm run new -- case AREA/NAME        a folder of test/cases
`;
const CATALOGUE = 'src/diagnostics/catalogue';
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const [what, ...names] = process.argv.slice(2);
try {
  for (const line of start(what, names)) process.stdout.write(`${line}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}

function start(kind: string | undefined, [first, second]: readonly string[]): string[] {
  if (kind === 'finding' && first && second) return [finding(first, slugOf(second), false)];
  if (kind === 'rule' && first) return rule(slugOf(first));
  if (kind === 'case' && first) return newCase(first);
  throw new Error(USAGE);
}

function slugOf(text: string): string {
  if (!SLUG.test(text)) throw new Error(`\`${text}\` is no slug: small letters, digits and hyphens, like unused-rule.`);
  return text;
}

function camel(slug: string): string {
  return slug.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Adds an entry with the next free code of the family; gives the sentence that says so. */
function finding(family: string, slug: string, byRule: boolean): string {
  const path = join(CATALOGUE, `${family}.ts`);
  if (!existsSync(path)) throw new Error(`there is no ${path}`);
  const text = readFileSync(path, 'utf8');
  if (text.includes(`slug: '${slug}'`)) throw new Error(`${path} has \`${slug}\` already`);
  const codes = [...text.matchAll(/code: 'M(\d{4})'/g)].map(([, digits]) => Number(digits)).filter((n) => n % 100 < 99);
  const code = `M${Math.max(...codes) + 1}`;
  writeFileSync(path, `${text.trimEnd()}\n\n${entryText(code, slug)}`);
  const use = byRule ? '' : `; report it with report.add(catalogue.${family}.${camel(slug)}, span, {})`;
  return `${path}: ${code} ${slug}. Fill in message, why, fix and both examples (test/catalogue.test.ts compiles them)${use}`;
}

function entryText(code: string, slug: string): string {
  return `export const ${camel(slug)} = entry<{ name: string }>({
  code: '${code}',
  slug: '${slug}',
  severity: 'warning',
  message: ({ name }) => \`TODO: what is wrong with \\\`\${name}\\\`\`,
  why: 'TODO: why this is wrong, for someone who knows Kubernetes and not compilers.',
  fix: 'TODO: what to do.',
  bad: 'TODO: a program with exactly this finding',
  good: 'TODO: the same program, mended',
});
`;
}

function rule(slug: string): string[] {
  const path = `src/analyzer/rules/${slug}.ts`;
  create(
    path,
    `// TODO: which programs are wrong, and why meaning says so.
import { catalogue, type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { Facts } from '../facts.ts';

export function* ${camel(slug)}(facts: Facts): Iterable<Diagnostic> {
  for (const service of facts.mesh.services)
    if (service.ports.length === 0)
      yield diagnose(catalogue.analysis.${camel(slug)}, service.origin, { name: service.key });
}
`,
  );
  return [
    `${path}: add \`${camel(slug)}\` to the list of rules in src/analyzer/analyze.ts`,
    finding('analysis', slug, true),
  ];
}

function newCase(name: string): string[] {
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(name)) throw new Error('a case is AREA/NAME, like routing/splits');
  const folder = `test/cases/${name}`;
  create(join(folder, 'main.mesh'), 'namespace shop\nservice reviews { port 9080 http; version v1, v2 }\n');
  create(join(folder, 'bless'), 'diagnostics.mesh\nformatted.mesh\nmodel.yaml\n');
  return [
    `${folder}: write main.mesh, name the expected files in \`bless\`, then \`npm run bless\` and read what it wrote`,
  ];
}

function create(path: string, text: string): void {
  if (existsSync(path)) throw new Error(`there is ${path} already`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
