// Plain command lines against commander: where the plain reader answers, both give the same command, paths and options.
import { Command } from 'commander';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { optionOf } from '../../src/cli/command-line.ts';
import { plainCommands } from '../../src/cli/options.ts';
import { readPlainLine } from '../../src/cli/plain-line.ts';

/** What commander makes of the line; nothing where it complains or shows help. */
function byCommander(args: readonly string[]): unknown {
  let read: unknown;
  const program = new Command('mesh').helpCommand(false).exitOverride();
  program.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  for (const [name, options] of Object.entries(plainCommands)) {
    const command = program.command(name).exitOverride().argument('[paths...]');
    for (const option of options) command.addOption(optionOf(option));
    command.action((paths, options) => {
      read = { command: name, paths, options };
    });
  }
  try {
    program.parse([...args], { from: 'user' });
  } catch {
    return undefined;
  }
  return read;
}

test.each([
  'build',
  'check shop',
  'build a b.mesh -o - --format json --check',
  'build -t istio@1.30,envoy@1.40 --set a=1 --set b=2 -e live --target istio',
  'check --no-cache --report sarif --strict - --manifests -',
])('plain: mesh %s', (line) => {
  const args = line.split(' ');
  const read = readPlainLine(args);
  expect(read).toBeDefined();
  expect(read).toEqual(byCommander(args));
});

test.each([
  '',
  'test',
  'build --help',
  'build --output=x',
  'build -ox',
  'build -- a',
  'build --format toml',
  'build -o',
  'build -o --check',
  'build --chek',
  '--version',
])('left to commander: mesh %s', (line) => {
  expect(readPlainLine(line === '' ? [] : line.split(' '))).toBeUndefined();
});

test('any line', () => {
  const flags = Object.values(plainCommands).flatMap((options) => options.flatMap(({ flags }) => flags.split(/,? /)));
  const word = fc.constantFrom(
    ...flags,
    'a',
    'b.mesh',
    '-',
    'yaml',
    'json',
    'text',
    'x=1',
    'a,b,,c',
    '--',
    '-x',
    '',
    '--format=json',
  );
  let plain = 0;
  fc.assert(
    fc.property(fc.constantFrom('build', 'check', 'fmt'), fc.array(word, { maxLength: 6 }), (command, words) => {
      const read = readPlainLine([command, ...words]);
      if (!read) return;
      plain++;
      expect(read).toEqual(byCommander([command, ...words]));
    }),
    { numRuns: 2000 },
  );
  expect(plain).toBeGreaterThan(100);
});
