// Everything that must hold before a change goes in: types, lint and format, generated files, tests. Stops at the first that fails.
import { spawnSync } from 'node:child_process';

const steps: [string, string[]][] = [
  ['types', ['tsc', '--noEmit']],
  ['lint and format', ['biome', 'check', '.']],
  ['generated files', ['node', 'scripts/gen.ts', '--check']],
  ['bundle', ['node', 'scripts/bundle.ts']],
  ['tests', ['vitest', 'run']],
];
for (const [name, [command, ...args]] of steps) {
  process.stdout.write(`── ${name}\n`);
  const { status } = spawnSync(command as string, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.stdout.write(`failed: ${name}\n`);
    process.exit(status ?? 1);
  }
}
