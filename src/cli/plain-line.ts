// A command line that is plain to read (build or check, paths, options spelled out and apart from their values) → what commander makes of
// it, without the time to set commander up. Any other line gives nothing.
import { each, list, type OptionSpec, plainCommands } from './options.ts';

export interface PlainLine {
  readonly command: keyof typeof plainCommands;
  readonly paths: readonly string[];
  /** By the names that commander gives them. */
  readonly options: Readonly<Record<string, string | boolean | string[]>>;
}

export function readPlainLine([command, ...words]: readonly string[]): PlainLine | undefined {
  if (command !== 'build' && command !== 'check') return undefined;
  const specs = plainCommands[command].map(wordsOf);
  const options: Record<string, string | boolean | string[]> = {};
  for (const { name, isNo, spec } of specs)
    if (isNo) options[name] = true;
    else if (spec.preset !== undefined) options[name] = spec.preset;
  const paths: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const option = specs.find(({ long, short }) => word === long || word === short);
    if (!option) {
      if (!isValue(word)) return undefined;
      paths.push(word);
    } else if (option.isSaid) options[option.name] = !option.isNo;
    else {
      const value = words[++at];
      if (value === undefined || !isValue(value) || option.spec.choices?.includes(value) === false) return undefined;
      options[option.name] = taken(option.spec, value, options[option.name]);
    }
  }
  return { command, paths, options };
}

const isValue = (word: string): boolean => word === '-' || (word !== '' && !word.startsWith('-'));

function taken({ takes }: OptionSpec, value: string, before: unknown): string | string[] {
  if (takes === undefined) return value;
  return (takes === 'list' ? list : each)(value, before as string[] | undefined);
}

/** `-o, --output <dir>` in parts; `--no-cache` is about `cache`. */
function wordsOf(spec: OptionSpec) {
  const words = spec.flags.split(/, | /);
  const long = words.find((word) => word.startsWith('--')) as string;
  const short = words.find((word) => word.length === 2);
  const isNo = long.startsWith('--no-');
  const name = long.slice(isNo ? 5 : 2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return { spec, long, short, isNo, name, isSaid: !spec.flags.includes('<') };
}
