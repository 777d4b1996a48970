// Rewrites every generated file, or says which are not fresh (`--check`). A generator is a pure function that gives path and text.
// `--schemas` also asks the Go module proxy for the CRDs of Istio and Gateway API and rewrites test/schemas.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateSchemas } from './gen-schemas.ts';
import { generators } from './generators.ts';

const check = process.argv.includes('--check');
let stale = 0;
const wanted = process.argv.includes('--schemas') ? [...generators, generateSchemas] : generators;
for (const generate of wanted)
  for (const { path, text } of await generate()) {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    if (check) {
      process.stdout.write(`${path} is not fresh; \`npm run gen\` writes it\n`);
      stale++;
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      process.stdout.write(`wrote ${path}\n`);
    }
  }
process.exitCode = stale > 0 ? 1 : 0;
