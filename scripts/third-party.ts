// The licences of the packages whose code is in a bundle: which those are follows from what esbuild read.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the packages among the files that were bundled. */
export function packagesIn(files: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const file of files) {
    const inside = file.split('node_modules/').at(-1);
    if (inside === undefined || !file.includes('node_modules/')) continue;
    const [scope = '', name = ''] = inside.split('/');
    found.add(scope.startsWith('@') ? `${scope}/${name}` : scope);
  }
  return [...found].sort();
}

/** One text with name, version and licence of each package. Throws where a package has no licence to give. */
export function thirdPartyNotices(packages: readonly string[]): string {
  const parts = packages.map((name) => {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version: string;
      license?: string;
    };
    const file = readdirSync(folder).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each));
    if (license === undefined) throw new Error(`${name} names no licence`);
    const notice = existsSync(join(folder, 'NOTICE'))
      ? `\n${readFileSync(join(folder, 'NOTICE'), 'utf8').trim()}\n`
      : '';
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version} (${license})\n\n${text}\n${notice}`;
  });
  return `mesh contains code of these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
