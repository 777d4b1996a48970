// What syntax could not read whole: names that are missing from such declarations are no mistakes of their own, so whoever would
// report one asks here first.
import type { Diagnostic } from '../diagnostics/index.ts';
import {
  type Declaration,
  isSettingWord,
  plainName,
  protocols,
  type Segment,
  type Setting,
  wordOfSetting,
} from '../syntax/index.ts';
import { type Span, spanPath, spanStart } from '../text/index.ts';
import { portNames } from './members.ts';
import type { Program } from './program.ts';
import type { EgressSymbol, GatewaySymbol, ServiceSymbol } from './symbol.ts';

interface Damage {
  readonly declarations: ReadonlySet<Declaration>;
  /** Words of the first lines: what a declaration that was lost may have declared. */
  readonly words: ReadonlySet<string>;
  /** `path:line` of what syntax reported. */
  readonly lines: ReadonlySet<string>;
}

const known = new WeakMap<Program, Damage>();

function damageOf(program: Program): Damage {
  let damage = known.get(program);
  if (!damage) {
    const segments = program.files.flatMap((file) => file.segments.filter(({ problems }) => problems.length > 0));
    damage = {
      declarations: new Set(segments.flatMap(({ declarations }) => declarations)),
      words: new Set(segments.flatMap(firstWords)),
      lines: new Set(segments.flatMap(({ problems }) => problems.map(({ span }) => lineOf(span)))),
    };
    known.set(program, damage);
  }
  return damage;
}

const lineOf = (span: Span): string => `${spanPath(span)}:${span.anchor.source.position(spanStart(span)).line}`;

/** Findings about names and values where syntax has not spoken: on a line that cannot be read they are guesses. */
export function beyondSyntax(program: Program, found: readonly Diagnostic[]): readonly Diagnostic[] {
  const { lines } = damageOf(program);
  return lines.size === 0 ? found : found.filter(({ span }) => !lines.has(lineOf(span)));
}

const LINES = 200;

/** Declarations that name something without declaring it. */
const NAMING = /^(route|ingress|telemetry|test|expect|use|namespace)\b/;

/** The names before a brace, an arrow or `=` on each line that begins in the first column. */
function firstWords({ anchor, length }: Segment): string[] {
  const text = anchor.source.text.slice(anchor.offset, anchor.offset + length);
  const heads = text.split(/\r?\n/, LINES).filter((line) => /^ ?[A-Za-z]/.test(line) && !NAMING.test(line));
  return heads.flatMap((line) => (line.split(/[{=]|->/)[0] ?? '').match(/[A-Za-z][\w-]*/g) ?? []);
}

/** Syntax reported something within this declaration. */
export const isDamaged = (program: Program, declaration: Declaration): boolean =>
  damageOf(program).declarations.has(declaration);

/** A declaration that could not be read may have declared this name. */
export const mayBeLost = (program: Program, name: string): boolean => damageOf(program).words.has(name);

/** Every version and port of it could be read, so that one which is not there was not written. */
export const areMembersKnown = (program: Program, symbol: ServiceSymbol | EgressSymbol | GatewaySymbol): boolean =>
  !isDamaged(program, symbol.declaration) &&
  (symbol.declaration.block?.items ?? []).every((item) => item.kind !== 'setting' || isReadable(item));

function isReadable(setting: Setting): boolean {
  const word = wordOfSetting(setting);
  return word === 'port' ? isWhole(setting) : isSettingWord(word);
}

const spoken: ReadonlySet<string | undefined> = new Set(protocols);

const isWhole = (port: Setting): boolean => {
  const { name, number } = portNames(port);
  const last = port.parts.at(-1)?.[0];
  const protocol = last && plainName(last);
  return number !== undefined && port.parts.length === (name ? 3 : 2) && spoken.has(protocol);
};
