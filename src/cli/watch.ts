// `--watch`: builds once, then again whenever a file of the project changes; ends with Ctrl-C. Changes that come together build once.
import { statSync, watch as watchPath } from 'node:fs';
import { dirname } from 'node:path';
import type { BuildOptions } from './commands/build.ts';
import { type ExitCode, Stop, talk } from './terminal.ts';

const TOGETHER_MS = 30;
const OURS = /(^|[/\\])(\.mesh-files|[^/\\]*\.mesh-tmp)/;

export async function watch(
  paths: readonly string[],
  options: BuildOptions,
  run: () => Promise<ExitCode>,
): Promise<ExitCode> {
  if (options.check) throw new Stop('--watch writes and --check only compares: choose one of them.');
  let timer: NodeJS.Timeout | undefined;
  let code = await run();
  const again = async (name: string): Promise<void> => {
    talk(`\n${name} changed\n`);
    code = await run();
  };
  const folders = (paths.length === 0 ? ['.'] : paths).map((path) =>
    statSync(path).isDirectory() ? path : dirname(path),
  );
  const watchers = [...new Set(folders)].map((folder) =>
    watchPath(folder, { recursive: true }, (_, name) => {
      if (!name || OURS.test(name) || !/\.mesh$|(^|[/\\])mesh\.yaml$/.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void again(name), TOGETHER_MS);
    }),
  );
  talk('watching; Ctrl-C ends\n');
  await new Promise<void>((done) => process.once('SIGINT', done));
  for (const watcher of watchers) watcher.close();
  clearTimeout(timer);
  process.exitCode = 130;
  return code;
}
