// Kubeconfig files → where the cluster is and who asks. Files of $KUBECONFIG are joined, the first that names something wins. Inside a pod,
// without any file, the pod's own service account. Runs no plugin; see credentials.ts.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { readYaml, toPlain } from '../../documents/index.ts';
import { Source } from '../../text/index.ts';
import { kubeconfigFault } from './fault.ts';

export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly provideClusterInfo: boolean;
  readonly installHint?: string;
}

/** One cluster and one user, as a context joins them. Certificates and keys are PEM. */
export interface ClusterAccess {
  readonly context: string;
  readonly server: string;
  readonly certificateAuthority?: string;
  readonly insecure: boolean;
  readonly serverName?: string;
  /** Of the context; `default` if it names none. */
  readonly namespace: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly exec?: ExecPlugin;
}

export interface AccessOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

type Json = Readonly<Record<string, unknown>>;
/** A named part and the file it stands in: relative paths start there. */
interface Part {
  readonly file: string;
  readonly value: Json;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Throws a ClusterFault that says which file lacks what. */
export function clusterAccess(options: AccessOptions): ClusterAccess {
  const paths = filesOf(options);
  const there = paths.filter((path) => existsSync(path));
  if (there.length === 0) {
    if (options.kubeconfig === undefined && process.env.KUBERNETES_SERVICE_HOST) return fromPod();
    throw kubeconfigFault(paths.join(delimiter), 'it does not exist');
  }
  const files = there.map((file) => ({ file, value: readKubeconfig(file) }));
  const shown = there.join(delimiter);
  const name = options.context ?? textOf(files.map(({ value }) => value['current-context']).find((each) => each));
  if (name === undefined) throw kubeconfigFault(shown, 'it has no current context; name one with --context');
  const context = named(files, 'contexts', 'context', name, shown);
  const cluster = named(files, 'clusters', 'cluster', textOf(context.value.cluster) ?? '', shown);
  const user = textOf(context.value.user);
  return {
    context: name,
    namespace: textOf(context.value.namespace) ?? 'default',
    ...clusterPart(cluster),
    ...(user === undefined ? {} : userPart(named(files, 'users', 'user', user, shown))),
  };
}

function filesOf({ kubeconfig }: AccessOptions): string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const given = (process.env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  return given.length > 0 ? given : [join(homedir(), '.kube', 'config')];
}

function readKubeconfig(path: string): Json {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw kubeconfigFault(path, (error as Error).message);
  }
  const { documents } = readYaml(new Source(path, text));
  const root = documents.find((document) => document.root)?.root;
  const problem = documents.flatMap((document) => document.problems)[0];
  if (problem) throw kubeconfigFault(path, problem.message);
  if (root?.kind !== 'map') throw kubeconfigFault(path, 'it is no YAML map');
  return toPlain(root) as Json;
}

function named(files: readonly Part[], list: string, member: string, name: string, shown: string): Part {
  for (const { file, value } of files)
    for (const each of Array.isArray(value[list]) ? (value[list] as Json[]) : [])
      if (each?.name === name) return { file, value: (each[member] ?? {}) as Json };
  throw kubeconfigFault(shown, `it has no ${member} \`${name}\``);
}

function clusterPart({ file, value }: Part) {
  const server = textOf(value.server);
  if (server === undefined || !/^https?:\/\//.test(server) || !URL.canParse(server))
    throw kubeconfigFault(file, 'the cluster has no `server` with an address like https://…');
  if (value['proxy-url'] !== undefined) throw kubeconfigFault(file, '`proxy-url` is not supported by mesh');
  const certificateAuthority = pem(file, value, 'certificate-authority');
  const serverName = textOf(value['tls-server-name']);
  return {
    server: server.replace(/\/+$/, ''),
    insecure: value['insecure-skip-tls-verify'] === true,
    ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

function userPart({ file, value }: Part): Partial<ClusterAccess> {
  if (value['auth-provider'] !== undefined)
    throw kubeconfigFault(file, '`auth-provider` is gone from Kubernetes; use an exec plugin');
  const tokenFile = textOf(value.tokenFile);
  const username = textOf(value.username);
  const found = {
    clientCertificate: pem(file, value, 'client-certificate'),
    clientKey: pem(file, value, 'client-key'),
    token: textOf(value.token),
    tokenFile: tokenFile === undefined ? undefined : resolve(dirname(file), tokenFile),
    basic: username === undefined ? undefined : { username, password: textOf(value.password) ?? '' },
    exec: value.exec === undefined ? undefined : execPart(file, value.exec as Json),
  };
  return Object.fromEntries(Object.entries(found).filter(([, each]) => each !== undefined));
}

function execPart(file: string, value: Json): ExecPlugin {
  const command = textOf(value.command);
  if (command === undefined) throw kubeconfigFault(file, 'its exec plugin names no command');
  const env = Array.isArray(value.env) ? (value.env as { name: string; value: string }[]) : [];
  const installHint = textOf(value.installHint);
  return {
    apiVersion: textOf(value.apiVersion) ?? 'client.authentication.k8s.io/v1',
    command: /[\\/]/.test(command) ? resolve(dirname(file), command) : command,
    args: Array.isArray(value.args) ? value.args.map(String) : [],
    env: Object.fromEntries(env.map((each) => [String(each.name), String(each.value)])),
    provideClusterInfo: value.provideClusterInfo === true,
    ...(installHint === undefined ? {} : { installHint }),
  };
}

/** `KEY-data` in base64, or the file that `KEY` names. */
function pem(file: string, value: Json, key: string): string | undefined {
  const data = textOf(value[`${key}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  const path = textOf(value[key]);
  if (path === undefined) return undefined;
  try {
    return readFileSync(resolve(dirname(file), path), 'utf8');
  } catch (error) {
    throw kubeconfigFault(file, `its \`${key}\` cannot be read: ${(error as Error).message}`);
  }
}

function fromPod(): ClusterAccess {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = process.env;
  return {
    context: 'the pod',
    server: `https://${host?.includes(':') ? `[${host}]` : host}:${port}`,
    insecure: false,
    certificateAuthority: readFileSync(join(SERVICE_ACCOUNT, 'ca.crt'), 'utf8'),
    namespace: readFileSync(join(SERVICE_ACCOUNT, 'namespace'), 'utf8').trim(),
    tokenFile: join(SERVICE_ACCOUNT, 'token'),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
