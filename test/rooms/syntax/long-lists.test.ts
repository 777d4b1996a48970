// What thousands of names of one declaration have in common is read once, or each of them would read all.
import { expect, test } from 'vitest';
import { declarationsOf, type ServiceDeclaration } from '../../../src/syntax/index.ts';
import { parse } from './check.ts';

const declared = (count: number): ServiceDeclaration => {
  const names = Array.from({ length: count }, (_, at) => `s${at}`).join(', ');
  return declarationsOf(parse(`service ${names} { port 80 http }\n`))[0] as ServiceDeclaration;
};

test('the names of a long list are read once', () => {
  const service = declared(1000);
  expect(service.references.length).toBe(1000);
  expect(service.references).toBe(service.references);
  expect(declared(2).references.length).toBe(2);
});
