// Which values the Gateway API takes for headers and parameters of queries, in matches and where it sets them.

/** Why it refuses the value of a header; `plain`: as its definitions ask from 1.5 on, in the experimental channel. */
export function headerFault(value: string, plain: boolean): string | undefined {
  if (value === '') return 'it takes no empty value of a header';
  if (value.length > 4096) return 'the value of a header has at most 4096 letters';
  if (!plain || (/^[\t -~]+$/.test(value) && !/^[\t ]|[\t ]$|[\t ]{2}/.test(value))) return undefined;
  return 'the value of a header has letters of ASCII, and single blanks between them';
}

export function parameterFault(value: string): string | undefined {
  if (value === '') return 'it takes no empty value of a parameter';
  return value.length > 1024 ? 'the value of a parameter has at most 1024 letters' : undefined;
}
