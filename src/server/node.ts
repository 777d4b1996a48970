// The language server on Node: over stdin and stdout, with the files of the machine.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { createConnection } from 'vscode-languageserver/node';
import { decodeUtf8 } from '../utf8.ts';
import type { FileRead, Host } from './host.ts';
import { type ServerInfo, serve } from './server.ts';

/** Largest file that is read, in MB. */
const LIMIT = 32;
const SKIPPED = new Set(['node_modules', 'dist', 'vendor']);
/** A folder with more entries than this below it is no mesh project. */
const MOST_ENTRIES = 200_000;

/** Serves until the client says goodbye or goes away. */
export function serveStdio(info: ServerInfo): void {
  // An editor keeps its servers for days: memory counts more than the last tenth of speed.
  setFlagsFromString('--optimize-for-size');
  serve(createConnection(process.stdin, process.stdout), nodeHost, info);
}

export const nodeHost: Host = {
  read,
  meshFilesBelow,
  exists: (path) => statSync(path, { throwIfNoEntry: false }) !== undefined,
  now: () => performance.now(),
  later: (milliseconds, work) => {
    if (milliseconds <= 0) {
      const handle = setImmediate(work);
      return () => clearImmediate(handle);
    }
    const handle = setTimeout(work, milliseconds);
    return () => clearTimeout(handle);
  },
};

function read(path: string): FileRead {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status?.isFile()) return { kind: 'missing' };
    const megabytes = Math.ceil(status.size / 1_000_000);
    if (megabytes > LIMIT) return { kind: 'too-large', megabytes, limit: LIMIT };
    const decoded = decodeUtf8(readFileSync(path));
    return 'text' in decoded ? { kind: 'text', ...decoded } : { kind: 'not-text', ...decoded };
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
}

function meshFilesBelow(folder: string, deep: boolean): readonly string[] {
  const found: string[] = [];
  let entries = 0;
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined && entries < MOST_ENTRIES; at = pending.pop())
    for (const item of list(at)) {
      entries++;
      if (item.name.startsWith('.')) continue;
      const path = join(at, item.name);
      if (item.isDirectory()) {
        if (deep && !SKIPPED.has(item.name)) pending.push(path);
      } else if (item.name.endsWith('.mesh')) found.push(path);
    }
  return found.sort();
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
