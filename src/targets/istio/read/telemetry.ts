// `Telemetry` and the `Sidecar` that closes the mesh. Where traces go stands in the mesh's configuration and not in these objects.
import type { Telemetry, Tracing } from '../../../model/index.ts';
import { type Fields, type InputObject, shareOf, sourced, specOf } from '../../shared/reading/index.ts';

export function readTelemetry(object: InputObject): readonly Telemetry[] {
  const spec = specOf(object);
  const selector = spec.fields('selector');
  const app = selector?.map('matchLabels')?.app;
  selector?.done();
  const [metrics, tracing, logging] = ['metrics', 'tracing', 'accessLogging'].map((key) => spec.list(key));
  const trace = tracing?.map(readTracing).find((one) => one !== undefined);
  const log = logging?.map(readLogging).find((one) => one !== undefined);
  const { namespace, origin } = object;
  const result: Telemetry = {
    ...(app === undefined ? {} : { service: `${namespace}/${app}` }),
    namespace,
    metrics: (metrics ?? []).flatMap((fields) =>
      providers(fields)
        .filter((name) => name === 'prometheus')
        .map(() => ({ kind: 'prometheus' as const, origin: fields.span })),
    ),
    ...(trace ? { trace } : {}),
    ...(log === undefined ? {} : { accessLog: sourced(log, origin) }),
    origin,
  };
  for (const one of [...(metrics ?? []), ...(tracing ?? []), ...(logging ?? []), spec]) one.done();
  return [result];
}

const providers = (fields: Fields): readonly string[] =>
  fields.list('providers').flatMap((one) => {
    const name = one.text('name');
    one.done();
    return name === undefined ? [] : [name];
  });

function readTracing(fields: Fields): Tracing | undefined {
  const [name] = providers(fields);
  const percentage = fields.number('randomSamplingPercentage');
  const sample = percentage === undefined ? undefined : shareOf(percentage);
  if (name !== 'zipkin' && name !== 'otlp' && name !== 'jaeger') {
    fields.notes.add(fields.path, fields.span, `the tracing provider \`${name}\``);
    return undefined;
  }
  return { kind: name, address: '', ...(sample === undefined ? {} : { sample }), origin: fields.span };
}

function readLogging(fields: Fields): 'json' | 'text' | 'off' | undefined {
  const [name] = providers(fields);
  if (fields.bool('disabled')) return 'off';
  if (name === 'mesh-json-log') return 'json';
  if (name === 'envoy') return 'text';
  fields.notes.add(fields.path, fields.span, `the log provider \`${name}\``);
  return undefined;
}

/** Whether it closes the whole mesh to hosts that nobody declares. */
export function readSidecar(object: InputObject): boolean {
  const spec = specOf(object);
  const policy = spec.fields('outboundTrafficPolicy');
  const mode = policy?.text('mode');
  policy?.done();
  const hosts = spec.list('egress').flatMap((fields) => {
    const names = fields.texts('hosts').map(({ value }) => value);
    fields.done();
    return names;
  });
  spec.done();
  if (mode === 'REGISTRY_ONLY' && hosts.includes('*/*')) return true;
  object.notes.keep('what single workloads may call is no part of the language');
  return false;
}
