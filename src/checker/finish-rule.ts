// One rule with everything known: its effective settings, and what must hold between condition, action, settings and the protocol
// that the requests speak.
import { catalogue, type Fix } from '../diagnostics/index.ts';
import type { Condition, Destination, Forward, Rule, Settings, Traffic, WeightedDestination } from '../model/index.ts';
import { prependItem } from '../program/index.ts';
import type { Action, Rule as RuleTree } from '../syntax/index.ts';
import { endOf, type Span, startOf } from '../text/index.ts';
import type { Checking } from './checking.ts';
import { httpTest } from './condition.ts';
import type { Frame } from './destination.ts';
import { hostsOf, hostTakes } from './hosts.ts';
import { mergeOver } from './layers.ts';
import { impliesUnder } from './prefix.ts';

const { types } = catalogue;

export interface Finishing {
  readonly checking: Checking;
  readonly frame: Frame;
  /** As written: where fixes go. */
  readonly action: Action;
  /** As written; absent where one action stands for everything. */
  readonly rule: RuleTree | undefined;
}
type Unfinished = { -readonly [K in keyof Rule]: Rule[K] };

/** The rule with the settings that it has; `undefined` if its parts do not go together, which is reported. */
export function finishRule(finishing: Finishing, rule: Unfinished): Rule | undefined {
  rule.settings = effective(rule.action.kind, rule.settings);
  if (!speaksHttp(finishing, rule)) return undefined;
  rule.settings = withServiceSettings(finishing, rule);
  const prefixFits = checkPrefix(finishing, rule);
  const hostFits = checkEgressHost(finishing, rule);
  warnUnaskedRoute(finishing, rule);
  return prefixFits && hostFits ? rule : undefined;
}

/** An answer that mesh gives itself has no use for what is said about a destination. */
export function effective(kind: Rule['action']['kind'], settings: Settings): Settings {
  if (kind === 'forward') return settings;
  const { name, cors, delay, headers } = settings;
  const response = headers?.filter(({ value }) => value.direction === 'response');
  return {
    ...(name ? { name } : {}),
    ...(response && response.length > 0 ? { headers: response } : {}),
    ...(kind === 'respond' && cors ? { cors } : {}),
    ...(kind === 'respond' && delay ? { delay } : {}),
  };
}

/** The service's own settings apply last, where all requests go to that service. */
function withServiceSettings({ checking }: Finishing, { action, settings }: Rule): Settings {
  const only = action.kind === 'forward' ? onlyTarget(action) : undefined;
  const own = only === undefined ? undefined : checking.directory.settingsOf(only);
  return own ? mergeOver(settings, [own]) : settings;
}

/** The key of what all parts go to. */
function onlyTarget({ split }: Forward): string | undefined {
  const first = split[0]?.destination.target;
  for (let at = 1; at < split.length; at++) if (split[at]?.destination.target !== first) return undefined;
  return first;
}

// ---- protocols

/** Where not all requests are HTTP, rules can only split. */
function speaksHttp(finishing: Finishing, { condition, action, settings, origin }: Rule): boolean {
  const { frame, rule } = finishing;
  const protocol = plainProtocol(finishing.checking, frame);
  if (!protocol) return true;
  const span = rule?.when?.span ?? origin;
  const test = httpTest(condition);
  if (test) return reportNoHttp(finishing, protocol, span, testText(test));
  if (action.kind !== 'forward') return reportNoHttp(finishing, protocol, action.origin, `\`${action.kind}\``);
  const setting = Object.entries(settings).find(([key]) => key !== 'name')?.[1];
  const at = Array.isArray(setting) ? setting[0]?.origin : (setting as { origin: Span } | undefined)?.origin;
  return at ? reportNoHttp(finishing, protocol, at, 'a setting for requests') : true;
}

const testText = (test: Condition): string => (test.kind === 'text' ? `\`${test.subject}\`` : 'a request');

/** A port that does not speak HTTP, as a message calls it. */
function plainProtocol({ directory }: Checking, frame: Frame): string | undefined {
  if (frame.kind === 'door') return frame.family === 'http' ? undefined : `this door speaks ${frame.family}`;
  if (frame.kind !== 'mesh' || isAllHttp(frame.families)) return undefined;
  const port = directory
    .portsOf(frame.callee)
    .find(({ number, protocol }) => frame.ports.includes(number) && !HTTP.includes(protocol));
  return port && `port ${port.number} of ${frame.callee.key} speaks ${port.protocol}`;
}
const isAllHttp = (families: readonly Traffic[]): boolean => families.length === 1 && families[0] === 'http';
const HTTP: readonly string[] = ['http', 'http2', 'grpc'];

function reportNoHttp({ checking, frame }: Finishing, speaks: string, span: Span, what: string): false {
  const several = frame.kind === 'mesh' && frame.ports.length > 1;
  const hint = several ? { hint: 'give the ports that speak HTTP a route of their own: `route service:port`' } : {};
  checking.report.add(types.noHttp, span, { speaks, what }, hint);
  return false;
}

// ---- prefixes

function checkPrefix(finishing: Finishing, rule: Rule): boolean {
  const rewrite = rule.settings.rewritePath;
  const replaced =
    rewrite?.value.kind === 'prefix'
      ? { from: rewrite.value.from, origin: rewrite.origin }
      : rule.action.kind === 'redirect' && rule.action.prefix
        ? { from: rule.action.prefix.from, origin: rule.action.origin }
        : undefined;
  if (!replaced || finishing.frame.kind === 'any') return true;
  const { options, report } = finishing.checking;
  if (impliesUnder(rule.condition, replaced.from) || options.impliesUnder?.(rule, replaced.from)) return true;
  const fix = narrowing(finishing, replaced.from);
  const related = [{ span: rule.origin, message: 'this rule takes other paths too' }];
  report.add(
    types.prefixNotImplied,
    replaced.origin,
    { prefix: replaced.from },
    { related, ...(fix ? { fixes: [fix] } : {}) },
  );
  return false;
}

function narrowing({ rule }: Finishing, prefix: string): Fix | undefined {
  const when = rule?.when;
  if (!when) return undefined;
  const text = `path under ${JSON.stringify(prefix)} and `;
  const mixed = when.kind === 'logical' && when.operators.some((operator) => operator.kind === 'or');
  const edits = mixed
    ? [
        { span: startOf(when.span), text: `${text}(` },
        { span: endOf(when.span), text: ')' },
      ]
    : [{ span: startOf(when.span), text }];
  return { title: `Only take paths under ${prefix}`, edits };
}

// ---- egress

/** What stands outside answers for its own hosts only; a request keeps its host unless that is rewritten. */
function checkEgressHost(finishing: Finishing, rule: Rule): boolean {
  const { checking, frame } = finishing;
  const { action } = rule;
  const http =
    frame.kind === 'door' ? frame.family === 'http' : frame.kind === 'mesh' && frame.families.includes('http');
  if (!http) return true;
  if (action.kind !== 'forward' || !action.split.some(isEgress)) return true;
  const wrong = action.split.find(
    (part) => isEgress(part) && !keepsHost(finishing, part.destination, rule),
  )?.destination;
  if (!wrong) return true;
  const hosts = hostsOf(checking, wrong);
  const host = hosts.find((each) => !each.includes('*'));
  const composed = frame.kind === 'mesh' && !frame.arrives ? rule.through.at(-1)?.origin : undefined;
  const fixes = host && !composed ? [rewriteFix(finishing.action, host)] : [];
  const parameters = { name: wrong.target, hosts };
  checking.report.add(types.egressHost, composed ?? finishing.action.target.span, parameters, { fixes });
  return false;
}

const isEgress = ({ destination }: WeightedDestination): boolean => destination.kind === 'egress';

function keepsHost({ checking, frame }: Finishing, destination: Destination, rule: Rule): boolean {
  const hosts = hostsOf(checking, destination);
  if (hosts.length === 0) return true;
  const rewritten = rule.settings.rewriteHost?.value;
  if (rewritten !== undefined) return hosts.some((host) => hostTakes(host, rewritten));
  return frame.kind === 'mesh' && frame.callee.key === destination.target && frame.arrives;
}

function rewriteFix({ block, target, policies }: Action, host: string): Fix {
  const text = `rewrite host ${JSON.stringify(host)}`;
  const title = `Write ${text}`;
  if (!block) {
    const last = policies.at(-1)?.span ?? target.span;
    return { title, edits: [{ span: endOf(last), text: ` { ${text} }` }], preferred: true };
  }
  return { title, edits: [prependItem(block.span, text)], preferred: true };
}

// ---- routes that are not asked

function warnUnaskedRoute({ checking, frame, action }: Finishing, rule: Rule): void {
  const { target } = action;
  if (frame.kind !== 'door' || target.kind !== 'destination' || rule.action.kind !== 'forward') return;
  const destination = rule.action.split[0]?.destination;
  if (!destination || destination.version) return;
  const route = checking.directory.routeOf(destination.target, destination.port);
  if (!route) return;
  checking.report.add(
    types.routeNotAsked,
    target.span,
    { name: destination.target },
    {
      fixes: [
        {
          title: 'Let the route decide',
          edits: [{ span: startOf(target.span), text: 'route ' }],
          preferred: true,
          changesMeaning: true,
        },
      ],
      related: [{ span: route.declaration.reference.span, message: 'the route that is not asked' }],
    },
  );
}
