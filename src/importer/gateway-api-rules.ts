// What the Gateway API asks of its objects beyond the schemas of their fields: the most common of the rules that its definitions carry.
import { pathFault } from '../targets/index.ts';
import { fault, listOf, mapOf, type Plain, type RuleFault, repeated, textOf } from './plain-values.ts';

/** @param spec as plain data, in the form that the schema allows. */
export function gatewayApiFault(kind: string, spec: Plain): RuleFault | undefined {
  if (kind === 'Gateway' || kind === 'ListenerSet' || kind === 'XListenerSet')
    return ofListeners(listOf(spec, 'listeners')) ?? ofAddresses(listOf(spec, 'addresses'));
  if (!kind.endsWith('Route')) return undefined;
  for (const [at, rule] of listOf(spec, 'rules').entries()) {
    const found = ofRule(rule, `spec.rules[${at}]`);
    if (found) return found;
  }
  return undefined;
}

function ofListeners(listeners: readonly Plain[]): RuleFault | undefined {
  for (const [at, listener] of listeners.entries()) {
    const reason = ofListener(listener);
    if (reason) return fault(`spec.listeners[${at}]`, reason);
  }
  const at = repeated(listeners.map((one) => [one.port, one.protocol, one.hostname ?? ''].join(' ')));
  return at < 0 ? undefined : fault(`spec.listeners[${at}]`, 'another listener has this port, protocol and hostname');
}

function ofAddresses(addresses: readonly Plain[]): RuleFault | undefined {
  const at = addresses.findIndex((one) => {
    const value = textOf(one, 'value') ?? '';
    const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(value) || value.includes(':');
    return (textOf(one, 'type') ?? 'IPAddress') === 'IPAddress' && value !== '' && !isAddress;
  });
  return at < 0 ? undefined : fault(`spec.addresses[${at}].value`, 'this is no address');
}

function ofListener(listener: Plain): string | undefined {
  const [protocol, tls] = [textOf(listener, 'protocol') ?? '', mapOf(listener, 'tls')];
  const mode = tls && (textOf(tls, 'mode') ?? 'Terminate');
  if (['TCP', 'UDP'].includes(protocol) && textOf(listener, 'hostname')) return `${protocol} has no hostname`;
  if (['HTTP', 'TCP', 'UDP'].includes(protocol) && tls) return `${protocol} has no tls`;
  if (protocol === 'HTTPS' && mode === 'Passthrough') return 'the mode of TLS is Terminate for HTTPS';
  if (protocol === 'TLS' && !tls) return 'TLS needs a mode';
  const isEmpty =
    tls && listOf(tls, 'certificateRefs').length === 0 && Object.keys(mapOf(tls, 'options') ?? {}).length === 0;
  return mode === 'Terminate' && isEmpty ? 'what ends TLS needs certificateRefs' : undefined;
}

function ofRule(rule: Plain, path: string): RuleFault | undefined {
  const [filters, backends] = [listOf(rule, 'filters'), listOf(rule, 'backendRefs')];
  for (const [at, match] of listOf(rule, 'matches').entries()) {
    const reason = ofPath(mapOf(match, 'path'));
    if (reason) return fault(`${path}.matches[${at}].path`, reason);
  }
  for (const [at, backend] of backends.entries()) {
    if (isService(backend) && backend.port === undefined)
      return fault(`${path}.backendRefs[${at}]`, 'a Service needs a port');
    const found = ofFilters(listOf(backend, 'filters'), `${path}.backendRefs[${at}].filters`);
    if (found) return found;
  }
  const found = ofFilters(filters, `${path}.filters`);
  if (found) return found;
  const isRedirect = filters.some((filter) => filter.requestRedirect !== undefined);
  if (isRedirect && backends.length > 0) return fault(path, 'a redirect has no backendRefs');
  return replacesPrefix(filters) && !hasOnePrefix(rule)
    ? fault(path, 'replacePrefixMatch needs exactly one match, of a PathPrefix')
    : undefined;
}

const isService = (backend: Plain): boolean =>
  (backend.kind ?? 'Service') === 'Service' && (backend.group ?? '') === '';

function ofPath(path: Plain | undefined): string | undefined {
  const [type, value] = [(path && textOf(path, 'type')) ?? 'PathPrefix', (path && textOf(path, 'value')) ?? '/'];
  return type === 'RegularExpression' ? undefined : pathFault(value);
}

const fieldOf = (type: string): string => {
  if (type === 'CORS') return 'cors';
  return type === 'URLRewrite' ? 'urlRewrite' : `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
};

const once: ReadonlySet<string> = new Set([
  'CORS',
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'RequestRedirect',
  'URLRewrite',
]);

function ofFilters(filters: readonly Plain[], path: string): RuleFault | undefined {
  const types = filters.map((filter) => textOf(filter, 'type') ?? '');
  for (const [at, filter] of filters.entries()) {
    const reason = ofFilter(filter, types[at] as string);
    if (reason) return fault(`${path}[${at}]`, reason);
  }
  const twice = repeated(types.map((type, at) => (once.has(type) ? type : String(at))));
  if (twice >= 0) return fault(`${path}[${twice}]`, `there is a second filter ${types[twice]}`);
  return types.includes('RequestRedirect') && types.includes('URLRewrite')
    ? fault(path, 'either a redirect or a rewrite')
    : undefined;
}

function ofFilter(filter: Plain, type: string): string | undefined {
  const own = fieldOf(type);
  const other = Object.keys(filter).find((key) => key !== 'type' && key !== own);
  if (other !== undefined) return `a filter ${type} has no ${other}`;
  if (filter[own] === undefined) return `a filter ${type} needs ${own}`;
  const changes = mapOf(filter, own);
  const path = changes && mapOf(changes, 'path');
  return path && pathReason(path);
}

function pathReason(path: Plain): string | undefined {
  const wanted = textOf(path, 'type') === 'ReplaceFullPath' ? 'replaceFullPath' : 'replacePrefixMatch';
  const other = wanted === 'replaceFullPath' ? 'replacePrefixMatch' : 'replaceFullPath';
  return path[wanted] === undefined || path[other] !== undefined
    ? `${textOf(path, 'type')} needs ${wanted} alone`
    : undefined;
}

const replacesPrefix = (filters: readonly Plain[]): boolean =>
  filters.some((filter) =>
    ['requestRedirect', 'urlRewrite'].some((key) => {
      const path = mapOf(mapOf(filter, key) ?? {}, 'path');
      return path && textOf(path, 'type') === 'ReplacePrefixMatch';
    }),
  );

/** Without matches there is one, of the prefix `/`. */
function hasOnePrefix(rule: Plain): boolean {
  const matches = listOf(rule, 'matches');
  const path = mapOf(matches[0] ?? {}, 'path');
  return matches.length <= 1 && ((path && textOf(path, 'type')) ?? 'PathPrefix') === 'PathPrefix';
}
