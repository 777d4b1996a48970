#!/usr/bin/env node
// The command as installed: refuses an old Node in one sentence, then runs the scripts that mesh is: one that most runs need, and one of
// the rest. The code that a run compiled of each is kept in the user's cache folder, for each command, so that the next run need not
// compile it again. Plain old syntax on purpose: an old Node must be able to read it; and no imports, which cost milliseconds.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`mesh needs Node.js 22.12 or newer; this is ${process.version}.\n`);
  process.exit(2);
}
const fs = process.getBuiltinModule('fs');
const vm = process.getBuiltinModule('vm');
const args = process.argv.slice(2);
const own = new URL('./parts/near-MESH_DIGEST.js', import.meta.url);
const kept = keptFile();
const scripts = [];
const ran = [];
const near = scriptAt(own, '').runInThisContext();
const far = () => scriptAt(new URL('./parts/far-MESH_DIGEST.js', import.meta.url), '-far').runInThisContext();
if (kept) process.once('exit', keepMore);
await near(own.href, ran, far).main(args);
// Node would give back the heap piece by piece first; everything is written by now, and nothing goes on in these commands.
if (args[0] === 'build' || args[0] === 'check') process.exit();

function scriptAt(url, suffix) {
  const file = kept && kept + suffix;
  const known = file && readKept(file);
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const cachedData = known?.subarray(0, -4);
  const text = fs.readFileSync(url, 'latin1');
  const options = { filename: url.pathname, cachedData, importModuleDynamically };
  const script = underUsualFlags(() => new vm.Script(text, options));
  scripts.push({ script, file, known });
  return script;
}

/** Compiled code names the flags of V8 that it was made under: see engine-flags.ts. */
function underUsualFlags(work) {
  process.emit('mesh:usual-flags', true);
  const done = work();
  process.emit('mesh:usual-flags', false);
  return done;
}

/** Beside the answers of commands, for each set of Node's flags; nothing where there is no home or Node was told to keep no code. */
function keptFile() {
  const { XDG_CACHE_HOME, HOME, USERPROFILE, NODE_DISABLE_COMPILE_CACHE, NODE_OPTIONS } = process.env;
  const home = XDG_CACHE_HOME || ((HOME || USERPROFILE) && `${HOME || USERPROFILE}/.cache`);
  if (!home || NODE_DISABLE_COMPILE_CACHE) return undefined;
  const command = /^[a-z]+$/.test(args[0] || '') ? args[0] : 'none';
  const flags = `${process.execArgv.join('')}${NODE_OPTIONS || ''}`.replace(/[^\w-]/g, '').slice(0, 99);
  return `${home}/mesh/code/${command}-MESH_DIGEST-${process.version}-${process.arch}${flags}`;
}

/** Code that somebody else wrote is not run. */
function readKept(file) {
  try {
    const open = fs.openSync(file, 'r');
    try {
      const { uid, size } = fs.fstatSync(open);
      return size < 4 || (process.getuid && uid !== process.getuid()) ? undefined : fs.readFileSync(open);
    } finally {
      fs.closeSync(open);
    }
  } catch {
    return undefined;
  }
}

/**
 * Keeps the code of a run that got further than the one whose code is known: in more parts, to a good end, or soon, since of a long run
 * V8 has forgotten what ran at its beginning.
 */
function keepMore(exitCode) {
  const soon = process.uptime() < 2;
  const reached = 4 * ran.filter(() => true).length + (exitCode === 0 ? 2 : 0) + (soon ? 1 : 0);
  for (const { script, file, known } of scripts)
    if (!known || script.cachedDataRejected || reached > known.readUInt32LE(known.length - 4))
      keep(script, file, reached);
}

/** Whole or not at all: written beside and synced, then renamed. A cache that cannot be written is no mistake. */
function keep(script, file, reached) {
  const beside = `${file}.${process.pid}`;
  const folder = file.slice(0, file.lastIndexOf('/'));
  const end = Buffer.alloc(4);
  end.writeUInt32LE(reached);
  try {
    makeFolder(folder, 3);
    const code = underUsualFlags(() => script.createCachedData());
    fs.writeFileSync(beside, Buffer.concat([code, end]), { mode: 0o600, flush: true });
    fs.renameSync(beside, file);
    dropOldest(folder);
  } catch {
    try {
      fs.rmSync(beside, { force: true });
    } catch {
      // The folder is not there.
    }
  }
}

/** Node's own `recursive` never ends below /proc. */
function makeFolder(path, levels) {
  if (levels === 0 || fs.existsSync(path)) return;
  makeFolder(path.slice(0, path.lastIndexOf('/')), levels - 1);
  fs.mkdirSync(path);
}

/** Code of other versions goes when there is much of it. */
function dropOldest(folder) {
  const all = fs.readdirSync(folder).map((name) => `${folder}/${name}`);
  if (all.length <= 40) return;
  const aged = all.map((path) => [fs.statSync(path).mtimeMs, path]).sort(([a], [b]) => a - b);
  for (const [, path] of aged.slice(0, all.length - 40)) fs.rmSync(path, { force: true });
}
