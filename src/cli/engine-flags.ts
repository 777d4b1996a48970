// V8's settings, changed while it runs. Compiled code names the settings it was made under: the launcher tells before it loads or keeps
// some, and after it, and meanwhile they are as they were.

/** What the launcher emits, with whether the usual settings are wanted. */
const USUAL = 'mesh:usual-flags';

type Value = number | boolean;
interface Setting {
  readonly own: Value;
  readonly usual: Value;
}
const settings = new Map<string, Setting>();

/** V8 must read it each time it decides something by it. */
export function setFlag(name: string, own: Value, usual: Value): void {
  if (settings.size === 0) process.on(USUAL, setAll);
  settings.set(name, { own, usual });
  set(name, own);
}

function setAll(wantsUsual: boolean): void {
  for (const [name, { own, usual }] of settings) set(name, wantsUsual ? usual : own);
}

const set = (name: string, value: Value): void =>
  process
    .getBuiltinModule('node:v8')
    .setFlagsFromString(typeof value === 'number' ? `--${name}=${value}` : `--${value ? '' : 'no-'}${name}`);
