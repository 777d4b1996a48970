// URIs of editors ↔ paths as the compiler shows them. Editors escape differently, so a path is the identity of a document; what is
// no file (`untitled:Untitled-1`) is its own path.

/** `file:///a%20b/c.mesh` → `/a b/c.mesh`; `file:///c%3A/x` → `c:/x`. */
export function pathOfUri(uri: string): string {
  const match = /^file:\/\/([^/]*)(\/.*)?$/i.exec(uri);
  if (!match) return decoded(uri);
  const path = decoded(match[2] ?? '/');
  if (match[1]) return `//${match[1]}${path}`;
  return /^\/[A-Za-z]:/.test(path) ? path[1]?.toLowerCase() + path.slice(2) : path;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The way back; what is no absolute path is taken for a URI. */
export function uriOfPath(path: string): string {
  if (path.startsWith('//')) return `file:${escaped(path)}`;
  if (path.startsWith('/')) return `file://${escaped(path)}`;
  if (/^[A-Za-z]:[\\/]/.test(path)) return `file:///${escaped(path.replaceAll('\\', '/'))}`;
  return path;
}

const escaped = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');

/** The folder that a path lies in, without a slash at the end (`/` for the root). */
export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : at === 0 ? '/' : path.slice(0, at);
}

export const joinPath = (folder: string, name: string): string =>
  folder.endsWith('/') ? folder + name : `${folder}/${name}`;

export const nameOfPath = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The way from a folder to a path. */
export function relativePath(folder: string, path: string): string {
  const [from, to] = [folder, path].map((each) => each.split('/').filter((part) => part !== ''));
  let shared = 0;
  while (shared < from!.length && shared < to!.length && from![shared] === to![shared]) shared++;
  return [...from!.slice(shared).map(() => '..'), ...to!.slice(shared)].join('/');
}

/** Whether a path is a folder or lies below it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
