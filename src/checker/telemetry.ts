// `telemetry [for s] { … }` → metrics, traces, access logs.
import { catalogue } from '../diagnostics/index.ts';
import type { Metrics, Telemetry, Tracing } from '../model/index.ts';
import { type Placed, resolve } from '../program/index.ts';
import type { TelemetryDeclaration } from '../syntax/index.ts';
import { type Checking, placeIn } from './checking.ts';
import { oneOf } from './read.ts';
import { rejectReferenceParts } from './reference.ts';
import { hasSlot, readBlock, type SettingLine, slot, slotSpan, slotValue, slotWord } from './setting-block.ts';
import { hostProblem } from './texts.ts';

const { types } = catalogue;

interface Draft {
  readonly metrics: Metrics[];
  trace?: Tracing;
  accessLog?: NonNullable<Telemetry['accessLog']>;
}

export function readTelemetry(checking: Checking, placed: Placed<TelemetryDeclaration>): Telemetry | undefined {
  const { declaration, scope } = placed;
  const { reference } = declaration;
  const target = reference && resolve(checking, 'target', scope, reference);
  if (reference) rejectReferenceParts(checking, reference, 'telemetry');
  const draft: Draft = { metrics: [] };
  readBlock(checking, declaration.block, 'telemetry', placeIn(scope), (line) => readLine(line, draft));
  if (reference && !target) return undefined;
  return {
    ...(target ? { service: target.key } : {}),
    namespace: scope.namespace,
    ...draft,
    origin: declaration.span,
  };
}

const SENT = ['mixer', 'statsd', 'influxdb'] as const;
const TRACERS = ['zipkin', 'otlp', 'jaeger'] as const;
const FORMATS = ['json', 'text', 'off'] as const;

function readLine(line: SettingLine, draft: Draft): void {
  switch (line.word) {
    case 'metrics': {
      const metrics = hasSlot(line, 'prometheus') ? readPrometheus(line) : readSent(line);
      if (metrics) draft.metrics.push(metrics);
      return;
    }
    case 'trace': {
      const trace = readTrace(line);
      if (trace) draft.trace = trace;
      return;
    }
    case 'access-log': {
      const value = slotWord(line, 'format', FORMATS, 'format');
      if (value) draft.accessLog = { value, origin: line.setting.span, level: 'service' };
    }
  }
}

function readPrometheus(line: SettingLine): Metrics {
  const port = hasSlot(line, 'port') ? slot(line, 'port', 'Port') : undefined;
  return { kind: 'prometheus', ...(port === undefined ? {} : { port }), origin: line.setting.span };
}

function readSent(line: SettingLine): Metrics | undefined {
  const kind = slotWord(line, 'kind', SENT, 'kind of metrics');
  const address = readAddress(line);
  return kind && address !== undefined ? { kind, address, origin: line.setting.span } : undefined;
}

function readTrace(line: SettingLine): Tracing | undefined {
  const written = slotValue(line, 'kind', 'Text', TRACERS);
  const kind = written && oneOf(line.checking, written, TRACERS, 'kind of tracing');
  const address = readAddress(line);
  const sample = hasSlot(line, 'sample') ? slot(line, 'sample', 'Percent') : undefined;
  if (!kind || address === undefined) return undefined;
  return { kind, address, ...(sample === undefined ? {} : { sample }), origin: line.setting.span };
}

/** `host:port` */
function readAddress(line: SettingLine): string | undefined {
  const text = slot(line, 'address', 'Text');
  if (text === undefined) return undefined;
  const [, host, port] = /^(.*):(\d+)$/.exec(text) ?? [];
  const reason =
    host === undefined
      ? 'the port is missing: it is written `host:port`'
      : Number(port) < 1 || Number(port) > 65535
        ? 'ports are 1 to 65535'
        : hostProblem(host, false);
  if (reason === undefined) return text;
  line.checking.report.add(types.badText, slotSpan(line, 'address'), { type: 'address', text, reason });
  return undefined;
}

/** Two blocks for the same thing would have no order between them. */
export function checkTelemetry(
  { report }: Checking,
  all: readonly { readonly telemetry: Telemetry; readonly keyword: Telemetry['origin'] }[],
): void {
  const seen = new Map<string, Telemetry['origin']>();
  for (const { telemetry, keyword } of all) {
    const key = telemetry.service ?? '';
    const first = seen.get(key);
    const setting = key === '' ? 'telemetry' : `telemetry for ${key}`;
    if (first)
      report.add(
        types.duplicateSetting,
        keyword,
        { setting },
        { related: [{ span: first, message: 'said here first' }] },
      );
    else seen.set(key, keyword);
  }
}
