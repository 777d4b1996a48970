export { type InjectResult, inject, uninject } from './inject.ts';
export { type EnvoyOptions, type InjectOptions, ISTIO_TAGS, LINKERD_VERSIONS, type LinkerdOptions } from './options.ts';
