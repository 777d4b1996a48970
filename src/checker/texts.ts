// Texts that have a form: paths, hosts, header names, methods. Each function says what is wrong, or nothing.

/** A path as requests have it: absolute, normalised, without query. */
export function pathProblem(path: string): string | undefined {
  if (isPlainPath(path)) return undefined;
  if (!path.startsWith('/')) return 'a path begins with `/`';
  if (/[?#]/.test(path)) return 'a path ends before `?`; the query is tested with `query "name"`';
  if (path.includes('//')) return 'slashes are merged before rules see a path, so `//` never occurs';
  if (/\/\.\.?(\/|$)/.test(path)) return '`.` and `..` are removed before rules see a path';
  if (/\s|[^\x21-\x7e]/.test(path)) return 'a path has no blanks and only ASCII; other characters are written like %20';
  return undefined;
}

const PLAIN_PATH = /^\/(?:[A-Za-z0-9_-][A-Za-z0-9_.~-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9_.~-]*)*\/?)?$/;

/** A path of the usual characters, with which nothing is wrong; others may be right too. */
export const isPlainPath = (path: string): boolean => PLAIN_PATH.test(path);

const PLAIN_HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** A short host in lower case without `*`, with which nothing is wrong; others may be right too. */
export const isPlainHost = (host: string): boolean => host.length <= 63 && PLAIN_HOST.test(host);

const HOST_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/i;

/** A host name, without port; `*` stands for its first part, or all of it, where `wildcard` allows. */
export function hostProblem(host: string, wildcard: boolean): string | undefined {
  if (host === '') return 'it is empty';
  if (host.includes('://')) return 'a host is written without scheme';
  if (/:\d+$/.test(host) && !/:.*:/.test(host)) return 'a host is written without port';
  if (host.includes('/')) return 'a host is written without path';
  if (host.length > 253) return 'it has more than 253 characters';
  if (host.includes('*')) {
    if (!wildcard) return '`*` is not allowed here';
    if (host === '*') return undefined;
    if (!host.startsWith('*.')) return '`*` can only be the whole first part, like `*.example.org`';
  }
  const labels = host.replace(/^\*\./, '').split('.');
  if (isAddress(host)) return undefined;
  return labels.every((label) => label.length <= 63 && HOST_LABEL.test(label))
    ? undefined
    : 'it consists of letters, digits and `-`, separated by `.`';
}

/** An IPv4 or IPv6 address. */
export const isAddress = (text: string): boolean => isIpv4(text) || isIpv6(text);

const isIpv4 = (text: string): boolean => {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
};

function isIpv6(text: string): boolean {
  if (!text.includes(':') || !/^[0-9a-f:.]+$/i.test(text) || text.split('::').length > 2) return false;
  const groups = text.split(':').filter((group) => group !== '');
  return groups.length <= 8 && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group) || isIpv4(group));
}

export const isHeaderName = (text: string): boolean => /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/.test(text);

/** The methods of RFC 9110 and PATCH. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'] as const;

const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
export const isLabelKey = (text: string): boolean => text.length <= 253 && LABEL_KEY.test(text);
export const isLabelValue = (text: string): boolean => text.length <= 63 && LABEL_VALUE.test(text);

/** A Kubernetes namespace, secret or other object name: DNS-1123. */
export const isObjectName = (text: string): boolean =>
  text.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text);

/** `/api/` and `/api` are the same segments. */
export const trimSlash = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
