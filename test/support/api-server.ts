// A real API server: one that `up.sh` in the folder `kube` of MESH_TOOLS starts on ports of its own, with Istio's and the Gateway API's
// definitions. MESH_KUBECONFIG names one that runs already.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type Json } from '../../src/cli/cluster/connection.ts';
import { clusterAccess } from '../../src/cli/cluster/kubeconfig.ts';
import { isMissing } from './components.ts';

export interface ApiServer {
  readonly kubeconfig: string;
  readonly get: (path: string) => Promise<{ readonly status: number; readonly body: Json }>;
  /** Server-side apply as somebody else would. */
  readonly apply: (
    path: string,
    body: Json,
    query: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly body: Json }>;
  readonly stop: () => void;
}

const PORTS = { ETCD_PORT: '22479', ETCD_PEER: '22480', API_PORT: '26543' };

const kubeFolder = (): string | undefined => {
  const folder = process.env.MESH_TOOLS === undefined ? undefined : join(process.env.MESH_TOOLS, 'kube');
  return folder !== undefined && existsSync(join(folder, 'bin', 'kube-apiserver')) ? folder : undefined;
};

export function hasApiServer(): boolean {
  const found = process.env.MESH_KUBECONFIG ?? kubeFolder();
  isMissing('kube', found);
  return found !== undefined;
}

/** @param folder of the server's files, where one must be started; made by it. */
export function startApiServer(folder: string): ApiServer {
  const running = process.env.MESH_KUBECONFIG;
  const tools = kubeFolder() ?? '';
  const kubeconfig = running ?? join(folder, 'kubeconfig');
  if (!running)
    execFileSync(join(tools, 'up.sh'), [folder], {
      env: { ...process.env, ...PORTS },
      stdio: 'ignore',
      timeout: 120_000,
    });
  const cluster = connect(clusterAccess({ kubeconfig }));
  return {
    kubeconfig,
    get: (path) => cluster.ask({ method: 'GET', path, what: 'a look' }),
    apply: (path, body, query) => cluster.ask({ method: 'PATCH', path, query, body, what: 'a change' }),
    stop: () => {
      cluster.close();
      if (!running) execFileSync(join(tools, 'down.sh'), [folder], { stdio: 'ignore' });
    },
  };
}
