// What an unquoted scalar means to Kubernetes: the rules of go-yaml 2, which sigs.k8s.io/yaml reads manifests with. They are
// YAML 1.1's truth values and octal numbers, 1.2's `0o7`, and no sexagesimal numbers; dates stay text.
import type { ScalarValue } from './tree.ts';

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...spellings(true, 'y', 'yes', 'on', 'true'),
  ...spellings(false, 'n', 'no', 'off', 'false'),
  ...spellings(null, 'null'),
  ...spellings(Number.POSITIVE_INFINITY, '.inf', '+.inf'),
  ...spellings(Number.NEGATIVE_INFINITY, '-.inf'),
  ...spellings(Number.NaN, '.nan'),
  ['~', null],
  ['', null],
]);

/** Each word as it is, with a capital, and in capitals. */
function spellings(value: ScalarValue, ...words: readonly string[]): [string, ScalarValue][] {
  return words.flatMap((word) =>
    [word, word.replace(/[a-z]/, (first) => first.toUpperCase()), word.toUpperCase()].map(
      (one): [string, ScalarValue] => [one, value],
    ),
  );
}

/** The value of a plain scalar's text. */
export function resolvePlain(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const digits = /^[-+.\d]/.test(text) ? text.replaceAll('_', '') : '';
  return (digits === '' ? undefined : (integer(digits) ?? float(digits))) ?? text;
}

const INTEGER = /^([-+]?)(0x[\da-f]+|0b[01]+|0o?[0-7]+|[1-9]\d*|0)$/i;

function integer(text: string): number | undefined {
  const [, sign, digits = ''] = INTEGER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const size = Number(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === '-' && size !== 0 ? -size : size;
}

const float = (text: string): number | undefined =>
  /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
