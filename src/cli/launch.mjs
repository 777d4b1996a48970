#!/usr/bin/env node
// The command as installed: refuses an old Node in one sentence, keeps compiled code between runs, then starts.
// Plain old syntax on purpose: an old Node must be able to read it.
import * as module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`mesh needs Node.js 22.12 or newer; this is ${process.version}.\n`);
  process.exit(2);
}
if (module.enableCompileCache) module.enableCompileCache();
const { main } = await import('./main.mjs');
await main(process.argv.slice(2));
