// Settings by their shapes: every documented example is what its shape says; what is missing, too much or unknown is said.
import { describe, expect, test } from 'vitest';
import {
  declarationsOf,
  isFilled,
  matchShape,
  type Setting,
  type SettingContext,
  settingContexts,
  shapes,
  signatureOf,
  valueIn,
  valuesIn,
} from '../../../src/syntax/index.ts';
import { declarationWords } from '../../../src/syntax/tokens.ts';
import { messagesOf, parse } from './check.ts';

function settingOf(text: string): Setting {
  const [policy] = declarationsOf(parse(`policy p {\n  ${text}\n}`));
  if (policy?.kind !== 'policy' || policy.block.items[0]?.kind !== 'setting') throw new Error(text);
  return policy.block.items[0];
}
const problems = (text: string, context: SettingContext) =>
  matchShape(settingOf(text), context).problems.map((one) => `${one.code} ${one.message}`);

describe('examples', () => {
  for (const context of settingContexts)
    for (const [word, list] of Object.entries(shapes[context]))
      for (const shape of list)
        test(`${context}: ${signatureOf(word, shape)}`, () => {
          expect(shape.example.split(' ')[0]).toBe(word);
          expect(messagesOf(`policy p {\n  ${shape.example}\n}`)).toEqual([]);
          const found = matchShape(settingOf(shape.example), context);
          expect(found.problems).toEqual([]);
          expect(found.shape).toBe(shape);
        });
});

test('no shape has more slots than a match can tell', () => {
  for (const context of settingContexts)
    for (const shape of Object.values(shapes[context]).flat()) expect(shape.slots.length).toBeLessThanOrEqual(7);
});

test('what settings without a mistake come out as is made once for all that are alike', () => {
  const one = matchShape(settingOf('timeout 5s'), 'rule');
  expect(matchShape(settingOf('timeout 7m'), 'rule')).toBe(one);
  expect(matchShape(settingOf('timeout 5s'), 'route')).not.toBe(one);
  expect(matchShape(settingOf('retry 3'), 'rule')).not.toBe(matchShape(settingOf('retry never'), 'rule'));
});

test('no setting begins like a declaration', () => {
  const words = settingContexts.flatMap((context) => Object.keys(shapes[context]));
  expect(words.filter((word) => (declarationWords as readonly string[]).includes(word))).toEqual([]);
});

test('parts go to their slots', () => {
  const slots = (text: string, context: SettingContext) => {
    const setting = settingOf(text);
    const found = matchShape(setting, context);
    const filled = found.shape?.slots.flatMap(({ name }) => (valuesIn(setting, found, name) ? [name] : []));
    expect(found.shape?.slots.flatMap(({ name }) => (isFilled(found, name) ? [name] : []))).toEqual(filled);
    return filled;
  };
  const values = (text: string, slot: string) => {
    const setting = settingOf(text);
    const found = matchShape(setting, 'rule');
    const all = valuesIn(setting, found, slot);
    expect(valueIn(setting, found, slot)).toBe(all?.[0]);
    return all;
  };
  const retry = 'retry attempts each 2s on 5xx, reset';
  expect(slots('retry attempts each 2s on 5xx, reset', 'rule')).toEqual(['attempts', 'each', 'on']);
  expect(values(retry, 'on')?.length).toBe(2);
  expect(values(retry, 'each')?.length).toBe(1);
  expect(values(retry, 'never')).toBeUndefined();
  expect(values('retry never', 'never')).toEqual([]);
  expect(values('timeout 5s', 'duration')?.[0]?.kind).toBe('number');
  expect(values('timeout 5s', 'other')).toBeUndefined();
  expect(slots('port 9080 http', 'service')).toEqual(['number', 'protocol']);
  expect(slots('port web 9080 http', 'service')).toEqual(['name', 'number', 'protocol']);
  expect(slots('port p http', 'service')).toEqual(['number', 'protocol']);
});

describe('what is wrong', () => {
  const cases: readonly (readonly [string, SettingContext, readonly string[]])[] = [
    ['timeot 5s', 'rule', ['M1020 the block of a rule has no setting `timeot`']],
    ['certificate "x"', 'service', ['M1020 a service has no setting `certificate`']],
    ['timeout', 'rule', ['M1021 `timeout` still needs `none` or a duration']],
    ['rewrite prefix "/a"', 'rule', ['M1021 `rewrite` still needs `to` and a path']],
    ['timeout 5s 6s', 'rule', ['M1022 `timeout` does not take this']],
    ['timeout 5s, 6s', 'rule', ['M1022 `timeout` does not take this']],
    ['port 9080', 'service', ['M1021 `port` still needs `http`, `http2`, `grpc`, `https` …']],
    ['cors', 'rule', ['M1021 `cors` still needs a block of settings in { }']],
    ['timeout 5s { max 3 }', 'rule', ['M1023 `timeout` takes nothing in { }, not this']],
    ['version v1 { app: "x" }', 'service', ['M1023 `version` takes a block of settings, not this']],
    ['pods { app "x" }', 'version', ['M1023 `pods` takes labels, like { app: "shop" }, not this']],
    [
      'mirror 5% v2',
      'rule',
      ['M1021 `mirror` still needs `to` and a destination', 'M1022 `mirror` does not take this'],
    ],
  ];
  for (const [text, context, expected] of cases)
    test(`${text} in ${context}`, () => {
      expect(problems(text, context)).toEqual(expected);
    });

  test('a misspelt word comes with the one that was meant', () => {
    const [problem] = matchShape(settingOf('timeot 5s'), 'rule').problems;
    expect(problem?.hint).toBe('did you mean `timeout`?');
    expect(problem?.fixes?.[0]?.edits[0]?.text).toBe('timeout');
  });
});
