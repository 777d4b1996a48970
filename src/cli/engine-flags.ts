// V8's settings, changed while it runs. Compiled code names the settings it was made under: the launcher tells before it loads or keeps
// some, and after it, and meanwhile they are as they were.

/** What the launcher emits, with whether the usual settings are wanted. */
const USUAL = 'mesh:usual-flags';

interface Setting {
  readonly own: number;
  readonly usual: number;
}
const settings = new Map<string, Setting>();

/** V8 must read it each time it decides something by it. */
export function setFlag(name: string, own: number, usual: number): void {
  if (settings.size === 0) process.on(USUAL, setAll);
  settings.set(name, { own, usual });
  set(name, own);
}

function setAll(wantsUsual: boolean): void {
  for (const [name, { own, usual }] of settings) set(name, wantsUsual ? usual : own);
}

const set = (name: string, value: number): void =>
  process.getBuiltinModule('node:v8').setFlagsFromString(`--${name}=${value}`);
