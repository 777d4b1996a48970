// A name that nobody has yet: the one that is wanted, or that with a number behind it. The next number is remembered, so that the
// thousandth asker of one name waits no longer than the second.

/** Names that were given, each with the number that was last put behind it. */
export type GivenNames = Map<string, number>;

/** `wanted`, else `wanted-2`, `wanted-3` …; of a name longer than `most` the end makes way for the number. */
export function numberedName(wanted: string, given: GivenNames, most = Number.POSITIVE_INFINITY): string {
  for (let number = (given.get(wanted) ?? 0) + 1; ; number++) {
    const name = number === 1 ? wanted : withNumber(wanted, number, most);
    if (number > 1 && given.has(name)) continue;
    given.set(wanted, number);
    if (number > 1) given.set(name, 1);
    return name;
  }
}

function withNumber(name: string, number: number, most: number): string {
  const ending = `-${number}`;
  return `${name.slice(0, most - ending.length).replace(/-+$/, '')}${ending}`;
}
