// What the server needs of the world around it: files and a clock. The Node entry and the browser worker each bring their own.

/** What became of reading a file. */
export type FileRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'not-text'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly megabytes: number; readonly limit: number };

export interface Host {
  /** Never throws. */
  readonly read: (path: string) => FileRead;
  /** Paths of the .mesh files below a folder, sorted; hidden folders and installed packages are left out. Never throws. */
  readonly meshFilesBelow: (folder: string, deep: boolean) => readonly string[];
  readonly exists: (path: string) => boolean;
  /** Milliseconds; only differences mean something. */
  readonly now: () => number;
  /** Runs `work` after so many milliseconds, when nothing else waits; gives back how to call it off. */
  readonly later: (milliseconds: number, work: () => void) => () => void;
}
