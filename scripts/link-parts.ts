// esbuild's parts of the command (ES modules that import each other) → one script in which each part is a function, compiled and run
// when first asked for. A script, because its compiled code can be kept whole; one file, because each costs a start half a millisecond.

export interface Part {
  /** `main.mjs`, `parts/chunk-ABC.mjs`: how other parts name it, without what leads there. */
  readonly name: string;
  readonly text: string;
}

/**
 * A script whose value is a function: given the file URL of the script and an array for the parts that have run, it gives the exports
 * of the part `first`.
 */
export function linkParts(parts: readonly Part[], first: string): string {
  const numbers = new Map(parts.map(({ name }, number) => [baseOf(name), number]));
  const numberOf = (path: string): number => {
    const number = numbers.get(baseOf(path));
    if (number === undefined) throw new Error(`there is no part ${path}`);
    return number;
  };
  const bodies = parts.map((part) => `()=>{${bodyOf(part, numberOf)}}`);
  return [
    '"use strict";(__own,__made)=>{',
    'const __part=(n)=>__made[n]??=__parts[n](),__later=async(n)=>__part(n);',
    `const __parts=[\n${bodies.join(',\n')}];`,
    `return __part(${numberOf(first)})}\n`,
  ].join('\n');
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const IMPORT = /^\s*import(?:\{([^}]*)\}from)?"([^"]+)";/;
const EXPORT = /export\{([^}]*)\};?\s*$/;
const LATER = /\bimport\("(\.[^"]+\.mjs)"\)/g;

/** Exports are values here, not bindings: no module of ours exports a variable that changes. */
function bodyOf({ name, text }: Part, numberOf: (path: string) => number): string {
  let rest = text;
  const head: string[] = [];
  for (let found = IMPORT.exec(rest); found; found = IMPORT.exec(rest)) {
    const [whole, names, path = ''] = found;
    head.push(`${names === undefined ? '' : `const{${pairs(names)}}=`}__part(${numberOf(path)});`);
    rest = rest.slice(whole.length);
  }
  const names = EXPORT.exec(rest)?.[1];
  if (names !== undefined) rest = rest.replace(EXPORT, '');
  if (/(?:^|[;}])import[{"*]/.test(rest.slice(0, 200)) || /;export[{ ]/.test(rest.slice(-200)))
    throw new Error(`${name} does not begin and end as expected`);
  const body = rest.replace(LATER, (_, path: string) => `__later(${numberOf(path)})`);
  return `${head.join('')}${body};return{${names === undefined ? '' : pairs(names, true)}}`;
}

/** `a as b,c` as properties of an object: `a:b,c`; of exports the other way round. */
const pairs = (names: string, flipped = false): string =>
  names
    .split(',')
    .filter((one) => one !== '')
    .map((one) => {
      const [from = '', to = from] = one.split(' as ');
      return flipped ? `${to}:${from}` : `${from}:${to}`;
    })
    .join(',');
