// `cors { … }` → what browsers are told about calls from other origins.
import { catalogue } from '../diagnostics/index.ts';
import type { Cors, CorsOrigin } from '../model/index.ts';
import { readAll, readSourced } from './read.ts';
import { regexProblem } from './regex.ts';
import { hasSlot, readBlock, type SettingLine, slot, slotList, slotValues } from './setting-block.ts';
import { METHODS } from './texts.ts';
import type { Evaluated } from './value.ts';

const { types } = catalogue;

type Draft = { -readonly [K in keyof Cors]: Cors[K] };

export function readCors(line: SettingLine): Cors | undefined {
  const draft: Draft = { origins: [], methods: [], headers: [], expose: [] };
  readBlock(line.checking, line.setting.block, 'cors', line.place, (inner) => readPart(inner, draft));
  if (draft.origins.length > 0) return { ...draft, origins: prefixesLast(draft.origins) };
  line.checking.report.add(types.corsWithoutOrigin, line.setting.word.span, undefined);
  return undefined;
}

function readPart(line: SettingLine, draft: Draft): void {
  switch (line.word) {
    case 'origins':
      draft.origins = [...draft.origins, ...readOrigins(line)];
      return;
    case 'methods':
      draft.methods = readMethods(line);
      return;
    case 'headers':
      draft.headers = slotList(line, 'headers', 'Text') ?? [];
      return;
    case 'expose':
      draft.expose = slotList(line, 'headers', 'Text') ?? [];
      return;
    case 'max-age': {
      const age = slot(line, 'value', 'Duration');
      if (age !== undefined) draft.maxAge = age;
      return;
    }
    case 'credentials':
      draft.credentials = !hasSlot(line, 'off');
      return;
  }
}

/** Any of them is enough: one order for all readers. */
const prefixesLast = (all: Cors['origins']): Cors['origins'] => [
  ...all.filter(({ operator }) => operator !== 'starts'),
  ...all.filter(({ operator }) => operator === 'starts'),
];

/** `"*"`, as browsers take it, stands for all of them. */
function readMethods(line: SettingLine): readonly string[] {
  const values = slotValues(line, 'methods', 'Method', METHODS);
  const [only, ...more] = values;
  if (only?.kind === 'text' && only.value === '*' && more.length === 0) return ['*'];
  return readAll(line.checking, values, 'Method') ?? [];
}

function readOrigins(line: SettingLine): CorsOrigin[] {
  const values = slotValues(line, 'origins', 'Text');
  if (hasSlot(line, 'starts'))
    return (readAll(line.checking, values, 'Text') ?? []).map((value) => ({ operator: 'starts', value }));
  return (readSourced(line.checking, values, 'Text') ?? []).flatMap(({ value, from }): CorsOrigin[] => {
    if (from.kind !== 'raw') return [{ operator: 'equals', value }];
    return patternFits(line, from, value) ? [{ operator: 'matches', value }] : [];
  });
}

function patternFits(line: SettingLine, from: Evaluated, text: string): boolean {
  const reason = regexProblem(text);
  if (reason === undefined) return true;
  line.checking.report.add(types.badRegex, from.span, { text, reason });
  return false;
}
