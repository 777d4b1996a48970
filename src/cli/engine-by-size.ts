// What V8 is told of projects that are not small, by their size: how it is to compile, and how its heap is to grow.
import type { Source } from '../text/index.ts';
import { setFlag } from './engine-flags.ts';

/** Of sources together, in UTF-16 units: about 70 services. To load what tells V8 takes two milliseconds. */
const MIDDLING = 40_000;
/** About 400 services. */
const GROWN = 200_000;
/** About 4,000 services. */
const LARGE = 2_000_000;
/** About 7,500 services. */
const LONG = 4_000_000;

let compilesLess = false;
let isGrown = false;
let isLarge = false;

export function sparing(sources: readonly Source[]): void {
  const length = sources.reduce((sum, { text }) => sum + text.length, 0);
  if (length >= MIDDLING) compileLess(length);
  isGrown = length >= GROWN;
  if (isLarge || length < LARGE) return;
  isLarge = true;
  grow(1);
}

/**
 * Most of what V8 would optimise a second time, or copy into what calls it, is not run often enough before the end to be worth it, and
 * what compiles it takes memory and time from the thread that works: of 300 services a third of the time. Long builds only get smaller
 * copies, and so does a Node that has no first optimiser.
 */
function compileLess(length: number): void {
  const { v8_enable_maglev: hasFirst } = process.config.variables as { v8_enable_maglev?: number };
  if (length >= LONG || !hasFirst) {
    setFlag('max-inlined-bytecode-size-cumulative', 200, 920);
    return;
  }
  compilesLess = true;
  setFlag('turbofan', false, true);
  if (length < LARGE) setFlag('maglev-inlining', false, true);
}

/** To be called before the solver is asked: what it does over and over is worth optimising, and V8 must know before it gave that up. */
export function solverBegins(): void {
  if (!compilesLess) return;
  compilesLess = false;
  setFlag('turbofan', true, true);
  setFlag('maglev-inlining', true, true);
}

/**
 * A young part that does not grow takes a third less memory. The old part grows by much before it is looked through again: smaller
 * steps save 5 % of memory and cost 13 % of the processor's time.
 */
function grow(youngFactor: number): void {
  setFlag('heap-growing-percent', 250, 0);
  setFlag('semi-space-growth-factor', youngFactor, 2);
}

/**
 * What is read back dies with its portion: the young part of the heap has grown enough for it while the program was compiled. More would be
 * taken for old, and be a third of the memory of 1,000 services, and a tenth of the time.
 */
export function portionsBegin(): void {
  if (isGrown && !isLarge) setFlag('semi-space-growth-factor', 1, 2);
}

/** What dies with its portion needs room to do so: of a large project, bytes of the young part of the heap while documents are read back. */
const YOUNG = 12_000_000;
/** Documents between two looks at it. */
const SELDOM = 64;

/** To be called for each document that is read and forgotten: half the time for 30 MiB more. */
export function roomForPortions(): () => void {
  let seen = 0;
  return () => {
    if (!isLarge || seen++ % SELDOM !== 0) return;
    const { getHeapSpaceStatistics } = process.getBuiltinModule('node:v8');
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    grow((young?.space_size ?? 0) < YOUNG ? 2 : 1);
  };
}
