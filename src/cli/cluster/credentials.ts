// Who asks: the token or certificate of a context, from the kubeconfig or from the exec plugin that it names (client.authentication.k8s.io).
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { catalogue } from '../../diagnostics/index.ts';
import { fault, kubeconfigFault } from './fault.ts';
import type { ClusterAccess, ExecPlugin } from './kubeconfig.ts';

export interface Credentials {
  /** The value of the Authorization header. */
  readonly authorization?: string;
  readonly certificate?: string;
  readonly key?: string;
}

/** Throws a ClusterFault for a plugin that fails, and for a certificate that ran out. */
export function credentialsOf(access: ClusterAccess): Credentials {
  const own: Credentials = {
    ...(access.clientCertificate === undefined ? {} : { certificate: access.clientCertificate }),
    ...(access.clientKey === undefined ? {} : { key: access.clientKey }),
    ...authorization(access),
  };
  const found = access.exec && own.authorization === undefined ? { ...own, ...fromPlugin(access, access.exec) } : own;
  if (found.certificate !== undefined) stillValid(access, found.certificate);
  return found;
}

function authorization({ token, tokenFile, basic, context }: ClusterAccess): Credentials {
  if (tokenFile !== undefined) {
    try {
      return { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };
    } catch (error) {
      throw kubeconfigFault(context, `its \`tokenFile\` cannot be read: ${(error as Error).message}`);
    }
  }
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (basic === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}` };
}

interface ExecCredential {
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
  };
}

function fromPlugin(access: ClusterAccess, plugin: ExecPlugin): Credentials {
  const failed = (reason: string) =>
    kubeconfigFault(access.context, `its plugin \`${plugin.command}\` ${reason}${hint(plugin)}`);
  const interactive = Boolean(process.stdin.isTTY);
  const { status, stdout, error } = spawnSync(plugin.command, plugin.args, {
    encoding: 'utf8',
    env: { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(access, plugin, interactive) },
    stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    timeout: 120_000,
  });
  if (error) throw failed(`cannot be run: ${error.message}`);
  if (status !== 0) throw failed(`ended with ${status}`);
  let answer: ExecCredential;
  try {
    answer = JSON.parse(stdout) as ExecCredential;
  } catch {
    throw failed('wrote no JSON');
  }
  const { token, clientCertificateData: certificate, clientKeyData: key } = answer.status ?? {};
  if (token === undefined && certificate === undefined) throw failed('gave neither a token nor a certificate');
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

const hint = ({ installHint }: ExecPlugin): string => (installHint === undefined ? '' : ` (${installHint.trim()})`);

const execInfo = (access: ClusterAccess, plugin: ExecPlugin, interactive: boolean): string =>
  JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: plugin.apiVersion,
    spec: {
      interactive,
      ...(plugin.provideClusterInfo
        ? {
            cluster: {
              server: access.server,
              'certificate-authority-data': Buffer.from(access.certificateAuthority ?? '').toString('base64'),
              'insecure-skip-tls-verify': access.insecure,
            },
          }
        : {}),
    },
  });

/** A server drops the connection of an expired client certificate without a word; this says it before. */
function stillValid({ server, context }: ClusterAccess, certificate: string): void {
  let until: Date;
  try {
    until = new Date(new X509Certificate(certificate).validTo);
  } catch {
    throw kubeconfigFault(context, 'its client certificate is no PEM certificate');
  }
  if (until.getTime() < Date.now())
    throw fault(catalogue.cluster.clusterUntrusted, context, {
      server,
      reason: `the client certificate of context \`${context}\` ran out on ${until.toISOString().slice(0, 10)}`,
    });
}
