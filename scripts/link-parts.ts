// esbuild's parts of the command (ES modules that import each other) → two scripts in which each part is a function, run when first asked
// for: what most runs need, and all the rest. Scripts, because their compiled code can be kept whole; few, because each file costs a start
// half a millisecond.

export interface Part {
  /** `main.mjs`, `parts/chunk-ABC.mjs`: how other parts name it, without what leads there. */
  readonly name: string;
  readonly text: string;
}

export interface Linked {
  /**
   * A script whose value is a function: given the file URL of the script, an array for the parts that have run, and what loads the
   * second script, it gives the exports of the part `first`.
   */
  readonly near: string;
  /** A script whose value is a function that adds the other parts. */
  readonly far: string;
}

/** `near` holds `first`, the parts that `often` tells, and all that these import. It is compiled in one go, what is far only as it runs. */
export function linkParts(parts: readonly Part[], first: string, often: (part: Part) => boolean): Linked {
  const numbers = new Map(parts.map(({ name }, number) => [baseOf(name), number]));
  const numberOf = (path: string): number => {
    const number = numbers.get(baseOf(path));
    if (number === undefined) throw new Error(`there is no part ${path}`);
    return number;
  };
  const bodies = parts.map((part) => bodyOf(part, numberOf));
  const near = new Set<number>();
  const visit = (number: number): void => {
    if (near.has(number)) return;
    near.add(number);
    for (const path of bodies[number]?.imports ?? []) visit(numberOf(path));
  };
  visit(numberOf(first));
  for (const part of parts) if (often(part)) visit(numberOf(part.name));
  const listed = (wanted: boolean, spell: (text: string) => string): string =>
    bodies.map(({ text }, number) => (near.has(number) === wanted ? spell(`()=>{${text}}`) : '')).join(',\n');
  return {
    near: [
      '"use strict";((__own,__made,__far)=>{',
      'const __part=(n)=>__made[n]??=(__parts[n]??__rest()[n])(),__later=async(n)=>__part(n);',
      'let __others;const __rest=()=>__others??=__far()(__own,__part,__later);',
      `const __parts=[\n${listed(true, (text) => `(${text})`)}];`,
      `return __part(${numberOf(first)})})\n`,
    ].join('\n'),
    far: `"use strict";(__own,__part,__later)=>[\n${listed(false, (text) => text)}]\n`,
  };
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const IMPORT = /^\s*import(?:\{([^}]*)\}from)?"([^"]+)";/;
const EXPORT = /export\{([^}]*)\};?\s*$/;
const LATER = /\bimport\("(\.[^"]+\.mjs)"\)/g;
/** Of modules that are waited for: see later-modules.ts. */
const NOW = /\b__now\("([^"]+)"\)/g;

interface Body {
  readonly text: string;
  readonly imports: readonly string[];
}

/** Exports are values here, not bindings: no module of ours exports a variable that changes. */
function bodyOf({ name, text }: Part, numberOf: (path: string) => number): Body {
  let rest = text;
  const head: string[] = [];
  const imports: string[] = [];
  for (let found = IMPORT.exec(rest); found; found = IMPORT.exec(rest)) {
    const [whole, names, path = ''] = found;
    imports.push(path);
    head.push(`${names === undefined ? '' : `const{${pairs(names)}}=`}__part(${numberOf(path)});`);
    rest = rest.slice(whole.length);
  }
  const names = EXPORT.exec(rest)?.[1];
  if (names !== undefined) rest = rest.replace(EXPORT, '');
  if (/(?:^|[;}])import[{"*]/.test(rest.slice(0, 200)) || /;export[{ ]/.test(rest.slice(-200)))
    throw new Error(`${name} does not begin and end as expected`);
  const body = rest
    .replace(NOW, (_, path: string) => `__part(${numberOf(path)})`)
    .replace(LATER, (_, path: string) => `__later(${numberOf(path)})`);
  return { text: `${head.join('')}${body};return{${names === undefined ? '' : pairs(names, true)}}`, imports };
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
