// Options that the full command line and the reader of plain lines both know. Flags are spelled as commander reads them.

export interface OptionSpec {
  /** `-o, --output <dir>`; without `<…>` it is said or not. */
  readonly flags: string;
  readonly says: string;
  /** `list`: several values with commas between them. `each`: one a time. Both may be repeated. */
  readonly takes?: 'list' | 'each';
  readonly choices?: readonly string[];
  /** The value where nothing is said. */
  readonly preset?: string;
}

export const list = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  ...value.split(',').filter((part) => part !== ''),
];
export const each = (value: string, before: readonly string[] = []): string[] => [...before, value];

export const shared = {
  environment: { flags: '-e, --env <name>', says: 'an environment of mesh.yaml' },
  inputs: { flags: '--set <input=value>', says: 'a value for an input; repeat for several', takes: 'each' },
  targets: {
    flags: '-t, --target <names>',
    says: 'what to compile for, like istio@1.30; several with commas',
    takes: 'list',
  },
  report: {
    flags: '--report <format>',
    says: 'how findings are written',
    choices: ['text', 'line', 'json', 'sarif', 'github', 'gitlab', 'junit'],
    preset: 'text',
  },
  strict: { flags: '--strict', says: 'warnings count as findings (exit 1)' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

const build: readonly OptionSpec[] = [
  shared.targets,
  shared.environment,
  shared.inputs,
  { flags: '-o, --output <dir>', says: 'write one file per object under DIR/TARGET/' },
  { flags: '--format <form>', says: 'yaml or json', choices: ['yaml', 'json'], preset: 'yaml' },
  { flags: '--check', says: 'with an output folder: exit 1 unless the files there are what would be written' },
  { flags: '--verify', says: 'read the output back and prove that it decides every request as the program does' },
  { flags: '--comments', says: 'say in the YAML where each part came from' },
  { flags: '--source-map', says: 'write a JSON map from output lines to the source instead of the YAML' },
  { flags: '--data-plane <proxy>', says: 'envoy, or linkerd@VERSION: who carries the traffic' },
  {
    flags: '--install <where>',
    says: 'also write what installs the proxies',
    choices: ['kubernetes', 'minikube'],
  },
  { flags: '--depfile <file>', says: 'write the files read, in make syntax' },
  { flags: '-w, --watch', says: 'build again when a file changes' },
  { flags: '--no-cache', says: 'with an output folder: build even if nothing changed since the last time' },
  shared.report,
  shared.strict,
];

const check: readonly OptionSpec[] = [
  shared.targets,
  shared.environment,
  shared.inputs,
  {
    flags: '--manifests <path>',
    says: 'Kubernetes manifests (folder, file or -) that services, ports and versions must agree with',
  },
  { flags: '--data-plane <proxy>', says: 'envoy, or linkerd@VERSION' },
  { flags: '--no-cache', says: 'check again even if nothing changed since the last time' },
  shared.report,
  shared.strict,
];

/** Of the commands that are run most, and take paths. */
export const plainCommands = { build, check } as const;
