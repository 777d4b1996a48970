// Which paths the Gateway API takes for an exact match or a prefix: the rules that its definitions carry besides their schemas.

const allowed = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;
const misplaced = ['//', '/./', '/../', '%2f', '%2F', '#'];

/** Why it refuses the path. */
export function pathFault(value: string): string | undefined {
  if (!value.startsWith('/')) return `\`${value}\` does not begin with a slash`;
  const part = misplaced.find((one) => value.includes(one));
  if (part !== undefined) return `\`${part}\` has no place in a path`;
  if (value.endsWith('/..') || value.endsWith('/.')) return 'a path does not end in dots';
  return allowed.test(value) ? undefined : `\`${value}\` holds characters that a path does not have`;
}
