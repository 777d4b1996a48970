// `mesh init [DIR]`: a small project that compiles, tests and explains itself. Never overwrites.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../output-folder.ts';
import { reasonOf, shownPath } from '../read-files.ts';
import { type ExitCode, Stop, talk } from '../terminal.ts';

const files = (target: string): Readonly<Record<string, string>> => ({
  'mesh.yaml': `# What this project is and what it is compiled to. Every key is described in docs/language/mesh-yaml.md of mesh.
language: 1
namespace: shop
targets:
  - target: ${target}
    output: deploy
environments:
  staging:
    inputs: { canary: "50%" }
`,
  'main.mesh': `/// The traffic of a small shop.

input canary: Percent = 10% // mesh build --set canary=25%, or per environment in mesh.yaml

service shop {
  port 8080 http
  version v1, v2 // pods labelled version=v1, version=v2
  calls stock
}

service stock { port 8080 http }

/// Testers get the new version, everybody else a share of it.
route shop {
  when header "x-tester" exists -> v2
  else                          -> canary to v2, rest to v1
}

route stock -> stock { timeout 2s; retry 2 each 500ms on gateway-error }

${hasDoors(target) ? doors : inside}`,
});

/** Linkerd 2 has no gateways of its own. */
const hasDoors = (target: string): boolean => !/^linkerd(@2|$)/.test(target);

const doors = `gateway web { port 80 http }

ingress "shop.example.com" on web {
  when path under "/stock" -> route stock
  else                     -> route shop
}

test "testers see the new version" {
  GET "http://shop.example.com/" when header "x-tester" == "yes" -> shop@v2
  GET "http://shop.example.com/stock/7" -> stock
}
`;

const inside = `test "testers see the new version" {
  GET "/" to shop when header "x-tester" == "yes" -> shop@v2
  GET "/stock/7" to stock                         -> stock
}
`;

export function init(folder: string, target: string): ExitCode {
  const written = files(target);
  const present = Object.keys(written).filter((name) => existsSync(join(folder, name)));
  if (present.length > 0)
    throw new Stop(
      `${present.map((name) => `\`${shownPath(join(folder, name))}\``).join(' and ')} already there; nothing was written.`,
      1,
    );
  try {
    makeFolder(folder);
    for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text, { flag: 'wx' });
  } catch (error) {
    throw new Stop(`\`${shownPath(folder)}\` cannot be written: ${reasonOf(error)}.`);
  }
  const where = shownPath(folder);
  const argument = where === '.' ? '' : ` ${where}`;
  talk(
    `Wrote ${Object.keys(written).join(' and ')} in ${where}. Try:\n  mesh check${argument}\n  mesh build${argument}\n  mesh test${argument}\n`,
  );
  return 0;
}
