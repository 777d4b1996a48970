// `npm run release`: everything that is published, under release/: the npm package, one executable for this platform, the CycloneDX list of
// what is in them, checksums. Fails where two bundles of the same sources differ. Publishes nothing:
// `npm publish release/mesh-lang-VERSION.tgz --provenance` does, in a workflow with an identity token.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { singleExecutable } from './single-executable.ts';

const RELEASE = 'release';
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown> & {
  readonly name: string;
  readonly version: string;
  readonly files: readonly string[];
};

rmSync(RELEASE, { recursive: true, force: true });
mkdirSync(RELEASE);
reproducibleBundle();
declarations();
pack();
materials();
if (!process.argv.includes('--without-executable')) {
  const name = `mesh-${manifest.version}-${process.platform}-${process.arch}${process.platform === 'win32' ? '.exe' : ''}`;
  await singleExecutable(join(RELEASE, name), '.cache/single-executable');
}
checksums();

function step(name: string): void {
  process.stdout.write(`── ${name}\n`);
}

function reproducibleBundle(): void {
  step('bundle, twice');
  const digests = [1, 2].map(() => {
    execFileSync(process.execPath, ['scripts/bundle.ts'], { stdio: 'inherit' });
    return digestOf('dist');
  });
  if (digests[0] !== digests[1]) throw new Error('two bundles of the same sources differ');
}

/** Over names and contents of all files below a folder. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) hash.update(`${name}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function declarations(): void {
  step('types');
  const options = ['--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--outDir', 'dist/types'];
  writeFileSync(
    'tsconfig.release.json',
    JSON.stringify({ extends: './tsconfig.json', include: ['src/index.ts'], compilerOptions: { rootDir: 'src' } }),
  );
  try {
    execFileSync('npx', ['tsc', '-p', 'tsconfig.release.json', ...options], { stdio: 'inherit' });
  } finally {
    rmSync('tsconfig.release.json');
  }
}

/** What is bundled need not be installed: the published manifest has no dependencies and no scripts. */
function pack(): void {
  step('package');
  const stage = '.cache/package';
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const file of manifest.files) if (existsSync(file)) cpSync(file, join(stage, file), { recursive: true });
  const { scripts: _, dependencies: __, devDependencies: ___, allowScripts: ____, ...published } = manifest;
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', join('..', '..', RELEASE)], {
    cwd: stage,
    stdio: 'inherit',
  });
}

/** CycloneDX of what is bundled, from the lock file. */
function materials(): void {
  step('materials');
  const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'], {
    encoding: 'utf8',
  });
  writeFileSync(join(RELEASE, `${manifest.name}-${manifest.version}.cdx.json`), text);
}

function checksums(): void {
  step('checksums');
  const lines = readdirSync(RELEASE)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(RELEASE, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(join(RELEASE, 'SHA256SUMS'), lines.join(''));
  process.stdout.write(lines.join(''));
}
