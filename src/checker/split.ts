// `10% to v2, rest to v1` or `9 to a, 1 to b` → destinations with exact weights.
import { catalogue } from '../diagnostics/index.ts';
import type { Destination, Forward, WeightedDestination } from '../model/index.ts';
import type { Share, SplitTarget } from '../syntax/index.ts';
import type { Checking, Place } from './checking.ts';
import { type Frame, readDestination } from './destination.ts';
import { literalOf } from './literal.ts';
import { read, within } from './read.ts';
import { type Evaluated, evaluate } from './value.ts';

const { types } = catalogue;
const WHOLE = 1_000_000;

const wantsShare = { type: 'Percent' } as const;

interface ReadShare {
  readonly share: Share;
  readonly to: Destination | undefined;
  readonly value: Evaluated | undefined;
}

/** The split; `undefined` if something in it is wrong or not known yet. */
export function readSplit(checking: Checking, tree: SplitTarget, place: Place, frame: Frame): Forward | undefined {
  const weights = plainWeights(tree.shares);
  return weights ? readPlain(checking, tree, weights, place, frame) : readWritten(checking, tree, place, frame);
}

/** Percentages that make a whole, reduced; nothing where there is anything else, or something to report. */
function plainWeights(shares: readonly Share[]): number[] | undefined {
  const weights = shares.map(({ value }) => (value ? literalOf(value, 'Percent') : 0));
  let rest = -1;
  let sum = 0;
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at];
    if (typeof weight !== 'number') return undefined;
    sum += weight;
    if (shares[at]?.value) continue;
    if (rest >= 0) return undefined;
    rest = at;
  }
  if (rest < 0 ? sum !== WHOLE : sum > WHOLE) return undefined;
  if (rest >= 0) weights[rest] = WHOLE - sum;
  return divided(weights as number[]);
}

function readPlain(
  checking: Checking,
  tree: SplitTarget,
  weights: readonly number[],
  place: Place,
  frame: Frame,
): Forward | undefined {
  const read = tree.shares.map(({ reference }) => readDestination(checking, reference, place, frame));
  return areKnown(read) && areDistinct(checking, tree.shares, read) ? forwardOf(tree, read, weights) : undefined;
}

function areKnown(read: readonly (Destination | undefined)[]): read is readonly Destination[] {
  for (let at = 0; at < read.length; at++) if (!read[at]) return false;
  return true;
}

const forwardOf = (tree: SplitTarget, read: readonly Destination[], weights: readonly number[]): Forward => ({
  kind: 'forward',
  split: read.map((destination, at): WeightedDestination => {
    const { span: origin } = tree.shares[at] as Share;
    return { destination, weight: weights[at] as number, origin };
  }),
  origin: tree.span,
});

function readWritten(checking: Checking, tree: SplitTarget, place: Place, frame: Frame): Forward | undefined {
  const shares = tree.shares.map((share) => ({
    share,
    to: readDestination(checking, share.reference, place, frame),
    value: share.value && evaluate(checking, share.value, place, wantsShare),
  }));
  const weights = readWeights(checking, tree, shares);
  const read = shares.map(({ to }) => to);
  return areKnown(read) && weights && areDistinct(checking, tree.shares, read)
    ? forwardOf(tree, read, weights)
    : undefined;
}

function readWeights(checking: Checking, tree: SplitTarget, shares: readonly ReadShare[]): number[] | undefined {
  const relative = shares.some(({ value }) => value && isInt(value));
  const percent = shares.some(({ value }) => value && !isInt(value));
  const rests = shares.filter(({ share }) => !share.value);
  if (relative && (percent || rests.length > 0))
    return reportMixed(checking, tree, 'either all shares are percentages (and `rest`), or all are relative weights');
  if (rests.length > 1) return reportMixed(checking, tree, 'there can be one `rest`');
  return relative ? relativeWeights(checking, tree, shares) : percentages(checking, tree, shares);
}

const isInt = (value: Evaluated): boolean =>
  value.kind === 'number' ? value.number.unit === 'none' : value.kind === 'unknown' && value.type.name === 'Int';

function reportMixed({ report }: Checking, { span }: SplitTarget, problem: string): undefined {
  report.add(types.mixedShares, span, { problem });
  return undefined;
}

function relativeWeights(checking: Checking, tree: SplitTarget, shares: readonly ReadShare[]): number[] | undefined {
  const weights = shares.map(({ value }) => {
    const weight = value && read(checking, value, 'Int');
    return value && weight !== undefined ? within(checking, value, weight, 'a weight', 0, WHOLE) : undefined;
  });
  const known = allKnown(weights);
  return known && reduced(checking, tree, known);
}

function percentages(checking: Checking, tree: SplitTarget, shares: readonly ReadShare[]): number[] | undefined {
  const values = shares.map(({ value }) => (value ? read(checking, value, 'Percent') : 0));
  const known = allKnown(values);
  if (!known) return undefined;
  const sum = known.reduce((total, share) => total + share, 0);
  const rest = shares.findIndex(({ share }) => !share.value);
  if (rest < 0 ? sum !== WHOLE : sum > WHOLE) {
    reportSum(checking, tree, shares, sum, rest >= 0);
    return undefined;
  }
  return reduced(
    checking,
    tree,
    known.map((share, at) => (at === rest ? WHOLE - sum : share)),
  );
}

function reportSum(
  { report }: Checking,
  tree: SplitTarget,
  shares: readonly ReadShare[],
  sum: number,
  rest: boolean,
): void {
  const last = shares.at(-1)?.share.value;
  const fixes =
    rest || !last
      ? []
      : [{ title: 'Give the last one the rest', edits: [{ span: last.span, text: 'rest' }], preferred: true }];
  const below = sum - (shares.at(-1)?.value?.kind === 'number' ? shareOf(shares.at(-1)?.value) : 0);
  report.add(types.sharesNotWhole, tree.span, { sum, rest }, below <= WHOLE && fixes.length > 0 ? { fixes } : {});
}

const shareOf = (value: Evaluated | undefined): number =>
  value?.kind === 'number' && value.number.unit === 'percent' ? value.number.value : 0;

const allKnown = (values: readonly (number | undefined)[]): number[] | undefined =>
  values.every((value) => value !== undefined) ? (values as number[]) : undefined;

function reduced({ report }: Checking, { span }: SplitTarget, weights: readonly number[]): number[] | undefined {
  const found = divided(weights);
  if (!found) report.add(types.noWeight, span, undefined);
  return found;
}

/** Without a common factor; nothing if all are zero. */
function divided(weights: readonly number[]): number[] | undefined {
  const divisor = weights.reduce(gcd, 0);
  // `| 0`: whole as they are, they would be kept as floating point.
  return divisor > 0 ? weights.map((weight) => (weight / divisor) | 0) : undefined;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

const isSame = (one: Destination | undefined, other: Destination | undefined): boolean =>
  one?.target === other?.target && one?.version === other?.version && one?.port === other?.port;

function areDistinct({ report }: Checking, shares: readonly Share[], read: readonly Destination[]): boolean {
  if (read.length === 2 && !isSame(read[0], read[1])) return true;
  const seen = new Map<string, Share>();
  let distinct = true;
  read.forEach(({ target, version = '', port = '' }, at) => {
    const share = shares[at] as Share;
    const key = `${target}@${version}:${port}`;
    const first = seen.get(key);
    if (first) {
      const related = [{ span: first.span, message: 'named here first' }];
      report.add(types.sameDestination, share.span, undefined, { related });
      distinct = false;
    }
    seen.set(key, share);
  });
  return distinct;
}
