// A model in the form that comparisons need: rewrites and redirects of a prefix that are one path under their condition become that
// path, expressions that are a rewrite by segments become one; certificates stand at their doors alone.
import { replacePrefix, rewritePath } from '../meaning/index.ts';
import {
  and,
  type Condition,
  leaves,
  type Mesh,
  type PathRewrite,
  type Redirect,
  type Rule,
  type Settings,
  type TextTest,
} from '../model/index.ts';

/** Two models together: a path that either asks for is looked at alone in both. */
export function canonical(mesh: Mesh, other: Mesh): Mesh {
  const paths = [...new Set([...exactPaths(mesh), ...exactPaths(other)])].slice(0, mostPaths);
  const of = (rules: readonly Rule[]): readonly Rule[] => rules.flatMap((rule) => apart(rule, paths)).flatMap(rulesOf);
  return {
    ...mesh,
    gateways: mesh.gateways.map((gateway) => ({
      ...gateway,
      // A port for HTTPS always has one, its own or those of the hosts behind it.
      ports: gateway.ports.map(({ certificate, clients: _, ...port }) => ({
        ...port,
        ...(certificate || port.protocol === 'https'
          ? { certificate: { origin: port.origin, level: 'rule' as const, value: '' } }
          : {}),
      })),
      rules: of(gateway.rules),
    })),
    routes: mesh.routes.map((route) => ({ ...route, rules: of(route.rules) })),
    ingresses: mesh.ingresses.map((ingress) => ({ ...ingress, rules: of(ingress.rules) })),
  };
}

const mostPaths = 64;

function exactPaths(mesh: Mesh): readonly string[] {
  const rules = [...mesh.gateways, ...mesh.routes, ...mesh.ingresses].flatMap((one) => one.rules);
  return rules.flatMap(({ condition }) => [...leaves(condition)].flatMap(valuesOf));
}

const valuesOf = (leaf: Condition): readonly string[] =>
  leaf.kind !== 'text' || leaf.subject !== 'path'
    ? []
    : leaf.operator === 'equals'
      ? leaf.values
      : leaf.operator === 'under'
        ? leaf.values.map(bare)
        : [];

/** A rule that changes paths, for each of some paths on its own and then for all others. */
function apart(rule: Rule, paths: readonly string[]): readonly Rule[] {
  const { action, settings, condition } = rule;
  const from = settings.rewritePath?.value.kind === 'path' ? undefined : settings.rewritePath;
  if (!from && !(action.kind === 'redirect' && action.prefix)) return [rule];
  const { origin } = condition;
  const single = paths.map((path): Rule => {
    const test: TextTest = { kind: 'text', subject: 'path', operator: 'equals', values: [path], origin };
    return { ...rule, condition: and([test, condition], origin) };
  });
  return [...single, rule];
}

function rulesOf(rule: Rule): readonly Rule[] {
  const { action } = rule;
  const settings = withoutIdle(rule.settings);
  const rewrite = settings.rewritePath;
  const single = soleValue(rule.condition);
  const written = rewrite
    ? {
        ...settings,
        rewritePath: {
          ...rewrite,
          value: single === undefined ? rewriteOf(rewrite.value) : atPath(single, rewrite.value),
        },
      }
    : settings;
  if (action.kind !== 'redirect' || !action.prefix) return [{ ...rule, settings: written }];
  return splitByPath(rule).map((one) => ({ ...one, action: redirectOf(one, action), settings: written }));
}

/** What happens to no request is no setting. */
function withoutIdle(settings: Settings): Settings {
  const { delay, abort, mirror, ...rest } = settings;
  if (delay?.value.share !== 0 && abort?.value.share !== 0 && mirror?.value.share !== 0) return settings;
  return {
    ...rest,
    ...(delay?.value.share ? { delay } : {}),
    ...(abort?.value.share ? { abort } : {}),
    ...(mirror?.value.share ? { mirror } : {}),
  };
}

const atPath = (path: string, rewrite: PathRewrite): PathRewrite => ({ kind: 'path', to: rewritePath(path, rewrite) });

/** The one path that a condition lets through, where that is plain. */
function soleValue(condition: Condition): string | undefined {
  const parts = condition.kind === 'and' ? condition.parts : [condition];
  const test = parts.find(isPath);
  return test?.operator === 'equals' && test.values.length === 1 ? test.values[0] : undefined;
}

const isPath = (part: Condition): part is TextTest => part.kind === 'text' && part.subject === 'path';

function rewriteOf(rewrite: PathRewrite): PathRewrite {
  const prefix = rewrite.kind === 'regex' ? prefixOf(rewrite.pattern, rewrite.to) : rewrite;
  return prefix?.kind === 'prefix' ? { kind: 'prefix', ...shortest(prefix.from, prefix.to) } : rewrite;
}

/** Segments at the end of both are no part of the change. */
function shortest(from: string, to: string): { readonly from: string; readonly to: string } {
  const [left, right] = [bare(from).split('/'), bare(to).split('/')];
  while (left.length > 1 && right.length > 1 && left.at(-1) === right.at(-1)) {
    left.pop();
    right.pop();
  }
  return { from: left.join('/'), to: right.join('/') || '/' };
}

const bare = (prefix: string): string => prefix.replace(/\/+$/, '');

/** `/a(/.*)?` to `/b\1`, `/a/?(.*)` to `/\1`, `/a/(.*)` to `/b/\1`. */
function prefixOf(pattern: string, to: string): PathRewrite | undefined {
  const forms: readonly (readonly [string, string, string])[] = [
    ['(/.*)?', '\\1', ''],
    ['/?(.*)', '/\\1', '/'],
    ['/(.*)', '/\\1', ''],
  ];
  for (const [end, group, rest] of forms) {
    if (!pattern.endsWith(end) || !to.endsWith(group)) continue;
    const from = plain(pattern.slice(0, -end.length));
    const target = to.slice(0, -group.length);
    if (from !== undefined && !/\\\d/.test(target))
      return { kind: 'prefix', from, to: target.replaceAll('\\\\', '\\') + rest || '/' };
  }
  return undefined;
}

/** The text of an expression without special characters. */
function plain(pattern: string): string | undefined {
  const text = pattern.replace(/\\([^A-Za-z0-9])/g, '\u0000');
  return /[\\^$.|?*+()[\]{}]/.test(text) ? undefined : pattern.replace(/\\([^A-Za-z0-9])/g, '$1');
}

/** A rule for each path, or for a prefix itself and for what lies below it. */
function splitByPath(rule: Rule): readonly Rule[] {
  const { condition } = rule;
  const parts = condition.kind === 'and' ? condition.parts : [condition];
  const at = parts.findIndex((part) => isPath(part) && (part.operator === 'equals' || part.operator === 'under'));
  const test = parts[at] as TextTest | undefined;
  if (!test) return [rule];
  const replaced = (operator: TextTest['operator'], value: string): Rule => {
    const all = parts.toSpliced(at, 1, { ...test, operator, values: [value] });
    return {
      ...rule,
      condition: all.length === 1 ? (all[0] as Condition) : { kind: 'and', parts: all, origin: condition.origin },
    };
  };
  if (test.operator === 'equals') return test.values.map((value) => replaced('equals', value));
  return test.values.flatMap((value) => [replaced('equals', bare(value)), replaced('starts', `${bare(value)}/`)]);
}

function redirectOf(rule: Rule, action: Redirect): Redirect {
  const { prefix, ...rest } = action;
  if (!prefix) return action;
  const single = soleValue(rule.condition);
  if (single !== undefined) return { ...rest, path: replacePrefix(single, prefix.from, prefix.to) };
  return { ...rest, prefix: shortest(prefix.from, prefix.to) };
}
